"""Who may be reached for a purpose, and their match keys: the door ad sync uses."""

from datetime import datetime
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy.orm import Session

from kit.bitmaps import bitmap_of
from profiles import contact_store
from profiles.consent import ads_purpose
from profiles.keys import MatchKeys
from profiles.model import ContactKind, Purpose


def permitted(session: Session, platform: str, now: datetime) -> BitMap:
    """Return the subjects whose data may go to `platform` (`meta` or `google`) now.

    They agreed to advice and to ads there, have a digest for it, and gave no sign of being a
    minor. Whoever shares a digest with a subject that took either consent back since is left out
    whole: it is one person under two numbers, and what they said last holds.

    Raises:
        KeyError: where `platform` is none that anybody can consent to.
    """
    del now  # An answer holds until the next one; the day consents lapse, it is asked here.
    column, purpose = _digest_column(platform), ads_purpose(platform)
    allowed = bitmap_of(session, contact_store.granting(Purpose.ADVICE))
    allowed &= bitmap_of(session, contact_store.granting(purpose))
    allowed &= bitmap_of(session, contact_store.with_digest(column))
    allowed -= bitmap_of(session, contact_store.with_sign_of_minor())
    for needed in (Purpose.ADVICE, purpose):
        allowed -= bitmap_of(session, contact_store.sharing_with_a_later_no(column, needed))
    return allowed


def match_keys(session: Session, numbers: BitMap, platform: str) -> dict[int, MatchKeys]:
    """Return the newest digests of each subject in the platform's own spelling.

    A subject without any is left out.
    """
    newest: dict[int, dict[str, str]] = {}
    for number, kind, digest, _ in contact_store.digests(
        session, list(numbers), _digest_column(platform)
    ):
        newest.setdefault(number, {})[kind] = digest
    return {
        number: MatchKeys(email=found.get(ContactKind.EMAIL), phone=found.get(ContactKind.PHONE))
        for number, found in newest.items()
    }


def subject_ids(session: Session, numbers: BitMap) -> dict[int, UUID]:
    """Return the outside id of each subject."""
    return dict(contact_store.ids(session, list(numbers)))


def _digest_column(platform: str) -> str:
    return {"meta": "meta_digest", "google": "google_digest"}[platform]
