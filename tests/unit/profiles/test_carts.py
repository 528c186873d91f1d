from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from profiles.carts import KeptCart, after, bought_by, meant_by, opened_by
from profiles.model import Cart, EventLine, EventName, NewEvent, Origin
from tests.builders import NOW, a_cart


def _kept(cart: Cart, sequence: int = 1, checkout_id: str | None = None) -> KeptCart:
    return KeptCart(sequence=sequence, checkout_id=checkout_id, cart=cart)


def _event(name: str, *lines: EventLine, **details: Any) -> NewEvent:  # noqa: ANN401 - any field of an event
    event = NewEvent(name=name, at=NOW, message_id="m", lines=lines)
    return replace(event, **details)


def _quantities(kept: KeptCart) -> dict[tuple[str, str | None], int]:
    return {(line.product_id, line.sku): line.quantity for line in kept.cart.lines}


def test_variants_of_a_product_are_lines_of_their_own() -> None:
    small = EventLine(product_id="cream", sku="S", price=Decimal(5), quantity=2)
    large = EventLine(product_id="cream", sku="L")
    event = _event(EventName.CARTED, small, large, small)

    assert _quantities(after(event, opened_by(event))) == {("cream", "S"): 4, ("cream", "L"): 1}


def test_taking_out_some_leaves_the_others() -> None:
    kept = _kept(a_cart("cream"))
    more = after(_event(EventName.CARTED, EventLine(product_id="cream", quantity=4)), kept)
    fewer = after(_event(EventName.UNCARTED, EventLine(product_id="cream", quantity=2)), more)
    none = after(_event(EventName.UNCARTED, EventLine(product_id="cream")), fewer)

    assert _quantities(fewer) == {("cream", None): 3}
    assert _quantities(none) == {}


def test_taking_out_what_is_not_there_changes_nothing() -> None:
    kept = _kept(a_cart("cream"))
    event = _event(EventName.UNCARTED, EventLine(product_id="mask"))

    assert after(event, kept).cart.lines == kept.cart.lines


def test_taking_out_a_variant_of_a_line_without_one_takes_that_line() -> None:
    event = _event(EventName.UNCARTED, EventLine(product_id="cream", sku="S"))

    assert after(event, _kept(a_cart("cream", "mask"))).cart.lines == a_cart("mask").lines


def test_adding_none_adds_no_line() -> None:
    event = _event(EventName.CARTED, EventLine(product_id="cream", quantity=0))

    assert after(event, opened_by(event)).cart.lines == ()


def test_the_advisors_hand_shows_and_the_newest_price_holds() -> None:
    line = EventLine(product_id="cream", price=Decimal(12))
    event = _event(EventName.CARTED, line, source=Origin.ADVISOR)

    (changed,) = after(event, _kept(a_cart("cream"))).cart.lines

    assert (changed.origin, changed.unit_price, changed.quantity) == (
        Origin.ADVISOR,
        Decimal(12),
        2,
    )


def test_a_deed_is_about_the_open_cart_touched_last() -> None:
    older, newer = _kept(a_cart("a", ago="3d"), 1), _kept(a_cart("b", ago="1d"), 2)
    named = _kept(a_cart("c", ago="0s", cart_id="named"), 3)

    assert meant_by(_event(EventName.CARTED), [newer, older, named]) == newer
    assert meant_by(_event(EventName.CARTED, cart_id="named"), [newer, older, named]) == named
    assert meant_by(_event(EventName.CARTED, cart_id="new"), [newer, older, named]) is None


def test_a_closed_cart_is_meant_only_by_what_happened_before_it_closed() -> None:
    closed = _kept(a_cart("a", closed_at=NOW - timedelta(hours=1)))
    early = _event(EventName.CARTED, at=NOW - timedelta(hours=2))

    assert meant_by(_event(EventName.CARTED), [closed]) is None
    assert meant_by(early, [closed]) == closed


def test_an_order_never_closes_a_cart_twice() -> None:
    closed = _kept(a_cart("a", cart_id="c", closed_at=NOW, order_id="1"))
    order = _event(EventName.BOUGHT, EventLine(product_id="a"), cart_id="c", order_id="2")

    assert bought_by(order, [closed]) == []


def test_an_order_whose_checkout_is_a_carts_id_buys_that_cart() -> None:
    one, other = _kept(a_cart("a", cart_id="x"), 1), _kept(a_cart("a", cart_id="y"), 2)
    order = _event(EventName.BOUGHT, EventLine(product_id="a"), checkout_id="y", order_id="1")

    assert [kept.sequence for kept in bought_by(order, [one, other])] == [2]


def test_an_order_of_an_unheard_checkout_falls_back_to_shared_products() -> None:
    one, other = _kept(a_cart("a", cart_id="x"), 1), _kept(a_cart("b", cart_id="y"), 2)
    order = _event(EventName.BOUGHT, EventLine(product_id="a"), checkout_id="z", order_id="1")

    assert [kept.sequence for kept in bought_by(order, [one, other])] == [1]


def test_a_checkout_fills_a_cart_that_was_never_told_and_no_other() -> None:
    event = _event(EventName.CHECKOUT_STARTED, EventLine(product_id="mask"), checkout_id="till")

    filled, told = after(event, opened_by(event)), after(event, _kept(a_cart("cream")))

    assert _quantities(filled) == {("mask", None): 1}
    assert _quantities(told) == {("cream", None): 1}
    assert filled.checkout_id == told.checkout_id == "till"


def test_an_order_that_names_nothing_buys_what_shares_a_product() -> None:
    order = _event(EventName.BOUGHT, EventLine(product_id="a"), order_id="1")

    bought = bought_by(order, [_kept(a_cart("a"), 1), _kept(a_cart("b"), 2)])

    assert [kept.sequence for kept in bought] == [1]
