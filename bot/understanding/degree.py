"""How bad, only where it is worded."""

from dataclasses import replace

from bot.understanding.clauses import Break
from bot.understanding.hearing import OWN, Cue, Hearing, Mention

_LEVELS = ("severe", "moderate", "mild")
_BEFORE = 2
_AFTER = 3
_GRADED = frozenset({"concern", OWN})


def with_severity(hearing: Hearing) -> Hearing:
    """Set the severity of concerns and of what somebody is like, where words weigh them."""
    mentions = tuple(
        replace(mention, severity=_severity(hearing, mention))
        if mention.role in _GRADED
        else mention
        for mention in hearing.mentions
    )
    return replace(hearing, mentions=mentions)


def _severity(hearing: Hearing, mention: Mention) -> str | None:
    best: tuple[int, str] | None = None
    for level in _LEVELS:
        for cue in hearing.of(f"severity:{level}"):
            distance = _distance(hearing, cue, mention)
            if distance is not None and (best is None or distance < best[0]):
                best = (distance, level)
    return best[1] if best else None


def _distance(hearing: Hearing, cue: Cue, mention: Mention) -> int | None:
    """Words between cue and mention where the one weighs the other, else None."""
    if cue.start < mention.end and mention.start < cue.end:
        return 0
    if cue.end <= mention.start:
        gap, level = mention.start - cue.end, hearing.breaks.between(cue.end, mention.start)
        blocked = _other_between(hearing, cue.end, mention.start)
        return gap if gap <= _BEFORE and level < Break.LIST and not blocked else None
    gap, level = cue.start - mention.end, hearing.breaks.between(mention.end, cue.start)
    if level >= Break.LIST or gap > _AFTER or _followed(hearing, cue):
        return None
    return None if _other_between(hearing, mention.end, cue.start) else gap + 1


def _followed(hearing: Hearing, cue: Cue) -> bool:
    """Whether what the cue weighs is another mention behind it."""
    return any(0 <= other.start - cue.end <= 1 for other in hearing.mentions)


def _other_between(hearing: Hearing, start: int, end: int) -> bool:
    return any(start <= other.start < end for other in hearing.mentions)
