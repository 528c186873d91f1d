"""Whether confidence means what it says: of what is heard with 0.9, nine in ten should be right."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from bot.evaluation.counting import Heard, Key
from bot.evaluation.disclosures import Scored
from bot.evaluation.labels import Message

_BINS = 10


@dataclass(frozen=True)
class Bin:
    """Disclosures of like confidence: the mean of it, the share that is right, and how many."""

    confidence: float
    right: float
    count: int


@dataclass(frozen=True)
class Calibration:
    """Bins from unsure to sure; `error` is the expected calibration error, weighted by count."""

    bins: tuple[Bin, ...]
    error: float


def calibration(scored: Scored, key: Key) -> Calibration:
    """Compare the confidence of each disclosure heard with whether the labels have it."""
    return of_answers([answer for pair in scored.pairs() for answer in _answers(*pair, key)])


def of_answers(answers: Sequence[tuple[float, bool]]) -> Calibration:
    """Sort pairs of confidence and truth into ten bins of equal width."""
    sorted_in: dict[int, list[tuple[float, bool]]] = {}
    for answer in answers:
        sorted_in.setdefault(min(int(answer[0] * _BINS), _BINS - 1), []).append(answer)
    bins = tuple(
        Bin(
            confidence=sum(sure for sure, _ in inside) / len(inside),
            right=sum(right for _, right in inside) / len(inside),
            count=len(inside),
        )
        for _, inside in sorted(sorted_in.items())
    )
    gaps = sum(abs(one.confidence - one.right) * one.count for one in bins)
    return Calibration(bins=bins, error=gaps / len(answers) if answers else 0.0)


def _answers(message: Message, heard: Heard, key: Key) -> list[tuple[float, bool]]:
    labelled = {key(told) for told in message.told}
    surest: dict[Hashable, float] = {}
    for told in heard:
        surest[key(told)] = max(told.confidence, surest.get(key(told), 0.0))
    return [(sure, found in labelled) for found, sure in surest.items()]
