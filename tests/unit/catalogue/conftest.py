from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue.feeds import read_feed
from catalogue.fit import Knowledge, load_knowledge
from catalogue.model import Feed, FeedFormat, Product, Shop

CATALOGUE = Path(__file__).parents[3] / "catalogue"

Reading = Callable[..., Feed]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge(CATALOGUE / "knowledge/skincare.yml")


@pytest.fixture(scope="session")
def brand(knowledge: Knowledge) -> dict[str, Product]:
    feed = read_feed(CATALOGUE / "demo/products.csv", FeedFormat.SHOPIFY, Shop(), knowledge)
    assert feed.refused == ()
    return {product.id: product for product in feed.products}


@pytest.fixture
def reading(tmp_path: Path, knowledge: Knowledge) -> Reading:
    """Read a feed given as text (or bytes) in one of the formats."""

    def read(text: str | bytes, feed_format: FeedFormat) -> Feed:
        path = tmp_path / "feed"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_feed(path, feed_format, Shop("USD", "/p/{handle}"), knowledge)

    return read
