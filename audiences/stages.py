"""Where a subject stands on the journey: exactly one stage at any moment, derived and never stored.

A stage at a moment follows from what had happened until then, so a subject also has a history of
stages: `held_for` asks whether none of it within a span lies outside some stages. Pure.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from profiles.carts import CART_EVENTS
from profiles.model import Cart, Event, EventName, Profile


class Stage(StrEnum):
    """The stages, in the order a shopper usually walks them."""

    PROSPECT = "prospect"
    CONSIDERING = "considering"
    CART_ABANDONER = "cart_abandoner"
    ACTIVE_CUSTOMER = "active_customer"
    LOYAL = "loyal"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageSettings:
    """What a shop may set about stages; all other durations are fixed."""

    cart_abandoned_after: timedelta = timedelta(minutes=60)
    lapsed_after: timedelta = timedelta(days=180)
    loyal_orders: int = 3


ABANDONED_FOR_AT_MOST = timedelta(days=30)
ORDERS_COUNT_FOR = timedelta(days=365)
INTEREST_LASTS = timedelta(days=30)
INTEREST = (
    EventName.TALKED,
    EventName.RECOMMENDED,
    EventName.CONSIDERED,
    EventName.CARTED,
)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Idle:
    """A stretch in which a cart had a line and nothing happened to it; `ends` None: until now."""

    begins: datetime
    ends: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What stages follow from, as known at one moment; all moments sorted, none after it.

    `deeds` are events of any kind and orders, `interest` those that show interest.
    """

    known_since: datetime
    deeds: tuple[datetime, ...]
    interest: tuple[datetime, ...]
    orders: tuple[datetime, ...]
    idles: tuple[Idle, ...]


def stage_of(profile: Profile, now: datetime, settings: StageSettings) -> Stage:
    """Return the stage of this subject now; what is dated later has not happened yet."""
    return stage_at(history_of(profile, now), now, settings)


def history_of(profile: Profile, now: datetime) -> History:
    """Return what the stages of this subject follow from."""
    return history_from(
        created_at=profile.created_at,
        events=profile.events,
        carts=profile.carts,
        orders=[order.at for order in profile.orders],
        now=now,
    )


def history_from(
    *,
    created_at: datetime,
    events: Iterable[Event],
    carts: Iterable[Cart],
    orders: Iterable[datetime],
    now: datetime,
) -> History:
    """Return the history made of these facts, leaving out what is dated after `now`."""
    happened = sorted((event for event in events if event.at <= now), key=lambda event: event.at)
    ordered = sorted(at for at in orders if at <= now)
    carts = [cart for cart in carts if cart.opened_at <= now]
    touches = _by_cart(happened)
    first = [*(event.at for event in happened[:1]), *ordered[:1], *(c.opened_at for c in carts)]
    return History(
        known_since=min([created_at, *first]),
        deeds=tuple(sorted([*(event.at for event in happened), *ordered])),
        interest=tuple(event.at for event in happened if event.name in INTEREST),
        orders=tuple(ordered),
        idles=tuple(idle for cart in carts for idle in _idles(cart, touches[cart.cart_id], now)),
    )


def stage_at(history: History, moment: datetime, settings: StageSettings) -> Stage:
    """Return the stage at a moment not after the one the history was made for."""
    if any(_abandoned(idle, moment, settings) for idle in history.idles):
        return Stage.CART_ABANDONER
    year = _count(history.orders, moment - ORDERS_COUNT_FOR, moment)
    active = _count(history.deeds, moment - settings.lapsed_after, moment) > 0
    if active and year >= settings.loyal_orders:
        return Stage.LOYAL
    if active and year:
        return Stage.ACTIVE_CUSTOMER
    if history.orders and history.orders[0] <= moment:
        return Stage.LAPSED
    if _count(history.interest, moment - INTEREST_LASTS, moment):
        return Stage.CONSIDERING
    return Stage.PROSPECT


def held_for(
    history: History,
    stages: Collection[Stage],
    span: timedelta,
    now: datetime,
    settings: StageSettings,
) -> bool:
    """Return whether, all through the last `span`, the subject was known and in one of `stages`."""
    start = now - span
    if history.known_since > start:
        return False
    moments = {start, now, *_turns(history, start, now, settings)}
    return all(stage_at(history, moment, settings) in stages for moment in moments)


def turning_offsets(settings: StageSettings) -> tuple[timedelta, ...]:
    """Return after how long a deed can still turn a stage: nothing turns at any other moment."""
    return (
        timedelta(0),
        settings.lapsed_after,
        ORDERS_COUNT_FOR,
        INTEREST_LASTS,
        settings.cart_abandoned_after,
        settings.cart_abandoned_after + ABANDONED_FOR_AT_MOST,
    )


def _turns(
    history: History, start: datetime, now: datetime, settings: StageSettings
) -> Iterable[datetime]:
    facts = [*history.deeds]
    for idle in history.idles:
        facts.append(idle.begins)
        if idle.ends is not None:
            facts.append(idle.ends)
    for fact in facts:
        for offset in turning_offsets(settings):
            # Windows include their ends: what ceases does so one tick after the offset.
            for moment in (fact + offset, fact + offset + _TICK):
                if start < moment < now:
                    yield moment


def _count(moments: Sequence[datetime], since: datetime, until: datetime) -> int:
    return bisect_right(moments, until) - bisect_left(moments, since)


def _abandoned(idle: Idle, moment: datetime, settings: StageSettings) -> bool:
    begins = idle.begins + settings.cart_abandoned_after
    still_idle = idle.ends is None or moment < idle.ends
    return begins <= moment <= begins + ABANDONED_FOR_AT_MOST and still_idle


def _by_cart(events: Iterable[Event]) -> defaultdict[str, list[Event]]:
    found = defaultdict[str, list[Event]](list)
    for event in events:
        if event.name in CART_EVENTS:
            found[event.cart_id or ""].append(event)
    return found


def _idles(cart: Cart, touches: Sequence[Event], now: datetime) -> Iterable[Idle]:
    points = list(_earlier_points(cart, touches))
    if cart.last_event_at <= now:
        points.append((cart.last_event_at, any(line.quantity > 0 for line in cart.lines)))
    ends = [until for _, (until, _) in pairwise(points)]
    # Where the cart's last event is still to come, its cart is being used until then.
    last: list[datetime | None] = [None] if cart.last_event_at <= now else []
    for (begins, has_line), end in zip(points, [*ends, *last], strict=False):
        closed = end if cart.closed_at is None else min(end or cart.closed_at, cart.closed_at)
        if has_line and (closed is None or closed > begins):
            yield Idle(begins, closed)


def _earlier_points(cart: Cart, touches: Iterable[Event]) -> Iterable[tuple[datetime, bool]]:
    """Yield when this cart was touched before its last event, and whether it then had a line."""
    quantities = defaultdict[str, int](int)
    for event in touches:
        if not cart.opened_at <= event.at < cart.last_event_at:
            continue
        if event.name == EventName.CARTED:
            quantities[event.product_id or ""] += event.quantity
        elif event.name == EventName.UNCARTED:
            left = quantities[event.product_id or ""] - event.quantity
            quantities[event.product_id or ""] = max(left, 0)
        yield event.at, any(quantities.values())
