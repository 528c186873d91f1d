"""Queries of audiences, and the few about the record that a question cannot ask."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from uuid import UUID

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.orm import Session, undefer

from audiences.tables import AudienceRow, AudienceStateRow, ComputationRow
from catalogue.model import Effect
from catalogue.tables import ProductFitRow
from profiles.carts import CART_EVENTS
from profiles.model import Cart, CartLine, Event, Origin, ProductId, Trait
from profiles.tables import (
    CartLineRow,
    CartRow,
    DisclosureRow,
    EventRow,
    OrderRow,
    SubjectRow,
)

_LOT = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFacts:
    """What one subject's stages follow from, as far as it is on record."""

    number: int
    created_at: datetime
    events: tuple[Event, ...]
    carts: tuple[Cart, ...]
    orders: tuple[datetime, ...]


# --- audiences -------------------------------------------------------------------------------


def audiences(session: Session) -> Sequence[AudienceRow]:
    """Return every audience by name, without its members."""
    return session.scalars(sa.select(AudienceRow).order_by(AudienceRow.name)).all()


def audiences_with_members(session: Session) -> Sequence[AudienceRow]:
    """Return every audience by name, with its members."""
    statement = sa.select(AudienceRow).order_by(AudienceRow.name)
    return session.scalars(statement.options(undefer(AudienceRow.members))).all()


def audience(session: Session, name: str) -> AudienceRow | None:
    """Return the audience of that name."""
    return session.scalar(sa.select(AudienceRow).where(AudienceRow.name == name))


def add(session: Session, row: AudienceRow | AudienceStateRow | ComputationRow) -> None:
    """Add a row and let the database see it."""
    session.add(row)
    session.flush()


def states_of(session: Session, audience_id: UUID) -> Sequence[AudienceStateRow]:
    """Return the changes of an audience's state, the newest first."""
    return session.scalars(
        sa.select(AudienceStateRow)
        .where(AudienceStateRow.audience_id == audience_id)
        .order_by(AudienceStateRow.sequence.desc())
    ).all()


def computations_of(
    session: Session, audience_id: UUID, most: int | None = None
) -> Sequence[ComputationRow]:
    """Return the computations of an audience, the newest first."""
    return session.scalars(
        sa.select(ComputationRow)
        .where(ComputationRow.audience_id == audience_id)
        .order_by(ComputationRow.sequence.desc())
        .limit(most)
    ).all()


def last_computations(session: Session) -> dict[UUID, ComputationRow]:
    """Return the newest computation of every audience that has one."""
    newest = sa.select(sa.func.max(ComputationRow.sequence)).group_by(ComputationRow.audience_id)
    rows = session.scalars(sa.select(ComputationRow).where(ComputationRow.sequence.in_(newest)))
    return {row.audience_id: row for row in rows}


def all_computations(session: Session) -> Iterator[ComputationRow]:
    """Yield every computation there is."""
    yield from session.scalars(sa.select(ComputationRow)).yield_per(1_000)


# --- what rules name -------------------------------------------------------------------------


def traits_heard(session: Session, type_: str) -> frozenset[Trait]:
    """Return the traits of one type that were ever heard.

    Hops from value to value along the index of traits instead of reading every disclosure.
    """
    row = DisclosureRow
    first = sa.select(sa.func.min(row.value).label("value")).where(row.type == type_)
    hops = first.cte("hops", recursive=True)
    later = sa.select(sa.func.min(row.value)).where(row.type == type_, row.value > hops.c.value)
    hops = hops.union_all(
        sa.select(later.scalar_subquery()).select_from(hops).where(hops.c.value.is_not(None))
    )
    values = session.scalars(sa.select(hops.c.value).where(hops.c.value.is_not(None)))
    return frozenset(Trait(type_, value) for value in values)


def traits_served(session: Session) -> frozenset[Trait]:
    """Return every trait that some product serves."""
    serves = ProductFitRow.effect == Effect.SERVES
    traits = session.scalars(sa.select(ProductFitRow.trait).where(serves).distinct())
    return frozenset(Trait.of(trait) for trait in traits)


# --- what stages follow from -----------------------------------------------------------------


def stage_facts(session: Session, numbers: BitMap) -> Iterator[StageFacts]:
    """Yield what the stages of these subjects follow from, read a few thousand at a time."""
    for lot in batched(numbers, _LOT):
        created = session.execute(
            sa.select(SubjectRow.number, SubjectRow.created_at).where(SubjectRow.number.in_(lot))
        )
        events, carts, orders = _events(session, lot), _carts(session, lot), _orders(session, lot)
        for number, created_at in created:
            yield StageFacts(
                number=number,
                created_at=created_at,
                events=tuple(events.get(number, ())),
                carts=tuple(carts.get(number, ())),
                orders=tuple(orders.get(number, ())),
            )


def _events(session: Session, lot: Sequence[int]) -> dict[int, list[Event]]:
    """Read deeds with no more than stages look at: products only of what touches a cart."""
    row = EventRow
    touches = row.name.in_(CART_EVENTS)
    statement = (
        sa.select(
            row.subject_number,
            row.name,
            row.at,
            sa.case((touches, row.product_id)),
            row.quantity,
            row.cart_id,
        )
        .where(row.subject_number.in_(lot))
        .order_by(row.at, row.sequence)
    )
    found = dict[int, list[Event]]()
    for number, name, at, product_id, quantity, cart_id in session.execute(statement):
        event = Event(
            name=name,
            at=at,
            product_id=None if product_id is None else ProductId(product_id),
            quantity=quantity,
            cart_id=cart_id,
        )
        found.setdefault(number, []).append(event)
    return found


def _carts(session: Session, lot: Sequence[int]) -> dict[int, list[Cart]]:
    lines = _lines(session, lot)
    rows = session.scalars(sa.select(CartRow).where(CartRow.subject_number.in_(lot)))
    found = dict[int, list[Cart]]()
    for row in rows:
        cart = Cart(
            cart_id=row.cart_id,
            lines=tuple(lines.get(row.sequence, ())),
            opened_at=row.opened_at,
            last_event_at=row.last_event_at,
            closed_at=row.closed_at,
            order_id=row.order_id,
        )
        found.setdefault(row.subject_number, []).append(cart)
    return found


def _lines(session: Session, lot: Sequence[int]) -> dict[int, list[CartLine]]:
    statement = (
        sa.select(CartLineRow)
        .join(CartRow, CartRow.sequence == CartLineRow.cart_sequence)
        .where(CartRow.subject_number.in_(lot))
    )
    found = dict[int, list[CartLine]]()
    for row in session.scalars(statement):
        line = CartLine(
            product_id=ProductId(row.product_id),
            sku=row.sku or None,
            quantity=row.quantity,
            unit_price=row.unit_price,
            origin=Origin(row.origin),
        )
        found.setdefault(row.cart_sequence, []).append(line)
    return found


def _orders(session: Session, lot: Iterable[int]) -> dict[int, list[datetime]]:
    statement = sa.select(OrderRow.subject_number, OrderRow.at)
    found = dict[int, list[datetime]]()
    for number, at in session.execute(statement.where(OrderRow.subject_number.in_(lot))):
        found.setdefault(number, []).append(at)
    return found
