"""What ad sync is handed: the audiences to carry, who may be reached, and where to carry them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.orm import Session

from adsync.destinations.base import Destination, Platform
from adsync.policy import Blocked, VolumeGuard
from kit.clock import Clock, machine_clock
from kit.ids import NewId, random_hex, random_id


class Standing(StrEnum):
    """What an audience's state means for its lists.

    `approved` is carried, `resting` keeps whom it has while they are permitted, and whatever is
    `gone` (archived, a draft again, deleted) is emptied.
    """

    APPROVED = "approved"
    RESTING = "resting"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """One audience as ad sync sees it: numbers, and nothing of why they are members.

    `members` come without the holdout, who are never advertised to. `blocked` says why no platform
    may have the audience; then its lists are emptied.
    """

    id: UUID
    name: str
    platforms: tuple[str, ...]
    standing: Standing = Standing.APPROVED
    min_size: int = 0
    members: BitMap = field(default_factory=BitMap)
    blocked: Blocked | None = None


class Keys(Protocol):
    """The digests by which one platform may know a subject."""

    @property
    def email(self) -> str | None:
        """SHA-256 of the e-mail address in the platform's spelling, as hex."""
        ...

    @property
    def phone(self) -> str | None:
        """SHA-256 of the phone number in the platform's spelling, as hex."""
        ...


class Reach(Protocol):
    """Who may be reached on a platform, and by which keys."""

    def permitted(self, session: Session, platform: str, now: datetime) -> BitMap:
        """Return the subjects whose data may go there now."""
        ...

    def match_keys(self, session: Session, numbers: BitMap, platform: str) -> Mapping[int, Keys]:
        """Return the keys of those subjects who have any."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Everything a run needs.

    Args:
        engine: the database with the ledger.
        destinations: the platforms that are set up.
        audiences: every audience that is, or once was, bound for a platform.
        reach: who is permitted, and their keys.
        refresh: recomputes every audience; called before a scheduled sync.
        guard: when growth is too sudden to be meant.
    """

    engine: sa.Engine
    destinations: Mapping[Platform, Destination]
    audiences: Callable[[Session], Sequence[Carried]]
    reach: Reach
    refresh: Callable[[Session, datetime], object] = field(default=lambda _session, _now: None)
    guard: VolumeGuard = field(default_factory=VolumeGuard)
    clock: Clock = machine_clock
    new_id: NewId = random_id
    new_hex: Callable[[int], str] = random_hex
