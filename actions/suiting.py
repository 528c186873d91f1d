"""Whether a product suits what a shopper wants, and the catalogue facts that say so (pure)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal

from actions.phrases import listed, money
from actions.wishes import Need, Property, Wishes
from catalogue.fit import Answer, Knowledge, Presence, Verdict, contains, meets, suits_area
from catalogue.model import Effect, Fit, Product, Variant
from profiles.model import Trait

MOST_REASONS = 3
_ON_LABEL = ("allergy_", "avoid_", "on_")
_FREE_OF = "_free"
_BESIDE_WHAT_IS_MEANT = 0.3
_NEARLY = 0.5

NeedOf = Callable[[str], str]
"""Gives the need group of a trait written `type:value`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a product: the shopper's own disclosure in words, and a fact that the catalogue cites."""

    because: str
    fact: str
    cites: str
    trait: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The products of the shop, what each is known to do, and what is known of ingredients."""

    products: Sequence[Product]
    fits: Mapping[str, Sequence[Fit]]
    knowledge: Knowledge
    need_of: NeedOf

    def product(self, product_id: str) -> Product | None:
        """The product with that id; None where the shop no longer has it."""
        return next((one for one in self.products if one.id == product_id), None)

    def of(self, product: Product) -> Sequence[Fit]:
        """What is known of one product."""
        return self.fits.get(product.id, ())

    def serving(self, product: Product) -> list[Fit]:
        """The traits that a product serves."""
        return [fit for fit in self.of(product) if fit.effect is Effect.SERVES]

    def verdict(self, product: Product, value: str) -> Verdict:
        """Whether a product has an attribute, or an ingredient or brand that is wished for."""
        kind, _, words = value.partition("_")
        if kind == "ingredient":
            found = contains(product, value, self.knowledge)
            has = found.presence is Presence.CONTAINS
            return (
                Verdict(Answer.YES, f"contains {found.cites}", found.cites)
                if has
                else Verdict(Answer.NOT_STATED)
            )
        if kind == "brand":
            same = product.brand.lower() == words.replace("_", " ")
            return Verdict(
                Answer.YES if same else Answer.NO, f"is by {product.brand}", product.brand
            )
        return meets(product, value, self.knowledge)


def is_safe(shelf: Shelf, product: Product, wishes: Wishes) -> bool:
    """Whether a product harms none of the needs and breaks no limit of safety."""
    return not harms_for(shelf, product, wishes) and not any(
        breaks(shelf, product, must.trait) for must in wishes.musts
    )


def harms_for(shelf: Shelf, product: Product, wishes: Wishes) -> tuple[Reason, ...]:
    """Return how a product harms what the shopper has: the need, and the fact that says so."""
    harming = [fit for fit in shelf.of(product) if fit.effect is Effect.HARMS]
    return tuple(
        Reason(because=need.because, fact=fit.fact, cites=fit.cites, trait=fit.trait)
        for need in wishes.needs
        for fit in harming
        if fit.trait == str(need.trait) or shelf.need_of(fit.trait) == need.group
    )


def breaks(shelf: Shelf, product: Product, limit: Trait) -> bool:
    """Whether a product breaks a limit that is a matter of safety.

    What should not be in it must not be on its label; a product without a label is not trusted.
    What the knowledge marks `by_claim` (being safe in pregnancy) has to be said of it.
    """
    if limit.value.startswith(_ON_LABEL):
        if not product.ingredients:
            return True
        return contains(product, limit.value, shelf.knowledge).presence is Presence.CONTAINS
    verdict = shelf.verdict(product, limit.value)
    rule = shelf.knowledge.attributes.get(limit.value)
    if rule is not None and rule.by_claim:
        return verdict.answer is not Answer.YES
    return limit.value.endswith(_FREE_OF) and verdict.answer is Answer.NO


def cannot_be_checked(shelf: Shelf, product: Product, limit: Trait) -> bool:
    """Whether neither label nor knowledge tells if a product keeps a limit on what is in it."""
    on_label = limit.value.startswith(_ON_LABEL)
    return on_label and contains(product, limit.value, shelf.knowledge).presence is Presence.UNKNOWN


def is_on_label(limit: Trait) -> bool:
    """Whether a limit is about what must not be in a product."""
    return limit.value.startswith(_ON_LABEL)


def has(shelf: Shelf, product: Product, wished: Property) -> bool:
    """Whether the catalogue says that a product has a property."""
    return shelf.verdict(product, wished.trait.value).answer is Answer.YES


def best_fits(shelf: Shelf, product: Product, wishes: Wishes) -> list[tuple[Need, Fit, float]]:
    """Return the need, its strongest fit and what that counts, one need of each group."""
    serving = shelf.serving(product)
    best: dict[str, tuple[Need, Fit, float]] = {}
    for need in wishes.needs:
        exact = [fit for fit in serving if fit.trait == str(need.trait)]
        near = [fit for fit in serving if shelf.need_of(fit.trait) == need.group]
        fit = max(exact or near, key=lambda one: one.weight, default=None)
        counts = need.weight * fit.weight * _in_place(shelf, product, need, wishes) if fit else 0
        if fit and counts > best.get(need.group, (need, fit, 0.0))[2]:
            best[need.group] = (need, fit, counts)
    return sorted(best.values(), key=lambda one: -one[2])


def reasons_for(
    shelf: Shelf, product: Product, wishes: Wishes, told_before: AbstractSet[str] = frozenset()
) -> tuple[Reason, ...]:
    """Return why a product suits, the weightiest first; empty where nothing speaks for it.

    A fact whose point is in `told_before` (see `point_of`) gives way to another that is nearly as
    strong, so that three cards do not say the same three times.
    """
    found = [
        _reason(need.because, _fresh(shelf, product, need, fit, told_before))
        for need, fit, _ in best_fits(shelf, product, wishes)
    ]
    if wishes.needs and not found:
        return ()
    found += _property_reasons(shelf, product, (*wishes.musts, *wishes.likes))
    if not wishes.needs and len(found) < MOST_REASONS:
        found += [*_category_reasons(shelf, product, wishes), *_price_reasons(product, wishes)]
    return tuple(_each_fact_once(found))[:MOST_REASONS]


def reasons_told(
    shelf: Shelf, product_ids: Iterable[str], wishes: Wishes
) -> dict[str, tuple[Reason, ...]]:
    """Return the reasons of several products shown together, each point made once if it can be."""
    told: set[str] = set()
    reasons: dict[str, tuple[Reason, ...]] = {}
    for product_id in product_ids:
        if product := shelf.product(product_id):
            reasons[product_id] = reasons_for(shelf, product, wishes, told)
            told |= {point_of(reason.fact) for reason in reasons[product_id]}
    return reasons


def variant_within(product: Product, at_most: Decimal | None) -> Variant:
    """Return the first variant in stock within the budget, else the cheapest in stock."""
    stocked = [one for one in product.variants if one.stock > 0] or list(product.variants)
    affordable = [one for one in stocked if at_most is None or one.price <= at_most]
    return affordable[0] if affordable else min(stocked, key=lambda one: one.price)


def is_within(price: Decimal, wishes: Wishes) -> bool:
    """Whether a price keeps the budget."""
    return (wishes.at_most is None or price <= wishes.at_most) and (
        wishes.at_least is None or price >= wishes.at_least
    )


def _each_fact_once(found: Iterable[Reason]) -> Iterable[Reason]:
    """Reasons that rest on the same fact become one that names all they answer."""
    by_fact: dict[str, list[Reason]] = {}
    for reason in found:
        by_fact.setdefault(reason.fact, []).append(reason)
    for reasons in by_fact.values():
        because = dict.fromkeys(reason.because for reason in reasons)
        yield replace(reasons[0], because=listed(list(because)))


def point_of(fact: str) -> str:
    """Return what a fact comes down to: what follows "contains <name>, which"."""
    return fact.partition(", which ")[2] or fact


def _fresh(
    shelf: Shelf, product: Product, need: Need, best: Fit, told_before: AbstractSet[str]
) -> Fit:
    if point_of(best.fact) not in told_before:
        return best
    others = [
        fit
        for fit in shelf.serving(product)
        if shelf.need_of(fit.trait) == need.group and fit.weight >= best.weight * _NEARLY
    ]
    others.sort(key=lambda fit: -fit.weight)
    return next((fit for fit in others if point_of(fit.fact) not in told_before), best)


def _in_place(shelf: Shelf, product: Product, need: Need, wishes: Wishes) -> float:
    """How far a product is made for the part of the body that a need is about.

    Where the shopper names none, the main part of this shop is meant (the face), unless the kind of
    product is made for exactly this need, as a lip balm is for chapped lips.
    """
    if product.category in wishes.categories:
        return 1.0
    if need.areas:
        return float(any(suits_area(product, area, shelf.knowledge) for area in need.areas))
    category = shelf.knowledge.categories.get(product.category)
    own = category.bearings if category else ()
    if any(str(need.trait) in bearing.traits for bearing in own):
        return 1.0
    main = shelf.knowledge.main_area
    meant = not main or suits_area(product, main, shelf.knowledge)
    return 1.0 if meant else _BESIDE_WHAT_IS_MEANT


def _property_reasons(
    shelf: Shelf, product: Product, wanted: Sequence[Property]
) -> Iterable[Reason]:
    for one in wanted:
        if is_on_label(one.trait):
            yield from _absence(shelf, product, one)
            continue
        verdict = shelf.verdict(product, one.trait.value)
        if verdict.answer is Answer.YES:
            yield Reason(
                because=one.because, fact=verdict.fact, cites=verdict.cites, trait=str(one.trait)
            )


def _absence(shelf: Shelf, product: Product, limit: Property) -> Iterable[Reason]:
    """The reason that what must not be in a product is not on its label."""
    if contains(product, limit.trait.value, shelf.knowledge).presence is Presence.FREE:
        yield Reason(
            because=limit.because,
            fact="has nothing of that on its ingredient list",
            cites=", ".join(product.ingredients),
            trait=str(limit.trait),
        )


def _category_reasons(shelf: Shelf, product: Product, wishes: Wishes) -> Iterable[Reason]:
    wanted = {f"product_interest:{category}" for category in wishes.categories}
    for fit in shelf.serving(product):
        if fit.trait in wanted:
            yield _reason(wishes.category_because, fit)


def _price_reasons(product: Product, wishes: Wishes) -> Iterable[Reason]:
    price = variant_within(product, wishes.at_most).price
    bounded = wishes.at_most is not None or wishes.at_least is not None
    if bounded and is_within(price, wishes):
        yield Reason(
            because=wishes.budget_because,
            fact=f"costs {money(price, product.currency)}",
            cites=f"{price:.2f}",
            trait=wishes.budget_trait,
        )


def _reason(because: str, fit: Fit) -> Reason:
    return Reason(because=because, fact=fit.fact, cites=fit.cites, trait=fit.trait)
