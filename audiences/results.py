"""What the use cases of audiences take and give, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pyroaring import BitMap

from audiences.definitions import AudienceState
from audiences.errors import Problem
from audiences.membership import Delta
from audiences.stages import Stage, StageSettings
from audiences.wording import Explained
from profiles.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """What the words of rules mean in this shop."""

    vocabulary: Vocabulary
    stages: StageSettings


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides something, and when."""

    person: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Computation:
    """One evaluation of an audience, in counts."""

    at: datetime
    size: int
    joined: int
    left: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """One audience as it stands; `rule` is JSON; `last` is its last computation."""

    id: UUID
    name: str
    description: str
    rule: Mapping[str, Any]
    destinations: tuple[str, ...]
    min_size: int
    holdout_percent: int
    max_days: int | None
    state: AudienceState
    created_at: datetime
    edited_at: datetime
    computed_at: datetime | None
    size: int
    traits_named: tuple[str, ...]
    last: Computation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """One audience after a refresh; where `problems` are named, it keeps its members."""

    name: str
    size: int
    delta: Delta
    seconds: float
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One member, by the id for the outside, and the computation they came in with."""

    subject: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class Membership:
    """One audience that a subject is in, since a computation."""

    id: UUID
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Sample:
    """One subject a rule holds for, and why."""

    subject: UUID
    why: Explained


@dataclass(frozen=True, slots=True)
class Preview:
    """How many a rule would hold for now, and a few of them."""

    size: int
    samples: tuple[Sample, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberExplained:
    """Why a subject is in an audience or is not.

    `member` and `since` are of the last computation (None: not a member), `why` is of now.
    """

    audience: str
    subject: UUID
    member: bool
    since: datetime | None
    held_out: bool
    stage: Stage
    why: Explained


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedAudience:
    """What ad sync may know of an audience.

    `members` are of the last computation; those of them in `holdout` are never advertised to.
    `rule_sensitivity` is every trait the rule names in any way, as `type:value`.
    """

    id: UUID
    name: str
    destinations: tuple[str, ...]
    min_size: int
    holdout_percent: int
    members: BitMap
    holdout: BitMap
    rule_sensitivity: frozenset[str]
    computed_at: datetime
