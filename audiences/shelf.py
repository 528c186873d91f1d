"""The catalogue as rules ask about it: which products a fact concerns, and which a filter means.

A fact concerns the product whose id it carries; where the catalogue has no such product, the one
with a variant whose SKU it carries (some shops send the SKU as the id). Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from audiences.rules import ProductFilter
from audiences.shapes import Range
from audiences.words import covers
from catalogue.model import Effect, Fit, Product
from profiles.model import Trait
from profiles.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The catalogue of today: products and what they serve, by id, and product ids by SKU."""

    products: Mapping[str, Product]
    fits: Mapping[str, tuple[Fit, ...]]
    by_sku: Mapping[str, str]

    @classmethod
    def of(cls, products: Iterable[Product], fits: Mapping[str, tuple[Fit, ...]]) -> "Shelf":
        """Put these products on the shelf."""
        by_id = {product.id: product for product in products}
        skus = {variant.sku: p.id for p in by_id.values() for variant in p.variants}
        return cls(products=by_id, fits=fits, by_sku=skus)

    def concerned(self, product_id: str | None, sku: str | None) -> frozenset[str]:
        """Return the ids of the catalogue's products that a fact concerns."""
        if product_id is not None and product_id in self.products:
            return frozenset([product_id])
        named = (self.by_sku.get(code) for code in (sku, product_id) if code)
        return frozenset(id_ for id_ in named if id_ is not None)

    def title(self, product_id: str | None, sku: str | None) -> str:
        """Return what to call a fact's product."""
        known = sorted(self.concerned(product_id, sku))
        return self.products[known[0]].title if known else product_id or sku or "something"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a fact says of a product: ids as they came, and the price of one unit then."""

    product_id: str | None
    sku: str | None
    price: Decimal | None


def meets(wanted: ProductFilter, line: Line, shelf: Shelf, vocabulary: Vocabulary) -> bool:
    """Return whether every part of the filter holds for this line of a fact."""
    concerned = shelf.concerned(line.product_id, line.sku)
    named = concerned | {code for code in (line.product_id, line.sku) if code}
    if wanted.ids and not named.intersection(wanted.ids):
        return False
    if wanted.price and (line.price is None or not within(line.price, wanted.price)):
        return False
    return not wanted.asks_catalogue or any(
        _has_attributes(shelf.products[id_], wanted, shelf, vocabulary) for id_ in concerned
    )


def within[T: (int, Decimal)](value: T, range_: Range[T]) -> bool:
    """Return whether the value lies in the range, ends included."""
    above = range_.at_least is None or value >= range_.at_least
    return above and (range_.at_most is None or value <= range_.at_most)


def _has_attributes(
    product: Product, wanted: ProductFilter, shelf: Shelf, vocabulary: Vocabulary
) -> bool:
    served = (
        Trait.of(fit.trait) for fit in shelf.fits.get(product.id, ()) if fit.effect is Effect.SERVES
    )
    return (
        (not wanted.categories or product.category in wanted.categories)
        and (not wanted.brands or product.brand in wanted.brands)
        and (
            not wanted.serves
            or any(covers(ref, trait, vocabulary) for trait in served for ref in wanted.serves)
        )
    )
