"""How sure the hearing of one mention is, as a number between 0 and 1."""

from dataclasses import replace

from bot.understanding.hearing import OWN, Hearing, Mention
from bot.understanding.words import word_set

# How often each kind was right on messages that nothing was tuned to.
_BY_SOURCE = {"word": 0.84, "idiom": 0.74, "tagger": 0.5}
_FAR_DENIAL = 0.1
_ASKED = 0.1
_GUESSED_SPELLING = 0.2
_ONE_PLAIN_WORD = 0.1
_HEDGED = 0.1
_LEAST = 0.3
_HEDGES = word_set("maybe perhaps possibly apparently guess think might suppose probably unsure")
_HEDGE_REACH = 5
_NEAR = 3


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
    sure -= _FAR_DENIAL * denied_from_afar(hearing, mention)
    sure -= _ASKED * asked(hearing, mention)
    sure -= _HEDGED * hedged(hearing, mention)
    return round(max(sure, _LEAST), 2)


def denied_from_afar(hearing: Hearing, mention: Mention) -> bool:
    """Whether it is denied and no word of denial stands close by."""
    return mention.polarity == "absent" and not any(
        -_NEAR <= cue.start - mention.end <= _NEAR or 0 <= mention.start - cue.end <= _NEAR
        for cue in hearing.cues
        if cue.kind.startswith("polarity:")
    )


def hedged(hearing: Hearing, mention: Mention) -> bool:
    """Whether the shopper is not sure of it: "I think", "maybe"."""
    before = hearing.lower(mention.start - _HEDGE_REACH, mention.start)
    return not _HEDGES.isdisjoint(before)


def asked(hearing: Hearing, mention: Mention) -> bool:
    """Whether its sentence is a question."""
    after = max(hearing.breaks.sentence_of(mention.start).stop, mention.end)
    return hearing.lower(after, after + 1) == ["?"]
