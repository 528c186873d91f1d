"""The language that a marketer's definition of an audience is kept in.

A rule is a tree of frozen values. `parse_rule` reads it from JSON (or the same as YAML, once
loaded), `rule_to_json` writes it back. What is legal is said once, in `audiences.language`. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, assert_never

from audiences.shapes import Range, in_duration
from audiences.stages import Stage
from profiles.folding import Said as Told
from profiles.model import Severity


class Whose(StrEnum):
    """Whose need is asked for."""

    SELF = "self"
    OTHER = "other"
    ANYONE = "anyone"


class CartState(StrEnum):
    """What became of a cart."""

    OPEN = "open"
    ABANDONED = "abandoned"
    BOUGHT = "bought"


class CartSource(StrEnum):
    """An advisor's cart has a line that came from the conversation or a card; a shop's has none."""

    ADVISOR = "advisor"
    SHOP = "shop"


class Measure(StrEnum):
    """A number about orders: whole days since the last, how many, what the shop kept of them."""

    RECENCY_DAYS = "recency_days"
    ORDERS = "orders"
    SPEND = "spend"


class RefKind(StrEnum):
    """What a trait reference stands for."""

    TRAIT = "trait"
    NEED = "need"
    FAMILY = "family"


@dataclass(frozen=True, slots=True, order=True)
class TraitRef:
    """`concern:dryness`, a need group `need:dry`, or a family `constraint:allergy_*`."""

    text: str

    @property
    def kind(self) -> RefKind:
        """What this stands for."""
        if self.text.startswith("need:"):
            return RefKind.NEED
        return RefKind.FAMILY if self.text.endswith("_*") else RefKind.TRAIT

    @property
    def type(self) -> str:
        """The part before the colon."""
        return self.text.partition(":")[0]

    @property
    def value(self) -> str:
        """The part after the colon; of a family, what its slugs begin with."""
        return self.text.partition(":")[2].removesuffix("*")

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When something happened, counted back from now.

    From `after` ago (None: ever) until `before` ago, not included (None: until now, included).
    """

    after: timedelta | None = None
    before: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFilter:
    """Which products a deed or a cart line concerns: every part that is given must hold.

    Within a part any value may hold. Attributes are the catalogue's today, `price` the fact's own.
    """

    ids: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()
    serves: tuple[TraitRef, ...] = ()
    price: Range[Decimal] | None = None

    @property
    def asks_catalogue(self) -> bool:
        """Whether the catalogue must be asked."""
        return bool(self.categories or self.brands or self.serves)


