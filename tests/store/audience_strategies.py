"""Random stories and rules over small domains, so that edges are met all the time."""

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

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
    TraitRef,
    Whose,
    Window,
)
from audiences.shapes import Range
from audiences.stages import Stage
from profiles.folding import Said as Answer
from profiles.model import (
    Cart,
    CartLine,
    Event,
    EventName,
    Heard,
    Order,
    Origin,
    Polarity,
    ProductId,
    RecordKind,
    Severity,
    Tense,
    Trait,
)
from tests.store.audience_stories import NOW, Story, Told

TICK = timedelta(microseconds=1)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_EDGES = (
    timedelta(0),
    _HOUR / 2,
    _HOUR,
    _DAY,
    7 * _DAY,
    7 * _DAY + _HOUR,
    30 * _DAY,
    30 * _DAY + _HOUR,
    37 * _DAY + _HOUR,
    180 * _DAY,
    187 * _DAY,
    365 * _DAY,
    372 * _DAY,
)
_LONG = (None, None, _HOUR, _DAY, 7 * _DAY, 30 * _DAY, 30 * _DAY)

moments: st.SearchStrategy[datetime] = st.builds(
    lambda ago, off: NOW - ago + off * TICK,
    st.sampled_from([*_EDGES, -_DAY]),
    st.sampled_from([0, 0, 0, -1, 1]),
)
prices = st.sampled_from([Decimal("13.33"), Decimal("39.99"), Decimal(40)])
products = st.sampled_from([None, None, "cream", "serum", "ghost", "sku-cream"])
skus = st.sampled_from([None, "sku-cream", "sku-serum", "sku-ghost"])
_TRAITS = (
    *["concern:dryness"] * 5,
    "skin_type:dry",
    "goal:hydrate",
    "constraint:allergy_nuts",
    "constraint:allergy_fragrance",
    "constraint:fragrance_free",
    "budget:under_40",
)
_REFS = (
    *["need:dry"] * 3,
    *["need:fragrance_free"] * 2,
    *["constraint:allergy_*"] * 2,
    *_TRAITS,
    "concern:acne",
)

told = st.builds(
    Told,
    heard=st.builds(
        Heard,
        trait=st.sampled_from(_TRAITS).map(Trait.of),
        polarity=st.sampled_from([Polarity.PRESENT] * 2 + [Polarity.ABSENT]),
        holder=st.sampled_from(["self"] * 5 + ["other:mom", "other:son"]),
        time=st.sampled_from([Tense.CURRENT] * 3 + [Tense.PAST, Tense.FUTURE]),
        severity=st.sampled_from([None, Severity.MILD, Severity.SEVERE]),
    ),
    # Few moments, so that a trait is often spoken of twice in one message.
    at=st.sampled_from(
        [NOW - _DAY, NOW - _DAY, NOW - 30 * _DAY, NOW - 30 * _DAY - TICK, NOW, NOW + TICK]
    ),
    kind=st.sampled_from([RecordKind.DISCLOSURE] * 6 + [RecordKind.RETRACTION]),
)
_DEEDS = ("viewed", "considered", "carted", "bought", "track:Quiz Taken")
_NAMES = (*EventName, *_DEEDS, *_DEEDS, *_DEEDS)
events = st.builds(
    Event,
    name=st.sampled_from(_NAMES),
    at=moments,
    product_id=products.map(lambda id_: None if id_ is None else ProductId(id_)),
    sku=skus,
    price=st.none() | prices,
    quantity=st.sampled_from([1, 2]),
    cart_id=st.sampled_from([None, "a"]),
)
lines = st.builds(
    CartLine,
    product_id=products.filter(bool).map(lambda id_: ProductId(id_ or "")),
    sku=skus,
    quantity=st.sampled_from([0, 1, 1, 1, 3]),
    unit_price=prices,
    origin=st.sampled_from(Origin),
)
# Around the moments at which a cart becomes abandoned, and at which its shopper is forgiven.
cart_moments = moments | st.builds(
    lambda ago, off: NOW - ago + off * TICK,
    st.sampled_from([_HOUR, 30 * _DAY + _HOUR, 33 * _DAY + _HOUR]),
    st.sampled_from([0, 0, -1, 1]),
)
carts = st.builds(
    lambda cart_id, lines, times, closed_at: Cart(
        cart_id=cart_id,
        lines=tuple(lines),
        opened_at=min(times),
        last_event_at=max(times),
        closed_at=closed_at,
    ),
    st.sampled_from(["", "a"]),
    st.lists(lines, min_size=0, max_size=3, unique_by=lambda line: (line.product_id, line.sku)),
    st.lists(cart_moments, min_size=1, max_size=2),
    st.none() | st.none() | moments,
)
orders = st.builds(
    lambda number, at, value, refunded: Order(
        order_id=f"o{number}", at=at, value=value, refunded=refunded
    ),
    st.integers(1, 9),
    moments,
    prices,
    st.sampled_from([Decimal(0), Decimal(0), Decimal("13.34"), Decimal(40)]),
)
stories = st.builds(
    Story,
    created_at=moments,
    told=st.lists(told, max_size=5),
    events=st.lists(events, max_size=5).map(lambda found: sorted(found, key=lambda e: e.at)),
    carts=st.lists(carts, max_size=2),
    orders=st.lists(orders, max_size=4, unique_by=lambda order: order.order_id),
    erased=st.sampled_from([False] * 15 + [True]),
    joined=st.sampled_from([False] * 15 + [True]),
)


