"""A message as the tokens that the intent model reads."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

EMAIL, PHONE, MONEY, NUMBER = "<email>", "<phone>", "<money>", "<number>"

# Longer messages are read up to here: what a shopper wants stands in the first lines, and time
# stays bounded.
LONGEST = 2000

_TOKEN = re.compile(
    r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<money>[$€£]\s?\d+(?:[.,]\d+)?|\d+(?:[.,]\d+)?\s?(?:[$€£]|(?:bucks?|quid|dollars?|euros?|pounds?|usd|eur|gbp)\b))"
    r"|(?P<phone>\+?\(?\d[\d\s().-]{5,}\d)"
    r"|(?P<number>\d+(?:[.,]\d+)*%?)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<mark>[^\w\s])"
)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019`\u00b4", "'"))
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_ENDINGS = ("ing", "ies", "ed", "es", "s", "y")
_SHORTEST_STEM = 3
_NOT_COUNTED = frozenset({"<goal>", "<attribute>", "<person>", "<area>"})


def tokens(text: str) -> tuple[str, ...]:
    """Cut a message into stems, marks and placeholders for addresses, money and numbers."""
    return tuple(_read(plain(text[:LONGEST])))


def plain(text: str) -> str:
    """Lower the case, take off accents, and calm letters repeated for effect."""
    text = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).lower()
    if not text.isascii():
        apart = unicodedata.normalize("NFD", text)
        text = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return _REPEATED.sub(r"\1\1", text)


def _read(text: str) -> Iterator[str]:
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or ""
        yield stem(found[0]) if kind == "word" else found[0] if kind == "mark" else f"<{kind}>"


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Take off the last inflection, crudely: the same for seen and unseen words is all we need."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


class Lexicon:
    """Names kinds of words, so that what was never seen in training is still seen as something.

    `phrases` maps phrases (tuples of stems) to the kind of thing they name, such as `<concern>`;
    `ordinary` holds the stems of everyday words. A word that is neither is odd: a typo, a name, an
    ingredient, or no word at all. `telling` are the kinds whose number in a message is worth
    counting: needs, products, what somebody is like, and unknown words.
    """

    def __init__(self, phrases: Mapping[tuple[str, ...], str], ordinary: Iterable[str]) -> None:
        self.phrases = dict(phrases)
        self.ordinary = frozenset(ordinary)
        self.telling = ("<ordinary>", "<odd>", *sorted(set(self.phrases.values()) - _NOT_COUNTED))
        self._longest = max((len(phrase) for phrase in phrases), default=0)

    def kinds(self, words: Sequence[str], known: frozenset[str]) -> tuple[str, ...]:
        """Put the kind in place of each phrase of the vocabulary and of each unknown word."""
        kinds: list[str] = []
        place = 0
        while place < len(words):
            length = self._match(words, place)
            if length:
                kinds.append(self.phrases[tuple(words[place : place + length])])
            else:
                kinds.append(self._kind(words[place], known))
            place += length or 1
        return tuple(kinds)

    def _match(self, words: Sequence[str], place: int) -> int:
        for length in range(min(self._longest, len(words) - place), 0, -1):
            if tuple(words[place : place + length]) in self.phrases:
                return length
        return 0

    def _kind(self, word: str, known: frozenset[str]) -> str:
        if word in known or not word[0].isalpha():
            return word
        return "<ordinary>" if word in self.ordinary else "<odd>"
