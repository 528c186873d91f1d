"""A second reader made by hand, small enough to know what it will say."""

import re
from collections.abc import Mapping

import numpy as np

from bot.tagger.pieces import Pieces
from bot.tagger.tagging import Tagged
from bot.tagger.tags import ATTRIBUTES
from bot.understanding.trained import Row, Scales, Trained


class WordTagger:
    """Gives words the chances that a table names, by tag or attribute, and nearly none else."""

    def __init__(self, chances: Mapping[str, Mapping[str, float]]) -> None:
        self._chances = chances
        named = {name for ofword in chances.values() for name in ofword}
        self._tags = tuple(sorted(named - set(ATTRIBUTES)))

    def read(self, text: str) -> Tagged:
        """Make one piece of each word."""
        words = list(re.finditer(r"\w+", text))
        rows = [
            [self._chances.get(word[0], {}).get(name, 0.01) for name in (*self._tags, *ATTRIBUTES)]
            for word in words
        ]
        pieces = Pieces(
            ids=(0,) * (len(words) + 2),
            starts=(0, *(word.start() for word in words), 0),
            ends=(0, *(word.end() for word in words), 0),
        )
        marks = [[0.0] * (len(self._tags) + len(ATTRIBUTES))]
        return Tagged(pieces, self._tags, np.array([*marks, *rows, *marks]))


class First:
    """A scale that goes by the first number of a row: 0.9 where it is set, else what is told."""

    def __init__(self, otherwise: float) -> None:
        self._otherwise = otherwise

    def chance(self, row: Row) -> float:
        """Read one row."""
        return 0.9 if row[0] else self._otherwise


def trained(chances: Mapping[str, Mapping[str, float]]) -> Trained:
    """Give a tagger by a table, with scales that believe the vocabulary, and the tagger less."""
    scales = Scales(told=First(0.7), denied=First(0.1), others=First(0.1), least=0.5)
    return Trained(WordTagger(chances), scales)
