"""Deeds, and what they make of carts, orders and consideration."""

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from catalogue.tables import ProductRow, VariantRow
from kit.db import transaction
from profiles import service
from profiles.model import Cart, EventLine, EventName, NewEvent, Origin
from tests.builders import NOW, Shopper


def _names(shopper: Shopper) -> list[str]:
    return [event.name for event in shopper.profile.events]


def _in_cart(cart: Cart | None) -> dict[str, int]:
    return {} if cart is None else {line.product_id: line.quantity for line in cart.lines}


def _sold(session: Session, product: str, sku: str, price: str = "10.00") -> None:
    session.add(
        ProductRow(
            id=product,
            title=product,
            description="",
            brand="",
            category="",
            currency="USD",
            url="",
            image="",
            ingredients=[],
            claims=[],
            position=0,
        )
    )
    session.flush()
    session.add(
        VariantRow(
            sku=sku,
            product_id=product,
            title="",
            price=Decimal(price),
            stock=1,
            size="",
            image="",
            position=0,
        )
    )
    session.flush()


def test_a_deed_told_twice_is_recorded_once(engine: sa.Engine) -> None:
    event = NewEvent(
        name=EventName.CARTED, at=NOW, message_id="m1", lines=(EventLine(product_id="cream"),)
    )
    with transaction(engine) as session:
        shopper = Shopper(session)
        taken = [
            service.record_event(session, number=shopper.number, event=event, now=NOW)
            for _ in range(2)
        ]

        assert taken == [True, False]
        assert _names(shopper) == ["carted"]
        assert _in_cart(service.open_cart(session, shopper.number)) == {"cream": 1}


def test_adding_and_taking_out_changes_the_cart(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).adds("cream").adds("cream", "serum").takes_out("cream")

        assert _in_cart(service.open_cart(session, shopper.number)) == {"serum": 1}


def test_every_cart_event_counts_as_working_on_the_cart(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).adds("cream", cart_id="c1")
        for name in (EventName.CART_VIEWED, EventName.CHECKOUT_STARTED, EventName.PAYMENT_FAILED):
            shopper.later("10m").does(name, cart_id="c1")

            (cart,) = shopper.profile.carts
            assert cart.last_event_at == shopper.now


def test_buying_one_cart_leaves_the_other_open(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).adds("cream", cart_id="a").adds("cream", cart_id="b")
        shopper.buys("cream", cart_id="a", order_id="1001")

        closed = {cart.cart_id: cart.order_id for cart in shopper.profile.carts}

    assert closed == {"a": "1001", "b": None}


def test_an_order_finds_its_cart_by_its_checkout(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).adds("cream", cart_id="a").adds("cream", cart_id="b")
        shopper.does(EventName.CHECKOUT_STARTED, cart_id="b", checkout_id="till")
        shopper.buys("cream", checkout_id="till", order_id="1001")

        closed = {cart.cart_id: cart.order_id for cart in shopper.profile.carts}

    assert closed == {"a": None, "b": "1001"}


def test_an_order_that_names_no_cart_closes_those_that_share_a_product(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).adds("cream", "serum").adds("mask", cart_id="other")
        shopper.buys("cream", order_id="1001")

        closed = {cart.cart_id: cart.order_id for cart in shopper.profile.carts}

    assert closed == {"": "1001", "other": None}


def test_an_order_under_an_unheard_cart_closes_the_default_cart_and_no_named_one(
    engine: sa.Engine,
) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).adds("cream").adds("cream", cart_id="named")
        shopper.buys("cream", cart_id="unheard", order_id="1001")

        closed = {cart.cart_id: cart.order_id for cart in shopper.profile.carts}

    assert closed == {"": "1001", "named": None}


def test_shopping_on_after_an_order_opens_a_new_cart(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).adds("cream").later("1m").buys("cream").later("1m").adds("mask")

        assert _in_cart(service.open_cart(session, shopper.number)) == {"mask": 1}
        assert len(shopper.profile.carts) == 2


