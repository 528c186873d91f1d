"""How bad, only where it is worded."""

from dataclasses import replace
from itertools import pairwise

from bot.understanding.clauses import Break
from bot.understanding.hearing import OWN, Cue, Hearing, Mention
from bot.understanding.words import Kind

_LEVELS = ("severe", "moderate", "mild")
_BEFORE = 2
_AFTER = 3
# How far from a mention a degree may stand that has a fragment to itself: "acne on my back, mild".
_APART = 5
_FRAGMENT = 4
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
    if mention.polarity == "absent":
        return None
    best: tuple[int, str] | None = None
    for level in _LEVELS:
        for cue in hearing.of(f"severity:{level}"):
            distance = _distance(hearing, cue, mention)
            if distance is not None and (best is None or distance < best[0]):
                best = (distance, level)
    if best is None:
        return "severe" if _doubled(hearing, mention) else None
    return best[1]


def _doubled(hearing: Hearing, mention: Mention) -> bool:
    """Whether a word of it is said twice for emphasis: "dark dark patches"."""
    words = hearing.words[max(mention.start - 1, 0) : mention.end + 1]
    return any(one.lower == other.lower and one.kind is Kind.WORD for one, other in pairwise(words))


def _distance(hearing: Hearing, cue: Cue, mention: Mention) -> int | None:
    """Words between cue and mention where the one weighs the other, else None."""
    if cue.start < mention.end and mention.start < cue.end:
        return 0
    if cue.end <= mention.start:
        if _opens(hearing, cue, mention):
            return _APART
        gap, level = mention.start - cue.end, hearing.breaks.between(cue.end, mention.start)
        blocked = _other_between(hearing, cue.end, mention.start)
        return gap if gap <= _BEFORE and level < Break.LIST and not blocked else None
    if _apart(hearing, cue, mention):
        return _APART
    gap, level = cue.start - mention.end, hearing.breaks.between(mention.end, cue.start)
    if level >= Break.LIST or gap > _AFTER or _followed(hearing, cue):
        return None
    return None if _other_between(hearing, mention.end, cue.start) else gap + 1


def _apart(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    """Whether the cue opens a short fragment of its own behind it: "dry hands, very bad in May"."""
    if cue.start - mention.end not in range(1, _APART):
        return False
    *between, mark = hearing.words[mention.end : cue.start]
    rest = _fragment(hearing, cue.start)
    alone = len(rest) <= _FRAGMENT if cue.end - cue.start > 1 else len(rest) <= 2  # noqa: PLR2004
    return (
        mark.kind is Kind.MARK
        and all(word.kind is not Kind.MARK for word in between)
        and alone
        and not _other_between(hearing, mention.end, cue.start + len(rest))
    )


def _opens(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    """Whether the cue is all that stands before the first comma: "mild, on the back, acne"."""
    return (
        cue.start == 0
        and mention.start - cue.end <= _APART
        and len(_fragment(hearing, 0)) == cue.end
        and not _other_between(hearing, cue.end, mention.start)
    )


def _fragment(hearing: Hearing, start: int) -> list[str]:
    """The words from `start` to the next punctuation mark."""
    marks = (
        place
        for place in range(start, len(hearing.words))
        if hearing.words[place].kind is Kind.MARK
    )
    return hearing.lower(start, next(marks, len(hearing.words)))


def _followed(hearing: Hearing, cue: Cue) -> bool:
    """Whether what the cue weighs is another mention behind it."""
    return any(0 <= other.start - cue.end <= 1 for other in hearing.mentions)


def _other_between(hearing: Hearing, start: int, end: int) -> bool:
    return any(start <= other.start < end for other in hearing.mentions)
