"""Tables and migrations agree, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.migrating import metadata, upgrade
from kit.db import engine_for


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    if request.param == "sqlite":
        engine = engine_for(f"sqlite:///{tmp_path}/new.db")
        yield engine
        engine.dispose()
        return
    server: sa.Engine = request.getfixturevalue("postgresql_engine")
    outside = server.execution_options(isolation_level="AUTOCOMMIT")
    with outside.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE migrated")
    url = server.url.set(database="migrated").render_as_string(hide_password=False)
    engine = engine_for(url)
    yield engine
    engine.dispose()
    with outside.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE migrated")


def test_an_upgraded_database_has_the_tables_of_the_code(empty_database: sa.Engine) -> None:
    upgrade(empty_database)
    with empty_database.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata())

    assert differences == []


def test_upgrading_again_keeps_what_is_there(empty_database: sa.Engine) -> None:
    row = {"number": 7, "id": "0" * 32, "created_at": 0}
    upgrade(empty_database)
    with empty_database.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO subjects (number, id, created_at) VALUES (:number, :id, :created_at)"
            ),
            row,
        )

    upgrade(empty_database)

    with empty_database.connect() as connection:
        assert connection.scalar(sa.text("SELECT number FROM subjects")) == 7
