"""What was trained for a vertical: the tagger and the scales that weigh it and the vocabulary."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from scipy.special import expit

from bot.tagger.tagging import Tagger

_SCALES = "scales.json"

Row = list[float]


class ScalesOutdated(Exception):
    """Scales and hearing are of different versions; the message says what to do."""


@dataclass(frozen=True)
class Model:
    """A logistic model: the chance is the logistic function of `weights` times a row and `bias`."""

    weights: Sequence[float]
    bias: float

    def chance(self, row: Row) -> float:
        """Return the chance for one row.

        Raises:
            ScalesOutdated: where the model was fitted on rows of another length.
        """
        if len(row) != len(self.weights):
            message = "the scales were fitted for another version of hearing; run `make setup`"
            raise ScalesOutdated(message)
        return float(expit(np.dot(self._array, row) + self.bias))

    @cached_property
    def _array(self) -> np.ndarray:
        return np.array(self.weights)


@dataclass(frozen=True)
class Scales:
    """The fitted models and the least chance with which a mention stands."""

    told: Model
    denied: Model
    others: Model
    least: float

    @classmethod
    def of(cls, folder: Path) -> "Scales | None":
        """Read what `write` wrote, or None where the folder holds no scales yet."""
        path = folder / _SCALES
        if not path.exists():
            return None
        data = json.loads(path.read_text(encoding="utf-8"))
        models = {name: Model(**data[name]) for name in ("told", "denied", "others")}
        return cls(least=data["least"], **models)

    def write(self, folder: Path) -> None:
        """Write them into an existing folder."""
        (folder / _SCALES).write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


@dataclass(frozen=True)
class Trained:
    """The tagger of a vertical and, once they are fitted, the scales."""

    tagger: Tagger
    scales: Scales | None

    @classmethod
    def of(cls, folder: Path) -> "Trained":
        """Load both from a folder.

        Raises:
            NoTagger: where the folder holds none.
        """
        return cls(Tagger.of(folder), Scales.of(folder))
