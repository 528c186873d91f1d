"""Two memberships and what changed between them; who is held out. Pure."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from pyroaring import BitMap

_SHARES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """What turns one membership into another; `stayed` counts who is in both."""

    joined: BitMap
    left: BitMap
    stayed: int


def compare(before: BitMap, after: BitMap) -> Delta:
    """Return who joins and who leaves."""
    return Delta(
        joined=after - before, left=before - after, stayed=before.intersection_cardinality(after)
    )


def is_held_out(audience_id: UUID, subject_id: UUID, percent: int) -> bool:
    """Return whether a subject belongs to the share of an audience that is never advertised to.

    Always the same answer for the same two ids, and independent from audience to audience.
    """
    digest = hashlib.sha256(audience_id.bytes + subject_id.bytes).digest()
    return int.from_bytes(digest[:8]) % _SHARES < percent * _SHARES // 100
