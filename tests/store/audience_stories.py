"""Subjects for the tests of audiences: facts of every kind, put straight on record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalogue.model import Effect, Fit, Product, Variant
from catalogue.tables import ProductFitRow, ProductRow, VariantRow
from profiles import service
from profiles.model import (
    Cart,
    Event,
    Heard,
    Order,
    Profile,
    RecordKind,
    SubjectNumber,
)
from profiles.tables import CartLineRow, CartRow, DisclosureRow, EventRow, OrderRow, SubjectRow

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A disclosure or retraction to be put on record."""

    heard: Heard
    at: datetime = NOW
    kind: RecordKind = RecordKind.DISCLOSURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened with one subject."""

    created_at: datetime = NOW - timedelta(days=400)
    told: Sequence[Told] = ()
    events: Sequence[Event] = ()
    carts: Sequence[Cart] = ()
    orders: Sequence[Order] = ()
    erased: bool = False
    joined: bool = False
    id: UUID = field(default_factory=uuid4)


def product(id_: str, *, category: str, brand: str) -> Product:
    """Return a product with one variant, whose SKU is `sku-` and its id."""
    variant = Variant(sku=f"sku-{id_}", title=id_, price=Decimal(40), stock=3)
    return Product(
        id=id_,
        title=id_.title(),
        description="",
        brand=brand,
        category=category,
        currency="USD",
        url="",
        image="",
        ingredients=(),
        claims=(),
        variants=(variant,),
    )


def fit(trait: str, effect: Effect = Effect.SERVES) -> Fit:
    return Fit(trait=trait, effect=effect, fact="", cites="", weight=1.0)


PRODUCTS = (
    product("cream", category="moisturizer", brand="Dew"),
    product("serum", category="serum", brand="Glow"),
)
FITS = {
    "cream": (fit("concern:dryness"), fit("constraint:avoid_fragrance")),
    "serum": (fit("goal:hydrate"), fit("concern:dullness"), fit("concern:acne", Effect.HARMS)),
}


def stock(session: Session) -> None:
    """Put the products of these tests into the catalogue."""
    empty = {"url": "", "image": "", "ingredients": [], "claims": [], "position": 0}
    named = ("id", "title", "description", "brand", "category", "currency")
    products = [{**{name: getattr(p, name) for name in named}, **empty} for p in PRODUCTS]
    variants = [
        {
            "sku": variant.sku,
            "product_id": product.id,
            "title": "",
            "price": variant.price,
            "stock": 1,
            "size": "",
            "image": "",
            "position": 0,
        }
        for product in PRODUCTS
        for variant in product.variants
    ]
    fits = [
        {
            "product_id": id_,
            "trait": each.trait,
            "effect": each.effect,
            "fact": "",
            "cites": "",
            "weight": 1.0,
        }
        for id_, found in FITS.items()
        for each in found
    ]
    session.execute(sa.insert(ProductRow), products)
    session.execute(sa.insert(VariantRow), variants)
    session.execute(sa.insert(ProductFitRow), fits)


def record(session: Session, stories: Iterable[Story]) -> dict[int, Profile]:
    """Put subjects on record, and return the profile of each that is living."""
    numbered = list(enumerate(stories, start=1))
    rows = {
        SubjectRow: [_subject(number, story) for number, story in numbered],
        DisclosureRow: [row for n, story in numbered for row in _disclosures(n, story)],
        EventRow: [row for n, story in numbered for row in _events(n, story)],
        CartRow: [row for n, story in numbered for row, _ in _carts(n, story)],
        CartLineRow: [line for n, story in numbered for _, ls in _carts(n, story) for line in ls],
        OrderRow: [row for n, story in numbered for row in _orders(n, story)],
    }
    for table, values in rows.items():
        if values:
            session.execute(sa.insert(table), values)
    return {
        number: service.profile(session, SubjectNumber(number))
        for number, story in numbered
        if not (story.erased or story.joined)
    }


type _Row = dict[str, object]


def _subject(number: int, story: Story) -> _Row:
    return {
        "number": number,
        "id": story.id,
        "created_at": story.created_at,
        "erased_at": NOW if story.erased else None,
        "joined_into": 1 if story.joined else None,
    }


def _disclosures(number: int, story: Story) -> list[_Row]:
    return [
        {
            "id": uuid4(),
            "subject_number": number,
            "origin_number": number,
            "kind": told.kind,
            "type": told.heard.trait.type,
            "value": told.heard.trait.value,
            "polarity": told.heard.polarity,
            "holder": told.heard.holder,
            "time": told.heard.time,
            "severity": told.heard.severity,
            "confidence": told.heard.confidence,
            "evidence": told.heard.words,
            "message_id": f"{story.id}-{position}",
            "position": 0,
            "consent_id": uuid4(),
            "heard_at": told.at,
        }
        for position, told in enumerate(story.told)
    ]


def _events(number: int, story: Story) -> list[_Row]:
    return [
        {
            "subject_number": number,
            "origin_number": number,
            "name": event.name,
            "at": event.at,
            "received_at": event.at,
            "message_id": f"{story.id}-{position}",
            "position": 0,
            "product_id": event.product_id,
            "sku": event.sku,
            "price": event.price,
            "quantity": event.quantity,
            "cart_id": event.cart_id,
            "source": "shop",
            "properties": {},
        }
        for position, event in enumerate(story.events)
    ]


def _carts(number: int, story: Story) -> Iterable[tuple[_Row, list[_Row]]]:
    for position, cart in enumerate(story.carts):
        sequence = number * 1_000 + position
        row: _Row = {
            "sequence": sequence,
            "subject_number": number,
            "origin_number": number,
            "cart_id": cart.cart_id,
            "opened_at": cart.opened_at,
            "last_event_at": cart.last_event_at,
            "closed_at": cart.closed_at,
        }
        lines: list[_Row] = [
            {
                "cart_sequence": sequence,
                "product_id": line.product_id,
                "sku": line.sku or "",
                "quantity": line.quantity,
                "unit_price": line.unit_price,
                "origin": line.origin,
            }
            for line in cart.lines
        ]
        yield row, lines


def _orders(number: int, story: Story) -> list[_Row]:
    return [
        {
            "order_id": order.order_id,
            "subject_number": number,
            "origin_number": number,
            "at": order.at,
            "value": order.value,
            "refunded": order.refunded,
        }
        for order in story.orders
    ]
