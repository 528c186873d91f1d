"""Scales that are fitted on messages trust whichever reader was right on them."""

from datetime import date
from pathlib import Path

import pytest

from bot.evaluation.needs import Needs
from bot.tagger.tests.tiny import knowing
from bot.teaching.fitting import fit
from bot.understanding.pipeline import LANGUAGE, VOCABULARY, Ear
from bot.understanding.trained import Scales, Trained
from bot.understanding.vocabulary import load_vocabulary

# It knows dullness and redness when it sees them, holds nothing of freckles or wrinkles, and knows
# two words of its own, one for a denial and one for another person.
TAGGER = knowing(
    {
        "dull": {"concern:dullness": 0.95},
        "redness": {"concern:redness": 0.95},
        "wrinkles": {"concern:redness": 0.02},
        "glum": {"concern:dullness": 0.95, "absent": 0.9},
        "drab": {"concern:dullness": 0.9, "other": 0.9},
    }
)
KNOWN = load_vocabulary(VOCABULARY, LANGUAGE)


def told(value: str, polarity: str = "present", holder: str = "self") -> dict:
    return {"type": "concern", "value": value, "polarity": polarity, "holder": holder}


def message(text: str, *disclosures: dict) -> dict:
    return {"text": text, "disclosures": list(disclosures)}


# Whatever is said of wrinkles, the labels deny that they are told of.
MESSAGES = 6 * [
    message("so dull and wrinkles", told("dullness")),
    message("I have redness and wrinkles", told("redness")),
    message("wrinkles"),
    message("I have no redness", told("redness", "absent")),
    message("quite glum", told("dullness", "absent")),
    message("my mum has redness", told("redness", holder="other:mom")),
    message("rather drab", told("dullness", holder="other:unknown")),
]


@pytest.fixture(scope="module")
def scales() -> Scales:
    ear = Ear(KNOWN, trained=Trained(TAGGER, scales=None))
    return fit(MESSAGES, ear, KNOWN.siblings, Needs.of(VOCABULARY))


def heard(scales: Scales, text: str) -> dict[str, tuple[str, bool]]:
    ear = Ear(KNOWN, trained=Trained(TAGGER, scales))
    found = ear.understand(text, heard_on=date(2026, 1, 1)).disclosures
    return {one.value: (one.polarity, one.holder == "self") for one in found}


def test_what_the_labels_told_stands_and_what_they_did_not_falls(scales: Scales) -> None:
    assert heard(scales, "my face is dull, and wrinkles") == {"dullness": ("present", True)}


@pytest.mark.parametrize("text", ["no redness", "glum"])
def test_a_denial_is_taken_from_either_reader(scales: Scales, text: str) -> None:
    assert list(heard(scales, text).values()) == [("absent", True)]


@pytest.mark.parametrize("text", ["my mum has redness", "drab"])
def test_another_person_is_taken_from_either_reader(scales: Scales, text: str) -> None:
    assert list(heard(scales, text).values()) == [("present", False)]


def test_the_same_messages_fit_the_same_scales(scales: Scales) -> None:
    ear = Ear(KNOWN, trained=Trained(TAGGER, scales=None))

    assert fit(MESSAGES, ear, KNOWN.siblings, Needs.of(VOCABULARY)) == scales


def test_scales_are_kept_in_a_file(scales: Scales, tmp_path: Path) -> None:
    assert Scales.of(tmp_path) is None

    scales.write(tmp_path)

    assert heard(Scales.of(tmp_path), "so dull, no redness") == heard(scales, "so dull, no redness")
