"""A rule's meaning for one subject, in plain Python: the oracle, and what explains a membership.

`bitmaps.py` gives the same meaning for all subjects at once; a property test holds the two
together. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import assert_never

from audiences.moments import Counted, Moment, recency_span, span_of
from audiences.rules import (
    All,
    AnyOf,
    AtLeast,
    CartSource,
    CartState,
    Did,
    HasCart,
    InAudience,
    InStage,
    Measure,
    Measured,
    Not,
    ProductFilter,
    Rule,
    Said,
    Whose,
    Window,
    children_of,
)
from audiences.shapes import Range
from audiences.shelf import Line, Shelf, meets, within
from audiences.stages import Stage, held_for, history_of, stage_of
from audiences.words import covers
from profiles.folding import Said as Told
from profiles.folding import fold, said_by
from profiles.model import SELF, Cart, Disclosure, Event, Order, Origin, Profile
from profiles.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a rule needs to know beside the profile."""

    moment: Moment
    shelf: Shelf
    vocabulary: Vocabulary


type Fact = Disclosure | Event | Cart | Order | Stage


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a leaf holds, and the facts of the profile that it rests on, the newest first.

    What holds because something is not there rests on no fact. What does not hold may name the
    facts that stand against it.
    """

    holds: bool
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a rule, whether it holds for a subject, the facts, and the parts inside it."""

    rule: Rule
    holds: bool
    facts: tuple[Fact, ...] = ()
    parts: tuple["Part", ...] = ()


def matches(rule: Rule, profile: Profile, context: Context) -> bool:
    """Return whether the rule holds for this subject."""
    return explain(rule, profile, context).holds


def explain(rule: Rule, profile: Profile, context: Context) -> Part:
    """Return for every part of the rule whether it holds for this subject, and by which facts."""
    parts = tuple(explain(inner, profile, context) for inner in children_of(rule))
    holding = sum(part.holds for part in parts)
    match rule:
        case All():
            return Part(rule=rule, holds=holding == len(parts), parts=parts)
        case AnyOf():
            return Part(rule=rule, holds=holding > 0, parts=parts)
        case Not():
            return Part(rule=rule, holds=holding == 0, parts=parts)
        case AtLeast(count, _):
            return Part(rule=rule, holds=holding >= count, parts=parts)
        case InAudience(name):
            inner = explain(context.moment.audiences[name], profile, context)
            return Part(rule=rule, holds=inner.holds, parts=(inner,))
        case _:
            finding = find(rule, profile, context)
            return Part(rule=rule, holds=finding.holds, facts=finding.facts)


def find(
    leaf: Said | Did | HasCart | InStage | Measured, profile: Profile, context: Context
) -> Finding:
    """Return whether a leaf holds for this subject, and by which facts."""
    match leaf:
        case Said():
            return _said(leaf, profile, context)
        case Did():
            return _did(leaf, profile, context)
        case HasCart():
            carts = tuple(c for c in profile.carts if _is_cart(leaf, c, context))
            return Finding(bool(carts), _newest(carts))
        case InStage():
            return _stage(leaf, profile, context)
        case Measured():
            return _measured(leaf, profile, context.moment.now)
        case _:
            assert_never(leaf)


def _said(leaf: Said, profile: Profile, context: Context) -> Finding:
    moment = context.moment
    without = moment.children if moment.counted is Counted.NO_CHILDREN else ()
    heard_when = span_of(Window(after=leaf.within), moment.now)
    standing = fold(
        disclosure
        for disclosure in profile.disclosures
        if disclosure.heard_at <= moment.now and disclosure.heard.holder not in without
    ).standing.values()
    about = [
        disclosure
        for disclosure in standing
        if covers(leaf.trait, disclosure.heard.trait, context.vocabulary)
        and _is_holder(disclosure.heard.holder, leaf.holder)
        and disclosure.heard_at in heard_when
        and said_by(disclosure) is not Told.NEVER
    ]
    if leaf.answer is Told.NEVER:
        return Finding(not about, _newest(about))
    wanted = [
        disclosure
        for disclosure in about
        if said_by(disclosure) is leaf.answer
        and (not leaf.severity or disclosure.heard.severity in leaf.severity)
    ]
    return Finding(bool(wanted), _newest(wanted))


