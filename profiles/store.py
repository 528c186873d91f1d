"""Queries of the record: subjects and their names, joins, messages taken, answers, disclosures."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kit.db import Base
from profiles.model import (
    Answer,
    Consent,
    ConversationId,
    Disclosure,
    DisclosureId,
    Heard,
    MessageId,
    Polarity,
    Purpose,
    RecordKind,
    Severity,
    SubjectId,
    SubjectNumber,
    SubjectRef,
    Tense,
    Trait,
)
from profiles.tables import (
    CartRow,
    ConsentRow,
    ContactPointRow,
    DisclosureRow,
    EventRow,
    JoinRow,
    MessageRow,
    OrderRow,
    PermissionRow,
    SubjectNameRow,
    SubjectRow,
    TakenMessageRow,
)

Owned = (
    type[SubjectNameRow]
    | type[ContactPointRow]
    | type[ConsentRow]
    | type[DisclosureRow]
    | type[EventRow]
    | type[CartRow]
    | type[OrderRow]
    | type[MessageRow]
)
# Rows that follow their subject through a join. Orders and events are moved with more care.
OWNED: tuple[Owned, ...] = (
    SubjectNameRow,
    ContactPointRow,
    ConsentRow,
    DisclosureRow,
    CartRow,
    MessageRow,
    OrderRow,
    EventRow,
)


def insert_new(session: Session, table: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert one row; False where one with the same key is there already, of whoever came first."""
    statement = _insertion(table, session.get_bind().dialect.name)
    return session.execute(statement, dict(values)).first() is not None


@cache
def _insertion(table: type[Base], dialect: str) -> sa.Executable:
    # Every message needs one, and putting a statement together costs more than running it.
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    into = cast(sa.Table, table.__table__)
    return insert(into).on_conflict_do_nothing().returning(sa.literal(1))


def take(session: Session, kind: str, scope: str, message_id: str) -> bool:
    """Mark a message as taken; False where it was before."""
    values = {"kind": kind, "scope": scope, "message_id": message_id}
    return insert_new(session, TakenMessageRow, values)


def hold(session: Session, *numbers: int) -> None:
    """Keep other transactions from changing these subjects until this one ends.

    What is worked out from several rows (a cart, the newest answers) must not be worked out twice
    at once. SQLite lets only one transaction write in any case.
    """
    if session.get_bind().dialect.name != "sqlite":
        held = sa.select(SubjectRow.number).where(SubjectRow.number.in_(numbers))
        session.execute(held.order_by(SubjectRow.number).with_for_update())


# Subjects and their names

_NUMBER_BY_NAME = sa.select(SubjectNameRow.subject_number).where(
    SubjectNameRow.kind == sa.bindparam("kind"), SubjectNameRow.name == sa.bindparam("name")
)


def add_subject(session: Session, subject_id: UUID, now: datetime) -> SubjectNumber:
    """Insert a subject and return its new number."""
    row = SubjectRow(id=subject_id, created_at=now)
    session.add(row)
    session.flush()
    return SubjectNumber(row.number)


def drop_subject(session: Session, number: int) -> None:
    """Delete a subject that was made in vain."""
    session.execute(sa.delete(SubjectRow).where(SubjectRow.number == number))


def number_by_name(session: Session, kind: str, name: str) -> SubjectNumber | None:
    """Return whom a name stands for."""
    number = session.scalar(_NUMBER_BY_NAME, {"kind": kind, "name": name})
    return None if number is None else SubjectNumber(number)


def add_name(session: Session, kind: str, name: str, number: int, now: datetime) -> bool:
    """Give a subject a name; False where somebody has it already."""
    values = {
        "kind": kind,
        "name": name,
        "subject_number": number,
        "origin_number": number,
        "since": now,
    }
    return insert_new(session, SubjectNameRow, values)


