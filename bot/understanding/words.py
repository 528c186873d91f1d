"""A message as words: where each stands, and the forms under which it may be looked up."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from bot.understanding.spacy_door import Doc, Vocab


def word_set(listed: str) -> frozenset[str]:
    """The words of a line, as a set."""
    return frozenset(listed.split())


# A word keeps its inner apostrophes; a number keeps its separators; an emoji or sign stands alone.
_PIECE = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>\d+(?:[.,]\d+)*(?=[^\w]|_|k\b|[a-zA-Z€£$]|$))"
    r"|(?P<word>[^\W\d_]+(?:['\u2019`\u00b4][^\W\d_]+)*|\w+)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_APOSTROPHES = str.maketrans({"\u2019": "'", "`": "'", "\u00b4": "'"})
_REPEATED = re.compile(r"(\w)\1{2,}")
_VOWEL = re.compile(r"[aeiouy]")
_SHORTEST_STEM = 3
# Words that look inflected and are not, or whose stem means something else in a shop.
_WHOLE = word_set(
    "scared scary thing nothing anything something everything morning evening during wedding "
    "king ring spring string bring being sing red bed fed led need feed seed indeed speed this "
    "his its was has does plus gas yes us less always perhaps sometimes series species news "
    "rated rating tired fairing stared staring starring caring cared bored boring"
)


_IRREGULAR = {
    "felt": "feel", "broke": "break", "broken": "break", "stung": "sting", "burnt": "burn",
    "kept": "keep", "left": "leave", "lost": "lose", "went": "go", "gone": "go", "got": "get",
    "gotten": "get", "made": "make", "gave": "give", "took": "take", "swollen": "swell",
    "swelled": "swell", "worn": "wear", "wore": "wear", "shrunk": "shrink", "sunk": "sink",
    "sank": "sink", "stuck": "stick", "bled": "bleed", "split": "split", "grew": "grow",
    "grown": "grow", "woke": "wake", "torn": "tear", "ate": "eat", "drank": "drink",
    "bought": "buy", "fell": "fall", "found": "find", "caught": "catch", "fallen": "fall",
}  # fmt: skip


class Kind(Enum):
    """What sort of piece of a message a word is."""

    WORD = "word"
    NUMBER = "number"
    MARK = "mark"


@dataclass(frozen=True)
class Word:
    """One word, number or punctuation mark.

    `lower` is its normal form, `exact` the spellings that count as this very word, and `forms` adds
    what it may be an inflection of. `corrected` is set where `exact` holds a guess at a typo.
    """

    start: int
    end: int
    lower: str
    kind: Kind
    exact: frozenset[str]
    forms: frozenset[str]
    corrected: bool = False


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """The lower-case form without accents and with one kind of apostrophe."""
    lowered = text.translate(_APOSTROPHES).lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


@lru_cache(maxsize=65536)
def bases(word: str) -> frozenset[str]:
    """The word and what it may be an inflection of; generous, since both sides are compared so."""
    found = {word}
    if word.endswith("'s"):
        found |= bases(word[:-2])
    if word in _IRREGULAR:
        found.add(_IRREGULAR[word])
    if word in _WHOLE or len(word) <= _SHORTEST_STEM:
        return frozenset(found)
    return frozenset(found | _without_s(word) | _without_ending(word))


def _without_s(word: str) -> set[str]:
    if not word.endswith("s") or word.endswith("ss"):
        return set()
    if word.endswith("ies"):
        return {word[:-3] + "y", word[:-1]}
    shorter = {word[:-1]}
    if word.endswith(("shes", "ches", "xes", "sses", "zes", "oes")):
        shorter.add(word[:-2])
    return shorter


def _without_ending(word: str) -> set[str]:
    for ending, restored in (("iest", "y"), ("ier", "y"), ("ied", "y")):
        if word.endswith(ending):
            return {word[: -len(ending)] + restored}
    for ending in ("ing", "ed"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= _SHORTEST_STEM and _VOWEL.search(stem):
            return _stems(stem)
    return set()


def _stems(stem: str) -> set[str]:
    if stem[-1] == stem[-2] and stem[-1] not in "ls":
        return {stem[:-1]}
    return {stem, stem + "e"}


def calmed(word: str) -> str:
    """A word without letters repeated for effect: sooo, drrry."""
    return _REPEATED.sub(r"\1\1", word)


def pieces(text: str) -> list[tuple[str, int, int]]:
    """The message cut into (kind, start, end), spaces included, so that nothing is lost."""
    return [(piece.lastgroup or "mark", *piece.span()) for piece in _PIECE.finditer(text)]


class Tokenizer:
    """The spaCy tokenizer of this pipeline: our pieces, one token each, the text kept verbatim."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Cut a message; a single space after a piece belongs to it, other space is a token."""
        cut: list[str] = []
        spaces: list[bool] = []
        for kind, start, end in pieces(text):
            piece = text[start:end]
            if kind == "space" and piece[0] == " " and cut and not spaces[-1]:
                spaces[-1] = True
                piece = piece[1:]
            if piece:
                cut.append(piece)
                spaces.append(False)
        return Doc(self._vocab, words=cut, spaces=spaces)

    def to_disk(self, _path: object, **_kwargs: object) -> None:
        """Nothing is learned, so nothing is kept."""

    def from_disk(self, _path: object, **_kwargs: object) -> "Tokenizer":
        """Nothing is learned, so nothing is read."""
        return self
