"""Lists and labels in words (pure)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from profiles.model import SELF, Heard, Polarity, Tense, TraitType, is_had
from profiles.vocabulary import Vocabulary

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}
_MOST_NAMED = 4
# How wishes are named that the vocabulary says back as a doing: "looking for a serum".
_SO_CALLED = {"wanting to avoid ": "no ", "looking for ": "", "needing ": "", "taking ": ""}


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return "a, b and c"; items that hold an "and" themselves are set apart by one more comma."""
    if len(words) <= 1:
        return "".join(words)
    comma = "," if any(f" {last} " in word for word in words) else ""
    return f"{', '.join(words[:-1])}{comma} {last} {words[-1]}"


def money(amount: Decimal, currency: str) -> str:
    """Return an amount as shoppers write it: "$38", "$38.50", "38.50 CHF"."""
    plain = f"{amount:.2f}".removesuffix(".00")
    sign = _SIGNS.get(currency)
    return f"{sign}{plain}" if sign else f"{plain} {currency}"


def noted(
    heard: Iterable[Heard], vocabulary: Vocabulary, currency: str, most: int = _MOST_NAMED
) -> str:
    """Return what the shopper said in a few words: "dry skin on your cheeks and fragrance free".

    Only what they say they have or want, each need once, `most` of them at most; empty where
    that is nothing.
    """
    named: dict[str, str] = {}
    for one in heard:
        if one.polarity is Polarity.PRESENT and one.time is not Tense.PAST:
            group = vocabulary.need_of(one.trait)
            if group not in named or one.area:
                named[group] = label(one, vocabulary, currency)
    return listed(list(dict.fromkeys(named.values()))[:most])


def denied(heard: Iterable[Heard], vocabulary: Vocabulary, currency: str) -> str:
    """Return what somebody says they do not have: "no acne", "no redness or dry cheeks".

    Empty where that is nothing. What they do not want is a wish and none of it.
    """
    named = [
        label(one, vocabulary, currency)
        for one in heard
        if one.polarity is Polarity.ABSENT and one.time is not Tense.PAST and is_had(one.trait)
    ]
    return f"no {listed(list(dict.fromkeys(named))[:_MOST_NAMED], 'or')}" if named else ""


def person(holder: str) -> str:
    """Return whom a holder names, as the shopper would be answered: "you", "your mom"."""
    who = holder.removeprefix("other:").replace("_", "-")
    if holder == SELF:
        return "you"
    return "them" if who == "unknown" else f"your {who}"


def budget(value: str, currency: str) -> str:
    """Return a budget in words: "under $40", "$20 to $30", "something affordable"."""
    if value == "cheap":
        return "something affordable"
    if value == "no_limit":
        return "no fixed budget"
    kind, _, rest = value.partition("_")
    if kind in {"under", "around", "over"}:
        return f"{kind} {money(Decimal(rest), currency)}"
    low, _, high = value.partition("_to_")
    return f"{money(Decimal(low), currency)} to {money(Decimal(high), currency)}"


def _tells(area: str, label: str, vocabulary: Vocabulary) -> bool:
    """Whether a part is worth naming: neither meant anyway nor in the label (knee pain) already."""
    meant_anyway = vocabulary.main_area and vocabulary.main_area in area
    return not meant_anyway and area.removesuffix("s") not in label.lower()


def label(heard: Heard, vocabulary: Vocabulary, currency: str) -> str:
    """Return what was heard as a noun phrase, with the part of the body: "dry cheeks"."""
    if heard.trait.type == TraitType.BUDGET:
        return budget(heard.trait.value, currency)
    if heard.trait.type in {TraitType.CONSTRAINT, TraitType.PRODUCT_INTEREST}:
        return _of_products(heard, vocabulary)
    entry = vocabulary.entry(heard.trait)
    if heard.holder == SELF and vocabulary.family_of(heard.trait) is not None:
        return entry.said_back
    if (
        heard.area
        and heard.trait.type == TraitType.CONCERN
        and _tells(heard.area, entry.label, vocabulary)
    ):
        parts = listed(heard.area.replace("_", "-").split(","))
        if entry.placed:
            return entry.placed.replace("{}", parts)
        return f"{entry.label} on {'your' if heard.holder == SELF else 'the'} {parts}"
    return entry.label


def _of_products(heard: Heard, vocabulary: Vocabulary) -> str:
    """What a product is to be or to hold: "a serum", "pregnancy-safe products", "no retinol"."""
    entry = vocabulary.entry(heard.trait)
    for doing, so_called in _SO_CALLED.items():
        if entry.said_back.startswith(doing):
            return so_called + entry.said_back.removeprefix(doing)
    own_word = heard.holder == SELF and vocabulary.family_of(heard.trait) is not None
    return entry.said_back if own_word else entry.label
