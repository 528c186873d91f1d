"""What to send: the difference between what a list holds and what is wanted there now. Pure.

Removals come before additions. A list holds digests, not subjects, so a removal never names a
digest that another member on the list keeps, and an addition waits while a removal of one of its
digests is still on its way.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import batched

from adsync.destinations.base import Capabilities, Operation, Row, fault_of
from adsync.runs import HeldState

_ON_ITS_WAY_OUT = HeldState.REMOVAL_SENT
_NOT_KNOWN_TO_BE_THERE = frozenset(
    {HeldState.SENDING, HeldState.UNRESOLVED, HeldState.REMOVING},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """One row a list may hold: the digests that were sent, and what became of them.

    `fingerprint` tells these digests of the subject from others of theirs.
    """

    row: Row
    fingerprint: str
    state: HeldState


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One row to travel. `fingerprint` names the held row it is about.

    A removal may name fewer digests than the held row has; the others belong to somebody who stays.
    """

    row: Row
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedBatch:
    """Rows with one operation, no more than the platform takes in a call."""

    operation: Operation
    rows: tuple[PlannedRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Held against wanted, before any guard.

    `joining` are new on the list, `again` are wanted rows nobody knows the fate of, `waiting` would
    join but a removal of one of their digests is under way. `covered` are held rows that need no
    call: each of their digests is kept for another member. `unsendable` counts wanted rows without
    a usable key, by reason.
    """

    leaving: tuple[PlannedRow, ...] = ()
    joining: tuple[PlannedRow, ...] = ()
    again: tuple[PlannedRow, ...] = ()
    waiting: int = 0
    covered: tuple[HeldRow, ...] = ()
    unsendable: Mapping[str, int] = field(default_factory=dict)
    holding: int = 0

    @property
    def additions(self) -> int:
        """How many rows would be added."""
        return len(self.joining) + len(self.again)


def fingerprint(row: Row) -> str:
    """Return sixteen hexadecimal digits that tell a subject's sets of digests apart."""
    return hashlib.sha256(f"{row.email}|{row.phone}".encode()).hexdigest()[:16]


def difference(
    held: Sequence[HeldRow], wanted: Mapping[int, Row], capabilities: Capabilities
) -> Difference:
    """Compare what a list may hold with what is wanted on it now."""
    sendable, unsendable = _sorted_out(wanted)
    present = [one for one in held if one.state is not HeldState.REMOVED]
    known = {(one.row.subject, one.fingerprint): one for one in present}
    stays = {key for key in known if key in sendable}
    kept = _keys(known[key].row for key in stays if known[key].state is not _ON_ITS_WAY_OUT)
    leaving, covered = _parted(
        (
            one
            for key, one in known.items()
            if key not in stays and one.state is not _ON_ITS_WAY_OUT
        ),
        kept,
    )
    blocked = _keys(one.row for one in present if one.state is _ON_ITS_WAY_OUT)
    if not capabilities.settles_at_once:
        blocked |= _keys(one.row for one in leaving)
    new = [one for key, one in sendable.items() if key not in known]
    joining = tuple(one for one in new if blocked.isdisjoint(one.row.keys))
    return Difference(
        leaving=leaving,
        joining=joining,
        again=tuple(
            sendable[key] for key in sorted(stays) if known[key].state in _NOT_KNOWN_TO_BE_THERE
        ),
        waiting=len(new) - len(joining),
        covered=covered,
        unsendable=unsendable,
        holding=len(present),
    )


def batches(
    removals: Sequence[PlannedRow], additions: Sequence[PlannedRow], max_rows: int
) -> Iterator[PlannedBatch]:
    """Cut rows into batches of at most `max_rows`, removals first."""
    for operation, rows in ((Operation.REMOVE, removals), (Operation.ADD, additions)):
        for part in batched(rows, max_rows):
            yield PlannedBatch(operation=operation, rows=part)


def _sorted_out(
    wanted: Mapping[int, Row],
) -> tuple[dict[tuple[int, str], PlannedRow], dict[str, int]]:
    sendable: dict[tuple[int, str], PlannedRow] = {}
    unsendable: Counter[str] = Counter()
    for subject in sorted(wanted):
        row = wanted[subject]
        if fault := fault_of(row):
            unsendable[fault] += 1
            continue
        mark = fingerprint(row)
        sendable[subject, mark] = PlannedRow(row=row, fingerprint=mark)
    return sendable, dict(unsendable)


def _parted(
    rows: Iterable[HeldRow], kept: frozenset[str] | set[str]
) -> tuple[tuple[PlannedRow, ...], tuple[HeldRow, ...]]:
    leaving: list[PlannedRow] = []
    covered: list[HeldRow] = []
    for held in rows:
        row = replace(
            held.row,
            email="" if held.row.email in kept else held.row.email,
            phone="" if held.row.phone in kept else held.row.phone,
        )
        if row.keys:
            leaving.append(PlannedRow(row=row, fingerprint=held.fingerprint))
        else:
            covered.append(held)
    return tuple(leaving), tuple(covered)


def _keys(rows: Iterable[Row]) -> set[str]:
    return {key for row in rows for key in row.keys}
