"""What the intent model sees in a message: four groups of named features."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.components.intent_words import EMAIL, LONGEST, MONEY, NUMBER, PHONE, Lexicon, plain, tokens

Features = dict[str, Counter[str]]

GROUPS = ("words", "kinds", "letters", "shape")
_NGRAM = 3
_SHORTEST_LETTERS, _LONGEST_LETTERS = 2, 5
_PLACEHOLDERS = (EMAIL, PHONE, MONEY, NUMBER)


def features(text: str, lexicon: Lexicon, known: frozenset[str]) -> Features:
    """Read a message. `known` holds the words that training has seen often enough to trust."""
    words = tokens(text)
    kinds = lexicon.kinds(words, known)
    return {
        "words": Counter(_ngrams(words)),
        "kinds": Counter(_ngrams(kinds)),
        "letters": Counter(_letters(plain(text[:LONGEST]))),
        "shape": Counter(_shape(text, words, kinds, lexicon.telling)),
    }


def _ngrams(words: Sequence[str]) -> Iterator[str]:
    bounded = ("^", *words, "$")
    for length in range(1, _NGRAM + 1):
        for start in range(len(bounded) - length + 1):
            yield " ".join(bounded[start : start + length])


def _letters(text: str) -> Iterator[str]:
    for word in text.split():
        padded = f" {word} "
        for length in range(_SHORTEST_LETTERS, _LONGEST_LETTERS + 1):
            if length > len(padded):
                break
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]


def _shape(
    text: str, words: Sequence[str], kinds: Sequence[str], telling: Sequence[str]
) -> Iterator[str]:
    yield f"words {min(len(words).bit_length(), 6)}"
    if "?" in text:
        yield "asks"
    for kind in telling:
        share = kinds.count(kind)
        if share:
            yield f"some {kind}"
            yield f"{min(share, 3)} {kind} of {min(len(kinds).bit_length(), 6)}"
    if "<ordinary>" not in kinds and "<odd>" not in kinds:
        yield "nothing unknown"
    yield from (f"has {one}" for one in _PLACEHOLDERS if one in words)
