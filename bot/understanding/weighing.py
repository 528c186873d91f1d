"""Two opinions made one: which mentions stand, how sure they are, denied or not, and whose.

The vocabulary with its rules and the trained tagger read the same message and err in different
places. What each says of a mention becomes a row of numbers, and three logistic models, fitted on
messages that neither was made from, weigh them: is it told at all, is it denied, is it another
person's. The chance that it is told and rightly read is its confidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np

from bot.tagger.tags import tag_of
from bot.understanding.confidence import asked, denied_from_afar, hedged
from bot.understanding.hearing import OWN, Hearing, Mention
from bot.understanding.model import SELF
from bot.understanding.trained import Row, Scales, Trained

# What is told of: a type of disclosure, or one of the open families of attributes.
_KINDS = (
    *(OWN, "concern", "goal", "product_interest", "budget", "attribute"),
    *("exclude_", "on_", "ingredient_", "brand_"),
)
_SOURCES = ("word", "idiom", "tagger")
_AROUND = 12
_SURE = 1e-3
UNKNOWN_PERSON = "other:unknown"
# To take what is denied, or another person's, for the shopper's own is twice as bad as the reverse.
_TAKEN = 1 / 3
# To miss what must be kept away is worse than to keep away what need not be.
_FOR_SAFETY = 0.5
_SAFETY = frozenset({"exclude_", "on_"})


def weighed(
    hearing: Hearing, trained: Trained | None, siblings: Mapping[str, Sequence[str]]
) -> Hearing:
    """Keep the mentions that are likely told, each with what the scales say of it."""
    if trained is None or trained.scales is None:
        return hearing
    kept = [
        judged
        for mention in hearing.mentions
        for judged in _judged(mention, Evidence(hearing, siblings, mention), trained.scales)
    ]
    return replace(hearing, mentions=tuple(kept))


def _judged(mention: Mention, evidence: "Evidence", scales: Scales) -> list[Mention]:
    told = scales.told.chance(evidence.told())
    if told < scales.least * (_FOR_SAFETY if evidence.is_safety else 1):
        return []
    denied = scales.denied.chance(evidence.denied())
    others = scales.others.chance(evidence.others())
    absent, another = denied >= _TAKEN, others >= _TAKEN
    rightly = (denied if absent else 1 - denied) * (others if another else 1 - others)
    holder = SELF
    if another:
        holder = mention.holder if mention.holder != SELF else UNKNOWN_PERSON
    judged = replace(
        mention,
        polarity="absent" if absent else "present",
        holder=holder,
        confidence=round(told * rightly, 2),
    )
    return [judged]


class Evidence:
    """What both readers say of one mention, as rows for the scales."""

    def __init__(
        self, hearing: Hearing, siblings: Mapping[str, Sequence[str]], mention: Mention
    ) -> None:
        if hearing.tagged is None:
            message = "a message that no tagger has read cannot be weighed"
            raise ValueError(message)
        self._hearing, self._tagged, self._mention = hearing, hearing.tagged, mention
        self._tag = tag_of(mention.type, mention.value)
        self._siblings = siblings.get(self._tag, (self._tag,))
        self._start, self._end = hearing.span(mention.start, mention.end)

    @cached_property
    def _attributes(self) -> dict[str, float]:
        return self._tagged.attributes(self._tag, self._start, self._end)

    @property
    def is_safety(self) -> bool:
        """Whether it limits what is safe: an exclusion, a medicine, a state such as pregnancy."""
        return self._kind() in _SAFETY or "state" in self._mention.marks

    def told(self) -> Row:
        """The row for whether the mention is told at all."""
        mention, hearing, tagged = self._mention, self._hearing, self._tagged
        near = (max(self._start - _AROUND, 0), self._end + _AROUND)
        here = _odds(tagged.likeliest([self._tag], self._start, self._end))
        need_here = _odds(tagged.likeliest(self._siblings, *near))
        anywhere = _odds(tagged.likeliest(self._siblings))
        rival = _odds(tagged.rival(self._siblings, self._start, self._end))
        kind = self._kind()
        proposed = mention.source == "tagger"
        return [
            *(float(mention.source == source) for source in _SOURCES),
            *(float(kind == one) for one in _KINDS),
            *(here, need_here, anywhere, rival),
            *(0.0 if proposed else value for value in (need_here, anywhere, rival)),
            float(mention.corrected),
            float(mention.end - mention.start == 1),
            float(denied_from_afar(hearing, mention)),
            float(asked(hearing, mention)),
            float(hedged(hearing, mention)),
            float(mention.polarity == "absent"),
            float(mention.holder != SELF),
            float(mention.time != "current"),
            float(self._covered()),
            min(len(hearing.words) / 50, 4.0),
            min(len(hearing.mentions) / 5, 4.0),
        ]

    def denied(self) -> Row:
        """The row for whether it is denied."""
        absent = float(self._mention.polarity == "absent")
        odds = _odds(self._attributes["absent"])
        proposed = float(self._mention.source == "tagger")
        return [
            absent,
            odds,
            absent * odds,
            proposed,
            float(self._mention.settled),
            absent * proposed,
            absent * float(denied_from_afar(self._hearing, self._mention)),
        ]

    def others(self) -> Row:
        """The row for whether it is another person's."""
        other = float(self._mention.holder != SELF)
        odds = _odds(self._attributes["other"])
        proposed = float(self._mention.source == "tagger")
        person = float(self._person_named_before())
        return [other, odds, other * odds, proposed, other * proposed, person, other * person]

    def _person_named_before(self) -> bool:
        """Whether its sentence names a person before it: "my mum has rosacea"."""
        breaks, place = self._hearing.breaks, self._mention.start
        return any(
            hit.start < place and breaks.sentence(hit.start) == breaks.sentence(place)
            for _, hit in self._hearing.named("holders")
        )

    def _kind(self) -> str:
        kind, _, value = self._tag.partition(":")
        if value in _KINDS:
            return value
        return kind if kind in _KINDS else OWN

    def _covered(self) -> bool:
        """Whether another mention lies on some of the same words."""
        crowd = self._hearing.crowd[self._mention.start : self._mention.end]
        return max(crowd) > 1


def _odds(chance: float | None) -> float:
    """The logarithm of the odds, bounded; 0 where nothing is known."""
    if chance is None:
        return 0.0
    bounded = min(max(chance, _SURE), 1 - _SURE)
    return float(np.log(bounded / (1 - bounded)))
