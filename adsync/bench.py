"""Where a worker works: the workflow engine's tables, and the lock that one worker holds."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pysqlite3
import sqlalchemy as sa
from dbos import DBOSConfig

from adsync.errors import WorkerElsewhere

APPLICATION = "candor-sync"
# Raised by hand whenever the order of a workflow's steps changes, so that a run begun by an older
# release is never taken up at a step that means something else now.
VERSION = "1"
_BUSY_MILLISECONDS = 30_000
_TRIES = 3
_BETWEEN_TRIES_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Where a worker works.

    `url` is an SQLAlchemy URL for DBOS's own tables: with SQLite a file of their own
    (`sqlite:///.candor/dbos.db`), with PostgreSQL the ledger's database serves. `lock` is a file
    that the system frees when the process holding it dies, however that happens.
    """

    url: str
    lock: Path


@contextmanager
def locked(bench: Bench) -> Iterator[None]:
    """Hold the worker's lock until the block ends.

    Raises:
        WorkerElsewhere: where another process holds it.
    """
    bench.lock.parent.mkdir(parents=True, exist_ok=True)
    with bench.lock.open("a") as file:
        if not _taken(file.fileno()):
            message = f"another worker holds {bench.lock}"
            raise WorkerElsewhere(message)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def is_worked_at(bench: Bench) -> bool:
    """Whether some process is the worker now; looking does not take the lock."""
    try:
        with bench.lock.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _taken(file: int) -> bool:
    """Take the lock; a second try outlasts somebody who was only looking."""
    for _ in range(_TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_BETWEEN_TRIES_SECONDS)
        else:
            return True
    return False


def engine_of(bench: Bench) -> sa.Engine:
    """Return an engine for DBOS's tables: DBOS wants a newer SQLite than many systems have."""
    if not bench.url.startswith("sqlite"):
        return sa.create_engine(bench.url, pool_pre_ping=True, hide_parameters=True)
    if path := sa.make_url(bench.url).database:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(bench.url, module=pysqlite3, hide_parameters=True)
    sa.event.listen(engine, "connect", _set_up_sqlite)
    return engine


def config_of(engine: sa.Engine) -> DBOSConfig:
    """Return DBOS's configuration: our engine, our version, nothing sent anywhere."""
    return DBOSConfig(
        name=APPLICATION,
        system_database_engine=engine,
        application_version=VERSION,
        enable_otlp=False,
        log_level="ERROR",
        scheduler_polling_interval_sec=1.0,
        notification_listener_polling_interval_sec=0.2,
    )


def _set_up_sqlite(connection: Any, _record: Any) -> None:  # noqa: ANN401 - the driver has no types
    # DBOS counts on writers waiting for one another from the start of a transaction.
    connection.isolation_level = "IMMEDIATE"
    for pragma in (
        f"busy_timeout={_BUSY_MILLISECONDS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
