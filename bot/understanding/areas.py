"""Which part of the body a trait is said of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.understanding.clauses import Break
from bot.understanding.hearing import OWN, Hearing, Mention
from bot.understanding.patterns import Hit
from bot.understanding.words import Kind

_REACH_BEFORE = 4
_REACH_AFTER = 5
_FRAGMENT = 4
_LOCATED = frozenset({"concern", OWN, "goal"})


@dataclass(frozen=True)
class Parts:
    """What a vocabulary says of parts of the body.

    `on_part` names the trait meant when a trait's words are said of one part, `whole` are the
    areas that are no such part, and `only_after` holds, for words that mean a part only behind
    some others ("my back", not "comes back"), those others.
    """

    on_part: Mapping[str, str]
    whole: frozenset[str]
    only_after: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Place:
    """Parts of the body named together at words [start, end)."""

    names: tuple[str, ...]
    start: int
    end: int


def with_areas(hearing: Hearing, parts: Parts) -> Hearing:
    """Set areas; what is said of the whole becomes what `on_part` names where a part is named."""
    places = _places(hearing, parts.only_after)
    mentions = tuple(
        _moved(replace(mention, area=_area(hearing, mention, places)), parts.on_part, parts.whole)
        if mention.role in _LOCATED
        else mention
        for mention in hearing.mentions
    )
    return replace(hearing, mentions=mentions)


def _moved(mention: Mention, on_part: Mapping[str, str], whole: frozenset[str]) -> Mention:
    if not mention.area or set(mention.area.split(",")) <= whole or mention.trait not in on_part:
        return mention
    type_, _, value = on_part[mention.trait].partition(":")
    return replace(mention, type=type_, value=value)


def _places(hearing: Hearing, only_after: Mapping[str, frozenset[str]]) -> list[Place]:
    places: list[Place] = []
    for name, hit in sorted(_hits(hearing, only_after), key=lambda entry: entry[1].start):
        if places and _joined(hearing, places[-1], hit):
            last = places.pop()
            names = last.names if name in last.names else (*last.names, name)
            places.append(Place(names, last.start, hit.end))
        elif not places or hit.start >= places[-1].end:
            places.append(Place((name,), hit.start, hit.end))
    return places


def _hits(hearing: Hearing, only_after: Mapping[str, frozenset[str]]) -> list[tuple[str, Hit]]:
    longest: dict[int, tuple[str, Hit]] = {}
    for name, hit in hearing.named("areas"):
        needed = only_after.get(name)
        if needed and needed.isdisjoint(hearing.lower(hit.start - 1, hit.start)):
            continue
        if _of_a_product(hearing, hit):
            continue
        known = longest.get(hit.start)
        if known is None or known[1].end < hit.end:
            longest[hit.start] = (name, hit)
    return list(longest.values())


def _of_a_product(hearing: Hearing, hit: Hit) -> bool:
    """Whether the part only says what a product is for: a face wash, a hand cream."""
    return any(
        mention.role == "product_interest"
        and mention.start <= hit.start < mention.end - 1
        and hearing.words[hit.start].lower != hearing.words[mention.end - 1].lower
        for mention in hearing.mentions
    )


def _joined(hearing: Hearing, place: Place, hit: Hit) -> bool:
    """Cheeks and chin; my nose, forehead and chin."""
    between = hearing.lower(place.end, hit.start)
    return (
        hit.start >= place.end
        and bool(between)
        and set(between)
        <= {
            ",",
            "and",
            "&",
            "/",
            "+",
            "or",
            "my",
            "on",
            "the",
            "around",
            "also",
        }
    )


def _area(hearing: Hearing, mention: Mention, places: list[Place]) -> str | None:
    inside = [place for place in places if place.start < mention.end and mention.start < place.end]
    if inside:
        return ",".join(inside[0].names)
    best: tuple[int, Place] | None = None
    for place in places:
        distance = _distance(hearing, mention, place)
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, place)
    return ",".join(best[1].names) if best else None


def _distance(hearing: Hearing, mention: Mention, place: Place) -> int | None:
    if place.end <= mention.start:
        left, right, reach = place.end, mention.start, _REACH_BEFORE
    else:
        left, right, reach = mention.end, place.start, _REACH_AFTER
    level = hearing.breaks.between(left, right)
    others = [m for m in hearing.mentions if left <= m.start < right]
    if not others and mention.end <= place.start and _alone(hearing, mention, place):
        return right - left
    width = sum(other.end - other.start + 1 for other in others)
    if level >= Break.CLAUSE or right - left - width > reach:
        return None
    # "dry, flaky cheeks" is one list before one part; "oily, with spots on my chin" is not.
    listed = bool(others) and right - max(other.end for other in others) <= 1
    if level is Break.COMMA and not listed:
        return None
    return right - left


def _alone(hearing: Hearing, mention: Mention, place: Place) -> bool:
    """Whether the part opens or fills a short fragment right behind: "eczema, mostly elbows"."""
    marks = [at for at, word in enumerate(hearing.words) if word.kind is Kind.MARK]
    opened = max((at for at in marks if at < place.start), default=-1)
    closed = min((at for at in marks if at >= place.end), default=len(hearing.words))
    before = sum(mention.end <= at < opened for at in marks)
    return (
        opened >= mention.end
        and not before
        and opened - mention.end <= _REACH_AFTER
        and closed - opened - 1 <= _FRAGMENT
        and not any(opened < other.start < closed for other in hearing.mentions)
    )
