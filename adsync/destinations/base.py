"""The port: what every ad platform is for the rest of ad sync.

Sent is not settled: `send` returns as soon as a platform took a batch, `check` says later what
became of its rows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import NewType, Protocol
from uuid import UUID

ListRef = NewType("ListRef", str)
"""A platform's own id of one list."""

NO_KEY = "no_match_key"
MALFORMED_KEY = "malformed_match_key"
_is_digest = re.compile(r"[0-9a-f]{64}").fullmatch


class Platform(StrEnum):
    """Where audiences can be carried to; `memory` is for tests and dry staging."""

    META = "meta"
    GOOGLE = "google"
    MEMORY = "memory"


class Operation(StrEnum):
    """What one batch asks of a platform for all its rows."""

    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One subject's match keys in one platform's own normalisation, as SHA-256 in lower-case hex.

    A key the subject does not have is the empty string. `subject` never leaves us: platforms get
    the keys alone.
    """

    subject: int
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are there, e-mail first."""
        if not self.phone:
            return (self.email,) if self.email else ()
        return (self.email, self.phone) if self.email else (self.phone,)


def fault_of(row: Row) -> str | None:
    """Return why no platform would take this row, or None.

    Platforms that check fast refuse a whole request for one such row, so it never travels.
    """
    if not row.email and not row.phone:
        return NO_KEY
    if (row.email and not _is_digest(row.email)) or (row.phone and not _is_digest(row.phone)):
        return MALFORMED_KEY
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Rows with one operation that travel to one list in one call."""

    list_ref: ListRef
    operation: Operation
    rows: Sequence[Row] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Proof that a platform took a batch; not proof that it accepted the rows.

    `reference` finds the batch again on the platform. `refused` are the rows already known to be
    refused, `unnamed` counts refusals the platform tells of without saying which rows they were.
    """

    operation: Operation
    reference: str
    taken: int
    refused: Mapping[int, str] = field(default_factory=dict)
    unnamed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a batch: rows settled, rows refused by reason, rows nobody knows of yet.

    `refused` maps subjects to reasons where the platform names rows; `unnamed` maps reasons to
    counts where it does not. `unresolved` are rows a later run should send again.
    """

    settled: int = 0
    processing: int = 0
    unresolved: int = 0
    refused: Mapping[int, str] = field(default_factory=dict)
    unnamed: Mapping[str, int] = field(default_factory=dict)


class ListState(StrEnum):
    """Whether a list can be written now."""

    READY = "ready"
    BUSY = "busy"
    FLAGGED = "flagged"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListStatus:
    """What a platform says of one list; `size` is None until it tells one."""

    state: ListState
    size: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a platform can do, so that nothing has to ask which platform it is.

    `first_check_after` is how long after sending a first look pays, `check_again_after` the wait
    between later ones, `give_up_after` when an unanswered batch counts as unresolved.
    `runs_per_minute` keeps us well under the platform's quota. `names_refused_rows` says whether
    refusals come with the rows or as counts alone.
    """

    max_rows: int
    settles_at_once: bool
    names_refused_rows: bool
    first_check_after: timedelta = timedelta(0)
    check_again_after: timedelta = timedelta(minutes=15)
    give_up_after: timedelta = timedelta(days=2)
    runs_per_minute: int = 60


class Destination(Protocol):
    """One ad platform account. Every method may raise any `PlatformError`."""

    @property
    def platform(self) -> Platform:
        """Which platform this is."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    def ensure_list(self, neutral_name: str, audience_id: UUID) -> ListRef:
        """Return the list of this name, made now where there is none; safe to repeat."""
        ...

    def status(self, list_ref: ListRef) -> ListStatus:
        """Return what the platform says of the list."""
        ...

    def send(self, batch: Batch) -> Receipt:
        """Hand a batch over; sending the same again does no harm."""
        ...

    def check(self, receipt: Receipt) -> Outcome:
        """Return what became of the batch so far."""
        ...
