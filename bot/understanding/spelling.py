"""Guesses at what a misspelt word was meant to be, kept away from ordinary words."""

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.words import bases, calmed

_SHORTEST = 4
_LONGEST = 24
_TWO_SLIPS_FROM = 8
# A second slip in a word of this length is believed only where consonants agree (poors, pores).
_SOUND_FROM = 5


def _sound(word: str) -> str:
    """The consonants in order, doubled ones once: what two spellings of one sound share."""
    swapped = word.replace("ph", "f").replace("x", "ks").replace("z", "s").replace("c", "k")
    kept = swapped[0] + "".join(letter for letter in swapped[1:] if letter not in "aeiouyh")
    return "".join(a for a, b in zip(kept, kept[1:] + " ", strict=True) if a != b)


class Spelling:
    """Corrections towards one vocabulary.

    Args:
        wanted: the words worth recognising through a typo.
        ordinary: words that are right as they stand and are never corrected.
        misspellings: known slips and shorthand, each with what is meant.
    """

    def __init__(
        self, wanted: Iterable[str], ordinary: Iterable[str], misspellings: dict[str, str]
    ) -> None:
        self._wanted = sorted({word for word in wanted if len(word) >= _SHORTEST})
        self._known = frozenset(ordinary) | frozenset(self._wanted)
        self._misspellings = misspellings
        self._sounds = {word: _sound(word) for word in self._wanted}
        self.guesses = lru_cache(maxsize=65536)(self._guesses)

    def knows(self, word: str) -> bool:
        """Whether the word is right as it stands."""
        return not self._known.isdisjoint(bases(word))

    def _guesses(self, word: str) -> frozenset[str]:
        if word in self._misspellings:
            return frozenset({self._misspellings[word]})
        if len(word) < _SHORTEST - 1 or len(word) > _LONGEST or self.knows(word):
            return frozenset()
        short = calmed(word)
        for candidate in (short, _single(word)):
            if candidate != word and candidate in self._known:
                return frozenset({candidate})
        return self._near(short) if len(short) >= _SHORTEST else frozenset()

    def _near(self, word: str) -> frozenset[str]:
        allowed = 1 if len(word) < _SOUND_FROM else 2
        found = process.extract(
            word, self._wanted, scorer=OSA.distance, score_cutoff=allowed, limit=8
        )
        believed = [
            (guess, slips) for guess, slips, _ in found if self._believable(word, guess, slips)
        ]
        best = min((slips for _, slips in believed), default=0)
        return frozenset(guess for guess, slips in believed if slips == best)

    def _believable(self, word: str, guess: str, slips: int) -> bool:
        if word[0] != guess[0] and (slips > 1 or len(word) < _SOUND_FROM + 1):
            return False
        if slips > 1 and min(len(word), len(guess)) < _TWO_SLIPS_FROM:
            return _sound(word) == self._sounds[guess]
        return True


def _single(word: str) -> str:
    """The word with every run of one letter cut to a single letter."""
    return "".join(a for a, b in zip(word, word[1:] + " ", strict=True) if a != b)
