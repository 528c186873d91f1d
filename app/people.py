"""Who may use the console, and as what."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy.orm import Session

from app.refusals import PersonRefused
from app.tables import MarketerRow

SHORTEST_PASSWORD = 10
_hasher = PasswordHasher()
# Checked where the name is unknown, so that a wrong name takes as long as a wrong password.
_NOBODY = _hasher.hash("nobody's password")


class Role(StrEnum):
    """What a person may do: look, or look and decide."""

    VIEWER = "viewer"
    MARKETER = "marketer"


def add_person(session: Session, name: str, role: Role, password: str, now: datetime) -> None:
    """Let a person log in; adding a known name anew replaces their role and password.

    Raises:
        PersonRefused: where the name is empty or the password too short.
    """
    if not name.strip():
        message = "a person needs a name"
        raise PersonRefused(message)
    if len(password) < SHORTEST_PASSWORD:
        message = f"a password needs at least {SHORTEST_PASSWORD} characters"
        raise PersonRefused(message)
    session.merge(
        MarketerRow(
            name=name.strip(), role=role, password_hash=_hasher.hash(password), added_at=now
        )
    )


def role_of(session: Session, name: str) -> Role | None:
    """Return the role of a person, or None where nobody has that name."""
    row = session.get(MarketerRow, name)
    return None if row is None else Role(row.role)


def is_right(session: Session, name: str, password: str) -> bool:
    """Whether this is the password of that person."""
    known = session.scalar(sa.select(MarketerRow.password_hash).where(MarketerRow.name == name))
    try:
        return _hasher.verify(known or _NOBODY, password) and known is not None
    except VerifyMismatchError:
        return False
