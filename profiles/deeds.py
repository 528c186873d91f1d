"""What subjects do: events, and what they make of carts, orders and consideration."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from profiles import carts, deed_store, store
from profiles.model import (
    Cart,
    EventLine,
    EventName,
    NewEvent,
    Order,
    SubjectNumber,
)
from profiles.naming import standing
from profiles.tables import EventRow

# A product viewed twice within this time was considered.
CONSIDERED_WITHIN = timedelta(days=7)
_LONGEST_ORDER_ID = 128


def record_event(
    session: Session, *, number: SubjectNumber, event: NewEvent, now: datetime
) -> bool:
    """Record a deed and what it does to carts and orders; False for a repeat.

    A repeat is a message taken before, an order this subject has already, a second `talked` of a
    conversation, or a product `considered` again in the same conversation (without one, day).
    """
    if not store.take(session, "event", event.conversation_id or "", event.message_id):
        return False
    return record_taken_event(session, standing(session, number).number, event, now)


def record_taken_event(session: Session, owner: int, event: NewEvent, now: datetime) -> bool:
    """Record a deed of a message that was taken already, for a subject that stands by itself.

    False where the deed was done before, though another message told it.
    """
    store.hold(session, owner)
    lines = deed_store.with_products(session, event.lines)
    event = replace(event, lines=_not_yet_done(session, owner, event, lines))
    if _done_before(session, owner, event, lines):
        return False
    deed_store.add_events(session, _rows(owner, event, now))
    match event.name:
        case EventName.BOUGHT:
            _close_carts(session, owner, event)
        case EventName.VIEWED:
            _consider(session, owner, event, now)
        case EventName.REFUNDED if event.order_id:
            deed_store.refund(session, owner, event.order_id, _sum_of(event))
        case name if name in carts.CART_EVENTS:
            _change_cart(session, owner, event)
        case _:
            pass
    return True


def open_cart(session: Session, number: SubjectNumber) -> Cart | None:
    """Return the open cart with a line in it that was touched last, or None."""
    owner = standing(session, number).number
    filled = [
        kept.cart
        for kept in deed_store.carts_of(session, owner)
        if kept.cart.closed_at is None and kept.cart.lines
    ]
    return max(filled, key=lambda cart: cart.last_event_at, default=None)


def match_products(session: Session) -> int:
    """Match recorded deeds with the catalogue of today by SKU; return how many found a product.

    To be called after each import of the catalogue. Deeds that named a product it knows stay.
    """
    return deed_store.match_events(session)


def _not_yet_done(
    session: Session, number: int, event: NewEvent, lines: Sequence[EventLine]
) -> tuple[EventLine, ...]:
    """Leave out products that were considered already in the same conversation, or day."""
    if event.name != EventName.CONSIDERED:
        return tuple(lines)
    return tuple(
        line for line in lines if not _considered_before(session, number, event, line.product_id)
    )


def _considered_before(session: Session, number: int, event: NewEvent, product: str) -> bool:
    if event.conversation_id:
        return deed_store.did_in(session, number, event.name, product, event.conversation_id)
    day = timedelta(days=1)
    moments = deed_store.moments_of(session, number, event.name, product, (event.at, day))
    return any(moment.date() == event.at.date() for moment in moments)


def _done_before(session: Session, number: int, event: NewEvent, told: Sequence[EventLine]) -> bool:
    match event.name:
        case EventName.CONSIDERED:
            return bool(told) and not event.lines
        case EventName.TALKED if event.conversation_id:
            return deed_store.did_in(session, number, event.name, None, event.conversation_id)
        case EventName.BOUGHT:
            # An order without an id of its own goes by that of the message which told it.
            order = Order(
                order_id=event.order_id or event.message_id[:_LONGEST_ORDER_ID],
                at=event.at,
                value=_sum_of(event) or Decimal(0),
            )
            return not deed_store.add_order(session, number, order, event.conversation_id)
        case _:
            return False


def _rows(number: int, event: NewEvent, now: datetime) -> list[EventRow]:
    return [
        EventRow(
            subject_number=number,
            origin_number=number,
            name=event.name,
            at=event.at,
            received_at=now,
            message_id=event.message_id,
            position=position,
            product_id=line.product_id if line else None,
            sku=line.sku if line else None,
            price=line.price if line else None,
            quantity=1 if line is None or line.quantity is None else line.quantity,
            order_id=event.order_id,
            cart_id=event.cart_id,
            conversation_id=event.conversation_id,
            source=event.source,
            properties=dict(event.properties),
        )
        for position, line in enumerate(event.lines or (None,))
    ]


def _sum_of(event: NewEvent) -> Decimal | None:
    """Return what an order came to, or was given back: as told, else what its lines add up to."""
    if event.value is not None:
        return event.value
    priced = [
        line.price * (1 if line.quantity is None else line.quantity)
        for line in event.lines
        if line.price is not None
    ]
    return sum(priced, Decimal(0)) if priced else None


def _change_cart(session: Session, number: int, event: NewEvent) -> None:
    kept = carts.meant_by(event, deed_store.carts_of(session, number, since=event.at))
    if kept is None and not event.lines:
        return  # A look at an empty cart opens none.
    if kept is None and event.name == EventName.UNCARTED:
        return
    priced = tuple(
        line if line.price is not None else replace(line, price=deed_store.price_of(session, line))
        for line in event.lines
    )
    after = carts.after(replace(event, lines=priced), kept or carts.opened_by(event))
    deed_store.keep_cart(session, number, after)


def _close_carts(session: Session, number: int, order: NewEvent) -> None:
    for kept in carts.bought_by(order, deed_store.carts_of(session, number)):
        deed_store.keep_cart(session, number, kept)


def _consider(session: Session, number: int, event: NewEvent, now: datetime) -> None:
    """Derive `considered`: a product viewed twice in seven days, once for each product and day.

    A view that is told late makes the views after it second ones.
    """
    for line in event.lines:
        views = deed_store.moments_of(
            session, number, event.name, line.product_id, (event.at, CONSIDERED_WITHIN)
        )
        second = [
            view
            for earlier, view in itertools.pairwise(views)
            if view >= event.at and view - earlier <= CONSIDERED_WITHIN
        ]
        for place, view in enumerate(second, start=1):
            considered = replace(
                event,
                name=EventName.CONSIDERED,
                at=view,
                lines=(replace(line, quantity=None),),
                conversation_id=None,
                properties={},
            )
            if not _considered_before(session, number, considered, line.product_id):
                rows = _rows(number, considered, now)
                rows[0].position, rows[0].source = len(event.lines) + place, deed_store.DERIVED
                deed_store.add_events(session, rows)
