"""What others may ask of the catalogue and have done to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from catalogue import store
from catalogue.errors import FeedRefused, ProductNotFound
from catalogue.feeds import read_feed
from catalogue.finding import mentioned, search, similar
from catalogue.fit import contradictions, fits_of
from catalogue.knowing import Knowledge
from catalogue.model import Feed, FeedFormat, Fit, ImportReport, Product, Shop

__all__ = [
    "fits",
    "import_feed",
    "mentioned",
    "preview_feed",
    "product",
    "product_of_sku",
    "products",
    "search",
    "similar",
]


def import_feed(
    session: Session, path: Path, feed_format: FeedFormat, *, shop: Shop, knowledge: Knowledge
) -> ImportReport:
    """Replace the catalogue by a feed and say what changed.

    Products absent from the feed are removed. A product all of whose lines are refused is not
    absent: it stays as it was.

    Raises:
        FeedUnreadable: where the file is no feed of that format; nothing is replaced.
        FeedRefused: where not one product could be taken; nothing is replaced.
    """
    change = _change(session, read_feed(path, feed_format, shop, knowledge))
    fits = {one.id: fits_of(one, knowledge) for one in change.after}
    store.replace(session, change.after, fits)
    return _report(change, knowledge)


def preview_feed(
    session: Session, path: Path, feed_format: FeedFormat, *, shop: Shop, knowledge: Knowledge
) -> ImportReport:
    """Say what `import_feed` would do, and do nothing. It raises the same."""
    return _report(_change(session, read_feed(path, feed_format, shop, knowledge)), knowledge)


def products(session: Session) -> list[Product]:
    """Return every product in the order of the feed."""
    return store.all_products(session)


def product(session: Session, product_id: str) -> Product:
    """Return one product.

    Raises:
        ProductNotFound: where the catalogue has none of this id.
    """
    found = store.product_of(session, product_id)
    if found is None:
        raise ProductNotFound(product_id)
    return found


def product_of_sku(session: Session, sku: str) -> Product:
    """Return the product one of whose variants has this SKU.

    Raises:
        ProductNotFound: where none has.
    """
    found = store.product_of_sku(session, sku)
    if found is None:
        raise ProductNotFound(sku)
    return found


def fits(session: Session) -> Mapping[str, tuple[Fit, ...]]:
    """Return what each product serves and harms, by product id, the strongest first."""
    return store.all_fits(session)


@dataclass(frozen=True, slots=True)
class _Change:
    feed: Feed
    before: Mapping[str, Product]
    after: Sequence[Product]
    kept: tuple[str, ...]


def _change(session: Session, feed: Feed) -> _Change:
    if not feed.products:
        raise FeedRefused(feed.refused)
    before = {one.id: one for one in store.all_products(session)}
    kept = tuple(_kept(feed, before))
    return _Change(feed, before, (*feed.products, *kept), tuple(one.id for one in kept))


def _kept(feed: Feed, before: Mapping[str, Product]) -> Iterable[Product]:
    """Yield what the catalogue holds of refused products, without SKUs the feed gives to others."""
    taken = {one.id for one in feed.products}
    skus = {variant.sku for one in feed.products for variant in one.variants}
    refused = dict.fromkeys(line.product_id for line in feed.refused)
    for product_id in refused:
        one = before.get(product_id)
        if one is None or product_id in taken:
            continue
        variants = tuple(variant for variant in one.variants if variant.sku not in skus)
        if variants:
            yield replace(one, variants=variants)


def _report(change: _Change, knowledge: Knowledge) -> ImportReport:
    feed, before = change.feed, change.before
    after = {one.id for one in change.after}
    denied = (note for one in feed.products for note in contradictions(one, knowledge))
    return ImportReport(
        taken=len(feed.products),
        variants=sum(len(one.variants) for one in feed.products),
        added=tuple(one.id for one in change.after if one.id not in before),
        changed=tuple(one.id for one in change.after if before.get(one.id, one) != one),
        removed=tuple(product_id for product_id in before if product_id not in after),
        kept=change.kept,
        refused=feed.refused,
        notes=(*feed.notes, *_without_category(feed), *denied),
    )


def _without_category(feed: Feed) -> Iterable[str]:
    nameless = [one.title for one in feed.products if not one.category]
    if nameless:
        yield (
            f"no category the vocabulary knows: {len(nameless)}, such as {nameless[0]!r}; "
            "see docs/catalogue.md for the words that name one"
        )
