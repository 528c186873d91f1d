"""Questions as SQL: each is one plain SELECT of subject numbers, the same on every engine.

A question may name subjects that are no longer on record; the evaluator leaves those out once, at
the end. Repeats do no harm: the numbers become a bitmap. Money is compared in whole cents, since
SQLite keeps amounts as floats.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, assert_never

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from audiences.moments import Span, cents
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
from audiences.rules import CartSource, CartState, ProductFilter, RefKind, TraitRef, Whose
from catalogue.model import Effect
from catalogue.tables import ProductFitRow, ProductRow, VariantRow
from profiles.folding import Said as Told
from profiles.model import SELF, Origin, Polarity, RecordKind, Tense, Trait, TraitType
from profiles.tables import (
    CartLineRow,
    CartRow,
    DisclosureRow,
    EventRow,
    OrderRow,
    SubjectRow,
)

type Select = sa.Select[int]
type Condition = sa.ColumnElement[bool]
type TraitsOf = Callable[[TraitRef], Collection[Trait]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """Which traits a reference stands for: among those heard, and among those products serve.

    A family among those heard is told by how its slugs begin and is not asked here.
    """

    heard: TraitsOf
    served: TraitsOf


def select_for(  # noqa: C901, PLR0911 - one line for each question
    question: Question, meaning: Meaning
) -> Select:
    """Return the statement that answers a question."""
    match question:
        case Everyone():
            return _everyone()
        case Answered():
            return _answered(question, meaning)
        case Acted():
            return _acted(question, meaning)
        case Carted():
            return _carted(question, meaning)
        case Ordered():
            return _ordered(question)
        case Spent():
            return _spent(question)
        case LastOrdered():
            return _last_ordered(question)
        case CartTouched(span=span):
            touched = _in_span(CartRow.last_event_at, span)
            return sa.select(CartRow.subject_number).where(
                sa.or_(touched, _in_span(CartRow.closed_at, span))
            )
        case Newcomer():
            return _newcomer(question)
        case _:
            assert_never(question)


def _everyone() -> Select:
    return sa.select(SubjectRow.number).where(
        SubjectRow.erased_at.is_(None), SubjectRow.joined_into.is_(None)
    )


def _in_span(column: InstrumentedAttribute[Any], span: Span) -> Condition:
    before = column < span.until
    return before if span.since is None else sa.and_(column >= span.since, before)


# --- what was said ---------------------------------------------------------------------------


def _answered(question: Answered, meaning: Meaning) -> Select:
    this, later = aliased(DisclosureRow), aliased(DisclosureRow)
    overtaken = sa.exists().where(
        later.subject_number == this.subject_number,
        later.type == this.type,
        later.value == this.value,
        later.holder == this.holder,
        later.heard_at < question.heard.until,
        sa.or_(
            later.heard_at > this.heard_at,
            sa.and_(later.heard_at == this.heard_at, later.sequence > this.sequence),
        ),
    )
    conditions = [
        _is_trait(this, question.trait, meaning),
        _in_span(this.heard_at, question.heard),
        this.kind == RecordKind.DISCLOSURE,
        sa.or_(*(_says(this, answer) for answer in question.answers)),
        *_holder(this, question),
        ~overtaken,
    ]
    if question.severity:
        conditions.append(this.severity.in_(question.severity))
    return sa.select(this.subject_number).where(*conditions)


def _is_trait(row: type[DisclosureRow], ref: TraitRef, meaning: Meaning) -> Condition:
    if ref.kind is RefKind.FAMILY:
        begins = sa.func.substr(row.value, 1, len(ref.value)) == ref.value
        return sa.and_(row.type == ref.type, begins)
    by_type: dict[str, list[str]] = {}
    for trait in sorted(meaning.heard(ref), key=str):
        by_type.setdefault(trait.type, []).append(trait.value)
    return sa.or_(
        sa.false(),
        *(sa.and_(row.type == type_, row.value.in_(values)) for type_, values in by_type.items()),
    )


def _says(row: type[DisclosureRow], answer: Told) -> Condition:
    denied = sa.or_(row.polarity == Polarity.ABSENT, row.time == Tense.PAST)
    match answer:
        case Told.NO:
            return denied
        case Told.YES:
            # What somebody is like is a fact of today: what is only feared is no answer.
            own = row.type.not_in(list(TraitType))
            feared = sa.and_(row.time == Tense.FUTURE, own)
            return sa.and_(~denied, ~feared)
        case Told.NEVER:
            return sa.false()
        case _:
            assert_never(answer)


def _holder(row: type[DisclosureRow], question: Answered) -> list[Condition]:
    match question.holder:
        case Whose.SELF:
            return [row.holder == SELF]
        case Whose.OTHER:
            conditions = [row.holder != SELF]
        case Whose.ANYONE:
            conditions = []
        case _:
            assert_never(question.holder)
    return [*conditions, row.holder.not_in(question.without)] if question.without else conditions


# --- what was done ---------------------------------------------------------------------------


def _acted(question: Acted, meaning: Meaning) -> Select:
    statement = sa.select(EventRow.subject_number).where(_in_span(EventRow.at, question.span))
    if question.events:
        statement = statement.where(EventRow.name.in_(question.events))
    if question.product:
        row = (EventRow.product_id, EventRow.sku, EventRow.price)
        statement = statement.where(_concerns(question.product, row, meaning))
    return _so_often(statement, EventRow.subject_number, question.least, question.most)


def _ordered(question: Ordered) -> Select:
    statement = sa.select(OrderRow.subject_number).where(_in_span(OrderRow.at, question.span))
    return _so_often(statement, OrderRow.subject_number, question.least, question.most)


def _so_often(
    statement: Select, subject: InstrumentedAttribute[int], least: int, most: int | None
) -> Select:
    if least <= 1 and most is None:
        return statement
    count = sa.func.count()
    counted = statement.group_by(subject).having(count >= least)
    return counted if most is None else counted.having(count <= most)


def _spent(question: Spent) -> Select:
    kept = _in_cents(OrderRow.value) - _in_cents(OrderRow.refunded)
    total = sa.func.sum(sa.case((kept > 0, kept), else_=0))
    statement = (
        sa.select(OrderRow.subject_number)
        .where(OrderRow.at < question.until)
        .group_by(OrderRow.subject_number)
        .having(total >= question.least)
    )
    return statement if question.most is None else statement.having(total <= question.most)


def _last_ordered(question: LastOrdered) -> Select:
    last = sa.func.max(OrderRow.at, type_=OrderRow.at.type)
    statement = (
        sa.select(OrderRow.subject_number)
        .where(OrderRow.at < question.until)
        .group_by(OrderRow.subject_number)
        .having(last < question.span.until)
    )
    since = question.span.since
    return statement if since is None else statement.having(last >= since)


def _newcomer(question: Newcomer) -> Select:
    earlier = [
        (EventRow.subject_number, EventRow.at),
        (OrderRow.subject_number, OrderRow.at),
        (CartRow.subject_number, CartRow.opened_at),
    ]
    known = (
        sa.exists().where(subject == SubjectRow.number, at <= question.since)
        for subject, at in earlier
    )
    return sa.select(SubjectRow.number).where(
        SubjectRow.created_at > question.since, *(~each for each in known)
    )


# --- carts -----------------------------------------------------------------------------------


def _carted(question: Carted, meaning: Meaning) -> Select:
    conditions = [_in_state(question)]
    bought = _bought(question)
    if question.touched is not None:
        ended = sa.and_(bought, _in_span(CartRow.closed_at, question.touched))
        conditions.append(
            sa.or_(ended, sa.and_(~bought, _in_span(CartRow.last_event_at, question.touched)))
        )
    if question.least_value is not None or question.most_value is not None:
        conditions.append(_is_worth(question.least_value, question.most_value))
    if question.product:
        row = (CartLineRow.product_id, CartLineRow.sku, CartLineRow.unit_price)
        conditions.append(_has_line(_concerns(question.product, row, meaning)))
    if question.source is not None:
        from_advisor = _has_line(CartLineRow.origin == Origin.ADVISOR)
        conditions.append(from_advisor if question.source is CartSource.ADVISOR else ~from_advisor)
    return sa.select(CartRow.subject_number).where(*conditions)


def _bought(question: Carted) -> Condition:
    return sa.and_(CartRow.closed_at.is_not(None), CartRow.closed_at <= question.now)


def _in_state(question: Carted) -> Condition:
    bought = _bought(question)
    kept = sa.and_(~bought, CartRow.opened_at <= question.now, _has_line())
    idle = CartRow.last_event_at <= question.now - question.abandoned_after
    match question.state:
        case CartState.BOUGHT:
            return bought
        case CartState.ABANDONED:
            return sa.and_(kept, idle)
        case CartState.OPEN:
            return sa.and_(kept, ~idle)
        case None:
            return sa.or_(bought, kept)
        case _:
            assert_never(question.state)


def _has_line(*conditions: Condition) -> Condition:
    return CartRow.sequence.in_(
        sa.select(CartLineRow.cart_sequence).where(CartLineRow.quantity > 0, *conditions)
    )


def _is_worth(least: int | None, most: int | None) -> Condition:
    """An empty cart is worth nothing, and is in no row of the lines."""
    worth = sa.func.sum(CartLineRow.quantity * _in_cents(CartLineRow.unit_price))
    lines = (
        sa.select(CartLineRow.cart_sequence)
        .where(CartLineRow.quantity > 0)
        .group_by(CartLineRow.cart_sequence)
    )
    if least:
        inside = lines.having(worth >= least)
        inside = inside if most is None else inside.having(worth <= most)
        return CartRow.sequence.in_(inside)
    return sa.true() if most is None else CartRow.sequence.not_in(lines.having(worth > most))


# --- products --------------------------------------------------------------------------------

type _Row = tuple[
    InstrumentedAttribute[Any], InstrumentedAttribute[Any], InstrumentedAttribute[Any]
]


def _concerns(wanted: ProductFilter, row: _Row, meaning: Meaning) -> Condition:
    """Every part of the filter holds for a row with these columns: product id, SKU, price."""
    product_id, sku, price = row
    conditions = list[Condition]()
    if wanted.ids:
        named = sa.or_(product_id.in_(wanted.ids), sku.in_(wanted.ids))
        conditions.append(sa.or_(named, _is_variant_of(wanted.ids, product_id, sku)))
    if wanted.asks_catalogue:
        meant = _meant(wanted, meaning)
        conditions.append(sa.or_(product_id.in_(meant), _is_variant_of(meant, product_id, sku)))
    if wanted.price:
        low, high = cents(wanted.price.at_least), cents(wanted.price.at_most)
        conditions += [] if low is None else [_in_cents(price) >= low]
        conditions += [] if high is None else [_in_cents(price) <= high]
        conditions.append(price.is_not(None))
    return sa.and_(sa.true(), *conditions)


def _is_variant_of(
    products: Any,  # noqa: ANN401 - ids or a SELECT of ids, as SQLAlchemy's in_ takes them
    product_id: InstrumentedAttribute[Any],
    sku: InstrumentedAttribute[Any],
) -> Condition:
    """The catalogue does not know the product id, and one of the row's codes is a SKU of these."""
    skus = sa.select(VariantRow.sku).where(VariantRow.product_id.in_(products))
    unknown = sa.or_(product_id.is_(None), product_id.not_in(sa.select(ProductRow.id)))
    return sa.and_(unknown, sa.or_(sku.in_(skus), product_id.in_(skus)))


def _meant(wanted: ProductFilter, meaning: Meaning) -> sa.Select[str]:
    statement = sa.select(ProductRow.id)
    if wanted.categories:
        statement = statement.where(ProductRow.category.in_(wanted.categories))
    if wanted.brands:
        statement = statement.where(ProductRow.brand.in_(wanted.brands))
    if wanted.serves:
        traits = {str(trait) for ref in wanted.serves for trait in meaning.served(ref)}
        serving = sa.select(ProductFitRow.product_id).where(
            ProductFitRow.effect == Effect.SERVES, ProductFitRow.trait.in_(sorted(traits))
        )
        statement = statement.where(ProductRow.id.in_(serving))
    return statement


def _in_cents(amount: InstrumentedAttribute[Any]) -> sa.ColumnElement[int]:
    return sa.cast(sa.func.round(amount * 100), sa.BigInteger)
