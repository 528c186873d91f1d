"""What a shopper says, written down after consent: disclosures, retractions, kept messages."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from kit.ids import random_id
from profiles import store
from profiles.errors import ConsentMissing, UnknownTrait
from profiles.masking import masked
from profiles.model import (
    Disclosure,
    Heard,
    MessageRef,
    Purpose,
    RecordKind,
    SubjectNumber,
    Trait,
)
from profiles.naming import standing
from profiles.tables import DisclosureRow, MessageRow
from profiles.vocabulary import Vocabulary

SHOPPER = "shopper"
_LONGEST_AREA = 128


def record_heard(  # noqa: PLR0913 - every one is named at the call
    session: Session,
    *,
    number: SubjectNumber,
    heard: Sequence[Heard],
    message: MessageRef,
    now: datetime,
    vocabulary: Vocabulary,
) -> list[Disclosure]:
    """Write down what a message disclosed at `now`; a repeat gives what the first time wrote.

    The evidence is masked, and so is the message itself, which is kept beside it.

    Raises:
        ConsentMissing: without live consent to advice; nothing is written then.
        UnknownTrait: where a trait or a holder is none of the vocabulary.
    """
    owner = standing(session, number).number
    receipt = _receipt(session, owner)
    for one in heard:
        _check(one, vocabulary)
    _keep(session, owner, SHOPPER, message, now)
    if not heard:
        return []
    scope = message.conversation_id or ""
    if not store.take(session, "heard", scope, message.message_id):
        return _recorded(session, RecordKind.DISCLOSURE, message)
    rows = [_row(owner, RecordKind.DISCLOSURE, one, message, now) for one in heard]
    for position, row in enumerate(rows):
        row.position, row.consent_id = position, receipt
    session.add_all(rows)
    session.flush()
    return [store.disclosure_of(row) for row in rows]


def retract(  # noqa: PLR0913 - every one is named at the call
    session: Session,
    *,
    number: SubjectNumber,
    trait: Trait,
    holder: str,
    message: MessageRef,
    now: datetime,
) -> Disclosure:
    """Take back all that was said of a trait and holder; the older records stay as they are.

    Raises:
        ConsentMissing: without live consent to advice; there is nothing to take back then.
    """
    owner = standing(session, number).number
    receipt = _receipt(session, owner)
    for before in _recorded(session, RecordKind.RETRACTION, message):
        if (before.heard.trait, before.heard.holder) == (trait, holder):
            return before
    row = _row(owner, RecordKind.RETRACTION, Heard(trait=trait, holder=holder), message, now)
    row.position, row.consent_id = 0, receipt
    row.evidence = masked(message.text, message.personal)
    session.add(row)
    session.flush()
    return store.disclosure_of(row)


def disclosures(session: Session, number: SubjectNumber) -> list[Disclosure]:
    """Return a subject's disclosures and retractions, in the order they were recorded."""
    return store.disclosures_of(session, standing(session, number).number)


def keep_message(
    session: Session, *, number: SubjectNumber, speaker: str, message: MessageRef, now: datetime
) -> bool:
    """Keep one message of a conversation, masked; False for a repeat or an empty one.

    Raises:
        ConsentMissing: without live consent to advice.
    """
    owner = standing(session, number).number
    _receipt(session, owner)
    return _keep(session, owner, speaker, message, now)


def _receipt(session: Session, number: int) -> UUID:
    if (receipt := store.receipt(session, number, Purpose.ADVICE)) is None:
        message = "there is no live consent to advice, so nothing may be remembered"
        raise ConsentMissing(message)
    return receipt


def _recorded(session: Session, kind: RecordKind, message: MessageRef) -> list[Disclosure]:
    return store.records_in(session, kind, message.conversation_id, message.message_id)


def _check(heard: Heard, vocabulary: Vocabulary) -> None:
    vocabulary.trait(str(heard.trait))
    if not vocabulary.knows_holder(heard.holder):
        raise UnknownTrait(heard.holder, ("self", *(f"other:{who}" for who in vocabulary.holders)))


def _keep(session: Session, number: int, speaker: str, message: MessageRef, now: datetime) -> bool:
    if not message.text or message.conversation_id is None:
        return False
    values = {
        "subject_number": number,
        "origin_number": number,
        "conversation_id": message.conversation_id,
        "message_id": message.message_id,
        "speaker": speaker,
        "text": masked(message.text, message.personal),
        "at": now,
    }
    return store.insert_new(session, MessageRow, values)


def _row(
    number: int, kind: RecordKind, heard: Heard, message: MessageRef, now: datetime
) -> DisclosureRow:
    return DisclosureRow(
        id=random_id(),
        subject_number=number,
        origin_number=number,
        kind=kind,
        type=heard.trait.type,
        value=heard.trait.value,
        polarity=heard.polarity,
        holder=heard.holder,
        time=heard.time,
        severity=heard.severity,
        area=heard.area[:_LONGEST_AREA] if heard.area else None,
        since=heard.since,
        confidence=heard.confidence,
        evidence=masked(heard.words, message.personal),
        conversation_id=message.conversation_id,
        message_id=message.message_id,
        heard_at=now,
    )
