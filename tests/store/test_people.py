"""Who may use the console."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.people import Role, add_person, is_right, role_of
from app.refusals import PersonRefused
from kit.db import reading, transaction

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_person_comes_in_with_their_password_and_no_other(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        add_person(session, "ada", Role.MARKETER, "correct horse", NOW)

    with reading(engine) as session:
        assert is_right(session, "ada", "correct horse")
        assert not is_right(session, "ada", "wrong horse here")
        assert not is_right(session, "grace", "correct horse")
        assert role_of(session, "ada") is Role.MARKETER
        assert role_of(session, "grace") is None


def test_adding_somebody_anew_changes_role_and_password(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        add_person(session, "ada", Role.MARKETER, "correct horse", NOW)

    with transaction(engine) as session:
        add_person(session, "ada", Role.VIEWER, "another horse", NOW)

    with reading(engine) as session:
        assert role_of(session, "ada") is Role.VIEWER
        assert is_right(session, "ada", "another horse")
        assert not is_right(session, "ada", "correct horse")


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [("  ", "long enough it is", "needs a name"), ("ada", "short", "at least 10 characters")],
)
def test_a_person_without_name_or_with_a_short_password_is_refused(
    engine: sa.Engine, name: str, password: str, why: str
) -> None:
    with (
        pytest.raises(PersonRefused, match=why),
        transaction(engine) as session,
    ):
        add_person(session, name, Role.VIEWER, password, NOW)
