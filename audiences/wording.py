"""Rules and what they rest on, in a marketer's sentences; labels come from the vocabulary. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, assert_never

from audiences.matching import Context, Fact, Part, when
from audiences.rules import (
    All,
    AnyOf,
    AtLeast,
    CartSource,
    Did,
    HasCart,
    InAudience,
    InStage,
    Leaf,
    Measure,
    Measured,
    Not,
    ProductFilter,
    RefKind,
    Rule,
    Said,
    TraitRef,
    Whose,
    Window,
)
from audiences.shapes import Range
from audiences.stages import Stage
from profiles.errors import UnknownTrait
from profiles.folding import Said as Told
from profiles.folding import said_by
from profiles.model import SELF, Cart, Disclosure, Event, EventName, Order, Trait
from profiles.vocabulary import Vocabulary

_DEEDS = {
    EventName.VISITED: "visited",
    EventName.TALKED: "talked with the advisor",
    EventName.VIEWED: "viewed",
    EventName.RECOMMENDED: "was recommended",
    EventName.CONSIDERED: "considered",
    EventName.CARTED: "put into the cart",
    EventName.CHECKOUT_STARTED: "started a checkout",
    EventName.PAYMENT_FAILED: "had a payment fail",
    EventName.BOUGHT: "bought",
    EventName.REFUNDED: "was refunded",
    EventName.REVIEWED: "reviewed",
}
_WITH_PRODUCT = {
    EventName.VIEWED,
    EventName.RECOMMENDED,
    EventName.CONSIDERED,
    EventName.CARTED,
    EventName.BOUGHT,
    EventName.REVIEWED,
}
_STAGES = {
    Stage.PROSPECT: "a prospect",
    Stage.CONSIDERING: "considering",
    Stage.CART_ABANDONER: "a cart abandoner",
    Stage.ACTIVE_CUSTOMER: "an active customer",
    Stage.LOYAL: "loyal",
    Stage.LAPSED: "lapsed",
}
_MEASURES = {
    Measure.RECENCY_DAYS: "days since the last order",
    Measure.ORDERS: "number of orders",
    Measure.SPEND: "total spent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One fact a part of a rule rests on; `quoted` are the shopper's own words, or nothing."""

    words: str
    quoted: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One part of a rule in words: whether it holds for a subject, and by which evidence."""

    words: str
    holds: bool
    evidence: tuple[Evidence, ...] = ()
    parts: tuple["Explained", ...] = ()


def in_words(rule: Rule, vocabulary: Vocabulary) -> str:
    """Return the rule as one sentence about a shopper."""
    return f"A shopper who {_clause(rule, vocabulary)}."


def explained(part: Part, context: Context) -> Explained:
    """Return what was found of a rule for one subject, in words."""
    return Explained(
        words=_heading(part.rule, context.vocabulary),
        holds=part.holds,
        evidence=tuple(_evidence(fact, context) for fact in part.facts),
        parts=tuple(explained(inner, context) for inner in part.parts),
    )


def _heading(rule: Rule, vocabulary: Vocabulary) -> str:
    match rule:
        case All():
            return "all of these"
        case AnyOf():
            return "any of these"
        case Not():
            return "not this"
        case AtLeast(count, _):
            return f"at least {count} of these"
        case _:
            return _leaf(rule, vocabulary)


def _clause(rule: Rule, vocabulary: Vocabulary) -> str:
    match rule:
        case All(rules):
            return _joined([_clause(inner, vocabulary) for inner in rules], "and")
        case AnyOf(rules):
            return _joined([_clause(inner, vocabulary) for inner in rules], "or")
        case Not(inner):
            return f"does not fit this: {_clause(inner, vocabulary)}"
        case AtLeast(count, rules):
            listed = "; ".join(_clause(inner, vocabulary) for inner in rules)
            return f"fits at least {count} of these: {listed}"
        case _:
            return _leaf(rule, vocabulary)


def _joined(clauses: list[str], word: str) -> str:
    """Join clauses; one that holds several itself is put in brackets, so that it reads one way."""
    bracketed = [f"({c})" if _is_compound(c) and len(clauses) > 1 else c for c in clauses]
    return f", {word} ".join(bracketed)


def _is_compound(clause: str) -> bool:
    return any(mark in clause for mark in (", and ", ", or ", ": "))


def _leaf(leaf: Leaf, vocabulary: Vocabulary) -> str:
    match leaf:
        case Said():
            return _said(leaf, vocabulary)
        case Did():
            return _did(leaf, vocabulary)
        case HasCart():
            return _cart(leaf, vocabulary)
        case InStage():
            return _stage(leaf)
        case Measured(name, range_):
            return f"has a {_MEASURES[name]} of {_range(range_)}"
        case InAudience(name):
            return f"is in the audience “{name}”"
        case _:
            assert_never(leaf)


def _said(leaf: Said, vocabulary: Vocabulary) -> str:
    label = label_of(leaf.trait, vocabulary)
    severity = f" ({' or '.join(leaf.severity)})" if leaf.severity else ""
    whose = {Whose.SELF: "", Whose.OTHER: " for someone else", Whose.ANYONE: " for anyone"}
    within = f" in the last {_span(leaf.within)}" if leaf.within else ""
    match leaf.answer:
        case Told.YES:
            return f"told us of {label}{severity}{whose[leaf.holder]}{within}"
        case Told.NO:
            return (
                f"told us {label}{severity} does not apply or is over{whose[leaf.holder]}{within}"
            )
        case Told.NEVER:
            return f"has said nothing of {label}{whose[leaf.holder]}{within}"
        case _:
            assert_never(leaf.answer)


def label_of(ref: TraitRef, vocabulary: Vocabulary) -> str:
    """Return what to call a trait reference."""
    match ref.kind:
        case RefKind.NEED:
            return f"anything about “{ref.value.replace('_', ' ')}”"
        case RefKind.FAMILY:
            return f"any “{ref.value.rstrip('_').replace('_', ' ')} …” ({ref.type})"
        case RefKind.TRAIT:
            return _trait_label(Trait.of(ref.text), vocabulary)


def _trait_label(trait: Trait, vocabulary: Vocabulary) -> str:
    try:
        return vocabulary.entry(trait).label
    except UnknownTrait:
        return str(trait)


def _did(leaf: Did, vocabulary: Vocabulary) -> str:
    deed = _deed(leaf.event)
    product = f" {_product(leaf.product, vocabulary)}" if leaf.product else ""
    if not product and leaf.event in _WITH_PRODUCT:
        product = " anything"
    often = "" if leaf.count == Range(at_least=1) else f", {_range(leaf.count)} times"
    return f"{deed}{product}{often}{_window(leaf.window)}"


def _deed(event: str) -> str:
    known = {str(name): words for name, words in _DEEDS.items()}
    return known.get(event, f"did “{event.removeprefix('track:')}”")


def _window(window: Window) -> str:
    match window:
        case Window(after=None, before=None):
            return ""
        case Window(after=after, before=None) if after:
            return f" in the last {_span(after)}"
        case Window(after=None, before=before) if before:
            return f" more than {_span(before)} ago"
        case Window(after=after, before=before) if after and before:
            return f" between {_span(after)} and {_span(before)} ago"
    return ""


def _product(product: ProductFilter, vocabulary: Vocabulary) -> str:
    parts = []
    if product.ids:
        parts.append(" or ".join(product.ids))
    if product.categories:
        parts.append(f"from {' or '.join(product.categories)}".replace("_", " "))
    if product.brands:
        parts.append(f"by {' or '.join(product.brands)}")
    if product.serves:
        labels = [label_of(ref, vocabulary) for ref in product.serves]
        parts.append(f"that helps with {' or '.join(labels)}")
    if product.price:
        parts.append(f"priced {_range(product.price)}")
    return " ".join(parts if product.ids else ["a product", *parts])


def _cart(leaf: HasCart, vocabulary: Vocabulary) -> str:
    kind = f"{leaf.state} cart" if leaf.state else "cart"
    article = "an" if kind[0] in "ao" else "a"
    parts = [f"has {article} {kind}"]
    if leaf.source:
        built = "built with the advisor" if leaf.source is CartSource.ADVISOR else "built alone"
        parts.append(built)
    if leaf.value:
        parts.append(f"worth {_range(leaf.value)}")
    if leaf.product:
        parts.append(f"holding {_product(leaf.product, vocabulary)}")
    if leaf.age:
        parts.append(f"untouched for {_range(leaf.age)}")
    return " ".join(parts)


def _stage(leaf: InStage) -> str:
    stages = " or ".join(_STAGES[stage] for stage in leaf.stages)
    if leaf.for_at_least is None:
        return f"is {stages}"
    return f"has been {stages} for at least {_span(leaf.for_at_least)}"


def _range(range_: Range[Any]) -> str:
    low, high = (_amount(end) for end in (range_.at_least, range_.at_most))
    if low is None:
        return f"at most {high}"
    if high is None:
        return f"at least {low}"
    return low if low == high else f"{low} to {high}"


def _amount(value: object) -> str | None:
    if isinstance(value, timedelta):
        return _span(value)
    return None if value is None else str(value)


def _span(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for name, size in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        if seconds % size == 0:
            count = seconds // size
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return str(span)


def _evidence(fact: Fact, context: Context) -> Evidence:
    match fact:
        case Disclosure():
            return Evidence(
                words=_disclosure(fact, context.vocabulary), quoted=fact.heard.words, at=when(fact)
            )
        case Event():
            about = context.shelf.title(fact.product_id, fact.sku) if fact.product_id else ""
            words = f"{_deed(fact.name)} {about}".strip()
            return Evidence(words=words, quoted="", at=when(fact))
        case Cart():
            titles = [context.shelf.title(line.product_id, line.sku) for line in fact.lines]
            return Evidence(words=f"cart with {', '.join(titles)}", quoted="", at=when(fact))
        case Order():
            return Evidence(words=f"order of {fact.value}", quoted="", at=when(fact))
        case Stage():
            return Evidence(words=f"is {_STAGES[fact]}", quoted="", at=None)
        case _:
            assert_never(fact)


def _disclosure(fact: Disclosure, vocabulary: Vocabulary) -> str:
    label = _trait_label(fact.heard.trait, vocabulary)
    whose = "" if fact.heard.holder == SELF else f" ({fact.heard.holder.removeprefix('other:')})"
    denied = said_by(fact) is Told.NO
    return f"{'does not have, or no longer' if denied else 'told us of'} {label}{whose}"
