"""How many ways there are to say what a skin is like: one row for a way, not for a message."""

from datetime import date

import pytest

from bot.understanding.model import Disclosure
from bot.understanding.pipeline import Ear

EAR = Ear.of()
TODAY = date(2026, 11, 21)


def heard(text: str) -> tuple[Disclosure, ...]:
    return EAR.understand(text, heard_on=TODAY).disclosures


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my shins are like a dry riverbed", "dryness"),
        ("blizzard in my socks every evening", "dryness"),
        ("it feels like somebody else's face", "dryness"),
        ("my face can't hold on to any moisture", "dehydration"),
        ("my nose is a lighthouse", "oiliness"),
        ("forehead like a greasy skillet", "oiliness"),
        ("you could guide ships by the shine on my forehead", "oiliness"),
        ("a plook on my chin", "acne"),
        ("an army of zits", "acne"),
        ("my nose resembles a poppy seed bagel", "clogged_pores"),
        ("my pores have their own zip code", "enlarged_pores"),
        ("cheeks like a tea strainer", "enlarged_pores"),
        ("dips in my cheeks where the cysts used to be", "acne_scars"),
        ("brown smudges on my temples", "dark_spots"),
        ("my chest looks like a jigsaw puzzle", "uneven_tone"),
        ("I go full fire engine", "redness"),
        ("my face is as red as a radish", "redness"),
        ("my face goes ballistic", "sensitivity"),
        ("it stings like vinegar", "sensitivity"),
        ("my eyelids ballooned after a new cream", "irritation"),
        ("my barrier is shot", "barrier_damage"),
        ("hairline cracks beside my eyes", "fine_lines"),
        ("my forehead looks like a venetian blind", "wrinkles"),
        ("they offered me the senior discount", "aging_signs"),
        ("my neck is like a deflated balloon", "loss_of_firmness"),
        ("my face is the colour of old bathwater", "dullness"),
        ("elbows like a scouring pad", "rough_texture"),
        ("my heels snag the duvet", "rough_texture"),
        ("I look like a badger", "dark_circles"),
        ("wake up with eyes like marshmallows", "puffiness"),
        ("I look like something the cat dragged in", "tired_look"),
        ("my neck is an old boot", "sun_damage"),
        ("my lips are in tatters", "chapped_lips"),
        ("lumps wherever the trimmer goes", "razor_bumps"),
        ("zebra thighs", "stretch_marks"),
    ],
)
def test_likenesses_and_what_a_skin_does_to_the_day_name_a_need(text: str, value: str) -> None:
    assert value in {one.value for one in heard(text)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Xerosis, both calves.", "dryness"),
        ("malar erythema", "redness"),
        ("static rhytides", "wrinkles"),
        ("infraorbital shadows, periorbital oedema", "puffiness"),
        ("solar elastosis", "sun_damage"),
        ("pseudofolliculitis barbae", "razor_bumps"),
        ("Mischhaut", "combination"),
        ("meine Stirn ist fettig", "oily"),
        ("pelle sensibile", "sensitive"),
        ("occhiaie", "dark_circles"),
        ("peelie wally", "dullness"),
        ("chook skin on my arms", "rough_texture"),
    ],
)
def test_medical_foreign_and_regional_words_name_a_need(text: str, value: str) -> None:
    assert value in {one.value for one in heard(text)}


@pytest.mark.parametrize(
    "text",
    [
        "parking spots outside your shop?",
        "dry cleaning",
        "a glass of dry white wine",
        "a sensitive subject, politics",
        "the congestion charge in London",
        "the pump clogged",
        "the label peeled",
        "please drop it off at the door",
        "hold the line",
    ],
)
def test_the_same_words_of_other_things_are_no_need(text: str) -> None:
    assert not [one for one in heard(text) if one.type in {"concern", "skin_type"}]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("a cyst the size of a plum", "severe"),
        ("so many blackheads, tons", "severe"),
        ("dry dry hands", "severe"),
        ("sensitive. very.", "severe"),
        ("mild, on the chest, acne", "mild"),
        ("eczema on my wrists, very bad in spring", "severe"),
        ("wrinkles, pretty noticeable", "moderate"),
        ("a tad of redness", "mild"),
        ("the odd pimple", "mild"),
        ("tiny lines beside my mouth", None),
        ("his feet hurt so his heels crack", None),
        ("dead skin on my heels", None),
        ("not a very dry face", None),
    ],
)
def test_how_bad_it_is_said_in_many_ways(text: str, severity: str | None) -> None:
    assert {one.severity for one in heard(text)} == {severity}


@pytest.mark.parametrize(
    ("text", "areas"),
    [
        ("eczema, mostly elbows", {"elbows"}),
        ("large pores, both cheeks", {"cheeks"}),
        ("oily skin, with pimples on my chin", {None, "chin"}),
        ("dry, flaky cheeks", {"cheeks"}),
        ("a hand cream for eczema", {None}),
    ],
)
def test_a_part_of_the_body_goes_to_what_is_said_of_it(text: str, areas: set[str | None]) -> None:
    assert {one.area for one in heard(text) if one.type in {"concern", "skin_type"}} == areas
