"""Queries of what subjects did: events, carts, orders, and the products they are about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalogue.tables import ProductRow, VariantRow
from profiles.carts import KeptCart
from profiles.model import (
    Cart,
    CartLine,
    ConversationId,
    Event,
    EventLine,
    Order,
    Origin,
    ProductId,
)
from profiles.store import insert_new
from profiles.tables import CartLineRow, CartRow, EventRow, OrderRow

DERIVED = "derived"

# Events


def add_events(session: Session, rows: Sequence[EventRow]) -> None:
    """Append deeds."""
    session.add_all(rows)
    session.flush()


def events_of(session: Session, number: int) -> list[Event]:
    """Return a subject's deeds, oldest first."""
    rows = session.scalars(
        sa.select(EventRow)
        .where(EventRow.subject_number == number)
        .order_by(EventRow.at, EventRow.sequence)
    )
    return [event_of(row) for row in rows]


def event_of(row: EventRow) -> Event:
    """Return one deed as a value."""
    return Event(
        name=row.name,
        at=row.at,
        product_id=ProductId(row.product_id) if row.product_id else None,
        sku=row.sku,
        price=row.price,
        quantity=row.quantity,
        order_id=row.order_id,
        cart_id=row.cart_id,
        conversation_id=ConversationId(row.conversation_id) if row.conversation_id else None,
        source=row.source,
    )


def did_in(
    session: Session, number: int, name: str, product: str | None, conversation: str
) -> bool:
    """Whether a subject did this with a product in a conversation."""
    return bool(
        session.scalar(
            sa.select(sa.literal(1))
            .where(
                EventRow.subject_number == number,
                EventRow.name == name,
                EventRow.product_id.is_not_distinct_from(product),
                EventRow.conversation_id == conversation,
            )
            .limit(1)
        )
    )


def moments_of(
    session: Session, number: int, name: str, product: str, around: tuple[datetime, timedelta]
) -> list[datetime]:
    """Return when a subject did this with a product, within a time of a moment, oldest first."""
    middle, reach = around
    return list(
        session.scalars(
            sa.select(EventRow.at)
            .where(
                EventRow.subject_number == number,
                EventRow.name == name,
                EventRow.product_id == product,
                EventRow.conversation_id.is_(None),
                EventRow.at.between(middle - reach, middle + reach),
            )
            .order_by(EventRow.at)
        )
    )


# Products


def with_products(session: Session, lines: Sequence[EventLine]) -> tuple[EventLine, ...]:
    """Return lines under the catalogue's product ids: matched by product id, then by SKU."""
    if not lines:
        return ()
    told = {line.product_id for line in lines}
    skus = told | {line.sku for line in lines if line.sku}
    variants = sa.select(VariantRow.sku, VariantRow.product_id).where(
        sa.or_(VariantRow.sku.in_(skus), VariantRow.product_id.in_(told))
    )
    owners = {row.sku: row.product_id for row in session.execute(variants)}
    return tuple(_matched(line, set(owners.values()), owners) for line in lines)


def _matched(line: EventLine, known: set[str], owners: dict[str, str]) -> EventLine:
    if line.product_id in known:
        return line
    product = owners.get(line.sku or "") or owners.get(line.product_id)
    if product is None:
        return line
    sku = line.sku if line.sku in owners else line.product_id
    return EventLine(product_id=product, sku=sku, price=line.price, quantity=line.quantity)


def match_events(session: Session) -> int:
    """Give events whose product the catalogue does not know the product of their SKU."""
    sku = sa.func.coalesce(EventRow.sku, EventRow.product_id)
    owner = sa.select(VariantRow.product_id).where(VariantRow.sku == sku).scalar_subquery()
    result = session.execute(
        sa.update(EventRow)
        .where(
            EventRow.product_id.is_not(None),
            EventRow.product_id.not_in(sa.select(ProductRow.id)),
            sku.in_(sa.select(VariantRow.sku)),
        )
        .values(product_id=owner)
        .execution_options(synchronize_session=False)
    )
    return int(getattr(result, "rowcount", 0))


