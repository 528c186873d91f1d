"""A collector on a loopback port over an empty database."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from kit.db import engine_for, reading
from tests.engines import all_tables
from tests.serving import served
from tests.tracking_world import WRITE_KEY, collecting


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = engine_for(f"sqlite:///{tmp_path}/candor.db")
    all_tables().create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with reading(engine) as session:
        yield session


@pytest.fixture
def client(engine: sa.Engine) -> Iterator[httpx.Client]:
    with (
        served(collecting(engine)) as host,
        httpx.Client(base_url=host, auth=(WRITE_KEY, "")) as client,
    ):
        yield client