def _seldom[T](strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Values of a strategy, and twice as often none."""
    return st.none() | st.none() | strategy


def ranges[T: (int, Decimal, timedelta)](
    values: st.SearchStrategy[T],
) -> st.SearchStrategy[Range[T]]:
    """Ranges of these values, with one end or both."""
    return (
        values.map(lambda end: Range(at_least=end))
        | values.map(lambda end: Range(at_most=end))
        | st.tuples(values, values).map(lambda two: Range(at_least=min(two), at_most=max(two)))
    )


amounts = st.sampled_from([Decimal(0), Decimal("39.99"), Decimal(40), Decimal("53.32")])
ages = st.sampled_from([_HOUR, _DAY, 7 * _DAY, 30 * _DAY])
refs = st.sampled_from(_REFS).map(TraitRef)
filters = st.builds(
    ProductFilter,
    ids=st.sampled_from([(), (), ("cream",), ("ghost", "sku-serum")]),
    categories=st.sampled_from([(), (), ("moisturizer",), ("serum", "toner")]),
    brands=st.sampled_from([(), (), ("Dew",)]),
    serves=st.sampled_from([(), (), ("need:dry",), ("constraint:avoid_*", "goal:hydrate")]).map(
        lambda texts: tuple(TraitRef(text) for text in texts)
    ),
    price=_seldom(ranges(amounts)),
).filter(lambda wanted: wanted != ProductFilter())
windows = st.sampled_from(
    [
        Window(),
        Window(),
        *(Window(after=after) for after in (_HOUR, _DAY, 7 * _DAY, 30 * _DAY)),
        Window(before=_DAY),
        Window(after=30 * _DAY, before=7 * _DAY),
    ]
)


@st.composite
def said(draw: st.DrawFn) -> Said:
    answer = draw(st.sampled_from(Answer))
    severity = (
        () if answer is Answer.NEVER else draw(st.sampled_from([(), (), (), (Severity.MILD,)]))
    )
    return Said(
        trait=draw(refs),
        answer=answer,
        holder=draw(st.sampled_from([Whose.SELF] * 3 + [Whose.OTHER, Whose.ANYONE])),
        within=draw(st.sampled_from(_LONG)),
        severity=severity,
    )


did = st.builds(
    Did,
    event=st.sampled_from(_DEEDS),
    product=st.none() | filters | filters,
    count=ranges(st.sampled_from([0, 1, 2])),
    window=windows,
)
has_cart = st.builds(
    HasCart,
    state=st.sampled_from([None, *CartState]),
    value=_seldom(ranges(amounts)),
    product=_seldom(filters),
    source=_seldom(st.sampled_from(CartSource)),
    age=_seldom(ranges(ages)),
).filter(lambda leaf: leaf != HasCart())
in_stage = st.builds(
    InStage,
    stages=st.lists(st.sampled_from(Stage), min_size=1, max_size=3, unique=True).map(tuple),
    for_at_least=st.sampled_from([None, _HOUR / 2, _DAY, 7 * _DAY, 30 * _DAY]),
)
measured = st.builds(
    Measured,
    st.sampled_from([Measure.ORDERS, Measure.RECENCY_DAYS]),
    ranges(st.sampled_from([0, 1, 2, 7, 30])),
) | st.builds(Measured, st.just(Measure.SPEND), ranges(amounts))
LEAVES: dict[str, st.SearchStrategy[Rule]] = {
    "said": said(),
    "did": did,
    "cart": has_cart,
    "stage": in_stage,
    "measure": measured,
}
leaves: st.SearchStrategy[Rule] = st.one_of(*LEAVES.values())


def rules(leaf: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    """Rules of every kind over these leaves."""
    return st.recursive(leaf, _nested, max_leaves=6)


def _nested(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    some = several.flatmap(
        lambda found: st.integers(1, len(found)).map(lambda count: AtLeast(count, found))
    )
    return st.one_of(several.map(All), several.map(AnyOf), inner.map(Not), some)


rules_apart = rules(leaves)
rules_with_audiences = rules(leaves | st.just(InAudience("Another")))
