"""Bringing a catalogue in, and the demo's data with it."""

from pathlib import Path

from app.migrating import upgrade
from app.settings import Settings
from app.wiring import Parts
from catalogue.model import FeedFormat, ImportReport
from catalogue.service import import_feed, preview_feed
from kit.db import reading, transaction
from profiles.service import match_products


def bring_catalogue(
    parts: Parts, file: Path, feed_format: FeedFormat, *, preview: bool = False
) -> ImportReport:
    """Import a feed, or say what that would do.

    Raises:
        CatalogueError: where nothing of it could be taken.
    """
    shop, knowledge = parts.shop, parts.knowledge
    if preview:
        with reading(parts.engine) as session:
            return preview_feed(session, file, feed_format, shop=shop, knowledge=knowledge)
    with transaction(parts.engine) as session:
        report = import_feed(session, file, feed_format, shop=shop, knowledge=knowledge)
        match_products(session)
    return report


def prepare_demo_data(settings: Settings) -> None:
    """Make the tables and fill the catalogue with the demo's brand."""
    parts = Parts(settings)
    upgrade(parts.engine)
    bring_catalogue(parts, parts.demo_catalogue / "products.csv", FeedFormat.SHOPIFY)