def names_of(session: Session, number: int) -> list[tuple[str, str]]:
    """Return a subject's names as (kind, name)."""
    found = session.execute(
        sa.select(SubjectNameRow.kind, SubjectNameRow.name)
        .where(SubjectNameRow.subject_number == number)
        .order_by(SubjectNameRow.kind, SubjectNameRow.name)
    )
    return [(kind, name) for kind, name in found]


def subject(session: Session, number: int) -> SubjectRow | None:
    """Return a subject's own row."""
    return session.get(SubjectRow, number)


def subject_by_id(session: Session, subject_id: UUID) -> SubjectRow | None:
    """Return a subject's own row by its outside id."""
    return session.scalar(sa.select(SubjectRow).where(SubjectRow.id == subject_id))


def standing(session: Session, row: SubjectRow) -> SubjectRow:
    """Return the subject that `row` was joined into, or itself."""
    while row.joined_into is not None:
        row = session.get_one(SubjectRow, row.joined_into)
    return row


def ref(row: SubjectRow) -> SubjectRef:
    """Return the reference of a subject's row."""
    return SubjectRef(SubjectNumber(row.number), SubjectId(row.id))


def joined_under(session: Session, number: int) -> list[int]:
    """Return a subject and all that were joined into it, at any remove."""
    found = [number]
    level = [number]
    while level:
        level = list(
            session.scalars(
                sa.select(SubjectRow.number)
                .where(SubjectRow.joined_into.in_(level))
                .order_by(SubjectRow.number)
            )
        )
        found.extend(level)
    return found


# Joins


def move_rows(session: Session, *, origins: Sequence[int], source: int, target: int) -> None:
    """Give rows that stand under `source` and began under `origins` to `target`.

    An order that `target` has too, tracked twice under two names, stays with its deeds where it
    is, so that it counts once.
    """
    doubled = list(
        session.scalars(
            sa.select(OrderRow.order_id).where(
                OrderRow.subject_number == source,
                OrderRow.order_id.in_(
                    sa.select(OrderRow.order_id).where(OrderRow.subject_number == target)
                ),
            )
        )
    )
    for table in OWNED:
        moving = sa.update(table).where(
            table.subject_number == source, table.origin_number.in_(origins)
        )
        if issubclass(table, OrderRow | EventRow):
            moving = moving.where(
                sa.or_(table.order_id.is_(None), table.order_id.not_in(doubled)),
            )
        session.execute(moving.values(subject_number=target))


def live_join(session: Session, join_id: UUID) -> JoinRow | None:
    """Return a join that was not undone yet."""
    row = session.get(JoinRow, join_id)
    return None if row is None or row.undone_at is not None else row


def joins_of(session: Session, numbers: Iterable[int]) -> list[JoinRow]:
    """Return the joins that any of these subjects took part in, oldest first."""
    wanted = list(numbers)
    return list(
        session.scalars(
            sa.select(JoinRow)
            .where(sa.or_(JoinRow.from_number.in_(wanted), JoinRow.into_number.in_(wanted)))
            .order_by(JoinRow.at)
        )
    )


# Answers


def consents_of(session: Session, number: int) -> list[Consent]:
    """Return a subject's answers in the order they were recorded."""
    rows = session.scalars(
        sa.select(ConsentRow)
        .where(ConsentRow.subject_number == number)
        .order_by(ConsentRow.sequence)
    )
    return [consent_of(row) for row in rows]


def consent_of(row: ConsentRow) -> Consent:
    """Return one answer as a value."""
    return Consent(
        id=row.id,
        purpose=Purpose(row.purpose),
        answer=Answer(row.answer),
        wording_version=row.wording_version,
        language=row.language,
        source=row.source,
        at=row.at,
    )


def add_consent(session: Session, number: int, consent: Consent) -> None:
    """Append one answer."""
    session.add(
        ConsentRow(
            id=consent.id,
            subject_number=number,
            origin_number=number,
            purpose=consent.purpose,
            answer=consent.answer,
            wording_version=consent.wording_version,
            language=consent.language,
            source=consent.source,
            at=consent.at,
        )
    )
    session.flush()


