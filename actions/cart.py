"""The cart: add, remove, change how many, show, and the way to the shop's checkout.

What is in it is the record's business; every change is an event with the advisor as its source.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

from actions.dependencies import Dependencies
from actions.known import number_of
from actions.phrases import listed, money
from actions.referring import referred
from actions.reply import Button, Reply, Says, Shows, says, together
from actions.suiting import variant_within
from actions.till import Till, as_event_line
from actions.turn import Turn
from catalogue.model import Product, Variant
from catalogue.service import mentioned
from kit.db import reading, transaction
from profiles import service as profiles
from profiles.model import Cart, CartLine, EventLine

MOST_OF_ONE = 99


def cart_shown(
    cart: Cart | None, products: Sequence[Product], currency: str, checkout_base: str
) -> dict[str, Any]:
    """Return a cart as the wire has it; amounts are decimal text in `currency`."""
    titles = {product.id: product.title for product in products}
    lines = cart.lines if cart else ()
    total = sum((line.unit_price * line.quantity for line in lines), Decimal(0))
    return {
        "cart_id": cart.cart_id if cart else "",
        "lines": [
            {
                "product_id": line.product_id,
                "sku": line.sku or "",
                "title": titles.get(line.product_id, line.product_id),
                "quantity": line.quantity,
                "unit_price": f"{line.unit_price:.2f}",
                "total": f"{line.unit_price * line.quantity:.2f}",
            }
            for line in lines
        ],
        "total": f"{total:.2f}",
        "currency": currency,
        "checkout_url": checkout_base,
    }


def checkout_url(shop_url: str, cart: Cart, conversation_id: str) -> str:
    """Return the shop's link to a checkout with these lines, which names the conversation.

    The shape is Shopify's cart permalink: `/cart/<sku>:<quantity>,…?attributes[…]=…`.
    """
    lines = ",".join(f"{quote(line.sku or line.product_id)}:{line.quantity}" for line in cart.lines)
    told = urlencode({"attributes[candor_conversation]": conversation_id})
    return f"{shop_url.rstrip('/')}/cart/{lines}?{told}"


def add_to_cart(turn: Turn, dependencies: Dependencies) -> Reply:
    """Put what the message means into the cart; ask where that is not clear."""
    shelf = dependencies.shelf
    chosen = referred(turn, shelf.products, turn.shown, dependencies.cues)
    if not chosen or _unclear(chosen, turn, dependencies):
        return _which(chosen or _offered(turn, dependencies))
    quantity = _quantity(turn, dependencies) or 1
    with transaction(dependencies.engine) as session:
        number = number_of(session, turn)
        if number is None:
            return says("utter_nobody_to_remember")
        till = Till(session, number, turn)
        added = [(product, _add(till, product, quantity)) for product in chosen]
        cart = till.cart()
    return together(
        _added(added, quantity, cart, dependencies),
        _on_to_checkout(cart, turn, dependencies),
        shown(cart, turn, dependencies),
    )


def change_cart(turn: Turn, dependencies: Dependencies) -> Reply:
    """Take lines out, or change how many there are of one."""
    with transaction(dependencies.engine) as session:
        number = number_of(session, turn)
        till = Till(session, number, turn) if number is not None else None
        cart = till.cart() if till else None
        if till is None or cart is None:
            # "Make it 30, then", of advice over budget: a price is meant and no quantity.
            price = bool(turn.shown) and dependencies.cues.number(turn.typed) is not None
            return says("utter_cart_empty_or_price" if price else "utter_cart_empty")
        told = _change(till, cart, dependencies)
        after = till.cart()
    total = _total(after, dependencies)
    filled = tuple(
        Says(response=one.response, values={**one.values, "total": total}, buttons=one.buttons)
        for one in told
    )
    return together(Reply(messages=filled), shown(after, turn, dependencies))


def show_cart(turn: Turn, dependencies: Dependencies) -> Reply:
    """Show what is in the cart."""
    cart = _cart(turn, dependencies)
    if cart is None:
        return says("utter_cart_empty")
    return together(
        says("utter_cart", total=_total(cart, dependencies)), shown(cart, turn, dependencies)
    )


def link_checkout(turn: Turn, dependencies: Dependencies) -> Reply:
    """Give the way to the shop's checkout; paying is the shop's business."""
    cart = _cart(turn, dependencies)
    if cart is None:
        return says("utter_cart_empty")
    url = checkout_url(dependencies.shop.url, cart, turn.conversation_id)
    told = says("utter_checkout", total=_total(cart, dependencies), url=url)
    return together(told, shown(cart, turn, dependencies))


def shown(cart: Cart | None, turn: Turn, dependencies: Dependencies) -> Reply:
    """Return the payload that draws the cart."""
    url = checkout_url(dependencies.shop.url, cart, turn.conversation_id) if cart else ""
    payload = cart_shown(cart, dependencies.shelf.products, dependencies.shop.currency, url)
    return Reply(messages=(Shows({"kind": "cart", "cart": payload}),))


def _on_to_checkout(cart: Cart | None, turn: Turn, dependencies: Dependencies) -> Reply:
    if cart is None or not dependencies.cues.has("checkout", turn.typed):
        return Reply()
    url = checkout_url(dependencies.shop.url, cart, turn.conversation_id)
    return says("utter_checkout", total=_total(cart, dependencies), url=url)


def _add(till: Till, product: Product, quantity: int) -> int:
    """Add as many as there are, at most `quantity`; return how many."""
    cart, variant = till.cart(), _variant(till.turn, product)
    there = sum(line.quantity for line in (cart.lines if cart else ()) if line.sku == variant.sku)
    possible = max(0, min(quantity, variant.stock - there, MOST_OF_ONE - there))
    if possible:
        line = EventLine(
            product_id=product.id, sku=variant.sku, price=variant.price, quantity=possible
        )
        till.put(line, cart)
    return possible


def _change(till: Till, cart: Cart, dependencies: Dependencies) -> tuple[Says, ...]:
    cues, text = dependencies.cues, till.turn.typed
    if cues.has("empty_cart", text) and not cues.ordinals(text):
        _take_out(till, cart, cart.lines)
        return (Says(response="utter_emptied"),)
    lines = _lines_meant(till.turn, cart, dependencies)
    if not lines:
        return (_not_there(till.turn, dependencies),)
    titles = {"titles": _titles(lines, dependencies)}
    if cues.has("swap", text):
        _take_out(till, cart, lines)
        return (Says(response="utter_swap", values=titles),)
    wanted = _wanted(till.turn, lines[0], dependencies)
    if wanted is None or wanted <= 0:
        _take_out(till, cart, lines)
        return (Says(response="utter_removed", values=titles),)
    have = [
        _set_quantity(till, cart, line, min(wanted, _stock(line, dependencies))) for line in lines
    ]
    values = titles | {"quantity": str(min(have))}
    return (Says(response="utter_quantity_changed", values=values),)


def _wanted(turn: Turn, line: CartLine, dependencies: Dependencies) -> int | None:
    """How many of a line are wanted now; None where it should go."""
    cues, text = dependencies.cues, turn.typed
    if cues.has("fewer", text):
        return line.quantity - 1
    if cues.has("more", text):
        return line.quantity + 1
    number = _quantity(turn, dependencies)
    if cues.has("remove", text):
        # "Remove one of the cleansers" leaves the others.
        return line.quantity - number if number and number < line.quantity else None
    return number


def _set_quantity(till: Till, cart: Cart, line: CartLine, wanted: int) -> int:
    wanted = min(wanted, MOST_OF_ONE)
    if wanted > line.quantity:
        till.put(as_event_line(line, wanted - line.quantity), cart)
    elif wanted < line.quantity:
        till.take(line, line.quantity - wanted, cart)
    return wanted


def _take_out(till: Till, cart: Cart, lines: Iterable[CartLine]) -> None:
    for line in lines:
        till.take(line, line.quantity, cart)


def _lines_meant(turn: Turn, cart: Cart, dependencies: Dependencies) -> list[CartLine]:
    in_cart = [line.product_id for line in cart.lines]
    meant = referred(turn, dependencies.shelf.products, in_cart, dependencies.cues)
    if not meant and len(cart.lines) == 1:
        return list(cart.lines)
    ids = {product.id for product in meant}
    return [line for line in cart.lines if line.product_id in ids]


def _not_there(turn: Turn, dependencies: Dependencies) -> Says:
    named = mentioned(dependencies.shelf.products, turn.typed)
    titles = [one.title for one in dependencies.shelf.products if one.id in named]
    if not titles:
        return Says(response="utter_what_in_cart")
    return Says(response="utter_not_in_cart", values={"titles": listed(titles)})


def _unclear(chosen: Sequence[Product], turn: Turn, dependencies: Dependencies) -> bool:
    """Whether one was asked for and several are meant: "the cream", of two creams shown."""
    several = len(chosen) > 1
    cues, text = dependencies.cues, turn.typed
    plural = cues.has("all", text) or len(cues.ordinals(text)) > 1 or " and " in text
    return several and not plural


def _which(products: Sequence[Product]) -> Reply:
    if not products:
        return says("utter_which_product")
    buttons = tuple(
        Button(one.title, f'/add_to_cart{{"product_id":"{one.id}","quantity":"1"}}')
        for one in products
    )
    return Reply(messages=(Says(response="utter_which_of_these", buttons=buttons),))


def _offered(turn: Turn, dependencies: Dependencies) -> list[Product]:
    found = (dependencies.shelf.product(one) for one in turn.shown)
    return [one for one in found if one is not None]


def _added(
    added: Sequence[tuple[Product, int]],
    wanted: int,
    cart: Cart | None,
    dependencies: Dependencies,
) -> Reply:
    total = _total(cart, dependencies)
    full = [product.title for product, count in added if count == wanted]
    replies = []
    if full:
        titles = listed(full) if wanted == 1 else f"{wanted} each of {listed(full)}"
        titles = titles.replace("each of", "of") if len(full) == 1 else titles
        replies.append(says("utter_added", titles=titles, total=total))
    for product, count in added:
        if count == 0:
            replies.append(says("utter_sold_out", title=product.title))
        elif count < wanted:
            replies.append(
                says("utter_added_less", titles=product.title, quantity=str(count), total=total)
            )
    focus = Reply(keeps={"focus": [product.id for product, _ in added]})
    return together(*replies, focus)


def _cart(turn: Turn, dependencies: Dependencies) -> Cart | None:
    with reading(dependencies.engine) as session:
        number = number_of(session, turn)
        return profiles.open_cart(session, number) if number is not None else None


def _variant(turn: Turn, product: Product) -> Variant:
    sku = turn.given.get("sku") or turn.shown_skus.get(product.id)
    return next((one for one in product.variants if one.sku == sku), None) or variant_within(
        product, None
    )


def _quantity(turn: Turn, dependencies: Dependencies) -> int | None:
    given = turn.given.get("quantity", "")
    if given.isdecimal() and int(given) > 0:
        return min(int(given), MOST_OF_ONE)
    return dependencies.cues.number(turn.typed)


def _stock(line: CartLine, dependencies: Dependencies) -> int:
    product = dependencies.shelf.product(line.product_id)
    variants: Mapping[str, int] = (
        {one.sku: one.stock for one in product.variants} if product else {}
    )
    return variants.get(line.sku or "", line.quantity)


def _titles(lines: Sequence[CartLine], dependencies: Dependencies) -> str:
    products = [dependencies.shelf.product(line.product_id) for line in lines]
    return listed(
        [
            product.title if product else line.product_id
            for product, line in zip(products, lines, strict=True)
        ]
    )


def _total(cart: Cart | None, dependencies: Dependencies) -> str:
    lines = cart.lines if cart else ()
    total = sum((line.unit_price * line.quantity for line in lines), Decimal(0))
    return money(total, dependencies.shop.currency)