def _is_holder(holder: str, wanted: Whose) -> bool:
    match wanted:
        case Whose.SELF:
            return holder == SELF
        case Whose.OTHER:
            return holder != SELF
        case Whose.ANYONE:
            return True
        case _:
            assert_never(wanted)


def _did(leaf: Did, profile: Profile, context: Context) -> Finding:
    span = span_of(leaf.window, context.moment.now)
    done = [
        event
        for event in profile.events
        if event.name == leaf.event
        and event.at in span
        and event.at <= context.moment.now
        and _concerns(leaf.product, [_line_of(event)], context)
    ]
    return Finding(within(len(done), leaf.count), _newest(done))


def _line_of(event: Event) -> Line:
    return Line(product_id=event.product_id, sku=event.sku, price=event.price)


def _concerns(wanted: ProductFilter | None, lines: Iterable[Line], context: Context) -> bool:
    return wanted is None or any(
        meets(wanted, line, context.shelf, context.vocabulary) for line in lines
    )


def _is_cart(leaf: HasCart, cart: Cart, context: Context) -> bool:
    now = context.moment.now
    state = state_of(cart, now, context.moment.stages.cart_abandoned_after)
    if state is None or leaf.state not in (None, state):
        return False
    present = [line for line in cart.lines if line.quantity > 0]
    source = (
        CartSource.ADVISOR
        if any(line.origin is Origin.ADVISOR for line in present)
        else CartSource.SHOP
    )
    value = sum((line.quantity * line.unit_price for line in present), Decimal(0))
    lines = (Line(product_id=p.product_id, sku=p.sku, price=p.unit_price) for p in present)
    return (
        leaf.source in (None, source)
        and (leaf.value is None or within(value, leaf.value))
        and (leaf.age is None or _is_old(cart, leaf.age, now))
        and _concerns(leaf.product, lines, context)
    )


def state_of(cart: Cart, now: datetime, abandoned_after: timedelta) -> CartState | None:
    """Return what became of a cart; an empty one that nobody bought is in no state."""
    if cart.closed_at is not None and cart.closed_at <= now:
        return CartState.BOUGHT
    if cart.opened_at > now or not any(line.quantity > 0 for line in cart.lines):
        return None
    idle = cart.last_event_at <= now - abandoned_after
    return CartState.ABANDONED if idle else CartState.OPEN


def _is_old(cart: Cart, age: Range[timedelta], now: datetime) -> bool:
    bought = cart.closed_at is not None and cart.closed_at <= now
    since = cart.closed_at if bought and cart.closed_at else cart.last_event_at
    least = age.at_least or timedelta(0)
    return now - since >= least and (age.at_most is None or now - since <= age.at_most)


def _stage(leaf: InStage, profile: Profile, context: Context) -> Finding:
    now, settings = context.moment.now, context.moment.stages
    stage = stage_of(profile, now, settings)
    if leaf.for_at_least is None:
        return Finding(stage in leaf.stages, (stage,))
    held = held_for(history_of(profile, now), leaf.stages, leaf.for_at_least, now, settings)
    return Finding(held, (stage,))


def _measured(leaf: Measured, profile: Profile, now: datetime) -> Finding:
    orders = _newest(order for order in profile.orders if order.at <= now)
    match leaf.name:
        case Measure.ORDERS:
            return Finding(within(len(orders), leaf.range), orders)
        case Measure.SPEND:
            return Finding(within(sum((o.kept for o in orders), Decimal(0)), leaf.range), orders)
        case Measure.RECENCY_DAYS:
            last = orders[:1]
            return Finding(any(o.at in recency_span(leaf.range, now) for o in last), last)
        case _:
            assert_never(leaf.name)


def _newest[F: (Disclosure, Event, Cart, Order)](facts: Iterable[F]) -> tuple[F, ...]:
    return tuple(sorted(facts, key=when, reverse=True))


def when(fact: Disclosure | Event | Cart | Order) -> datetime:
    """Return the moment of a fact."""
    match fact:
        case Disclosure():
            return fact.heard_at
        case Cart():
            return fact.last_event_at
        case Event() | Order():
            return fact.at
        case _:
            assert_never(fact)
