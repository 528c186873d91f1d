"""How well intents are told apart, and what is no business of this shop turned away."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluation.counting import f1, share_interval

OUT_OF_SCOPE = "out_of_scope"
# A bare need and a request about it lie so close that taking one for the other does no harm.
_FAMILY = {"inform_needs": "needs", "ask_recommendation": "needs"}
_REJECTED_AT_MOST = 0.05


@dataclass(frozen=True)
class Answer:
    """One message's intent as labelled and as found, and its out-of-scope score (0 to 1)."""

    labelled: str
    found: str
    oos_score: float


@dataclass(frozen=True)
class IntentScores:
    """The scores of one set of messages.

    `lenient` merges needs told and advice asked for; `low` and `high` bound its 95 % interval.
    `auroc` and `recall_at_limit` (out of scope found while at most 5 % of the rest is rejected) are
    None where nothing is out of scope; `recall` and `rejected` are at the model's own threshold.
    """

    strict: float
    lenient: float
    low: float
    high: float
    macro_f1: float
    auroc: float | None
    recall_at_limit: float | None
    recall: float
    rejected: float
    count: int


def intent_scores(answers: Sequence[Answer]) -> IntentScores:
    """Score answers; there must be at least one."""
    right = [lenient(one.labelled) == lenient(one.found) for one in answers]
    low, high = share_interval(right)
    outside = [one for one in answers if one.labelled == OUT_OF_SCOPE]
    inside = [one for one in answers if one.labelled != OUT_OF_SCOPE]
    both = bool(outside) and bool(inside)
    return IntentScores(
        strict=_mean([one.labelled == one.found for one in answers]),
        lenient=_mean(right),
        low=low,
        high=high,
        macro_f1=_macro_f1(answers),
        auroc=auroc(_scores(outside), _scores(inside)) if both else None,
        recall_at_limit=recall_at_limit(_scores(outside), _scores(inside)) if both else None,
        recall=_mean([one.found == OUT_OF_SCOPE for one in outside]),
        rejected=_mean([one.found == OUT_OF_SCOPE for one in inside]),
        count=len(answers),
    )


def lenient(intent: str) -> str:
    """Merge the intents that the lenient score does not tell apart."""
    return _FAMILY.get(intent, intent)


def confusions(answers: Sequence[Answer]) -> Counter[tuple[str, str]]:
    """Count (labelled, found) where they differ."""
    return Counter((one.labelled, one.found) for one in answers if one.labelled != one.found)


def auroc(outside: Sequence[float], inside: Sequence[float]) -> float:
    """Give how often a message out of scope scores above one in scope; a tie counts half."""
    first, second = np.array(outside)[:, None], np.array(inside)[None, :]
    return float(((first > second) + 0.5 * (first == second)).mean())


def recall_at_limit(outside: Sequence[float], inside: Sequence[float]) -> float:
    """Give the share above the lowest line that rejects at most 5 % of what is in scope."""
    line = sorted(inside)[min(int((1 - _REJECTED_AT_MOST) * len(inside)), len(inside) - 1)]
    return _mean([score > line for score in outside])


def _macro_f1(answers: Sequence[Answer]) -> float:
    pairs = [(lenient(one.labelled), lenient(one.found)) for one in answers]
    return _mean(
        [
            f1(
                right=sum(pair == (intent, intent) for pair in pairs),
                wrong=sum(found == intent != labelled for labelled, found in pairs),
                missed=sum(labelled == intent != found for labelled, found in pairs),
            )
            for intent in sorted({labelled for labelled, _ in pairs})
        ]
    )


def _scores(answers: Sequence[Answer]) -> list[float]:
    return [one.oos_score for one in answers]


def _mean(values: Sequence[float]) -> float:
    return float(sum(values) / len(values)) if values else 0.0
