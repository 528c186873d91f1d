"""How sure the hearing of one mention is, as a number between 0 and 1."""

from dataclasses import replace

from bot.understanding.hearing import OWN, Hearing, Mention
from bot.understanding.words import word_set

_BY_SOURCE = {"word": 0.92, "idiom": 0.82}
_GUESSED_SPELLING = 0.2
_ONE_PLAIN_WORD = 0.1
_HEDGED = 0.1
_LEAST = 0.3
_HEDGES = word_set("maybe perhaps possibly apparently guess think might suppose probably unsure")
_HEDGE_REACH = 5


def with_confidence(hearing: Hearing) -> Hearing:
    """Set the confidence of every mention from how it was found and what stands around it."""
    return replace(
        hearing,
        mentions=tuple(
            replace(mention, confidence=_confidence(hearing, mention))
            for mention in hearing.mentions
        ),
    )


def _confidence(hearing: Hearing, mention: Mention) -> float:
    sure = _BY_SOURCE[mention.source]
    sure -= _GUESSED_SPELLING * mention.corrected
    single = mention.end - mention.start == 1 and mention.role in {OWN, "goal", "preference"}
    sure -= _ONE_PLAIN_WORD * single
    before = hearing.lower(mention.start - _HEDGE_REACH, mention.start)
    sure -= _HEDGED * (not _HEDGES.isdisjoint(before))
    return round(max(sure, _LEAST), 2)
