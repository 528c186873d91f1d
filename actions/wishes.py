"""What a shopper wants of a product, drawn from what they disclosed (pure)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from actions.phrases import person
from profiles.folding import Folded, Said, said_by
from profiles.model import (
    SELF,
    ConversationId,
    Disclosure,
    Heard,
    Polarity,
    Severity,
    Trait,
    TraitType,
    is_of_shopper,
)
from profiles.vocabulary import Vocabulary

_WEIGHTS: Mapping[str, float] = {TraitType.CONCERN: 1.0, TraitType.GOAL: 0.8}
_WHAT_SOMEBODY_IS_LIKE = 0.9
_SEVERITY = {None: 1.0, Severity.MILD: 0.8, Severity.MODERATE: 1.1, Severity.SEVERE: 1.3}
_FROM_EARLIER_TALKS = 0.6
_AROUND = Decimal("1.25")
SOMEBODY = "other:unknown"
# Marks of traits in the vocabulary: goals by which no product is chosen, since every one may serve
# them; goals and products that mean a whole routine.
_OPEN, _ROUTINE = "open", "routine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing a product should do, and the parts of the body it is about, where worded.

    `group` is its need group, `because` how the shopper is reminded of it, `weight` what it counts.
    """

    trait: Trait
    group: str
    because: str
    weight: float
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property a product should or must have, such as being fragrance free."""

    trait: Trait
    because: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """All that advice has to regard, for one holder.

    `musts` are the constraints and `likes` the soft wishes; `dislikes` and `put_aside` (categories)
    were denied. `categories` were asked for; where none was, any will do. `at_most` and `at_least`
    bound the price in the shop's currency.
    """

    holder: str = SELF
    needs: tuple[Need, ...] = ()
    musts: tuple[Property, ...] = ()
    likes: tuple[Property, ...] = ()
    dislikes: tuple[Property, ...] = ()
    categories: tuple[str, ...] = ()
    put_aside: tuple[str, ...] = ()
    at_most: Decimal | None = None
    at_least: Decimal | None = None
    cheap: bool = False
    routine: bool = False
    category_because: str = ""
    budget_because: str = ""
    budget_trait: str = ""

    @property
    def are_there(self) -> bool:
        """Whether there is anything to choose by."""
        return bool(self.needs or self.musts or self.likes or self.categories or self.at_most)


def wishes_of(
    folded: Folded, holder: str, conversation: ConversationId, vocabulary: Vocabulary
) -> Wishes:
    """Return what `holder` wants.

    Skin and limits are remembered from earlier conversations, where they count a little less; a
    category and a budget are wishes of the moment and hold in their own conversation only, the
    newest of each. A budget is the payer's and so holds for whomever they shop.
    """
    standing = _not_overtaken(folded.needs(holder), vocabulary)
    denials = _denials(folded, holder)
    # Whoever names a kind of product in passing ("a serum for her") wants it for whom they shop.
    others = () if holder == SELF else (*folded.needs(SOMEBODY), *folded.needs(SELF))
    asked = (*standing, *others)
    today = [one for one in asked if one.conversation_id == conversation]
    money = [
        one
        for one in folded.needs(SELF)
        if one.heard.trait.type == TraitType.BUDGET and one.conversation_id == conversation
    ]
    budget = max(money, key=lambda one: (one.heard_at, one.sequence), default=None)
    at_least, at_most, cheap = _price_bounds(budget.heard.trait.value if budget else "")
    routine = any(_wants_routine(one.heard.trait, vocabulary) for one in today)
    categories = _categories(today, vocabulary, whole_routine=routine)
    return Wishes(
        holder=holder,
        needs=tuple(_need(one, conversation, vocabulary) for one in _needs(standing, vocabulary)),
        musts=_properties(standing, TraitType.CONSTRAINT, vocabulary),
        likes=_properties(standing, TraitType.PREFERENCE, vocabulary),
        dislikes=_properties(denials, TraitType.PREFERENCE, vocabulary),
        categories=categories,
        put_aside=tuple(
            one.heard.trait.value
            for one in denials
            if one.heard.trait.type == TraitType.PRODUCT_INTEREST
        ),
        at_most=at_most,
        at_least=at_least,
        cheap=cheap,
        routine=routine,
        category_because=_said_back(TraitType.PRODUCT_INTEREST, categories[:1], vocabulary),
        budget_because=vocabulary.budget.said_back,
        budget_trait=str(budget.heard.trait) if budget else "",
    )


def about_whom(heard: Iterable[Heard], before: str) -> str:
    """Return whom a message is about: the shopper, where it speaks of their own needs at all.

    A budget is always the payer's and says nothing about whom the product is for.
    """
    holders = [
        one.holder
        for one in heard
        if one.trait.type != TraitType.BUDGET and one.polarity is Polarity.PRESENT
    ]
    if SELF in holders:
        return SELF
    # "A serum for her": whoever was spoken of before.
    nobody_new = not holders or (holders[-1] == SOMEBODY and before != SELF)
    return before if nobody_new else holders[-1]


def _not_overtaken(
    standing: Iterable[Disclosure], vocabulary: Vocabulary
) -> tuple[Disclosure, ...]:
    """Leave out what a newer message contradicts: until that is settled, advice goes by the newer.

    What one message told in one breath all counts.
    """
    kept: list[Disclosure] = []
    for one in standing:  # the newest first
        newer = [other for other in kept if other.message_id != one.message_id]
        if not any(vocabulary.excludes(one.heard.trait, it.heard.trait) for it in newer):
            kept.append(one)
    return tuple(kept)


def _denials(folded: Folded, holder: str) -> tuple[Disclosure, ...]:
    return tuple(
        one
        for (_, whose), one in folded.standing.items()
        if whose == holder and said_by(one) is Said.NO and one.heard.polarity is Polarity.ABSENT
    )


def _needs(standing: Iterable[Disclosure], vocabulary: Vocabulary) -> list[Disclosure]:
    return [one for one in standing if _is_need(one.heard.trait, vocabulary)]


def _is_need(trait: Trait, vocabulary: Vocabulary) -> bool:
    return is_of_shopper(trait.type) and _OPEN not in vocabulary.entry(trait).marks


def _wants_routine(trait: Trait, vocabulary: Vocabulary) -> bool:
    return is_of_shopper(trait.type) and _ROUTINE in vocabulary.entry(trait).marks


def _need(disclosure: Disclosure, conversation: ConversationId, vocabulary: Vocabulary) -> Need:
    heard = disclosure.heard
    weight = _WEIGHTS.get(heard.trait.type, _WHAT_SOMEBODY_IS_LIKE) * _SEVERITY[heard.severity]
    if disclosure.conversation_id != conversation:
        weight *= _FROM_EARLIER_TALKS
    return Need(
        trait=heard.trait,
        group=vocabulary.need_of(heard.trait),
        because=_because(heard, vocabulary),
        weight=weight,
        areas=tuple((heard.area or "").split(",")) if heard.area else (),
    )


def _properties(
    disclosures: Iterable[Disclosure], type_: TraitType, vocabulary: Vocabulary
) -> tuple[Property, ...]:
    return tuple(
        Property(
            trait=one.heard.trait,
            because=_because(one.heard, vocabulary),
            label=vocabulary.entry(one.heard.trait).label,
        )
        for one in disclosures
        if one.heard.trait.type == type_
    )


def _because(heard: Heard, vocabulary: Vocabulary) -> str:
    """What fits into "since you mentioned ___"; another person's need is named as theirs."""
    entry = vocabulary.entry(heard.trait)
    if heard.holder == SELF:
        return entry.said_back
    return f"{entry.label} for {person(heard.holder)}"


