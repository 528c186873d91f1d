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
