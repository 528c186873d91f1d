"""What is asked for by name, and what only sounds like a wish."""

from datetime import date

import pytest

from bot.understanding.pipeline import Ear

EAR = Ear.of()


def heard(text: str) -> set[str]:
    told = EAR.understand(text, heard_on=date(2026, 11, 21)).disclosures
    return {
        f"{one.value}{'' if one.polarity == 'present' else ' absent'}"
        for one in told
        if one.type != "product_interest"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Uriage hand balm for work", {"brand_uriage"}),
        ("Sulwhasoo or Laneige, whichever is lighter", {"brand_sulwhasoo", "brand_laneige"}),
        ("not Clinique", {"brand_clinique absent"}),
        ("Vichy, no", {"brand_vichy absent"}),
    ],
)
def test_a_brand_is_asked_for_or_put_aside_by_its_name_alone(text: str, expected: set[str]) -> None:
    assert expected <= heard(text)


@pytest.mark.parametrize(
    "text",
    [
        "does stress clog pores",
        "what triggers rosacea",
        "bakuchiol versus retinol, what's stronger",
        "how strong is the glycolic in the blue tube",
        "four stars, sinks in well, would buy again",
        "is the pump broken or is it me",
        "the courier left the box in the rain and the label peeled",
        "congestion charge on the M25",
        "law firms near me",
    ],
)
def test_a_question_about_the_world_and_a_review_tell_nothing(text: str) -> None:
    assert heard(text) == set()


def test_a_question_about_the_product_pointed_at_names_it() -> None:
    told = EAR.understand("is that toner ok on rosacea?", heard_on=date(2026, 11, 21)).disclosures

    assert {one.value for one in told} == {"toner", "rosacea"}
