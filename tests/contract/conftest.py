"""The shop that actions answer for, on a real database of its own for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.dependencies import Dependencies, ShopPlace, dependencies_for
from catalogue import service as catalogue
from catalogue.fit import Knowledge, load_knowledge
from catalogue.model import FeedFormat, Shop
from kit.clock import clock_set_to
from kit.db import engine_for, transaction
from tests.builders import KEYRING, NOW, the_vocabulary
from tests.engines import all_tables

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge(ROOT / "catalogue/knowledge/skincare.yml")


@pytest.fixture(scope="module")
def shop_database(tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge) -> Path:
    path = tmp_path_factory.mktemp("shop") / "template.db"
    engine = engine_for(f"sqlite:///{path}")
    all_tables().create_all(engine)
    feed = ROOT / "catalogue/demo/products.csv"
    with transaction(engine) as session:
        catalogue.import_feed(session, feed, FeedFormat.SHOPIFY, shop=Shop(), knowledge=knowledge)
    engine.dispose()  # The last connection to close folds the write-ahead log into the file.
    return path


@pytest.fixture
def dependencies(
    tmp_path: Path, shop_database: Path, knowledge: Knowledge
) -> Iterator[Dependencies]:
    path = shutil.copy(shop_database, tmp_path / "candor.db")
    engine = engine_for(f"sqlite:///{path}")
    yield dependencies_for(
        engine=engine,
        vocabulary=the_vocabulary(),
        knowledge=knowledge,
        keyring=KEYRING,
        shop=ShopPlace(country="US", currency="USD", url="https://shop.example"),
        clock=clock_set_to(NOW),
    )
    engine.dispose()
