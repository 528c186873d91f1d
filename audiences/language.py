"""What is legal in a rule: one description that reads rules, refuses them and publishes itself.

`parse_rule` names everything that is wrong at once, each with its JSON path and what would be
legal; `rule_schema` is the JSON Schema of the same description. Pure.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from audiences.errors import RuleInvalid
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
from audiences.shapes import (
    LONGEST,
    Amount,
    Choice,
    Fields,
    Judged,
    Lasting,
    ListOf,
    OneOrMore,
    Range,
    RangeOf,
    Schema,
    Shape,
    Text,
    Whole,
    Wrong,
    kind_of,
    wrong,
)
from audiences.stages import Stage
from audiences.words import Words
from profiles.folding import Said as Told
from profiles.model import EventName, Severity
from profiles.vocabulary import Vocabulary

DEEPEST = 20
NAME_LENGTH = 80
EVENTS = (
    EventName.VISITED,
    EventName.TALKED,
    EventName.VIEWED,
    EventName.RECOMMENDED,
    EventName.CONSIDERED,
    EventName.CARTED,
    EventName.CHECKOUT_STARTED,
    EventName.PAYMENT_FAILED,
    EventName.BOUGHT,
    EventName.REFUNDED,
    EventName.REVIEWED,
)
LATER_MEASURES = ("rfm_r", "rfm_f", "rfm_m", "engagement", "touchpoints")
_TRACKED = "track:"


def parse_rule(value: object, vocabulary: Vocabulary) -> Rule:
    """Read a rule from JSON.

    Raises:
        RuleInvalid: with everything that is wrong, where, and what would be legal.
    """
    try:
        return _Node(Words.of(vocabulary)).read(value, "$")
    except Wrong as error:
        raise RuleInvalid(error.problems) from None


def rule_schema(vocabulary: Vocabulary) -> Schema:
    """Return the JSON Schema (2020-12) of rules in this vocabulary."""
    node = _Node(Words.of(vocabulary))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The rule of an audience",
        "$ref": "#/$defs/rule",
        "$defs": {
            "rule": {"anyOf": [_keyed(kind.shapes) for kind in node.kinds().values()]},
            "trait": node.words.schema(),
        },
    }


@dataclass(frozen=True, slots=True)
class _Kind:
    """One kind of node: its keys with their shapes, the first of them required; how it is made."""

    shapes: Mapping[str, Shape[Any]]
    make: Callable[[Mapping[str, Any], str], Rule]


@dataclass(frozen=True, slots=True)
class _Node:
    """A rule: an object whose one key says its kind (a stage may have `for_at_least` beside it)."""

    words: Words
    depth: int = 0

    def read(self, value: object, at: str) -> Rule:
        """Return the rule."""
        kinds = self.kinds()
        if self.depth > DEEPEST:
            raise wrong(at, f"rules are nested more than {DEEPEST} deep")
        if not isinstance(value, dict):
            raise wrong(at, f"a rule is an object, not {kind_of(value)}", tuple(kinds))
        named = [key for key in value if key in kinds]
        if len(named) != 1:
            raise wrong(at, "a rule has exactly one of these keys", tuple(kinds))
        kind = kinds[named[0]]
        rest = {key: shape for key, shape in kind.shapes.items() if key != named[0]}
        fields = Fields(required={named[0]: kind.shapes[named[0]]}, optional=rest)
        return kind.make(fields.read(value, at), at)

    def schema(self) -> Schema:
        """Return a reference: rules stand inside rules."""
        return {"$ref": "#/$defs/rule"}

    def kinds(self) -> dict[str, _Kind]:
        """Return every kind of node by its key."""
        inner = _Node(self.words, self.depth + 1)
        stages = OneOrMore(Choice(tuple(Stage)))
        return {
            "all": _Kind({"all": ListOf(inner)}, lambda given, _: All(given["all"])),
            "any": _Kind({"any": ListOf(inner)}, lambda given, _: AnyOf(given["any"])),
            "not": _Kind({"not": inner}, lambda given, _: Not(given["not"])),
            "at_least": _Kind(
                {"at_least": Fields(required={"count": Whole(1), "of": ListOf(inner)})}, _at_least
            ),
            "said": _Kind({"said": _said_fields(self.words)}, _said),
            "did": _Kind({"did": _did_fields(self.words)}, _did),
            "cart": _Kind({"cart": _cart_fields(self.words)}, _cart),
            "stage": _Kind({"stage": stages, "for_at_least": Lasting()}, _stage),
            "measure": _Kind({"measure": _MEASURE}, _measure),
            "in_audience": _Kind(
                {"in_audience": Text(NAME_LENGTH)},
                lambda given, _: InAudience(given["in_audience"]),
            ),
        }


def _keyed(shapes: Mapping[str, Shape[Any]]) -> Schema:
    first, *others = shapes
    return Fields(
        required={first: shapes[first]}, optional={key: shapes[key] for key in others}
    ).schema()


def _said_fields(words: Words) -> Fields:
    return Fields(
        required={"trait": _trait(words), "answer": Choice(tuple(Told))},
        optional={
            "holder": Choice(tuple(Whose)),
            "within": Lasting(),
            "severity": OneOrMore(Choice(tuple(Severity))),
        },
    )


def _did_fields(words: Words) -> Fields:
    return Fields(
        required={"event": Judged(_event, _event_schema)},
        optional={
            "product": _product_fields(words),
            "count": RangeOf(Whole()),
            "within": Lasting(),
            "after": Lasting(),
            "before": Lasting(),
        },
    )


def _cart_fields(words: Words) -> Fields:
    return Fields(
        optional={
            "state": Choice(tuple(CartState)),
            "value": RangeOf(Amount()),
            "product": _product_fields(words),
            "source": Choice(tuple(CartSource)),
            "age": RangeOf(Lasting()),
        },
        least=1,
    )


def _product_fields(words: Words) -> Fields:
    return Fields(
        optional={
            "id": OneOrMore(Text()),
            "category": OneOrMore(Choice(words.categories)),
            "brand": OneOrMore(Text()),
            "price": RangeOf(Amount()),
            "serves": OneOrMore(_trait(words)),
        },
        least=1,
    )


def _trait(words: Words) -> Judged:
    return Judged(words.trait, lambda: {"$ref": "#/$defs/trait"})


def _event(name: str, at: str) -> str:
    tracked = name.startswith(_TRACKED) and len(name) > len(_TRACKED)
    if name in EVENTS or (tracked and len(name) <= 128):  # noqa: PLR2004 - what the record can hold
        return name
    raise wrong(at, f"{name!r} is no event", (*EVENTS, "track:<name>"))


def _event_schema() -> Schema:
    return {"anyOf": [{"enum": list(EVENTS)}, {"type": "string", "pattern": "^track:.{1,122}$"}]}


def _measure_name(name: str, at: str) -> str:
    if name in LATER_MEASURES:
        raise wrong(at, f"{name} is not measured yet", tuple(Measure))
    return Choice(tuple(Measure)).read(name, at)


_MEASURE = Fields(
    required={
        "name": Judged(_measure_name, lambda: {"enum": [*Measure]}),
        "is": RangeOf(Amount()),
    }
)


def _at_least(given: Mapping[str, Any], at: str) -> Rule:
    count, rules = given["at_least"]["count"], given["at_least"]["of"]
    if count > len(rules):
        raise wrong(at + ".at_least.count", f"only {len(rules)} rules are listed")
    return AtLeast(count, rules)


def _said(given: Mapping[str, Any], at: str) -> Rule:
    said = given["said"]
    answer = Told(said["answer"])
    if answer is Told.NEVER and said.get("severity"):
        raise wrong(at + ".said.severity", "what was never said has no severity")
    return Said(
        trait=TraitRef(said["trait"]),
        answer=answer,
        holder=Whose(said.get("holder", Whose.SELF)),
        within=said.get("within"),
        severity=tuple(Severity(word) for word in said.get("severity", ())),
    )


def _did(given: Mapping[str, Any], at: str) -> Rule:
    did = given["did"]
    if "within" in did and ("after" in did or "before" in did):
        raise wrong(at + ".did.within", "within stands alone, or after and before stand together")
    window = Window(after=did.get("within", did.get("after")), before=did.get("before"))
    if window.after and window.before and window.after <= window.before:
        raise wrong(at + ".did.after", "after is longer ago than before, such as 60d and 30d")
    return Did(
        event=did["event"],
        product=_product(did.get("product")),
        count=did.get("count", Range(at_least=1)),
        window=window,
    )


def _cart(given: Mapping[str, Any], _at: str) -> Rule:
    cart = given["cart"]
    return HasCart(
        state=CartState(cart["state"]) if "state" in cart else None,
        value=cart.get("value"),
        product=_product(cart.get("product")),
        source=CartSource(cart["source"]) if "source" in cart else None,
        age=cart.get("age"),
    )


def _product(given: Mapping[str, Any] | None) -> ProductFilter | None:
    if given is None:
        return None
    return ProductFilter(
        ids=given.get("id", ()),
        categories=given.get("category", ()),
        brands=given.get("brand", ()),
        price=given.get("price"),
        serves=tuple(TraitRef(text) for text in given.get("serves", ())),
    )


def _stage(given: Mapping[str, Any], _at: str) -> Rule:
    stages = tuple(Stage(word) for word in given["stage"])
    return InStage(stages=stages, for_at_least=given.get("for_at_least"))


def _measure(given: Mapping[str, Any], at: str) -> Rule:
    name, range_ = Measure(given["measure"]["name"]), given["measure"]["is"]
    if name is Measure.SPEND:
        return Measured(name, range_)
    ends = [range_.at_least, range_.at_most]
    if any(end is not None and end % 1 for end in ends):
        raise wrong(at + ".measure.is", f"{name} is counted in whole numbers")
    if name is Measure.RECENCY_DAYS and any(end is not None and end > LONGEST.days for end in ends):
        raise wrong(at + ".measure.is", f"at most {LONGEST.days} days")
    low, high = (None if end is None else int(end) for end in ends)
    return Measured(name, Range(at_least=low, at_most=high))
