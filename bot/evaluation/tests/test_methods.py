"""Each reader alone, and both together."""

import pytest

from bot.evaluation.labels import Told
from bot.evaluation.methods import BOTH, LOOKED_UP, RULES, TAGGER, Listen, methods
from bot.evaluation.tests.readers import trained
from bot.understanding.pipeline import LANGUAGE, VOCABULARY
from bot.understanding.vocabulary import load_vocabulary

CHANCES = {
    "blotter": {"concern:oiliness": 0.8},
    "never": {"concern:acne": 0.7, "absent": 0.9},
    "gran": {"concern:wrinkles": 0.6, "other": 0.8, "past": 0.7},
    "maybe": {"concern:redness": 0.4},
    "latex": {"attribute:exclude_": 0.9},
    "tenner": {"budget:": 0.9},
    "fancy": {"attribute:luxury": 0.9, "future": 0.6},
}


@pytest.fixture(scope="module")
def ways() -> dict[str, Listen]:
    return methods(load_vocabulary(VOCABULARY, LANGUAGE), trained(CHANCES))


def test_the_tagger_alone_tells_a_run_with_its_own_words_and_chance(
    ways: dict[str, Listen],
) -> None:
    (told,) = ways[TAGGER]("a human blotter")
    assert told == Told("concern", "oiliness", span="blotter", confidence=0.8)


@pytest.mark.parametrize(
    ("text", "polarity", "holder", "time"),
    [
        ("never", "absent", "self", "current"),
        ("gran", "present", "other:unknown", "past"),
        ("fancy", "present", "self", "future"),
    ],
)
def test_the_tagger_alone_says_of_itself_whether_whose_and_when(
    ways: dict[str, Listen], text: str, polarity: str, holder: str, time: str
) -> None:
    (told,) = ways[TAGGER](text)
    assert (told.polarity, told.holder, told.time) == (polarity, holder, time)


@pytest.mark.parametrize("text", ["maybe", "latex", "tenner", "hello"])
def test_the_tagger_alone_is_silent_where_it_is_unsure_or_can_name_no_value(
    ways: dict[str, Listen], text: str
) -> None:
    assert ways[TAGGER](text) == ()


def test_a_wish_is_a_preference_as_in_the_labels(ways: dict[str, Listen]) -> None:
    assert [told.trait for told in ways[TAGGER]("fancy")] == ["preference:luxury"]


def test_together_they_hear_what_either_of_them_hears(ways: dict[str, Listen]) -> None:
    text = "a human blotter with no redness"
    heard = {name: {told.value for told in listen(text)} for name, listen in ways.items()}
    assert heard[RULES] == {"redness"}
    assert heard[TAGGER] == {"oiliness"}
    assert heard[BOTH] == {"oiliness", "redness"}


def test_only_where_context_is_read_is_a_denial_heard(ways: dict[str, Listen]) -> None:
    polarity = {
        name: [told.polarity for told in ways[name]("I have no redness")]
        for name in (LOOKED_UP, RULES, BOTH)
    }
    assert polarity == {LOOKED_UP: ["present"], RULES: ["absent"], BOTH: ["absent"]}


def test_together_confidence_is_what_the_scales_say(ways: dict[str, Listen]) -> None:
    (told,) = ways[BOTH]("my skin is a human blotter")
    # Told with 0.7, and neither denied nor another's with 0.9 each.
    assert told.confidence == pytest.approx(0.57)
