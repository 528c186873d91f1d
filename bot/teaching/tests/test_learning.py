"""A handful of lessons is learned by a tiny encoder, twice alike, and read the same in NumPy."""

from collections.abc import Callable

import numpy as np
import pytest

from bot.tagger.encoder import Encoder, Shape, Weights
from bot.tagger.tagging import Tagged, Tagger
from bot.tagger.tags import lessons_of
from bot.tagger.tests.tiny import random_weights, word_pieces
from bot.teaching.learning import Settings, learn

WORDS = ("my", "skin", "is", "not", "never", "dry", "oil", "##y", "hi", "thanks", "mum", "nose")
PIECES = word_pieces(*WORDS)
SHAPE = Shape(layers=2, heads=2)
WEIGHTS = random_weights(SHAPE.layers, pieces=len(WORDS) + 3, width=16, spread=0.2)
TAGS = ["skin_type:dry", "skin_type:oily"]
# Few messages in each step, so that there are steps enough; dropout stays, since it is random too.
QUICK = Settings(frozen=1, epochs=40, rate=5e-3, at_once=24, dropout=0.02, attribute_voice=1.0)


def message(text: str, value: str = "", **how: str) -> dict:
    told = {"type": "skin_type", "value": value, "polarity": "present", "holder": "self"}
    told |= {"time": "current", "span": value} | how
    return {"text": text, "disclosures": [told] if value else []}


MESSAGES = (
    *[message(f"my {part} is dry", "dry") for part in ("skin", "nose")],
    *[message(f"my {part} is oily", "oily") for part in ("skin", "nose")],
    *[message(f"{never} dry", "dry", polarity="absent") for never in ("not", "never")],
    *[message(f"{never} oily", "oily", polarity="absent") for never in ("not", "never")],
    message("mum is dry", "dry", holder="other:mom"),
    message("hi my skin"),
    message("thanks"),
)


def taught(progress: Callable[[str], None] = lambda _: None) -> Weights:
    return learn(lessons_of(MESSAGES, TAGS, PIECES, 100), WEIGHTS, SHAPE, QUICK, progress)


@pytest.fixture(scope="module")
def learned() -> Weights:
    return taught()


def read(learned: Weights, text: str) -> Tagged:
    return Tagger(Encoder({**WEIGHTS, **learned}, SHAPE), PIECES, learned, TAGS).read(text)


def test_what_was_taught_is_known(learned: Weights) -> None:
    for one in MESSAGES:
        told = {f"{it['type']}:{it['value']}" for it in one["disclosures"]}
        assert {run.tag for run in read(learned, one["text"]).runs(0.5)} == told


def test_how_it_was_told_is_known(learned: Weights) -> None:
    for text, absent, other in (
        ("my skin is dry", False, False),
        ("not dry", True, False),
        ("mum is dry", False, True),
    ):
        start = text.index("dry")
        said = read(learned, text).attributes("skin_type:dry", start, start + 3)
        assert (said["absent"] > 0.5, said["other"] > 0.5) == (absent, other)


def test_only_the_upper_layers_and_the_head_change(learned: Weights) -> None:
    upper = {name for name in WEIGHTS if name.startswith("encoder.layer.1.")}

    assert set(learned) == upper | {"head.weight", "head.bias"}
    assert all(not np.array_equal(learned[name], WEIGHTS[name]) for name in upper)


def test_the_same_lessons_teach_the_same_weights_bit_for_bit(learned: Weights) -> None:
    lines: list[str] = []

    again = taught(lines.append)

    assert again.keys() == learned.keys()
    assert all(np.array_equal(again[name], learned[name]) for name in again)
    assert "11 messages" in lines[0], "progress is told"
