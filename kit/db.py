"""The database: engines, transactions, and column types that mean the same on every engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pysqlite3
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Session

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
BUSY_TIMEOUT_SECONDS = 30


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC moment, kept as whole microseconds since 1970.

    One integer compares alike on SQLite and PostgreSQL and loses nothing against Python's clock.
    """

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Moments go in as microseconds; one without a zone is refused."""
        del dialect
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Microseconds come out as aware moments in UTC."""
        del dialect
        return None if value is None else _EPOCH + value * _MICROSECOND


def microseconds(moment: datetime) -> int:
    """Return whole microseconds since 1970.

    Raises:
        ValueError: where `moment` has no time zone.
    """
    if moment.tzinfo is None:
        message = "a moment needs a time zone"
        raise ValueError(message)
    return (moment - _EPOCH) // _MICROSECOND


class Base(DeclarativeBase):
    """The root of every mapped class; names of constraints are the same on every engine."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map = {datetime: Instant}  # noqa: RUF012 - SQLAlchemy reads it from the class


# A dense number that grows by one: SQLite numbers rows by itself only for plain INTEGER keys.
RowNumber = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def engine_for(url: str) -> sa.Engine:
    """Return an engine for `url` (SQLite or PostgreSQL).

    SQLite comes from `pysqlite3`, since the system's is often too old; it runs in WAL mode with
    foreign keys on, and takes the write lock when a transaction begins, so that two writers wait
    for one another instead of failing halfway.
    """
    if not url.startswith("sqlite"):
        return sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
    if (path := sa.make_url(url).database) and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        module=pysqlite3,
        connect_args={"timeout": BUSY_TIMEOUT_SECONDS},
        hide_parameters=True,
    )
    sa.event.listen(engine, "connect", _set_up_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:  # noqa: ANN401 - the driver has no types
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get("candor_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def transaction(engine: sa.Engine) -> Iterator[Session]:
    """One unit of work: committed at the end, rolled back on any error."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: sa.Engine) -> Iterator[Session]:
    """A consistent look that writes nothing and, on SQLite, holds up no writer."""
    quiet = engine.execution_options(candor_reading=True)
    with Session(quiet, expire_on_commit=False) as session:
        yield session
        session.rollback()
