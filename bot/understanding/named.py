"""Substances, medicines and brands by name, and the cues that reach them."""

from dataclasses import dataclass

from bot.understanding.clauses import Break
from bot.understanding.hearing import Cue, Hearing, Mention
from bot.understanding.patterns import Hit

_REACH = 5
_CLOSE = 3


@dataclass(frozen=True)
class Named:
    """A substance, medicine or brand named at words [start, end)."""

    name: str
    group: str
    start: int
    end: int
    corrected: bool


def names(hearing: Hearing) -> list[Named]:
    """Names in the message, the longest where some overlap, none inside a longer trait phrase."""
    found: list[Named] = []
    hits = [
        (group, name, hit)
        for group in ("medications", "substances", "brands")
        for name, hit in hearing.named(group)
    ]
    taken: set[int] = set()
    for group, name, hit in sorted(hits, key=lambda entry: entry[2].start - entry[2].end):
        places = set(range(hit.start, hit.end))
        if taken.isdisjoint(places) and not _inside_trait(hearing, hit):
            taken |= places
            found.append(Named(name, group, hit.start, hit.end, hit.corrected))
    return sorted(found, key=lambda item: item.start)


def _inside_trait(hearing: Hearing, hit: Hit) -> bool:
    return any(
        mention.start <= hit.start
        and hit.end <= mention.end
        and mention.end - mention.start > hit.end - hit.start
        and (mention.type != "concern" or mention.source == "word")
        for mention in hearing.mentions
    )


def of_family(family: str, name: str, start: int, end: int) -> Mention:
    """Name something of an open family: `avoid` and `lanolin` make avoid_lanolin."""
    type_ = "preference" if family in ("ingredient", "brand") else "constraint"
    return Mention(type=type_, value=f"{family}_{name}", start=start, end=end)


def last_before(hearing: Hearing, item: Named, kind: str) -> Cue | None:
    """The nearest cue before a name whose scope reaches it, over a list of other names."""
    for cue in reversed(hearing.of(kind)):
        if cue.end > item.start:
            continue
        if hearing.breaks.between(cue.end, item.start) >= Break.CLAUSE:
            return None
        others = sum(
            1 for name, hit in hearing.named("substances") if cue.end <= hit.start < item.start
        )
        if item.start - cue.end <= _REACH + 3 * others:
            return cue
    return None


def first_after(hearing: Hearing, item: Named, kind: str) -> Cue | None:
    """Find the cue close behind a name, within its clause."""
    for cue in hearing.of(kind):
        close = 0 <= cue.start - item.end <= _CLOSE
        if close and hearing.breaks.between(item.end, cue.start) < Break.CLAUSE:
            return cue
    return None
