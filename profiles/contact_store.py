"""Queries of contact points: closed, looked up, counted as digests."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from profiles.model import Answer, Purpose
from profiles.tables import ContactPointRow, PermissionRow, SubjectNameRow, SubjectRow

_AT_ONCE = 10_000


def points_of(session: Session, number: int) -> list[ContactPointRow]:
    """Return a subject's contact points, oldest first."""
    return list(
        session.scalars(
            sa.select(ContactPointRow)
            .where(ContactPointRow.subject_number == number)
            .order_by(ContactPointRow.recorded_at, ContactPointRow.id)
        )
    )


def same_point(
    session: Session, number: int, kind: str, lookups: Sequence[bytes]
) -> ContactPointRow | None:
    """Return the subject's row of a contact point that is known already."""
    return session.scalar(
        sa.select(ContactPointRow)
        .where(
            ContactPointRow.subject_number == number,
            ContactPointRow.kind == kind,
            ContactPointRow.lookup.in_(lookups),
        )
        .order_by(ContactPointRow.recorded_at.desc())
        .limit(1)
    )


def known_holders(session: Session, kind: str, lookups: Sequence[bytes]) -> list[int]:
    """Return the subjects with a `userId` that hold a contact point."""
    return list(
        session.scalars(
            sa.select(ContactPointRow.subject_number)
            .distinct()
            .where(
                ContactPointRow.kind == kind,
                ContactPointRow.lookup.in_(lookups),
                ContactPointRow.subject_number.in_(
                    sa.select(SubjectNameRow.subject_number).where(SubjectNameRow.kind == "user")
                ),
            )
        )
    )


def every_point(session: Session) -> Iterator[ContactPointRow]:
    """Walk through all contact points, some thousands at a time."""
    yield from session.scalars(sa.select(ContactPointRow).execution_options(yield_per=_AT_ONCE))


def granting(purpose: Purpose) -> sa.Select[int]:
    """Select the subjects whose newest answer for a purpose is yes."""
    return sa.select(PermissionRow.subject_number).where(
        PermissionRow.purpose == purpose, PermissionRow.answer == Answer.GRANTED
    )


def with_digest(column: str) -> sa.Select[int]:
    """Select the subjects that have a digest for a platform."""
    return sa.select(ContactPointRow.subject_number).where(
        getattr(ContactPointRow, column).is_not(None)
    )


def with_sign_of_minor() -> sa.Select[int]:
    """Select the subjects that may be minors."""
    return sa.select(SubjectRow.number).where(SubjectRow.minor_sign_at.is_not(None))


def sharing_with_a_later_no(column: str, purpose: Purpose) -> sa.Select[int]:
    """Select who said yes with a digest of somebody who said no since: it is one person."""
    mine, theirs = aliased(ContactPointRow), aliased(ContactPointRow)
    yes, no = aliased(PermissionRow), aliased(PermissionRow)
    return (
        sa.select(mine.subject_number)
        .join(theirs, getattr(mine, column) == getattr(theirs, column))
        .join(
            no,
            sa.and_(
                no.subject_number == theirs.subject_number,
                no.purpose == purpose,
                no.answer == Answer.DECLINED,
            ),
        )
        .join(
            yes,
            sa.and_(
                yes.subject_number == mine.subject_number,
                yes.purpose == purpose,
                yes.at <= no.at,
            ),
        )
    )


def digests(
    session: Session, numbers: Sequence[int], column: str
) -> Iterator[tuple[int, str, str, datetime]]:
    """Give (number, kind, digest, recorded at) of some subjects, the oldest first."""
    digest = getattr(ContactPointRow, column)
    for start in range(0, len(numbers), _AT_ONCE):
        yield from (
            (number, kind, value, at)
            for number, kind, value, at in session.execute(
                sa.select(
                    ContactPointRow.subject_number,
                    ContactPointRow.kind,
                    digest,
                    ContactPointRow.recorded_at,
                )
                .where(
                    ContactPointRow.subject_number.in_(numbers[start : start + _AT_ONCE]),
                    digest.is_not(None),
                )
                .order_by(ContactPointRow.recorded_at, ContactPointRow.id)
            )
        )


def ids(session: Session, numbers: Sequence[int]) -> Iterator[tuple[int, UUID]]:
    """Give (number, outside id) of some subjects."""
    for start in range(0, len(numbers), _AT_ONCE):
        yield from (
            (number, id_)
            for number, id_ in session.execute(
                sa.select(SubjectRow.number, SubjectRow.id).where(
                    SubjectRow.number.in_(numbers[start : start + _AT_ONCE])
                )
            )
        )
