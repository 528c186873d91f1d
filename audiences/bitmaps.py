"""A rule's meaning for all subjects at once: questions give sets, and the rule joins the sets.

Sets are Roaring bitmaps of subject numbers. Where the database is asked is none of this module's
business: a `Source` answers questions. Must agree with `matching.py` for every rule. Pure.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, assert_never

from pyroaring import BitMap

from audiences.moments import TICK, Counted, Moment, Span, cents, recency_span, span_of
from audiences.questions import (
    Acted,
    Answered,
    Carted,
    CartTouched,
    Everyone,
    LastOrdered,
    Newcomer,
    Ordered,
    Question,
    Spent,
)
from audiences.rules import (
    All,
    AnyOf,
    AtLeast,
    CartState,
    Did,
    HasCart,
    InAudience,
    InStage,
    Leaf,
    Measure,
    Measured,
    Not,
    Rule,
    Said,
    Window,
)
from audiences.shapes import Range
from audiences.stages import (
    ABANDONED_FOR_AT_MOST,
    INTEREST,
    INTEREST_LASTS,
    ORDERS_COUNT_FOR,
    History,
    Stage,
    held_for,
    turning_offsets,
)
from profiles.folding import Said as Told


class Source(Protocol):
    """What answers questions about all subjects."""

    def members(self, question: Question) -> BitMap:
        """Return who is meant; the set must not be changed. Only living subjects need be right."""
        ...

    def histories(self, numbers: BitMap, now: datetime) -> Iterable[tuple[int, History]]:
        """Return what the stages of these subjects follow from."""
        ...


def select_members(rule: Rule, source: Source, moment: Moment) -> BitMap:
    """Return the number of every subject for whom the rule holds."""
    return _members(rule, source, moment) & source.members(Everyone())


def _members(rule: Rule, source: Source, moment: Moment) -> BitMap:
    match rule:
        case All(rules):
            return BitMap.intersection(*_each(rules, source, moment))
        case AnyOf(rules):
            return BitMap.union(*_each(rules, source, moment))
        case Not(inner):
            return source.members(Everyone()) - _members(inner, source, moment)
        case AtLeast(count, rules):
            return in_at_least(count, _each(rules, source, moment))
        case _:
            return _leaf(rule, source, moment)


def _each(rules: Iterable[Rule], source: Source, moment: Moment) -> list[BitMap]:
    return [_members(rule, source, moment) for rule in rules]


def in_at_least(count: int, sets: Sequence[BitMap]) -> BitMap:
    """Return what is in at least `count` of the sets: `reached[n]` is what is in n + 1 so far."""
    reached = [BitMap() for _ in range(count)]
    for members in sets:
        for step in range(count - 1, 0, -1):
            reached[step] |= reached[step - 1] & members
        reached[0] |= members
    return reached[-1]


def _leaf(  # noqa: PLR0911 - one line for each kind of leaf
    leaf: Leaf, source: Source, moment: Moment
) -> BitMap:
    match leaf:
        case Said():
            return _said(leaf, source, moment)
        case Did():
            return _did(leaf, source, moment)
        case HasCart():
            return source.members(_cart(leaf, moment))
        case InStage(stages=stages, for_at_least=None):
            return BitMap.union(*(_stage(stage, source, moment) for stage in stages))
        case InStage():
            return _held(leaf, source, moment)
        case Measured():
            return _measured(leaf, source, moment)
        case InAudience(name):
            return _members(moment.audiences[name], source, moment)
        case _:
            assert_never(leaf)


def _said(leaf: Said, source: Source, moment: Moment) -> BitMap:
    never = leaf.answer is Told.NEVER
    question = Answered(
        trait=leaf.trait,
        answers=(Told.YES, Told.NO) if never else (leaf.answer,),
        holder=leaf.holder,
        heard=span_of(Window(after=leaf.within), moment.now),
        severity=leaf.severity,
        without=moment.children if moment.counted is Counted.NO_CHILDREN else (),
    )
    heard = source.members(question)
    return source.members(Everyone()) - heard if never else heard


def _did(leaf: Did, source: Source, moment: Moment) -> BitMap:
    span = span_of(leaf.window, moment.now)

    def between(least: int, most: int | None) -> Question:
        return Acted(events=(leaf.event,), span=span, product=leaf.product, least=least, most=most)

    return _counted(leaf.count, source, between)


class _Between(Protocol):
    def __call__(self, least: int, most: int | None) -> Question: ...


def _counted(wanted: Range[int], source: Source, between: _Between) -> BitMap:
    """Who never did a thing is in no row: a range with nought in it is what lies not above it."""
    if wanted.at_least:
        return source.members(between(wanted.at_least, wanted.at_most))
    everyone = source.members(Everyone())
    if wanted.at_most is None:
        return everyone
    return everyone - source.members(between(wanted.at_most + 1, None))


def _cart(leaf: HasCart, moment: Moment) -> Carted:
    value = leaf.value or Range()
    return Carted(
        state=leaf.state,
        now=moment.now,
        abandoned_after=moment.stages.cart_abandoned_after,
        touched=None if leaf.age is None else _touched(leaf.age, moment),
        least_value=cents(value.at_least),
        most_value=cents(value.at_most),
        product=leaf.product,
        source=leaf.source,
    )


def _touched(age: Range[timedelta], moment: Moment) -> Span:
    return Span(
        since=None if age.at_most is None else moment.now - age.at_most,
        until=moment.until_now - (age.at_least or timedelta(0)),
    )


def _measured(leaf: Measured, source: Source, moment: Moment) -> BitMap:
    match leaf.name:
        case Measure.ORDERS:
            span = Span(since=None, until=moment.until_now)
            return _counted(
                leaf.range, source, lambda least, most: Ordered(span=span, least=least, most=most)
            )
        case Measure.SPEND:
            sums = Range(at_least=cents(leaf.range.at_least), at_most=cents(leaf.range.at_most))
            return _counted(
                sums,
                source,
                lambda least, most: Spent(until=moment.until_now, least=least, most=most),
            )
        case Measure.RECENCY_DAYS:
            span = recency_span(leaf.range, moment.now)
            return source.members(LastOrdered(span=span, until=moment.until_now))
        case _:
            assert_never(leaf.name)


def _stage(stage: Stage, source: Source, moment: Moment) -> BitMap:
    """Return who is in a stage: whoever fits it and none of those asked before it."""
    order = (
        Stage.CART_ABANDONER,
        Stage.LOYAL,
        Stage.ACTIVE_CUSTOMER,
        Stage.LAPSED,
        Stage.CONSIDERING,
        Stage.PROSPECT,
    )
    earlier = (_fits(other, source, moment) for other in order[: order.index(stage)])
    return BitMap.difference(_fits(stage, source, moment), *earlier)


def _fits(stage: Stage, source: Source, moment: Moment) -> BitMap:
    match stage:
        case Stage.CART_ABANDONER:
            return source.members(_abandoned_lately(moment))
        case Stage.LOYAL:
            return _ordering(moment.stages.loyal_orders, source, moment)
        case Stage.ACTIVE_CUSTOMER:
            return _ordering(1, source, moment)
        case Stage.LAPSED:
            return source.members(Ordered(span=Span(since=None, until=moment.until_now)))
        case Stage.CONSIDERING:
            span = Span(since=moment.now - INTEREST_LASTS, until=moment.until_now)
            return source.members(Acted(events=INTEREST, span=span))
        case Stage.PROSPECT:
            return source.members(Everyone())
        case _:
            assert_never(stage)


def _abandoned_lately(moment: Moment) -> Carted:
    after = moment.stages.cart_abandoned_after
    return Carted(
        state=CartState.ABANDONED,
        now=moment.now,
        abandoned_after=after,
        touched=Span(since=moment.now - after - ABANDONED_FOR_AT_MOST, until=moment.until_now),
    )


def _ordering(least: int, source: Source, moment: Moment) -> BitMap:
    year = Span(since=moment.now - ORDERS_COUNT_FOR, until=moment.until_now)
    lately = Span(since=moment.now - moment.stages.lapsed_after, until=moment.until_now)
    active = source.members(Acted(events=(), span=lately)) | source.members(Ordered(span=lately))
    return source.members(Ordered(span=year, least=least)) & active


def _held(leaf: InStage, source: Source, moment: Moment) -> BitMap:
    """Return who was in these stages all through a span.

    Whoever had nothing that could turn a stage in it is where they were. Of the others who are
    there now, the histories are read: they are few, and a history says it exactly.
    """
    span = leaf.for_at_least or timedelta(0)
    there = BitMap.union(*(_stage(stage, source, moment) for stage in leaf.stages))
    there &= source.members(Everyone())
    turned = _may_have_turned(span, source, moment) & there
    newcomers = source.members(Newcomer(since=moment.now - span))
    stayed = BitMap(
        number
        for number, history in source.histories(turned, moment.now)
        if held_for(history, leaf.stages, span, moment.now, moment.stages)
    )
    return (there - turned - newcomers) | stayed


def _may_have_turned(span: timedelta, source: Source, moment: Moment) -> BitMap:
    start = moment.now - span
    spans = [
        Span(since=start - offset - TICK, until=moment.until_now - offset)
        for offset in turning_offsets(moment.stages)
    ]
    return BitMap.union(
        *(
            source.members(question)
            for each in spans
            for question in (
                Acted(events=(), span=each),
                Ordered(span=each),
                CartTouched(span=each),
            )
        )
    )