def price_of(session: Session, line: EventLine) -> Decimal | None:
    """Return what the catalogue asks for a line: its SKU's price, else its first variant's."""
    return session.scalar(
        sa.select(VariantRow.price)
        .where(VariantRow.product_id == line.product_id)
        .order_by((VariantRow.sku == (line.sku or "")).desc(), VariantRow.position)
        .limit(1)
    )


# Carts


def carts_of(session: Session, number: int, since: datetime | None = None) -> list[KeptCart]:
    """Return a subject's carts, oldest first; with `since`, those open then or later."""
    wanted = sa.select(CartRow).where(CartRow.subject_number == number)
    if since is not None:
        wanted = wanted.where(sa.or_(CartRow.closed_at.is_(None), CartRow.closed_at >= since))
    rows = list(session.scalars(wanted.order_by(CartRow.opened_at, CartRow.sequence)))
    lines = _lines_of(session, [row.sequence for row in rows])
    return [
        KeptCart(
            sequence=row.sequence,
            checkout_id=row.checkout_id,
            cart=Cart(
                cart_id=row.cart_id,
                lines=tuple(lines[row.sequence]),
                opened_at=row.opened_at,
                last_event_at=row.last_event_at,
                closed_at=row.closed_at,
                order_id=row.order_id,
            ),
        )
        for row in rows
    ]


def keep_cart(session: Session, number: int, kept: KeptCart) -> None:
    """Write a cart as it is now, its lines included."""
    row = session.get(CartRow, kept.sequence) if kept.sequence is not None else None
    if row is None:
        row = CartRow(subject_number=number, origin_number=number, cart_id=kept.cart.cart_id)
        session.add(row)
    row.checkout_id = kept.checkout_id
    row.opened_at = kept.cart.opened_at
    row.last_event_at = kept.cart.last_event_at
    row.closed_at = kept.cart.closed_at
    row.order_id = kept.cart.order_id
    session.flush()
    session.execute(sa.delete(CartLineRow).where(CartLineRow.cart_sequence == row.sequence))
    if lines := [_line_values(row.sequence, line) for line in kept.cart.lines]:
        session.execute(sa.insert(CartLineRow), lines)


def _line_values(cart: int, line: CartLine) -> dict[str, object]:
    return {
        "cart_sequence": cart,
        "product_id": line.product_id,
        "sku": line.sku or "",
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "origin": line.origin,
    }


def _lines_of(session: Session, carts: Iterable[int]) -> defaultdict[int, list[CartLine]]:
    lines: defaultdict[int, list[CartLine]] = defaultdict(list)
    for row in session.scalars(
        sa.select(CartLineRow)
        .where(CartLineRow.cart_sequence.in_(list(carts)))
        .order_by(CartLineRow.product_id, CartLineRow.sku)
    ):
        lines[row.cart_sequence].append(
            CartLine(
                product_id=ProductId(row.product_id),
                sku=row.sku or None,
                quantity=row.quantity,
                unit_price=row.unit_price,
                origin=Origin(row.origin),
            )
        )
    return lines


# Orders


def add_order(session: Session, number: int, order: Order, conversation: str | None) -> bool:
    """Record a confirmed order; False where this subject has it already."""
    values = {
        "subject_number": number,
        "origin_number": number,
        "order_id": order.order_id,
        "at": order.at,
        "value": order.value,
        "refunded": Decimal(0),
        "conversation_id": conversation,
    }
    return insert_new(session, OrderRow, values)


def refund(session: Session, number: int, order_id: str, value: Decimal | None) -> None:
    """Add to what was given back of an order; without a value, all that is left."""
    if row := session.get(OrderRow, (number, order_id)):
        row.refunded = row.value if value is None else min(row.value, row.refunded + value)
        session.flush()


def orders_of(session: Session, number: int) -> list[Order]:
    """Return a subject's orders, oldest first."""
    rows = session.scalars(
        sa.select(OrderRow)
        .where(OrderRow.subject_number == number)
        .order_by(OrderRow.at, OrderRow.order_id)
    )
    return [
        Order(order_id=row.order_id, at=row.at, value=row.value, refunded=row.refunded)
        for row in rows
    ]
