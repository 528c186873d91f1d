"""What others do with the record: one function for each use.

All take an open session and never commit; moments are aware and in UTC.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from profiles.identity import Keyring
from profiles.model import (
    Answer,
    Cart,
    Consent,
    ContactKind,
    Disclosure,
    Heard,
    Identified,
    MaskedPoint,
    MessageRef,
    Names,
    NewEvent,
    Profile,
    Purpose,
    SubjectNumber,
    SubjectRef,
    Trait,
)
from profiles.vocabulary import Vocabulary


def subject_of(session: Session, names: Names, now: datetime) -> SubjectNumber:
    """Find or make the subject of these names; joins an anonymous one into the known one."""
    raise NotImplementedError  # filled in next


def identify(  # noqa: PLR0913 - every one is named at the call
    session: Session,
    *,
    names: Names,
    points: Sequence[tuple[ContactKind, str]],
    keyring: Keyring,
    country: str,
    now: datetime,
) -> Identified:
    """Name a subject and keep its contact points; unusable ones are reported, not raised."""
    raise NotImplementedError  # filled in next


def find_subject(session: Session, reference: str) -> SubjectRef:
    """Find by `UUID`, `anonymous:<id>` or `user:<id>`; raises SubjectNotFound."""
    raise NotImplementedError  # filled in next


def subject_ref(session: Session, number: int) -> SubjectRef:
    """Return number and outside id of a subject; raises SubjectNotFound."""
    raise NotImplementedError  # filled in next


def join(
    session: Session, *, anonymous: SubjectNumber, known: SubjectNumber, now: datetime
) -> UUID:
    """Move an anonymous subject's rows to the known one; gives the join's id; raises JoinRefused."""
    raise NotImplementedError  # filled in next


def undo_join(session: Session, join_id: UUID, now: datetime) -> SubjectNumber:
    """Take a wrong join apart again; gives the subject that stands again; raises JoinNotFound."""
    raise NotImplementedError  # filled in next


def record_heard(  # noqa: PLR0913 - every one is named at the call
    session: Session,
    *,
    number: SubjectNumber,
    heard: Sequence[Heard],
    message: MessageRef,
    now: datetime,
    vocabulary: Vocabulary,
) -> list[Disclosure]:
    """Write down what a message disclosed; a repeat gives what was written the first time.

    Raises:
        ConsentMissing: without live consent to advice; nothing is written then.
        UnknownTrait: where a trait or holder is none of the vocabulary.
    """
    raise NotImplementedError  # filled in next


def retract(  # noqa: PLR0913 - every one is named at the call
    session: Session,
    *,
    number: SubjectNumber,
    trait: Trait,
    holder: str,
    message: MessageRef,
    now: datetime,
) -> Disclosure:
    """Take back all that was said of a trait and holder; raises ConsentMissing."""
    raise NotImplementedError  # filled in next


def keep_message(
    session: Session, *, number: SubjectNumber, speaker: str, message: MessageRef, now: datetime
) -> bool:
    """Keep one masked message of a conversation; False for a repeat; raises ConsentMissing."""
    raise NotImplementedError  # filled in next


def record_consent(  # noqa: PLR0913 - every one is named at the call
    session: Session,
    *,
    number: SubjectNumber,
    purposes: Sequence[Purpose],
    answer: Answer,
    wording_version: str,
    language: str,
    source: str,
    now: datetime,
    message_id: str | None = None,
) -> list[Consent]:
    """Record a person's answer; declining advice erases what they disclosed. Repeats give []."""
    raise NotImplementedError  # filled in next


def consent_state(session: Session, number: SubjectNumber) -> Mapping[Purpose, Answer]:
    """Return the newest answer for every purpose."""
    raise NotImplementedError  # filled in next


def record_event(
    session: Session, *, number: SubjectNumber, event: NewEvent, now: datetime
) -> bool:
    """Record a deed and what it does to carts and orders; False for a repeat."""
    raise NotImplementedError  # filled in next


def open_cart(session: Session, number: SubjectNumber) -> Cart | None:
    """Return the open cart that was touched last, or None where none has a line."""
    raise NotImplementedError  # filled in next


def add_contact_point(  # noqa: PLR0913 - every one is named at the call
    session: Session,
    *,
    number: SubjectNumber,
    kind: ContactKind,
    text: str,
    keyring: Keyring,
    country: str,
    now: datetime,
) -> None:
    """Keep a contact point, encrypted, with its digests; raises ContactPointInvalid."""
    raise NotImplementedError  # filled in next


def contact_points_masked(
    session: Session, number: SubjectNumber, keyring: Keyring
) -> list[MaskedPoint]:
    """Return a subject's contact points in the form that may be shown."""
    raise NotImplementedError  # filled in next


def note_sign_of_minor(session: Session, number: SubjectNumber, now: datetime) -> None:
    """Record that a subject may be a minor: nothing of it goes to an ad platform from now on."""
    raise NotImplementedError  # filled in next


def profile(session: Session, number: SubjectNumber) -> Profile:
    """Return all that is on record of a subject; raises SubjectNotFound."""
    raise NotImplementedError  # filled in next


def export(session: Session, number: SubjectNumber, keyring: Keyring) -> dict[str, Any]:
    """Return everything kept, in the clear, as plain JSON, for the person it is about."""
    raise NotImplementedError  # filled in next


def erase(session: Session, number: SubjectNumber, now: datetime) -> None:
    """Delete everything that is kept of a subject; its number stays taken."""
    raise NotImplementedError  # filled in next


def match_products(session: Session) -> int:
    """Match recorded deeds with the catalogue of today by SKU; gives how many found their product.

    To be called after each import of the catalogue.
    """
    raise NotImplementedError  # filled in next


def rekey(session: Session, keyring: Keyring) -> int:
    """Close every contact point with the newest key; gives how many."""
    raise NotImplementedError  # filled in next
