"""Where a shopper stands, walked through in the order a shopper walks."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiences.stages import (
    Stage,
    StageSettings,
    held_for,
    history_from,
    history_of,
    stage_at,
    stage_of,
)
from profiles.model import Cart, Event, Order, Profile
from tests.builders import NOW, a_cart, a_profile, an_order, before, did
from tests.store.audience_stories import NOW as STORIES_NOW
from tests.store.audience_stories import Story
from tests.store.audience_strategies import stories

SETTINGS = StageSettings()
DAY = timedelta(days=1)


def stage(*facts: Event | Cart | Order) -> Stage:
    return stage_of(a_profile(*facts), NOW, SETTINGS)


def held(profile: Profile, *stages: Stage, span: str) -> bool:
    history = history_of(profile, NOW)
    return held_for(history, stages, NOW - before(span), NOW, SETTINGS)


def test_whoever_only_looked_around_is_a_prospect() -> None:
    assert stage() is Stage.PROSPECT
    assert stage(did("visited"), did("viewed", "cream")) is Stage.PROSPECT


@pytest.mark.parametrize("deed", ["talked", "recommended", "considered", "carted"])
def test_interest_in_the_last_thirty_days_is_considering(deed: str) -> None:
    assert stage(did(deed, ago="30d")) is Stage.CONSIDERING
    assert stage(did(deed, ago="31d")) is Stage.PROSPECT


def test_a_cart_is_abandoned_after_sixty_minutes_to_the_second_and_for_thirty_days() -> None:
    assert stage(a_cart("cream", ago="3599s")) is Stage.PROSPECT
    assert stage(a_cart("cream", ago="60m")) is Stage.CART_ABANDONER
    assert stage(a_cart("cream", ago="721h")) is Stage.CART_ABANDONER
    assert stage(a_cart("cream", ago="722h")) is Stage.PROSPECT


def test_an_empty_or_a_bought_cart_is_not_abandoned() -> None:
    assert stage(a_cart(ago="2h")) is Stage.PROSPECT
    bought = a_cart("cream", ago="3h", closed_at=before("2h"))
    assert stage(bought, an_order(ago="2h"), did("bought", ago="2h")) is Stage.ACTIVE_CUSTOMER


def test_buying_one_cart_does_not_hide_another_that_was_abandoned() -> None:
    bought = a_cart("cream", ago="3h", cart_id="a", closed_at=before("2h"))
    left = a_cart("serum", ago="3h", cart_id="b")

    assert stage(bought, left, an_order(ago="2h")) is Stage.CART_ABANDONER


def test_orders_make_customers_and_three_in_a_year_make_them_loyal() -> None:
    assert stage(an_order(ago="5d")) is Stage.ACTIVE_CUSTOMER
    assert stage(an_order(ago="5d"), an_order(ago="9d"), an_order(ago="365d")) is Stage.LOYAL
    assert stage(an_order(ago="5d"), an_order(ago="9d"), an_order(ago="366d")) is (
        Stage.ACTIVE_CUSTOMER
    )


def test_a_customer_of_whom_nothing_was_heard_for_180_days_has_lapsed() -> None:
    assert stage(an_order(ago="180d")) is Stage.ACTIVE_CUSTOMER
    assert stage(an_order(ago="181d")) is Stage.LAPSED
    assert stage(an_order(ago="181d"), did("visited", ago="1d")) is Stage.ACTIVE_CUSTOMER
    assert stage(an_order(ago="366d"), did("visited", ago="1d")) is Stage.LAPSED


def test_what_is_dated_later_has_not_happened_yet() -> None:
    tomorrow = NOW + DAY
    order = Order(order_id="o", at=tomorrow, value=an_order().value)

    assert stage(order, Event(name="talked", at=tomorrow)) is Stage.PROSPECT


def test_a_simulated_year_walks_through_every_stage_on_the_right_day() -> None:
    talk, cart = NOW + 10 * DAY, NOW + 20 * DAY
    orders = [NOW + day * DAY for day in (21, 60, 90)]
    profile = Profile(
        subject_id=a_profile().subject_id,
        number=a_profile().number,
        created_at=NOW,
        events=(
            Event(name="visited", at=NOW),
            Event(name="talked", at=talk),
            Event(name="carted", at=cart, cart_id="c"),
        ),
        carts=(
            Cart(
                cart_id="c",
                lines=a_cart("cream").lines,
                opened_at=cart,
                last_event_at=cart,
                closed_at=orders[0],
            ),
        ),
        orders=tuple(Order(order_id=str(at), at=at, value=an_order().value) for at in orders),
    )
    seen = {day: stage_of(profile, NOW + day * DAY, SETTINGS) for day in range(500)}

    assert [seen[day] for day in (0, 9, 10, 20, 21, 59, 60, 89)] == [
        Stage.PROSPECT,
        Stage.PROSPECT,
        Stage.CONSIDERING,
        Stage.CONSIDERING,
        Stage.ACTIVE_CUSTOMER,
        Stage.ACTIVE_CUSTOMER,
        Stage.ACTIVE_CUSTOMER,
        Stage.ACTIVE_CUSTOMER,
    ]
    assert [seen[day] for day in (90, 270, 271, 499)] == [
        Stage.LOYAL,
        Stage.LOYAL,
        Stage.LAPSED,
        Stage.LAPSED,
    ]
    assert stage_of(profile, cart + timedelta(hours=2), SETTINGS) is Stage.CART_ABANDONER


def test_a_stage_held_for_a_time_had_no_other_in_between() -> None:
    lapsed = a_profile(an_order(ago="300d"), created="400d")

    assert held(lapsed, Stage.LAPSED, span="100d")
    assert not held(lapsed, Stage.LAPSED, span="121d")


def test_a_gap_between_two_visits_ends_the_time_of_considering() -> None:
    story = a_profile(did("talked", ago="40d"), did("talked", ago="5d"), created="50d")

    assert held(story, Stage.CONSIDERING, span="5d")
    assert not held(story, Stage.CONSIDERING, span="20d")
    assert held(story, Stage.CONSIDERING, Stage.PROSPECT, span="20d")


@given(stories, st.sampled_from(["30m", "1d", "30d"]), st.data())
@settings(deadline=None)
def test_a_stage_that_was_held_is_the_stage_at_any_moment_of_the_span(
    story: Story, span: str, data: st.DataObject
) -> None:
    history = history_from(
        created_at=story.created_at,
        events=story.events,
        carts=story.carts,
        orders=[order.at for order in story.orders],
        now=STORIES_NOW,
    )
    now_in = stage_at(history, STORIES_NOW, SETTINGS)
    duration = NOW - before(span)
    moment = STORIES_NOW - data.draw(st.integers(0, 1000)) * duration / 1000

    if held_for(history, [now_in], duration, STORIES_NOW, SETTINGS):
        assert stage_at(history, moment, SETTINGS) is now_in


def test_going_back_to_a_cart_ends_the_time_it_was_abandoned() -> None:
    once = a_cart("cream", ago="5d", cart_id="a")
    returned = Cart(
        cart_id="a", lines=once.lines, opened_at=before("5d"), last_event_at=before("2d")
    )
    back = a_profile(
        did("carted", "cream", ago="5d", cart_id="a"),
        did("cart_viewed", ago="2d", cart_id="a"),
        returned,
    )
    away = a_profile(did("carted", "cream", ago="5d", cart_id="a"), once)

    assert held(away, Stage.CART_ABANDONER, span="4d")
    assert not held(back, Stage.CART_ABANDONER, span="4d")
    assert held(back, Stage.CART_ABANDONER, span="1d")


def test_a_cart_that_was_emptied_for_a_while_was_not_abandoned_meanwhile() -> None:
    filled = a_cart("cream", ago="1d", cart_id="a")
    cart = Cart(cart_id="a", lines=filled.lines, opened_at=before("9d"), last_event_at=before("1d"))
    deeds = [did("carted", "cream", ago="9d", cart_id="a")]
    emptied = [*deeds, did("uncarted", "cream", ago="8d", cart_id="a")]

    assert held(a_profile(cart, *emptied), Stage.CONSIDERING, span="20h") is False
    assert not held(a_profile(cart, *emptied), Stage.CART_ABANDONER, span="5d")
    assert not held(a_profile(cart, *deeds), Stage.CONSIDERING, span="5d")


def test_nobody_was_anything_before_they_were_known() -> None:
    newcomer = a_profile(created="3d")

    assert held(newcomer, Stage.PROSPECT, span="3d")
    assert not held(newcomer, Stage.PROSPECT, span="4d")


def test_a_cart_whose_last_event_is_still_to_come_is_in_use() -> None:
    cart = Cart(
        cart_id="a",
        lines=a_cart("cream").lines,
        opened_at=before("5d"),
        last_event_at=NOW + DAY,
    )

    assert stage(cart, did("carted", "cream", ago="5d", cart_id="a")) is Stage.CONSIDERING
