"""What the shop sells, as frozen values. No I/O here."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One thing that can be put into a cart. `stock` counts units on hand."""

    sku: str
    title: str
    price: Decimal
    stock: int
    size: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product; `id` is Shopify's Handle, or a feed's `item_group_id`, else its `id`.

    `category` is a `product_interest` value of the vocabulary, or empty where the feed's own
    category says nothing the vocabulary knows. `ingredients` are INCI names in the label's order;
    `claims` are attribute values that the shop states, such as `fragrance_free`.
    """

    id: str
    title: str
    description: str
    brand: str
    category: str
    currency: str
    url: str
    image: str
    ingredients: tuple[str, ...]
    claims: tuple[str, ...]
    variants: tuple[Variant, ...]

    @property
    def in_stock(self) -> bool:
        """Whether any variant can be bought now."""
        return any(variant.stock > 0 for variant in self.variants)


class Effect(StrEnum):
    """What a product does for a trait."""

    SERVES = "serves"
    HARMS = "harms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One trait a product serves or harms, with the catalogue fact that says so.

    `trait` is `type:value`; `fact` is a sentence fragment such as "contains Ceramide NP, which
    holds water in dry skin"; `cites` is the text of the catalogue (an ingredient, a claim, a
    category) the fact rests on, verbatim; `weight` ranks from 0 to 1.
    """

    trait: str
    effect: Effect
    fact: str
    cites: str
    weight: float


class FeedFormat(StrEnum):
    """The shapes of product feed that can be imported."""

    SHOPIFY = "shopify"
    GOOGLE = "google"
    META = "meta"


@dataclass(frozen=True, slots=True)
class Refused:
    """A line of a feed that was not taken, and what to do about it.

    `line` counts from 1, with the header; `product_id` is empty where the line does not say.
    """

    line: int
    reason: str
    product_id: str = ""


@dataclass(frozen=True, slots=True)
class Shop:
    """What a feed leaves unsaid: the shop's currency and where a product's page is.

    `product_url` holds `{handle}`; it serves feeds, such as Shopify's, that carry no addresses.
    """

    currency: str = "USD"
    product_url: str = "/products/{handle}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What was read from a feed: its good products, its refused lines, and remarks."""

    products: tuple[Product, ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import did, or would do: ids of products, refused lines, and remarks.

    `kept` are products whose lines were all refused; they stay as they were.
    """

    taken: int
    variants: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]
