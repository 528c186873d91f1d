"""Which traits a product serves or harms, and the catalogue fact that says so. Pure.

A fact rests on text that stands in the product: an ingredient, a claim, the category, the size of
a variant, or, where something is said not to be in it, the whole ingredient list.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import prod

from catalogue.inci import forms_of, plain
from catalogue.knowing import Attribute, Bearing, Group, Knowledge, load_knowledge, singular
from catalogue.model import Effect, Fit, Product

__all__ = [
    "Answer",
    "Finding",
    "Knowledge",
    "Presence",
    "Verdict",
    "contains",
    "contradictions",
    "fits_of",
    "load_knowledge",
    "meets",
    "stands_in",
    "suits_area",
]

# What stands late in a list is there in small amounts; what works or harms at traces is marked.
_PLACES = ((3, 1.0), (6, 0.85), (12, 0.65))
_LATE = 0.45
_FAINT = 0.2
# How much of the way to 1 a further reason goes, for each part of its own weight.
_FURTHER_REASON = 0.25
_OPEN_FAMILIES = ("allergy_", "avoid_", "ingredient_", "on_")


class Presence(StrEnum):
    """Whether something is in a product."""

    CONTAINS = "contains"
    FREE = "free"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a product contains something, and the ingredient that says so (else empty)."""

    presence: Presence
    cites: str = ""