@dataclass(frozen=True, slots=True)
class All:
    """Every rule of the list holds."""

    rules: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one rule of the list holds."""

    rules: tuple["Rule", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The rule does not hold."""

    rule: "Rule"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` rules of the list hold."""

    count: int
    rules: tuple["Rule", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the shopper told us about a trait, by their last word on it."""

    trait: TraitRef
    answer: Told
    holder: Whose = Whose.SELF
    within: timedelta | None = None
    severity: tuple[Severity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """How often something was done. `event` is a known word or `track:<name>`."""

    event: str
    product: ProductFilter | None = None
    count: Range[int] = Range(at_least=1)  # noqa: RUF009 - a frozen value
    window: Window = Window()


@dataclass(frozen=True, slots=True, kw_only=True)
class HasCart:
    """There is one cart of which all this is true; `age` is the time since its last event."""

    state: CartState | None = None
    value: Range[Decimal] | None = None
    product: ProductFilter | None = None
    source: CartSource | None = None
    age: Range[timedelta] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InStage:
    """The journey stage is one of these, and was all through `for_at_least`."""

    stages: tuple[Stage, ...]
    for_at_least: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure lies in a range; there is no recency where there is no order."""

    name: Measure
    range: Range[Any]


@dataclass(frozen=True, slots=True)
class InAudience:
    """The rule of another audience holds."""

    name: str


type Rule = All | AnyOf | Not | AtLeast | Said | Did | HasCart | InStage | Measured | InAudience
type Leaf = Said | Did | HasCart | InStage | Measured | InAudience


def children_of(rule: Rule) -> tuple[Rule, ...]:
    """Return the rules directly inside this one."""
    match rule:
        case All(rules) | AnyOf(rules) | AtLeast(_, rules):
            return rules
        case Not(inner):
            return (inner,)
        case _:
            return ()


def leaves_of(rule: Rule) -> tuple[Leaf, ...]:
    """Return the leaves in reading order, with repeats."""
    match rule:
        case All() | AnyOf() | AtLeast() | Not():
            return tuple(leaf for inner in children_of(rule) for leaf in leaves_of(inner))
        case _:
            return (rule,)


def traits_of(rule: Rule) -> frozenset[TraitRef]:
    """Return every trait reference that a leaf names, also through what a product serves."""
    return frozenset(ref for leaf in leaves_of(rule) for ref in _traits_of_leaf(leaf))


def categories_of(rule: Rule) -> frozenset[str]:
    """Return every product category that a leaf names."""
    return frozenset(
        category
        for leaf in leaves_of(rule)
        if isinstance(leaf, Did | HasCart) and leaf.product is not None
        for category in leaf.product.categories
    )


def product_ids_of(rule: Rule) -> frozenset[str]:
    """Return every product that a leaf names by its id."""
    return frozenset(
        id_
        for leaf in leaves_of(rule)
        if isinstance(leaf, Did | HasCart) and leaf.product is not None
        for id_ in leaf.product.ids
    )


def audiences_of(rule: Rule) -> frozenset[str]:
    """Return the names of the audiences that a leaf refers to."""
    return frozenset(leaf.name for leaf in leaves_of(rule) if isinstance(leaf, InAudience))


def _traits_of_leaf(leaf: Leaf) -> Iterable[TraitRef]:
    match leaf:
        case Said():
            yield leaf.trait
        case Did() | HasCart():
            yield from leaf.product.serves if leaf.product else ()
        case InStage() | Measured() | InAudience():
            return
        case _:
            assert_never(leaf)


def rule_to_json(  # noqa: C901, PLR0911 - one line for each kind of node
    rule: Rule,
) -> dict[str, Any]:
    """Return the rule as JSON; reading it again gives an equal rule."""
    match rule:
        case All(rules):
            return {"all": [rule_to_json(inner) for inner in rules]}
        case AnyOf(rules):
            return {"any": [rule_to_json(inner) for inner in rules]}
        case Not(inner):
            return {"not": rule_to_json(inner)}
        case AtLeast(count, rules):
            return {"at_least": {"count": count, "of": [rule_to_json(inner) for inner in rules]}}
        case InStage(stages=stages, for_at_least=None):
            return {"stage": [str(stage) for stage in stages]}
        case InStage(stages=stages, for_at_least=span):
            return {"stage": [str(stage) for stage in stages], "for_at_least": _json(span)}
        case Measured(name, range_):
            return {"measure": {"name": str(name), "is": _json(range_)}}
        case InAudience(name):
            return {"in_audience": name}
        case Said() | Did() | HasCart():
            return _described(rule)
        case _:
            assert_never(rule)


def _described(leaf: Said | Did | HasCart) -> dict[str, Any]:
    match leaf:
        case Said():
            fields: dict[str, Any] = {
                "trait": str(leaf.trait),
                "answer": str(leaf.answer),
                "holder": str(leaf.holder),
                "within": leaf.within,
                "severity": leaf.severity,
            }
            return {"said": _given(fields)}
        case Did():
            count = None if leaf.count == Range(at_least=1) else leaf.count
            product = leaf.product and _product_to_json(leaf.product)
            fields = {"event": leaf.event, "product": product, "count": count}
            return {"did": _given({**fields, **_window_to_json(leaf.window)})}
        case HasCart():
            product = leaf.product and _product_to_json(leaf.product)
            fields = {
                "state": leaf.state,
                "value": leaf.value,
                "product": product,
                "source": leaf.source,
                "age": leaf.age,
            }
            return {"cart": _given(fields)}
        case _:
            assert_never(leaf)


def _window_to_json(window: Window) -> dict[str, Any]:
    if window.before is None:
        return {"within": window.after}
    return {"after": window.after, "before": window.before}


def _product_to_json(product: ProductFilter) -> dict[str, Any]:
    return _given(
        {
            "id": product.ids,
            "category": product.categories,
            "brand": product.brands,
            "price": product.price,
            "serves": product.serves,
        }
    )


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: _json(value) for key, value in fields.items() if value not in (None, ())}


def _json(value: Any) -> Any:  # noqa: ANN401 - any field of a rule
    match value:
        case timedelta():
            return in_duration(value)
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Range():
            ends = {"at_least": value.at_least, "at_most": value.at_most}
            return {key: _json(end) for key, end in ends.items() if end is not None}
        case tuple():
            return str(value[0]) if len(value) == 1 else [str(item) for item in value]
        case StrEnum():
            return str(value)
        case _:
            return value
