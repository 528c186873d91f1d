"""Train and score the intent model's class on public sets of intents that a reader can fetch.

    bot/.venv/bin/python -m bot.evaluation.public --format clinc150 data_full.json
    bot/.venv/bin/python -m bot.evaluation.public --format banking77 train.csv test.csv

The sets are not part of this repository. What is scored is how our way of learning fares on other
people's messages, not the shop's trained model.
"""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.components.intent_learning import learn
from bot.components.intent_lexicon import lexicon_of_files
from bot.components.intent_reading import shares_of
from bot.components.intent_words import Lexicon
from bot.evaluation.intents import auroc
from bot.understanding.pipeline import LANGUAGE, VOCABULARY

_OUTSIDE = "oos"

Examples = Sequence[tuple[str, str]]


class PublicSetInvalid(Exception):
    """A file is not of the format named; the message says what is missing."""


@dataclass(frozen=True)
class PublicSet:
    """Examples as (text, intent); those out of scope have the intent `oos`."""

    train: Examples
    test: Examples


@dataclass(frozen=True)
class PublicScores:
    """Accuracy over what is in scope, and how well the rest is told from it (None without any)."""

    intents: int
    trained_on: int
    tested_on: int
    accuracy: float
    auroc: float | None


def clinc150(paths: Sequence[Path]) -> PublicSet:
    """Read CLINC150's one JSON file, its examples out of scope among the others.

    Raises:
        PublicSetInvalid: where a part is missing.
    """
    try:
        (path,) = paths
        parts = json.loads(path.read_text(encoding="utf-8"))
        return PublicSet(
            train=_pairs(parts["train"], parts["oos_train"]),
            test=_pairs(parts["test"], parts["oos_test"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        message = (
            f"one file of CLINC150 is expected, with train, test, oos_train, oos_test: {error}"
        )
        raise PublicSetInvalid(message) from error


def banking77(paths: Sequence[Path]) -> PublicSet:
    """Read BANKING77's two CSV files, train and test, with the columns text and category.

    Raises:
        PublicSetInvalid: where a file or a column is missing.
    """
    try:
        train, test = paths
        return PublicSet(train=_rows(train), test=_rows(test))
    except (KeyError, ValueError) as error:
        message = (
            f"BANKING77's train.csv and test.csv are expected, with text and category: {error}"
        )
        raise PublicSetInvalid(message) from error


FORMATS: Mapping[str, Callable[[Sequence[Path]], PublicSet]] = {
    "clinc150": clinc150,
    "banking77": banking77,
}


def scores(public: PublicSet, lexicon: Lexicon) -> PublicScores:
    """Train on one part and score the other."""
    texts, intents = zip(*public.train, strict=True)
    weights = learn(texts, intents, lexicon)
    right, outside, inside = [], [], []
    for text, intent in public.test:
        shares = shares_of(text, weights, lexicon)
        if intent == _OUTSIDE:
            outside.append(shares.get(_OUTSIDE, 0.0))
            continue
        inside.append(shares.get(_OUTSIDE, 0.0))
        right.append(max(shares, key=lambda name, shares=shares: shares[name]) == intent)
    return PublicScores(
        intents=len(set(intents) - {_OUTSIDE}),
        trained_on=len(texts),
        tested_on=len(public.test),
        accuracy=sum(right) / len(right),
        auroc=auroc(outside, inside) if outside else None,
    )


def everyday_lexicon() -> Lexicon:
    """Give everyday words and none of the shop's, which mean nothing in another domain."""
    ours = lexicon_of_files(VOCABULARY, LANGUAGE / "ordinary_words.txt")
    return Lexicon({}, ours.ordinary)


def main() -> int:
    """Score the set named on the command line."""
    parser = argparse.ArgumentParser(prog="bot.evaluation.public")
    parser.add_argument("--format", choices=sorted(FORMATS), required=True)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    asked = parser.parse_args()
    try:
        got = scores(FORMATS[asked.format](asked.files), everyday_lexicon())
    except (OSError, PublicSetInvalid) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    outside = "" if got.auroc is None else f", out of scope AUROC {got.auroc:.3f}"
    sys.stdout.write(
        f"{got.intents} intents, trained on {got.trained_on} messages, tested on {got.tested_on}: "
        f"accuracy {got.accuracy:.3f}{outside}\n"
    )
    return 0


def _pairs(*parts: Sequence[Sequence[str]]) -> Examples:
    return [(text, intent) for part in parts for text, intent in part]


def _rows(path: Path) -> Examples:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["category"]) for row in csv.DictReader(file)]


if __name__ == "__main__":
    sys.exit(main())
