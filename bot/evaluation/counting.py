"""Precision, recall and F1 over messages, with bootstrap intervals."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluation.labels import Message, Told

_RESAMPLES = 1000
_SEED = 7
_SIDES = (2.5, 97.5)

Heard = Sequence[Told]
Key = Callable[[Told], Hashable | None]


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """Between 0 and 1; 0 of nothing is 0."""
        return self.part / self.whole if self.whole else 0.0


@dataclass(frozen=True)
class Agreement:
    """How far what was heard agrees with the labels.

    `low` and `high` bound the F1's 95 % interval: messages drawn anew a thousand times, with one
    seed, so that two runs over the same answers give the same bounds. `labels` counts them.
    """

    precision: float
    recall: float
    f1: float
    low: float
    high: float
    labels: int


def agreement(messages: Sequence[Message], heard: Sequence[Heard], key: Key) -> Agreement:
    """Compare by one key a disclosure; a key of None leaves the disclosure out."""
    rows = np.array(
        [
            _row(_keys(one.told, key), _keys(got, key))
            for one, got in zip(messages, heard, strict=True)
        ]
    ).reshape(-1, 3)
    right, wrong, missed = rows.sum(axis=0)
    low, high = interval(rows)
    return Agreement(
        precision=_ratio(right, right + wrong),
        recall=_ratio(right, right + missed),
        f1=f1(right, wrong, missed),
        low=low,
        high=high,
        labels=int(right + missed),
    )


def f1(right: float, wrong: float, missed: float) -> float:
    """Give the F1 of counts; 0 where there is nothing."""
    return _ratio(2 * right, 2 * right + wrong + missed)


def interval(rows: np.ndarray) -> tuple[float, float]:
    """Give the 95 % interval of the F1 of `rows` (messages by right, wrong, missed)."""
    if not len(rows):
        return 0.0, 0.0
    draw = np.random.default_rng(_SEED).integers(0, len(rows), size=(_RESAMPLES, len(rows)))
    low, high = np.percentile([f1(*rows[places].sum(axis=0)) for places in draw], _SIDES)
    return float(low), float(high)


def share_interval(answers: Sequence[bool]) -> tuple[float, float]:
    """Give the 95 % interval of a share of right answers."""
    if not answers:
        return 0.0, 0.0
    values = np.array(answers, dtype=float)
    draw = np.random.default_rng(_SEED).integers(0, len(values), size=(_RESAMPLES, len(values)))
    low, high = np.percentile(values[draw].mean(axis=1), _SIDES)
    return float(low), float(high)


def _keys(told: Iterable[Told], key: Key) -> set[Hashable]:
    return {key(one) for one in told} - {None}


def _row(labelled: set[Hashable], got: set[Hashable]) -> tuple[int, int, int]:
    return len(labelled & got), len(got - labelled), len(labelled - got)


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else 0.0
