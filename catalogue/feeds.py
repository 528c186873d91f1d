"""The door to product feeds: a file and its format become products, refused lines, remarks."""

from pathlib import Path
from typing import assert_never

from catalogue.knowing import Knowledge
from catalogue.merchant import read_merchant
from catalogue.model import Feed, FeedFormat, Shop
from catalogue.shopify import read_shopify


def read_feed(path: Path, feed_format: FeedFormat, shop: Shop, knowledge: Knowledge) -> Feed:
    """Read a product feed of `feed_format`; bad lines are refused, the others are kept.

    Raises:
        FeedUnreadable: where the file as a whole is no feed of that format.
    """
    match feed_format:
        case FeedFormat.SHOPIFY:
            return read_shopify(path, shop, knowledge)
        case FeedFormat.GOOGLE | FeedFormat.META:
            return read_merchant(path, shop, knowledge)
        case _:
            assert_never(feed_format)