class Answer(StrEnum):
    """Whether a product has an attribute."""

    YES = "yes"
    NO = "no"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a product has an attribute, in words, and the catalogue text it rests on."""

    answer: Answer
    fact: str = ""
    cites: str = ""


def fits_of(product: Product, knowledge: Knowledge) -> tuple[Fit, ...]:
    """Return what `product` serves and harms, one fit for each trait, the strongest first.

    Where a product both serves and harms a trait, the stronger side stays, weakened by the other.
    """
    reasons: dict[tuple[str, Effect], list[Fit]] = {}
    for fit in _reasons(product, knowledge):
        reasons.setdefault((fit.trait, fit.effect), []).append(fit)
    summed = {key: _sum(fits) for key, fits in reasons.items()}
    kept = (_settled(fit, summed) for fit in summed.values())
    strong = (fit for fit in kept if fit.weight >= _FAINT)
    return tuple(sorted(strong, key=lambda fit: (-fit.weight, fit.trait)))


def _sum(fits: list[Fit]) -> Fit:
    """Return the strongest of several reasons, a little nearer to 1 for each of the others."""
    best, *others = sorted(fits, key=lambda fit: -fit.weight)
    left = prod(1 - _FURTHER_REASON * fit.weight for fit in others)
    return _weighed(best, 1 - (1 - best.weight) * left)


def _settled(fit: Fit, summed: dict[tuple[str, Effect], Fit]) -> Fit:
    other = Effect.HARMS if fit.effect is Effect.SERVES else Effect.SERVES
    against = summed.get((fit.trait, other))
    if against is None:
        return fit
    loses = against.weight > fit.weight or (
        against.weight == fit.weight and fit.effect is Effect.SERVES
    )
    return _weighed(fit, 0.0 if loses else fit.weight - against.weight / 2)


def _weighed(fit: Fit, weight: float) -> Fit:
    return Fit(
        trait=fit.trait,
        effect=fit.effect,
        fact=fit.fact,
        cites=fit.cites,
        weight=round(weight, 3),
    )


def _reasons(product: Product, knowledge: Knowledge) -> Iterator[Fit]:
    """Yield every reason, but for good that such a product cannot do (an eye cream for lips)."""
    for fit in _all_reasons(product, knowledge):
        limit = knowledge.only_in.get(fit.trait)
        if fit.effect is Effect.HARMS or limit is None or product.category in limit:
            yield fit


def _all_reasons(product: Product, knowledge: Knowledge) -> Iterator[Fit]:
    yield from _of_category(product, knowledge)
    yield from _of_ingredients(product, knowledge)
    for slug, rule in knowledge.attributes.items():
        yield from _of_attribute(product, rule, meets(product, slug, knowledge), knowledge)


def _of_category(product: Product, knowledge: Knowledge) -> Iterator[Fit]:
    category = knowledge.categories.get(product.category)
    if category is None:
        return
    yield Fit(
        trait=f"product_interest:{category.slug}",
        effect=Effect.SERVES,
        fact=f"is {category.told}",
        cites=product.category,
        weight=1.0,
    )
    for bearing in category.bearings:
        yield from _facts(bearing, bearing.why, product.category, 1.0)


def _of_ingredients(product: Product, knowledge: Knowledge) -> Iterator[Fit]:
    category = knowledge.categories.get(product.category)
    strength = category.strength if category else 1.0
    for slug, (place, name) in _places(product.ingredients, knowledge).items():
        group = knowledge.groups[slug]
        weight = strength * (1.0 if group.at_traces else _by_place(place))
        for bearing in group.bearings:
            for fit in _facts(bearing, f"contains {name}, which {bearing.why}", name, weight):
                if category is None or category.lets(fit.effect, fit.trait):
                    yield fit


def _by_place(place: int) -> float:
    return next((weight for below, weight in _PLACES if place < below), _LATE)


def _of_attribute(
    product: Product, rule: Attribute, verdict: Verdict, knowledge: Knowledge
) -> Iterator[Fit]:
    """What having (or lacking) an attribute does: for the attribute itself, and for others."""
    if verdict.answer is Answer.NOT_STATED:
        return
    has = verdict.answer is Answer.YES
    for kind in ("preference", "constraint"):
        yield Fit(
            trait=f"{kind}:{rule.slug}",
            effect=Effect.SERVES if has else Effect.HARMS,
            fact=verdict.fact,
            cites=verdict.cites,
            weight=1.0,
        )
    category = knowledge.categories.get(product.category)
    for bearing in rule.bearings if has else ():
        for fit in _facts(bearing, bearing.why, verdict.cites, 1.0):
            if category is None or category.lets(fit.effect, fit.trait):
                yield fit


def _facts(bearing: Bearing, fact: str, cites: str, strength: float) -> Iterator[Fit]:
    for trait, weight in bearing.traits.items():
        yield Fit(
            trait=trait, effect=bearing.effect, fact=fact, cites=cites, weight=weight * strength
        )


def contains(product: Product, slug: str, knowledge: Knowledge) -> Finding:
    """Say whether something a shopper named is in `product`.

    `slug` is an open slug of the vocabulary (`allergy_nuts`, `avoid_retinol`, `on_tretinoin`,
    `ingredient_niacinamide`) or its words alone (`nuts`). Names that shoppers use are looked up in
    the knowledge; others are looked for as words of the label. What neither knows is UNKNOWN, as
    is everything about a product without an ingredient list: nobody should rely on our ignorance.
    `on_<medication>` asks for what is better not added to it.
    """
    if not product.ingredients:
        return Finding(Presence.UNKNOWN)
    words = singular(plain(_without_family(slug)))
    groups = _groups_called(words, knowledge, taking=slug.startswith("on_"))
    if groups is None and not slug.startswith("on_"):
        if name := _worded(product.ingredients, words):
            return Finding(Presence.CONTAINS, name)
        groups = _groups_within(words, knowledge)
    if groups is None:
        return Finding(Presence.UNKNOWN)
    _, name = _first_of(product.ingredients, groups, knowledge)
    return Finding(Presence.CONTAINS, name) if name else Finding(Presence.FREE)


def _without_family(slug: str) -> str:
    family = next((family for family in _OPEN_FAMILIES if slug.startswith(family)), "")
    return slug.removeprefix(family)


def _groups_called(words: str, knowledge: Knowledge, *, taking: bool) -> tuple[str, ...] | None:
    return (knowledge.taking if taking else knowledge.called).get(words)


def _groups_within(words: str, knowledge: Knowledge) -> tuple[str, ...] | None:
    """Return the groups that go by the longest part of `words` that is known."""
    parts = words.split()
    for length in range(len(parts) - 1, 0, -1):
        for start in range(len(parts) - length + 1):
            if found := knowledge.called.get(" ".join(parts[start : start + length])):
                return found
    return None


def _worded(ingredients: Iterable[str], words: str) -> str:
    """Return the first ingredient whose name holds every one of `words`, else nothing."""
    wanted = set(words.split())
    for name in ingredients:
        if wanted and wanted <= set(singular(plain(name)).split()):
            return name
    return ""


def meets(product: Product, attribute: str, knowledge: Knowledge) -> Verdict:
    """Say whether `product` has an attribute of the vocabulary, such as `fragrance_free`.

    The ingredient list counts for more than a claim: a product that claims to be vegan and lists
    beeswax is not. An attribute the knowledge does not speak of is NOT_STATED.
    """
    rule = knowledge.attributes.get(attribute)
    if rule is None:
        return Verdict(Answer.NOT_STATED)
    _, against = _first_of(product.ingredients, (*rule.never, *rule.free_of), knowledge)
    if against:
        return Verdict(Answer.NO, rule.no.format(against), against)
    cites = _states(product, rule, knowledge)
    return Verdict(Answer.YES, rule.yes, cites) if cites else Verdict(Answer.NOT_STATED)


def _states(product: Product, rule: Attribute, knowledge: Knowledge) -> str:
    """Return the text of the product that says it has the attribute, else nothing."""
    if rule.slug in product.claims:
        return rule.slug
    if rule.free_of and product.ingredients:
        return ", ".join(product.ingredients)
    if not rule.within or product.category in rule.within:
        _, name = _first_of(product.ingredients, rule.has, knowledge)
        if name:
            return name
    if not rule.variants:
        return ""
    sizes = (size for variant in product.variants for size in (variant.size, variant.title))
    return next((size for size in sizes if rule.variants & set(plain(size).split())), "")


def contradictions(product: Product, knowledge: Knowledge) -> tuple[str, ...]:
    """Return, in words, every claim of `product` that its own ingredient list denies."""
    denied = ((claim, meets(product, claim, knowledge)) for claim in product.claims)
    return tuple(
        f"{product.title} claims {claim.replace('_', ' ')}, but {verdict.fact}"
        for claim, verdict in denied
        if verdict.answer is Answer.NO
    )


def suits_area(product: Product, area: str, knowledge: Knowledge) -> bool:
    """Whether a product of this category is made for a part of the body, such as `lips`.

    A category that names no parts is made for those of the whole shop, where the knowledge names
    any; else, as without a category, it suits all.
    """
    category = knowledge.categories.get(product.category)
    made_for = (category.areas if category else None) or knowledge.areas
    return category is None or not made_for or area in made_for


def stands_in(cites: str, product: Product) -> bool:
    """Whether text that a fact rests on stands in the product, word for word."""
    texts = {
        product.category,
        *product.claims,
        *product.ingredients,
        ", ".join(product.ingredients),
        *(text for variant in product.variants for text in (variant.size, variant.title)),
    }
    return bool(cites) and cites in texts


def _first_of(
    ingredients: tuple[str, ...], slugs: Iterable[str], knowledge: Knowledge
) -> tuple[int, str]:
    """Return place and name of the first ingredient of any of these groups; -1 and "" if none."""
    found = _places(ingredients, knowledge)
    return min((found[slug] for slug in slugs if slug in found), default=(-1, ""))


@lru_cache(maxsize=4096)
def _places(ingredients: tuple[str, ...], knowledge: Knowledge) -> Mapping[str, tuple[int, str]]:
    """Return, for each group found in a list, the place and name of its first ingredient."""
    found: dict[str, tuple[int, str]] = {}
    for place, name in enumerate(ingredients):
        for slug in _groups_of(name, knowledge):
            found.setdefault(slug, (place, name))
    return found


@lru_cache(maxsize=65536)
def _groups_of(name: str, knowledge: Knowledge) -> tuple[str, ...]:
    """Return the groups an ingredient belongs to, itself or through a group they include."""
    own = {slug for slug, group in knowledge.groups.items() if _belongs(name, group)}
    return tuple(
        slug
        for slug in knowledge.groups
        if any(group.slug in own for group in knowledge.members(slug))
    )


def _belongs(name: str, group: Group) -> bool:
    forms = forms_of(name)
    if any(group.excluded.fullmatch(form) for form in forms):
        return False
    return any(group.pattern.fullmatch(form) for form in forms)
