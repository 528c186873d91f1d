"""Every store test runs on both engines that are shipped, on empty tables."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from kit.db import engine_for
from tests.engines import all_tables, empty, private_postgresql, relaxed


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = engine_for(f"sqlite:///{path}")
    all_tables().create_all(engine)
    engine.dispose()  # The last connection to close folds the write-ahead log into the file.
    return path


@pytest.fixture(scope="session")
def postgresql_engine() -> Iterator[sa.Engine]:
    with private_postgresql() as url:
        engine = relaxed(url)
        all_tables().create_all(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def sqlite_engine(sqlite_template: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    path = tmp_path / "candor.db"
    shutil.copy(sqlite_template, path)
    engine = engine_for(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_engine")
        return
    postgresql: sa.Engine = request.getfixturevalue("postgresql_engine")
    yield postgresql
    empty(postgresql, all_tables())
