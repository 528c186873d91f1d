"""What others do with audiences: one function for each use.

All take an open session and never commit; moments are aware and in UTC. `meanings` is what words
mean in this shop; `decision` says who does something, and when.
"""

from pyroaring import BitMap
from sqlalchemy.orm import Session

from audiences import store
from audiences.computing import bitmap, refresh
from audiences.defining import MOVES, Move, approve, archive, create, pause, submit, update
from audiences.definitions import AudienceState
from audiences.looking import (
    audiences_of,
    computations,
    explain_member,
    get,
    list_audiences,
    members,
    members_of,
    preview,
    rule_in_words,
)
from audiences.membership import is_held_out
from audiences.results import (
    ApprovedAudience,
    Audience,
    Computation,
    Decision,
    Meanings,
    Member,
    MemberExplained,
    Membership,
    Preview,
    Refreshed,
)
from audiences.tables import AudienceRow
from profiles.reach import subject_ids

__all__ = [
    "MOVES",
    "ApprovedAudience",
    "Audience",
    "Computation",
    "Decision",
    "Meanings",
    "Member",
    "MemberExplained",
    "Membership",
    "Move",
    "Preview",
    "Refreshed",
    "approve",
    "approved_audiences",
    "archive",
    "audiences_of",
    "computations",
    "create",
    "explain_member",
    "forget",
    "get",
    "list_audiences",
    "members",
    "members_of",
    "pause",
    "preview",
    "refresh",
    "rule_in_words",
    "submit",
    "update",
]


def approved_audiences(session: Session) -> list[ApprovedAudience]:
    """Return every approved audience with its members: all that ad sync may know of audiences."""
    found = []
    for row in store.audiences_with_members(session):
        if row.state != AudienceState.APPROVED or row.computed_at is None:
            continue
        numbers = bitmap(row.members)
        audience = ApprovedAudience(
            id=row.id,
            name=row.name,
            destinations=tuple(row.destinations),
            min_size=row.min_size,
            holdout_percent=row.holdout_percent,
            members=numbers,
            holdout=_holdout(session, row, numbers),
            rule_sensitivity=frozenset(row.traits_named),
            computed_at=row.computed_at,
        )
        found.append(audience)
    return found


def _holdout(session: Session, row: AudienceRow, numbers: BitMap) -> BitMap:
    if not row.holdout_percent:
        return BitMap()
    ids = subject_ids(session, numbers)
    return BitMap(
        number for number, id_ in ids.items() if is_held_out(row.id, id_, row.holdout_percent)
    )


def forget(session: Session, number: int) -> None:
    """Remove a subject from every set that is kept; sizes of earlier computations stay."""
    for row in store.audiences_with_members(session):
        if number in (kept := bitmap(row.members)):
            kept.discard(number)
            row.members = kept.serialize()
    for computation in store.all_computations(session):
        computation.joined = _without(computation.joined, number)
        computation.left = _without(computation.left, number)


def _without(stored: bytes, number: int) -> bytes:
    kept = BitMap.deserialize(stored)
    if number not in kept:
        return stored
    kept.discard(number)
    return kept.serialize()
