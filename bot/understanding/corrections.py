"""What a shopper takes back in the same breath: "greasy, no wait, combination"."""

from dataclasses import replace

from bot.understanding.clauses import Break
from bot.understanding.hearing import OWN, Cue, Hearing, Mention

_REACH_BACK = 5
_REACH_ON = 7
_SELF_DESCRIPTION = frozenset({OWN, "concern"})


def with_corrections(hearing: Hearing) -> Hearing:
    """Deny a description that the next words mend, and forget an amount that they replace."""
    mentions = list(hearing.mentions)
    for cue in hearing.of("correction:mend"):
        taken_back, put_right = _before(mentions, cue), _after(hearing, mentions, cue)
        if taken_back is None or put_right is None or not _same_kind(taken_back, put_right):
            continue
        place = mentions.index(taken_back)
        if taken_back.role in _SELF_DESCRIPTION and taken_back.trait != put_right.trait:
            mentions[place] = replace(taken_back, polarity="absent")
        else:
            del mentions[place]
    return replace(hearing, mentions=tuple(mentions))


def _before(mentions: list[Mention], cue: Cue) -> Mention | None:
    near = [m for m in mentions if 0 <= cue.start - m.end <= _REACH_BACK]
    return near[-1] if near else None


def _after(hearing: Hearing, mentions: list[Mention], cue: Cue) -> Mention | None:
    for mention in mentions:
        if 0 <= mention.start - cue.end <= _REACH_ON:
            near = hearing.breaks.between(cue.end + 1, mention.start) <= Break.CLAUSE
            return mention if near else None
    return None


def _same_kind(one: Mention, other: Mention) -> bool:
    if one.type == other.type:
        return one.role in {OWN, "budget", "product_interest"} or one.holder == other.holder
    return {one.role, other.role} <= _SELF_DESCRIPTION
