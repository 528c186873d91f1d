"""Who is who: subjects by their names, and the joins that make two of them one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from kit.ids import random_id
from profiles import store
from profiles.consenting import keep_withdrawals, permit
from profiles.errors import JoinNotFound, JoinRefused, SubjectNotFound
from profiles.model import Names, SubjectNumber, SubjectRef
from profiles.tables import JoinRow, SubjectRow

ANONYMOUS = "anonymous"
USER = "user"


def subject_of(session: Session, names: Names, now: datetime) -> SubjectNumber:
    """Find or make the subject of these names.

    Where both names are given, an anonymous subject joins the known one. A browser that already
    belongs to another known person stays theirs: two different `userId`s never become one.

    Raises:
        ValueError: where neither name is given.
    """
    if names.user_id is None and names.anonymous_id is None:
        message = "a subject needs an anonymousId or a userId"
        raise ValueError(message)
    if names.user_id is None:
        return _named(session, ANONYMOUS, names.anonymous_id or "", now)
    if names.anonymous_id is None:
        return _named(session, USER, names.user_id, now)
    return _known_visitor(session, names.anonymous_id, names.user_id, now)


def alias(session: Session, *, previous_id: str, user_id: str, now: datetime) -> SubjectNumber:
    """Say that the visitor `previous_id` is the shop's `user_id`.

    Raises:
        JoinRefused: where `previous_id` is, or belongs to, another known person.
    """
    number = None
    if store.number_by_name(session, USER, previous_id) is None:
        number = subject_of(session, Names(anonymous_id=previous_id, user_id=user_id), now)
    if number is None or store.number_by_name(session, ANONYMOUS, previous_id) != number:
        message = "two different known subjects never become one"
        raise JoinRefused(message)
    return number


def find_subject(session: Session, reference: str) -> SubjectRef:
    """Find a subject by its UUID, `anonymous:<id>` or `user:<id>`; a joined one gives the known.

    Raises:
        SubjectNotFound: where nobody goes by that.
    """
    kind, colon, name = reference.partition(":")
    if colon and kind in (ANONYMOUS, USER):
        if (number := store.number_by_name(session, kind, name)) is None:
            raise _not_found(reference)
        return subject_ref(session, number)
    try:
        row = store.subject_by_id(session, UUID(reference))
    except ValueError:
        row = None
    if row is None:
        raise _not_found(reference)
    return store.ref(store.standing(session, row))


def subject_ref(session: Session, number: int) -> SubjectRef:
    """Return number and outside id of a subject; of a joined one, the known subject's.

    Raises:
        SubjectNotFound: where there is no such number.
    """
    return store.ref(standing(session, number))


def standing(session: Session, number: int) -> SubjectRow:
    """Return the subject that stands for `number` today, after any joins.

    Raises:
        SubjectNotFound: where there is no such number.
    """
    if (row := store.subject(session, number)) is None:
        message = f"no subject has the number {number}"
        raise SubjectNotFound(message)
    return store.standing(session, row)


def is_known(session: Session, number: int) -> bool:
    """Whether the shop has a `userId` for a subject."""
    return any(kind == USER for kind, _ in store.names_of(session, number))


def join(
    session: Session, *, anonymous: SubjectNumber, known: SubjectNumber, now: datetime
) -> UUID:
    """Move an anonymous subject's rows to the known one and return the join's id.

    Every row keeps its times and its `origin_number`; the newest answer per purpose then holds.

    Raises:
        JoinRefused: where the first is a known person too, or both are the same subject.
        SubjectNotFound: where one of them does not exist.
    """
    source, target = standing(session, anonymous), standing(session, known)
    if source.number == target.number:
        message = "a subject is not joined with itself"
        raise JoinRefused(message)
    if is_known(session, source.number):
        message = "two different known subjects never become one"
        raise JoinRefused(message)
    store.hold(session, source.number, target.number)
    origins = store.joined_under(session, source.number)
    store.move_rows(session, origins=origins, source=source.number, target=target.number)
    source.joined_into = target.number
    target.minor_sign_at = source.minor_sign_at or target.minor_sign_at
    made = JoinRow(
        id=random_id(), from_number=source.number, into_number=target.number, at=now, undone_at=None
    )
    session.add(made)
    session.flush()
    permit(session, source.number)
    permit(session, target.number)
    return made.id


def undo_join(session: Session, join_id: UUID, now: datetime) -> SubjectNumber:
    """Take a wrong join apart; return the subject that stands by itself again.

    What was recorded after the join stays with the known subject, except that a withdrawal made
    in between holds for both.

    Raises:
        JoinNotFound: where there is no such join, or it was undone.
    """
    if (made := store.live_join(session, join_id)) is None:
        message = "there is no such join to undo"
        raise JoinNotFound(message)
    source = session.get_one(SubjectRow, made.from_number)
    target = standing(session, made.into_number)
    store.hold(session, source.number, target.number)
    origins = store.joined_under(session, source.number)
    store.move_rows(session, origins=origins, source=target.number, target=source.number)
    source.joined_into = None
    made.undone_at = now
    session.flush()
    keep_withdrawals(session, source=target.number, target=source.number, since=made.at)
    permit(session, source.number)
    permit(session, target.number)
    return SubjectNumber(source.number)


def _named(session: Session, kind: str, name: str, now: datetime) -> SubjectNumber:
    if (number := store.number_by_name(session, kind, name)) is not None:
        return number
    made = store.add_subject(session, random_id(), now)
    if store.add_name(session, kind, name, made, now):
        return made
    # Somebody else made the same visitor in between; theirs stands.
    store.drop_subject(session, made)
    return _named(session, kind, name, now)


def _known_visitor(session: Session, visitor: str, user: str, now: datetime) -> SubjectNumber:
    by_visitor = store.number_by_name(session, ANONYMOUS, visitor)
    by_user = store.number_by_name(session, USER, user)
    if by_visitor is None:
        number = by_user or _named(session, USER, user, now)
        store.add_name(session, ANONYMOUS, visitor, number, now)
        return number
    if by_user == by_visitor:
        return by_visitor
    if is_known(session, by_visitor):
        return by_user or _named(session, USER, user, now)
    if by_user is None:
        store.add_name(session, USER, user, by_visitor, now)
        return by_visitor
    join(session, anonymous=by_visitor, known=by_user, now=now)
    return by_user


def _not_found(reference: str) -> SubjectNotFound:
    return SubjectNotFound(f"no subject goes by {reference!r}")
