"""What is told without being named again: "my friend has acne but I don't"."""

from collections.abc import Iterator
from dataclasses import replace

from bot.understanding.clauses import Break
from bot.understanding.hearing import OWN, Hearing, Mention
from bot.understanding.model import SELF
from bot.understanding.words import word_set

_SAID_SO = word_set("do does have has is are am did too")
_SAID_NOT = word_set("don't doesn't haven't hasn't isn't aren't not didn't never")
_SELVES = frozenset({"i", "i'm", "me", "mine"})
# What says of the shopper all that was said of another person last.
_SAME = tuple(
    tuple(listed.split())
    for listed in (
        "so do i", "so am i", "so have i", "as do i", "as am i", "same here", "me too", "mine too",
        "i do too", "i have too", "i am too", "i've got the same", "i have the same",
        "mine is worse", "mine are worse", "mine is the same", "mine are the same", "mine's worse",
        "mine is even worse", "mine are even worse", "mine is bad too", "same for me",
        "me as well", "so is mine", "so are mine", "and i do as well", "i do as well",
        "so does mine", "so do mine", "likewise for me", "ditto for me", "ditto me",
        "and so have i", "and i've got it too", "i have it too", "i've got it too", "i got it too",
    )
)  # fmt: skip
_SAME_NOT = tuple(
    tuple(listed.split())
    for listed in (
        "neither do i",
        "nor do i",
        "neither am i",
        "neither have i",
        "nor have i",
        "nor am i",
        "neither does mine",
        "neither do mine",
        "neither is mine",
        "me neither",
        "nor me",
    )
)
_NOT_SELF = frozenset({("not", "me"), ("not", "mine"), ("not", "myself")})
_LONGEST = 5
_FARTHEST = 12
_PART_DOES = word_set("do does are is have has")
_MINE_DOES = word_set(
    "is are was just won't keeps keep has have gets isn't aren't doesn't don't hasn't haven't "
    "never still do does refuses looks quite even"
)
_REPEATABLE = frozenset({"concern", OWN, "constraint"})
_BUT = frozenset({"but", "though", "while", "whereas", "and", ","})


def with_ellipsis(hearing: Hearing) -> Hearing:
    """Repeat the trait told last for a person of whom only "does" or "doesn't" is said."""
    repeated = [
        *_repeated(hearing),
        *_shared(hearing),
        *_elsewhere(hearing),
        *_mine(hearing),
        *_of_both(hearing),
    ]
    mentions = [*hearing.mentions, *repeated]
    for whose in _contrasted(hearing):
        at = mentions.index(whose)
        mentions[at] = replace(whose, polarity="present")
        mentions.insert(at + 1, replace(whose, holder=SELF, polarity="absent", time="current"))
    return replace(hearing, mentions=tuple(mentions))


def _contrasted(hearing: Hearing) -> list[Mention]:
    """What another person has, "not me"."""
    words = hearing.lower(0, len(hearing.words))
    return [
        last
        for place in range(len(words) - 1)
        if tuple(words[place : place + 2]) in _NOT_SELF
        and (last := _last(hearing, place)) is not None
        and last.holder != SELF
    ]


def _shared(hearing: Hearing) -> Iterator[Mention]:
    """What the shopper says to have as well: "he has eczema and so do I"."""
    words = hearing.lower(0, len(hearing.words))
    for place in range(len(words)):
        for listed, polarity in ((_SAME, ""), (_SAME_NOT, "absent")):
            if not any(tuple(words[place : place + len(said)]) == said for said in listed):
                continue
            last = _last(hearing, place)
            if last is not None and last.holder != SELF:
                yield replace(last, holder=SELF, polarity=polarity or last.polarity, time="current")


