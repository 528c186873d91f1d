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


def product(id_: str, *, category: str, brand: str, serves: Sequence[str] = ()) -> Product:
    """Return a product with one variant, whose SKU is `sku-` and its id."""
    del serves
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
    for position, item in enumerate(PRODUCTS):
        values = {
            name: getattr(item, name)
            for name in ("id", "title", "description", "brand", "category", "currency")
        }
        session.execute(
            sa.insert(ProductRow).values(
                **values, url="", image="", ingredients=[], claims=[], position=position
            )
        )
        for variant in item.variants:
            session.execute(
                sa.insert(VariantRow).values(
                    sku=variant.sku,
                    product_id=item.id,
                    title="",
                    price=variant.price,
                    stock=1,
                    size="",
                    image="",
                    position=0,
                )
            )
        for each in FITS[item.id]:
            session.execute(
                sa.insert(ProductFitRow).values(
                    product_id=item.id,
                    trait=each.trait,
                    effect=each.effect,
                    fact="",
                    cites="",
                    weight=1.0,
                )
            )


def record(session: Session, stories: Iterable[Story]) -> dict[int, Profile]:
    """Put subjects on record, and return the profile of each that is living."""
    profiles = {}
    for story in stories:
        number = _subject(session, story)
        _disclosures(session, number, story)
        _events(session, number, story)
        _carts(session, number, story)
        _orders(session, number, story)
        if not (story.erased or story.joined):
            profiles[number] = service.profile(session, SubjectNumber(number))
    return profiles


def _subject(session: Session, story: Story) -> int:
    values = {"id": story.id, "created_at": story.created_at}
    if story.erased:
        values["erased_at"] = NOW
    insert = sa.insert(SubjectRow).values(**values).returning(SubjectRow.number)
    number = session.execute(insert).scalar_one()
    if story.joined:
        joined = sa.update(SubjectRow).where(SubjectRow.number == number)
        session.execute(joined.values(joined_into=number))
    return number


def _disclosures(session: Session, number: int, story: Story) -> None:
    for position, told in enumerate(story.told):
        heard = told.heard
        session.execute(
            sa.insert(DisclosureRow).values(
                id=uuid4(),
                subject_number=number,
                origin_number=number,
                kind=told.kind,
                type=heard.trait.type,
                value=heard.trait.value,
                polarity=heard.polarity,
                holder=heard.holder,
                time=heard.time,
                severity=heard.severity,
                confidence=heard.confidence,
                evidence=heard.words,
                message_id=f"{story.id}-{position}",
                position=0,
                consent_id=uuid4(),
                heard_at=told.at,
            )
        )


def _events(session: Session, number: int, story: Story) -> None:
    for position, event in enumerate(story.events):
        session.execute(
            sa.insert(EventRow).values(
                subject_number=number,
                origin_number=number,
                name=event.name,
                at=event.at,
                received_at=event.at,
                message_id=f"{story.id}-{position}",
                position=0,
                product_id=event.product_id,
                sku=event.sku,
                price=event.price,
                quantity=event.quantity,
                cart_id=event.cart_id,
                source="shop",
                properties={},
            )
        )


def _carts(session: Session, number: int, story: Story) -> None:
    for cart in story.carts:
        insert = sa.insert(CartRow).values(
            subject_number=number,
            origin_number=number,
            cart_id=cart.cart_id,
            opened_at=cart.opened_at,
            last_event_at=cart.last_event_at,
            closed_at=cart.closed_at,
        )
        sequence = session.execute(insert.returning(CartRow.sequence)).scalar_one()
        for line in cart.lines:
            session.execute(
                sa.insert(CartLineRow).values(
                    cart_sequence=sequence,
                    product_id=line.product_id,
                    sku=line.sku or "",
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                    origin=line.origin,
                )
            )


def _orders(session: Session, number: int, story: Story) -> None:
    for order in story.orders:
        session.execute(
            sa.insert(OrderRow).values(
                order_id=order.order_id,
                subject_number=number,
                origin_number=number,
                at=order.at,
                value=order.value,
                refunded=order.refunded,
            )
        )
