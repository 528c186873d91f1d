"""Who may be reached for a purpose, and their match keys: the door ad sync uses."""

from datetime import datetime
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy.orm import Session

from profiles.keys import MatchKeys


def permitted(session: Session, platform: str, now: datetime) -> BitMap:
    """Return the numbers of the subjects whose data may go to `platform` (meta or google) now."""
    raise NotImplementedError


def match_keys(session: Session, numbers: BitMap, platform: str) -> dict[int, MatchKeys]:
    """Return the newest digests of each subject in the platform's own spelling."""
    raise NotImplementedError


def subject_ids(session: Session, numbers: BitMap) -> dict[int, UUID]:
    """Return the outside id of each subject."""
    raise NotImplementedError