def _repeated(hearing: Hearing) -> Iterator[Mention]:
    for place, word in enumerate(hearing.words):
        closing = place + 1 == len(hearing.words) or not hearing.words[place + 1].lower.isalpha()
        asserted, denied = word.lower in _SAID_SO, word.lower in _SAID_NOT
        if not closing or not (asserted or denied):
            continue
        who = _subject(hearing, place)
        last = _last(hearing, place)
        if who and last is not None and last.holder != who:
            polarity = "present" if asserted else "absent"
            yield replace(last, holder=who, polarity=polarity, time="current")


def _elsewhere(hearing: Hearing) -> Iterator[Mention]:
    """What another part of the body has or has not: "my legs are dry but my arms aren't"."""
    for _, hit in hearing.named("areas"):
        verb = hearing.lower(hit.end, hit.end + 1)
        if not verb or not _ends(hearing, hit.end + 1):
            continue
        last = _last(hearing, hit.start)
        asserted, denied = verb[0] in _PART_DOES, verb[0] in _SAID_NOT
        if last is not None and (asserted or denied) and asserted == (last.polarity == "absent"):
            yield replace(last, polarity="present" if asserted else "absent", time="current")


def _ends(hearing: Hearing, place: int) -> bool:
    return place >= len(hearing.words) or hearing.breaks.at(place) >= Break.COMMA


def _mine(hearing: Hearing) -> Iterator[Mention]:
    """What the shopper has of what another has: "her bags are gone, mine won't budge"."""
    for place, word in enumerate(hearing.words[:-1]):
        follows = hearing.words[place + 1].lower
        if word.lower not in {"mine", "mine's"} or hearing.lower(place - 1, place) == ["of"]:
            continue
        clause = hearing.breaks.clause(place)
        told = any(
            hearing.breaks.clause(one.start) == clause and one.start > place
            for one in hearing.mentions
            if one.role in _REPEATABLE
        )
        last = _last(hearing, place, _FARTHEST)
        if told or last is None or last.holder == SELF or follows not in _MINE_DOES:
            continue
        opposite = "opposite" in hearing.lower(place + 1, place + 5)
        denied = opposite or (follows in _SAID_NOT and _ends(hearing, place + 2))
        yield replace(last, holder=SELF, polarity="absent" if denied else "present", time="current")


def _of_both(hearing: Hearing) -> Iterator[Mention]:
    """What another person and the shopper have alike: "my sister and I both break out"."""
    for name, hit in hearing.named("holders"):
        after = hearing.lower(hit.end, hit.end + 2)
        before = hearing.lower(hit.start - 3, hit.start)
        if after[:1] in (["and"], ["&"]) and after[1:] in (["i"], ["me"], ["myself"]):
            start = hit.end + 2
        elif before in (["me", "and", "my"], ["me", "&", "my"]):
            start = hit.end
        else:
            continue
        for mention in hearing.mentions:
            if mention.type == "budget" or mention.start < start:
                continue
            if hearing.breaks.between(start + 1, mention.start) < Break.CLAUSE:
                other = f"other:{name}" if mention.holder == SELF else SELF
                yield replace(mention, holder=other)


def _last(hearing: Hearing, place: int, reach: int = _LONGEST) -> Mention | None:
    before = [
        mention
        for mention in hearing.mentions
        if mention.role in _REPEATABLE and 0 <= place - mention.end <= reach
    ]
    return before[-1] if before else None


def _subject(hearing: Hearing, place: int) -> str:
    """Who stands between "but" and the closing verb; empty where nobody does."""
    start = max(place - _LONGEST, 0)
    opened = [at for at in range(start, place) if hearing.words[at].lower in _BUT]
    if not opened:
        return ""
    words = hearing.lower(opened[-1] + 1, place)
    if len(words) == 1 and words[0] in _SELVES:
        return SELF
    for name, hit in hearing.named("holders"):
        if opened[-1] < hit.start and hit.end == place:
            return f"other:{name}"
    if len(words) == 1 and words[0] in {"she", "he"}:
        return "other:unknown"
    return ""