def _categories(
    today: Iterable[Disclosure], vocabulary: Vocabulary, *, whole_routine: bool
) -> tuple[str, ...]:
    """The categories asked for in the newest message that asked for any.

    Whoever wants a whole routine is not asking for a set alone.
    """
    asked = [one for one in today if one.heard.trait.type == TraitType.PRODUCT_INTEREST]
    if not asked:
        return ()
    newest = max(asked, key=lambda one: (one.heard_at, one.sequence))
    same = [one for one in asked if one.message_id == newest.message_id]
    return tuple(
        one.heard.trait.value
        for one in same
        if not (whole_routine and _ROUTINE in vocabulary.entry(one.heard.trait).marks)
    )


def _said_back(type_: TraitType, values: tuple[str, ...], vocabulary: Vocabulary) -> str:
    return "".join(vocabulary.entry(Trait(type_, value)).said_back for value in values)


def _price_bounds(value: str) -> tuple[Decimal | None, Decimal | None, bool]:
    """Read a budget such as `under_40` or `20_to_30`: at least, at most, and as cheap as can be."""
    if value == "cheap":
        return None, None, True
    if parts := re.fullmatch(r"(under|around|over)_(\d+(?:\.\d+)?)", value):
        amount = Decimal(parts[2])
        return {
            "under": (None, amount, False),
            "around": (None, amount * _AROUND, False),
            "over": (amount, None, False),
        }[parts[1]]
    if parts := re.fullmatch(r"(\d+(?:\.\d+)?)_to_(\d+(?:\.\d+)?)", value):
        return Decimal(parts[1]), Decimal(parts[2]), False
    return None, None, False
