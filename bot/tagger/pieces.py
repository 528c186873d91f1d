"""Text into the word pieces of a BERT vocabulary, each with the characters it stands for.

Follows the uncased tokenization that BERT-like encoders were trained with: accents stripped, marks
on their own, words cut greedily into the longest known pieces. Emoji are not in that vocabulary,
so they are read by the words of their Unicode names ("FIRE", "LOUDLY CRYING FACE").
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

# Cutting a word costs the square of its length, and nobody writes longer ones to be read.
_LONGEST_WORD = 60
_EMOJI_WORDS = 3
_IN_EMOJI_NAMES = re.compile("[A-Z]+")
# What emoji names say of how the picture is drawn, not of what it shows.
_DRAWN = frozenset({"WITH", "SIGN", "FACE", "OF", "AND", "THE"})


@dataclass(frozen=True)
class Pieces:
    """One text cut up: `ids[i]` stands for the characters from `starts[i]` to `ends[i]`.

    The first and the last piece are the encoder's own marks and stand for nothing (start = end).
    """

    ids: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def touching(self, start: int, end: int | None = None) -> np.ndarray:
        """Return the places of the pieces that share a character with [start, end), in order.

        Without an `end`, everything from `start` on is meant.
        """
        starts, ends = self._bounds
        last = ends if end is None else np.minimum(ends, end)
        return np.flatnonzero((starts < last) & (start < ends))

    @cached_property
    def _bounds(self) -> tuple[np.ndarray, np.ndarray]:
        return np.array(self.starts), np.array(self.ends)


class WordPieces:
    """Cuts text by one vocabulary."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self._known = known
        self._unknown, self._first, self._last = known["[UNK]"], known["[CLS]"], known["[SEP]"]

    @classmethod
    def of(cls, vocabulary: Path) -> "WordPieces":
        """Read a vocabulary, one piece a line.

        Raises:
            OSError: where the file cannot be read.
        """
        lines = vocabulary.read_text(encoding="utf-8").splitlines()
        return cls({piece: place for place, piece in enumerate(lines)})

    def cut(self, text: str, most: int) -> Pieces:
        """Cut text into at most `most` pieces, the two marks counted; the rest is left out.

        A word is taken whole or not at all.
        """
        ids, starts, ends = [self._first], [0], [0]
        for word, start, end in _words(text):
            found = self._pieces(word)
            if len(ids) + len(found) >= most:
                break
            ids += found
            starts += [start] * len(found)
            ends += [end] * len(found)
        return Pieces((*ids, self._last), (*starts, 0), (*ends, 0))

    def _pieces(self, word: str) -> list[int]:
        if len(word) > _LONGEST_WORD:
            return [self._unknown]
        found: list[int] = []
        start = 0
        while start < len(word):
            end, piece = self._longest(word, start)
            if piece is None:
                return [self._unknown]
            found.append(piece)
            start = end
        return found

    def _longest(self, word: str, start: int) -> tuple[int, int | None]:
        mark = "##" if start else ""
        for end in range(len(word), start, -1):
            piece = self._known.get(mark + word[start:end])
            if piece is not None:
                return end, piece
        return start, None


def _words(text: str) -> Iterator[tuple[str, int, int]]:
    """Words and single marks, lower-cased and without accents, with their characters."""
    begun, kept = 0, ""
    for place, sign in enumerate(text):
        kind = unicodedata.category(sign)
        if sign.isalnum() or kind == "Mn":
            if not kept:
                begun = place
            kept += _bare(sign)
            continue
        if kept:
            yield kept, begun, place
            kept = ""
        if kind == "So":
            yield from ((word, place, place + 1) for word in _shown(sign))
        elif kind[0] in "PS":
            yield "'" if sign in "\u2018\u2019" else sign, place, place + 1
    if kept:
        yield kept, begun, len(text)


def _bare(sign: str) -> str:
    return "".join(
        part
        for part in unicodedata.normalize("NFD", sign.lower())
        if unicodedata.category(part) != "Mn"
    )


def _shown(emoji: str) -> list[str]:
    words = _IN_EMOJI_NAMES.findall(unicodedata.name(emoji, ""))
    return [word.lower() for word in words if word not in _DRAWN][:_EMOJI_WORDS]
