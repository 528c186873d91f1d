"""What each step of hearing is worth: steps added one by one, and taken away one at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.evaluation.disclosures import DisclosureScores

# In the order in which they are added. What always stays is the vocabulary with its lemmas, its
# idioms and budgets, and the reading of "must" and "would like".
GROUPS: Mapping[str, frozenset[str]] = {
    "misspellings": frozenset({"spelling"}),
    "things to avoid, medicines, brands, ingredients": frozenset({"open_classes"}),
    "words of other domains": frozenset({"relevance"}),
    "polarity over clauses": frozenset({"polarity"}),
    "whose it is": frozenset({"holder"}),
    "when it was": frozenset({"time"}),
    "ellipsis and corrections": frozenset({"ellipsis", "corrections"}),
    "how bad and where": frozenset({"severity", "areas"}),
}

Score = Callable[[frozenset[str]], Mapping[str, DisclosureScores]]


@dataclass(frozen=True)
class Step:
    """Hearing with some steps left out, scored by set."""

    name: str
    scores: Mapping[str, DisclosureScores]


def added(score: Score) -> Iterator[Step]:
    """Begin with the vocabulary alone and add one group of steps after another."""
    without = frozenset().union(*GROUPS.values())
    yield Step("vocabulary alone", score(without))
    for name, group in GROUPS.items():
        without -= group
        yield Step("+ " + name, score(without))


def taken_away(score: Score) -> Iterator[Step]:
    """Leave out one group of steps at a time from the whole."""
    for name, group in GROUPS.items():
        yield Step("all but " + name, score(group))
