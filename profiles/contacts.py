"""Contact points of subjects: closed with our keys, with the digests that platforms ask for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from kit.ids import random_id
from profiles import contact_store, store
from profiles.errors import ContactPointInvalid
from profiles.identity import ContactPoint, Keyring
from profiles.keys import HashedEmail, HashedPhone, Platform
from profiles.model import ContactKind, Identified, MaskedPoint, Names, SubjectNumber
from profiles.naming import is_known, join, standing, subject_of
from profiles.tables import ContactPointRow


def identify(  # noqa: PLR0913 - every one is named at the call
    session: Session,
    *,
    names: Names,
    points: Sequence[tuple[ContactKind, str]],
    keyring: Keyring,
    country: str,
    now: datetime,
) -> Identified:
    """Name a subject and keep its contact points; unusable ones are reported, not raised.

    An anonymous visitor who brings the e-mail address of exactly one known subject joins it.
    """
    number = subject_of(session, names, now)
    unusable: list[tuple[ContactKind, str]] = []
    for kind, text in points:
        try:
            point = ContactPoint.of(kind, text, country)
        except ContactPointInvalid as error:
            unusable.append((kind, error.reason))
            continue
        _keep(session, number, point, keyring, now)
        number = _joined_by(session, number, point, keyring, now)
    return Identified(number=number, unusable=tuple(unusable))


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
    """Keep a contact point; it joins nobody, since nobody has proved that it is theirs.

    Raises:
        ContactPointInvalid: where `text` is no such thing.
    """
    owner = standing(session, number).number
    _keep(session, owner, ContactPoint.of(kind, text, country), keyring, now)


def contact_points_masked(
    session: Session, number: SubjectNumber, keyring: Keyring
) -> list[MaskedPoint]:
    """Return a subject's contact points in the form that may be shown, oldest first."""
    owner = standing(session, number).number
    return [
        MaskedPoint(
            kind=ContactKind(row.kind),
            text=keyring.open(row.kind, row.ciphertext).masked,
            recorded_at=row.recorded_at,
        )
        for row in contact_store.points_of(session, owner)
    ]


def note_sign_of_minor(session: Session, number: SubjectNumber, now: datetime) -> None:
    """Record that a subject may be a minor: nothing of it goes to an ad platform from now on."""
    row = standing(session, number)
    row.minor_sign_at = row.minor_sign_at or now
    session.flush()


def rekey(session: Session, keyring: Keyring) -> int:
    """Close every contact point with the newest key; return how many.

    Raises:
        SecretKeyInvalid: where one opens with none of the keys; nothing is changed then.
    """
    count = 0
    for row in contact_store.every_point(session):
        point = keyring.open(row.kind, row.ciphertext)
        row.ciphertext, row.lookup = keyring.close(point), keyring.lookup(point)
        count += 1
    session.flush()
    return count


def _keep(
    session: Session, number: int, point: ContactPoint, keyring: Keyring, now: datetime
) -> None:
    store.hold(session, number)
    lookups = keyring.lookups(point)
    if known := contact_store.same_point(session, number, point.kind, lookups):
        known.recorded_at = max(known.recorded_at, now)
        return
    session.add(
        ContactPointRow(
            id=random_id(),
            subject_number=number,
            origin_number=number,
            kind=point.kind,
            ciphertext=keyring.close(point),
            lookup=lookups[0],
            meta_digest=_digest(point, Platform.META),
            google_digest=_digest(point, Platform.GOOGLE),
            recorded_at=now,
        )
    )
    session.flush()


def _digest(point: ContactPoint, platform: Platform) -> str | None:
    """Only e-mail addresses and phones are match keys; one a platform cannot use has none."""
    try:
        match point.kind:
            case ContactKind.EMAIL:
                return HashedEmail.of(point.text, platform).digest
            case ContactKind.PHONE:
                return HashedPhone.of(point.text, platform).digest
            case _:
                return None
    except ContactPointInvalid:
        return None


def _joined_by(
    session: Session, number: SubjectNumber, point: ContactPoint, keyring: Keyring, now: datetime
) -> SubjectNumber:
    if point.kind is not ContactKind.EMAIL or is_known(session, number):
        return number
    holders = contact_store.known_holders(session, point.kind, keyring.lookups(point))
    if len(holders) != 1:
        return number
    known = SubjectNumber(holders[0])
    join(session, anonymous=number, known=known, now=now)
    return known
