"""What the tests of the intent model share: the examples, and one model trained from all."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bot.components.intent_learning import Weights, learn
from bot.components.intent_lexicon import lexicon_of_files
from bot.components.intent_words import Lexicon

ROOT = Path(__file__).resolve().parents[3]


class Example(NamedTuple):
    """A message and what it wants, as a person labelled it."""

    text: str
    intent: str


def examples_of(folder: Path) -> Iterator[Example]:
    for file in sorted(folder.glob("*.yml")):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            for line in entry["examples"].splitlines():
                yield Example(line.removeprefix("- "), entry["intent"])


@pytest.fixture(scope="session")
def examples() -> list[Example]:
    return list(examples_of(ROOT / "nlu_data/intents"))


@pytest.fixture(scope="session")
def held_out() -> list[Example]:
    """Messages that no model is trained on."""
    file = ROOT / "nlu_data/evaluation/intent_messages.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return [Example(line["text"], line["intent"]) for line in lines]


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return lexicon_of_files(
        ROOT / "nlu_data/vocabulary.yml", ROOT / "nlu_data/language/ordinary_words.txt"
    )


@pytest.fixture(scope="session")
def weights(examples: list[Example], lexicon: Lexicon) -> Weights:
    texts, intents = zip(*examples, strict=True)
    return learn(texts, intents, lexicon)
