"""What deeds do to carts. No I/O here.

A cart is keyed by its `cart_id`; the subject's default cart has an empty one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from profiles.model import Cart, CartLine, EventLine, EventName, NewEvent, Origin, ProductId

# Deeds that are cart events: they tell that a cart is being worked on.
CART_EVENTS: frozenset[str] = frozenset(
    {
        EventName.CARTED,
        EventName.UNCARTED,
        EventName.CART_VIEWED,
        EventName.CHECKOUT_STARTED,
        EventName.PAYMENT_FAILED,
        # Later steps at the till have no word in rules, and are cart events all the same.
        "track:Checkout Step Viewed",
        "track:Checkout Step Completed",
        "track:Payment Info Entered",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCart:
    """A cart on record; `sequence` is its row, or None for one that is new."""

    sequence: int | None
    checkout_id: str | None
    cart: Cart


def opened_by(event: NewEvent) -> KeptCart:
    """Return the empty cart that a deed opens."""
    cart = Cart(cart_id=event.cart_id or "", lines=(), opened_at=event.at, last_event_at=event.at)
    return KeptCart(sequence=None, checkout_id=None, cart=cart)


def meant_by(event: NewEvent, carts: Sequence[KeptCart]) -> KeptCart | None:
    """Return the cart a deed is about: the open one touched last, of its `cart_id`.

    A deed that happened before a cart was bought, but is told afterwards, is about that cart.
    """
    same = [kept for kept in carts if kept.cart.cart_id == (event.cart_id or "")]
    usable = [
        kept for kept in same if kept.cart.closed_at is None or event.at <= kept.cart.closed_at
    ]
    return max(
        usable,
        key=lambda kept: (kept.cart.closed_at is None, kept.cart.last_event_at),
        default=None,
    )


def after(event: NewEvent, kept: KeptCart) -> KeptCart:
    """Return the cart as a cart event leaves it."""
    cart = replace(
        kept.cart,
        lines=_lines_after(event, kept.cart.lines),
        opened_at=min(kept.cart.opened_at, event.at),
        last_event_at=max(kept.cart.last_event_at, event.at),
    )
    return replace(kept, cart=cart, checkout_id=event.checkout_id or kept.checkout_id)


def bought_by(order: NewEvent, carts: Sequence[KeptCart]) -> list[KeptCart]:
    """Return the open carts that an order buys, closed.

    It is the cart of the order's `cart_id`, else of its `checkout_id`, else those that share a
    product with it. A `cart_id` we never heard of can still mean the default cart, since some
    shops name a cart only at the till; it never means a cart of another name.
    """
    found = _of_cart_id(order, carts)
    if found is None:
        found = _of_checkout_id(order, carts)
    if found is None:
        products = {line.product_id for line in order.lines}
        found = [
            kept
            for kept in carts
            if products & {line.product_id for line in kept.cart.lines}
            and not (order.cart_id and kept.cart.cart_id)
        ]
    return [_closed(order, kept) for kept in found if kept.cart.closed_at is None]


def _of_cart_id(order: NewEvent, carts: Sequence[KeptCart]) -> list[KeptCart] | None:
    if not order.cart_id:
        return None
    return [kept for kept in carts if kept.cart.cart_id == order.cart_id] or None


def _of_checkout_id(order: NewEvent, carts: Sequence[KeptCart]) -> list[KeptCart] | None:
    if not order.checkout_id:
        return None
    return [
        kept for kept in carts if order.checkout_id in (kept.checkout_id, kept.cart.cart_id)
    ] or None


def _closed(order: NewEvent, kept: KeptCart) -> KeptCart:
    cart = replace(
        kept.cart,
        closed_at=order.at,
        order_id=order.order_id,
        last_event_at=max(kept.cart.last_event_at, order.at),
    )
    return replace(kept, cart=cart)


def _lines_after(event: NewEvent, lines: tuple[CartLine, ...]) -> tuple[CartLine, ...]:
    # A shop that never told what was added tells it when the cart is looked at or paid for.
    tells_all = not lines and event.name in (EventName.CART_VIEWED, EventName.CHECKOUT_STARTED)
    for told in event.lines:
        if event.name == EventName.CARTED or tells_all:
            lines = _added(lines, told, event.source)
        elif event.name == EventName.UNCARTED:
            lines = _taken_out(lines, told)
    return lines


def _added(lines: tuple[CartLine, ...], told: EventLine, origin: Origin) -> tuple[CartLine, ...]:
    more = 1 if told.quantity is None else told.quantity
    for place, line in enumerate(lines):
        if (line.product_id, line.sku) == (told.product_id, told.sku):
            both = replace(
                line,
                quantity=line.quantity + more,
                unit_price=line.unit_price if told.price is None else told.price,
                # A line that the advisor added to counts as the advisor's.
                origin=origin if origin is Origin.ADVISOR else line.origin,
            )
            return (*lines[:place], both, *lines[place + 1 :])
    new = CartLine(
        product_id=ProductId(told.product_id),
        sku=told.sku,
        quantity=more,
        unit_price=Decimal(0) if told.price is None else told.price,
        origin=origin,
    )
    return (*lines, new) if more > 0 else lines


def _taken_out(lines: tuple[CartLine, ...], told: EventLine) -> tuple[CartLine, ...]:
    place = _place_of(lines, told)
    if place is None:
        return lines
    left = 0 if told.quantity is None else lines[place].quantity - told.quantity
    kept = (replace(lines[place], quantity=left),) if left > 0 else ()
    return (*lines[:place], *kept, *lines[place + 1 :])


def _place_of(lines: Iterable[CartLine], told: EventLine) -> int | None:
    same = [(place, line) for place, line in enumerate(lines) if line.product_id == told.product_id]
    exact = [place for place, line in same if line.sku == told.sku]
    return next(iter([*exact, *(place for place, _ in same)]), None)
