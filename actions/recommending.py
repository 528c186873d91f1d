"""Wishes and products to advice, each product with its reasons (pure).

A product fits where it is in stock, keeps every limit, harms no need and serves at least one. What
is unsafe for the shopper (an allergy, something to avoid, pregnancy, a medication, harm to a need)
is never shown, not even as a near miss.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from actions.suiting import (
    Reason,
    Shelf,
    best_fits,
    cannot_be_checked,
    has,
    is_on_label,
    is_safe,
    is_within,
    reasons_for,
    reasons_told,
    variant_within,
)
from actions.wishes import Property, Wishes
from catalogue.model import Product, Variant

MOST_PRODUCTS = 3
MOST_NEAREST = 2
_ABOUT_AS_GOOD = 0.6
_LIKE, _DISLIKE, _CHEAP = 0.4, 0.5, 0.02


class Missed(StrEnum):
    """The wishes that a near miss may miss."""

    BUDGET = "budget"
    CATEGORY = "category"
    PROPERTY = "property"


@dataclass(frozen=True, slots=True)
class Miss:
    """A wish that a product does not meet; `wish` is its label, empty for the budget."""

    kind: Missed
    wish: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One product offered: the variant to buy, why, and what it misses where it is no full fit."""

    product: Product
    variant: Variant
    reasons: tuple[Reason, ...]
    misses: tuple[Miss, ...]
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Products that fit, best first; where none does, the nearest, each with what it misses.

    `unchecked` are limits that neither label nor knowledge speaks about, so the shopper must look.
    """

    fitting: tuple[Choice, ...] = ()
    nearest: tuple[Choice, ...] = ()
    unchecked: tuple[Property, ...] = ()

    @property
    def shown(self) -> tuple[Choice, ...]:
        """What a shopper gets to see."""
        return self.fitting or self.nearest


def recommend(shelf: Shelf, wishes: Wishes, without: Iterable[str] = ()) -> Advice:
    """Return advice; products with an id in `without` were seen already and are left out."""
    seen = frozenset(without)
    judged = [
        _judged(shelf, product, wishes)
        for product in shelf.products
        if product.in_stock
        and product.id not in seen
        and is_safe(shelf, product, wishes)
        and not _is_out_of_place(shelf, product, wishes)
    ]
    useful = [one for one in judged if one.reasons]
    fitting = sorted((one for one in useful if not one.misses), key=_best_first)
    if fitting:
        chosen = _told_freshly(
            shelf, _varied(shelf, _with_all_that_is_liked(shelf, fitting, wishes), wishes), wishes
        )
        return Advice(fitting=chosen, unchecked=_unchecked(shelf, chosen, wishes))
    near = sorted(useful, key=lambda one: (len(one.misses), _over(one, wishes), -one.score))
    nearest = tuple(near[:MOST_NEAREST])
    return Advice(nearest=nearest, unchecked=_unchecked(shelf, nearest, wishes))


def _judged(shelf: Shelf, product: Product, wishes: Wishes) -> Choice:
    variant = variant_within(product, wishes.at_most)
    score = (
        sum(counts for _, _, counts in best_fits(shelf, product, wishes))
        + _LIKE * sum(has(shelf, product, one) for one in wishes.likes)
        - _DISLIKE * sum(has(shelf, product, one) for one in wishes.dislikes)
        - (_CHEAP * float(variant.price) if wishes.cheap else 0)
    )
    return Choice(
        product=product,
        variant=variant,
        reasons=reasons_for(shelf, product, wishes),
        misses=tuple(_misses(shelf, product, variant, wishes)),
        score=score,
    )


def _misses(shelf: Shelf, product: Product, variant: Variant, wishes: Wishes) -> Iterable[Miss]:
    if not is_within(variant.price, wishes):
        yield Miss(Missed.BUDGET)
    wrong = bool(wishes.categories) and product.category not in wishes.categories
    if wrong or product.category in wishes.put_aside:
        yield Miss(Missed.CATEGORY, shelf.knowledge.categories[product.category].told)
    for must in wishes.musts:
        if not is_on_label(must.trait) and not has(shelf, product, must):
            yield Miss(Missed.PROPERTY, must.label)


def _is_out_of_place(shelf: Shelf, product: Product, wishes: Wishes) -> bool:
    """Whether a product is made for some people or purposes only, and nobody asked for it."""
    asked = {one.trait.value for one in (*wishes.musts, *wishes.likes)}
    rules = shelf.knowledge.attributes
    if any(rules[one].only_when_asked and one not in asked for one in product.claims):
        return True
    category = shelf.knowledge.categories.get(product.category)
    wants_it = wishes.routine or product.category in wishes.categories
    return category is not None and category.only_when_asked and not wants_it


def _unchecked(shelf: Shelf, choices: Sequence[Choice], wishes: Wishes) -> tuple[Property, ...]:
    return tuple(
        must
        for must in wishes.musts
        if any(cannot_be_checked(shelf, one.product, must.trait) for one in choices)
    )


def _with_all_that_is_liked(
    shelf: Shelf, fitting: Sequence[Choice], wishes: Wishes
) -> Sequence[Choice]:
    """Those that lack nothing wished for, where there are any."""
    all_of_it = [
        one for one in fitting if all(has(shelf, one.product, like) for like in wishes.likes)
    ]
    return all_of_it or fitting


def _varied(shelf: Shelf, choices: Sequence[Choice], wishes: Wishes) -> tuple[Choice, ...]:
    """At most three: one of each category first, as long as it is about as good as the best."""
    if len(wishes.categories) == 1:
        return tuple(choices[:MOST_PRODUCTS])
    good_enough = choices[0].score * _ABOUT_AS_GOOD
    firsts: dict[str, Choice] = {}
    for choice in choices:
        if wishes.routine or wishes.categories or choice.score >= good_enough:
            firsts.setdefault(choice.product.category, choice)
    order = shelf.knowledge.routine
    chosen = (
        sorted(firsts.values(), key=lambda one: _place_in(order, one.product.category))
        if wishes.routine
        else firsts.values()
    )
    seconds = [choice for choice in choices if choice not in firsts.values()]
    return tuple([*chosen, *seconds][:MOST_PRODUCTS])


def _told_freshly(shelf: Shelf, choices: Sequence[Choice], wishes: Wishes) -> tuple[Choice, ...]:
    """The same choices, none making a point that an earlier one made where it has another."""
    reasons = reasons_told(shelf, [one.product.id for one in choices], wishes)
    return tuple(replace(one, reasons=reasons[one.product.id]) for one in choices)


def _place_in(order: Sequence[str], category: str) -> int:
    return order.index(category) if category in order else len(order)


def _best_first(choice: Choice) -> tuple[float, Decimal, str]:
    return (-choice.score, choice.variant.price, choice.product.id)


def _over(choice: Choice, wishes: Wishes) -> Decimal:
    """By how much a near miss is over the budget."""
    over = choice.variant.price - wishes.at_most if wishes.at_most is not None else Decimal(0)
    return max(over, Decimal(0))
