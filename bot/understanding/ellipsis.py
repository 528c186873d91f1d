"""What is told without being named again: "my friend has acne but I don't"."""

from collections.abc import Iterator
from dataclasses import replace

from bot.understanding.hearing import OWN, Hearing, Mention
from bot.understanding.model import SELF
from bot.understanding.words import word_set

_SAID_SO = word_set("do does have has is are am did too")
_SAID_NOT = word_set("don't doesn't haven't hasn't isn't aren't not didn't never")
_SELVES = frozenset({"i", "i'm", "me"})
_LONGEST = 5
_REPEATABLE = frozenset({"concern", OWN, "constraint"})
_BUT = frozenset({"but", "though", "while", "whereas", "and", ","})


def with_ellipsis(hearing: Hearing) -> Hearing:
    """Repeat the trait told last for a person of whom only "does" or "doesn't" is said."""
    return replace(hearing, mentions=(*hearing.mentions, *_repeated(hearing)))


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


def _last(hearing: Hearing, place: int) -> Mention | None:
    before = [
        mention
        for mention in hearing.mentions
        if mention.role in _REPEATABLE and 0 <= place - mention.end <= _LONGEST
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
