"""One disclosure as a sentence about somebody: "your mom doesn't have dry cheeks" (pure)."""

from dataclasses import dataclass

from actions.phrases import budget, label, person
from profiles.model import SELF, Heard, Polarity, Tense, TraitType, is_had
from profiles.vocabulary import Vocabulary

_UNKNOWN, _KIDS = "other:unknown", "other:kids"
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class _Verb:
    """A verb for one person and for several, said and denied."""

    one: str
    several: str
    not_one: str
    not_several: str


_HAVE = _Verb("has", "have", "doesn't have", "don't have")
_MENTION = _Verb("mentioned", "mentioned", "didn't mean", "didn't mean")
# What a vocabulary says back begins with one of these where it tells of a wish: "wanting a glow".
_DOING = {
    "wanting": _Verb("wants", "want", "doesn't want", "don't want"),
    "needing": _Verb("needs", "need", "doesn't need", "don't need"),
    "liking": _Verb("likes", "like", "doesn't like", "don't like"),
    "taking": _Verb("takes", "take", "doesn't take", "don't take"),
    "looking": _Verb("is looking", "are looking", "isn't looking", "aren't looking"),
}


def statement(heard: Heard, vocabulary: Vocabulary, currency: str) -> str:
    """Return what was heard as the advisor would put it to the shopper for a yes or no."""
    who = "they" if heard.holder == _UNKNOWN else person(heard.holder)
    verb, what = _said(heard, vocabulary, currency)
    return f"{who} {_form(verb, heard)} {what}"


def _said(heard: Heard, vocabulary: Vocabulary, currency: str) -> tuple[_Verb, str]:
    """The verb, and what comes behind it."""
    trait = heard.trait
    if trait.type == TraitType.BUDGET:
        return _HAVE, f"a budget: {budget(trait.value, currency)}"
    said_back = vocabulary.entry(trait).said_back
    doing, _, rest = said_back.partition(" ")
    if is_had(trait):
        named = label(heard, vocabulary, currency)
        return (_MENTION, said_back) if _is_a_doing(named) else (_HAVE, named)
    if trait.type == TraitType.CONSTRAINT and doing == "your":
        return _HAVE, f"{'an' if rest[0].lower() in _VOWELS else 'a'} {rest}"
    return (_DOING[doing], rest) if doing in _DOING else (_MENTION, said_back)


def _form(verb: _Verb, heard: Heard) -> str:
    several = heard.holder in {SELF, _UNKNOWN, _KIDS}
    if heard.polarity is Polarity.ABSENT:
        return verb.not_several if several else verb.not_one
    if heard.time is Tense.PAST and verb is not _MENTION:
        return f"used to {verb.several}"
    if heard.time is Tense.FUTURE and verb is _HAVE:
        return "may get"
    return verb.several if several else verb.one


def _is_a_doing(named: str) -> bool:
    return named.partition(" ")[0].endswith("ing")