def test_a_late_word_about_a_bought_cart_does_not_open_another(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).adds("cream").later("10m").buys("cream")
        shopper.now = NOW
        shopper.adds("mask")

        assert service.open_cart(session, shopper.number) is None


def test_a_line_that_came_from_the_advisor_says_so(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).adds("cream").adds("serum", source=Origin.ADVISOR)

        (cart,) = shopper.profile.carts

    assert {line.product_id: line.origin for line in cart.lines} == {
        "cream": Origin.SHOP,
        "serum": Origin.ADVISOR,
    }


def test_a_shop_that_tells_its_cart_only_at_the_till_has_one_all_the_same(
    engine: sa.Engine,
) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).does(EventName.CHECKOUT_STARTED, "cream", "mask", price="5.00")

        assert _in_cart(service.open_cart(session, shopper.number)) == {"cream": 1, "mask": 1}


def test_an_order_is_what_was_paid_and_each_of_its_lines(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).buys("cream", "serum", value=Decimal("17.50"), order_id="1")
        shopper.buys("cream", "serum", order_id="2")
        shopper.buys("cream", order_id="2")

        orders = [(order.order_id, order.value) for order in shopper.profile.orders]
        assert orders == [("1", Decimal("17.50")), ("2", Decimal("20.00"))]
        assert _names(shopper) == ["bought"] * 4


def test_an_order_without_lines_or_id_still_counts(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).buys(order_id=None, message_id="m1")

        (order,) = shopper.profile.orders
        assert (order.order_id, order.value) == ("m1", Decimal(0))
        assert _names(shopper) == ["bought"]


def test_a_refund_is_a_deed_and_leaves_the_order(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).buys("cream", order_id="1")
        shopper.does(EventName.REFUNDED, "cream", order_id="1")

        assert _names(shopper) == ["bought", "refunded"]


def test_a_product_viewed_twice_in_a_week_is_considered_once_a_day(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).views("cream").later("6d").views("cream").views("cream")
        shopper.later("8d").views("cream").views("serum")

        considered = [e for e in shopper.profile.events if e.name == EventName.CONSIDERED]

    assert [(event.product_id, event.source) for event in considered] == [("cream", "derived")]


def test_a_view_told_late_makes_the_one_after_it_the_second(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).views("cream")
        second = shopper.now
        shopper.now = NOW.replace(day=10)
        shopper.views("cream")

        considered = [e for e in shopper.profile.events if e.name == EventName.CONSIDERED]

    assert [event.at for event in considered] == [second]


def test_a_conversation_is_talked_once_and_considers_a_product_once(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session)
        for _ in range(2):
            shopper.does(EventName.TALKED, conversation_id="c1")
            shopper.does(EventName.CONSIDERED, "cream", conversation_id="c1")
        shopper.does(EventName.CONSIDERED, "cream", "serum", conversation_id="c1")
        shopper.does(EventName.CONSIDERED, "cream", conversation_id="c2")

        deeds = [(event.name, event.product_id) for event in shopper.profile.events]

    considered = EventName.CONSIDERED
    assert deeds == [
        (EventName.TALKED, None),
        (considered, "cream"),
        (considered, "serum"),
        (considered, "cream"),
    ]


def test_a_deed_is_about_the_product_of_its_sku(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        _sold(session, "night-cream", "NC-50", price="38.00")
        shopper = Shopper(session)
        line = EventLine(product_id="4711", sku="NC-50")
        event = NewEvent(name=EventName.CARTED, at=NOW, message_id="m1", lines=(line,))
        service.record_event(session, number=shopper.number, event=event, now=NOW)
        shopper.views("NC-50")

        assert {event.product_id for event in shopper.profile.events} == {"night-cream"}
        cart = service.open_cart(session, shopper.number)
        assert cart is not None
        assert [line.unit_price for line in cart.lines] == [Decimal("38.00")]


def test_deeds_from_before_the_catalogue_find_their_products_later(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).views("NC-50").views("unknown")
        _sold(session, "night-cream", "NC-50")

        assert service.match_products(session) == 1
        assert {event.product_id for event in shopper.profile.events} == {"night-cream", "unknown"}