def write_permissions(session: Session, number: int, newest: Mapping[Purpose, Consent]) -> None:
    """Put a subject's newest answers in place of those that stood."""
    session.execute(sa.delete(PermissionRow).where(PermissionRow.subject_number == number))
    if newest:
        session.execute(
            sa.insert(PermissionRow),
            [
                {
                    "subject_number": number,
                    "purpose": purpose,
                    "answer": consent.answer,
                    "consent_id": consent.id,
                    "at": consent.at,
                }
                for purpose, consent in newest.items()
            ],
        )


def receipt(session: Session, number: int, purpose: Purpose) -> UUID | None:
    """Return the consent a purpose rests on now, or None where there is no live one."""
    return session.scalar(
        sa.select(PermissionRow.consent_id).where(
            PermissionRow.subject_number == number,
            PermissionRow.purpose == purpose,
            PermissionRow.answer == Answer.GRANTED,
        )
    )


# Disclosures and kept messages


def disclosures_of(session: Session, number: int) -> list[Disclosure]:
    """Return a subject's disclosures and retractions, in the order they were recorded."""
    rows = session.scalars(
        sa.select(DisclosureRow)
        .where(DisclosureRow.subject_number == number)
        .order_by(DisclosureRow.sequence)
    )
    return [disclosure_of(row) for row in rows]


def records_in(
    session: Session, kind: RecordKind, conversation: str | None, message: str
) -> list[Disclosure]:
    """Return what one message disclosed, or what it took back."""
    rows = session.scalars(
        sa.select(DisclosureRow)
        .where(
            DisclosureRow.conversation_id.is_not_distinct_from(conversation),
            DisclosureRow.message_id == message,
            DisclosureRow.kind == kind,
        )
        .order_by(DisclosureRow.position, DisclosureRow.sequence)
    )
    return [disclosure_of(row) for row in rows]


def disclosure_of(row: DisclosureRow) -> Disclosure:
    """Return one record as a value."""
    return Disclosure(
        id=DisclosureId(row.id),
        sequence=row.sequence,
        kind=RecordKind(row.kind),
        heard=Heard(
            trait=Trait(row.type, row.value),
            polarity=Polarity(row.polarity),
            holder=row.holder,
            time=Tense(row.time),
            severity=Severity(row.severity) if row.severity else None,
            area=row.area,
            since=row.since,
            confidence=row.confidence,
            words=row.evidence,
        ),
        heard_at=row.heard_at,
        conversation_id=ConversationId(row.conversation_id) if row.conversation_id else None,
        message_id=MessageId(row.message_id) if row.message_id else None,
    )


def erase_words(session: Session, number: int, until: datetime | None) -> None:
    """Delete what a subject said, all of it or until a moment: disclosures and kept messages."""
    disclosures = sa.delete(DisclosureRow).where(DisclosureRow.subject_number == number)
    messages = sa.delete(MessageRow).where(MessageRow.subject_number == number)
    if until is not None:
        disclosures = disclosures.where(DisclosureRow.heard_at <= until)
        messages = messages.where(MessageRow.at <= until)
    session.execute(disclosures)
    session.execute(messages)


def messages_of(session: Session, number: int) -> list[MessageRow]:
    """Return the kept messages of a subject's conversations, oldest first."""
    return list(
        session.scalars(
            sa.select(MessageRow)
            .where(MessageRow.subject_number == number)
            .order_by(MessageRow.at, MessageRow.sequence)
        )
    )


def erase_subjects(session: Session, numbers: Sequence[int], now: datetime) -> None:
    """Delete all rows of these subjects but their own, which say only that they were erased."""
    for table in (PermissionRow, *OWNED):
        session.execute(sa.delete(table).where(table.subject_number.in_(numbers)))
    session.execute(
        sa.delete(JoinRow).where(
            sa.or_(JoinRow.from_number.in_(numbers), JoinRow.into_number.in_(numbers))
        )
    )
    session.execute(
        sa.update(SubjectRow)
        .where(SubjectRow.number.in_(numbers))
        .values(erased_at=now, minor_sign_at=None)
    )
