"""What stands around a trait: short answers, traps of negation, whose it is and when it was.

A row names all that is to be heard: `-` before what is denied, `mom>` before what is another's.
"""

from datetime import date

import pytest

from bot.understanding.model import SELF, Disclosure
from bot.understanding.pipeline import Ear

EAR = Ear.of()
TODAY = date(2026, 11, 21)


def told(one: Disclosure) -> str:
    holder = "" if one.holder == SELF else one.holder.removeprefix("other:") + ">"
    value = one.trait.removeprefix("preference:").removeprefix("constraint:")
    return f"{holder}{'-' if one.polarity == 'absent' else ''}{value}"


def heard(text: str) -> list[str]:
    return sorted({told(one) for one in EAR.understand(text, heard_on=TODAY).disclosures})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rosacea? heavens no", ["-concern:rosacea"]),
        ("jowls none, blackheads plenty", ["-concern:loss_of_firmness", "concern:clogged_pores"]),
        ("melasma? never had it", ["-concern:dark_spots"]),
        ("flaky I am not", ["-concern:dryness"]),
        ("nope to redness, yep to milia", ["-concern:redness", "concern:clogged_pores"]),
    ],
)
def test_a_short_answer_settles_what_it_answers(text: str, expected: list[str]) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("never not blotchy", "concern:uneven_tone"),
        ("no primer can hide my rosacea", "concern:rosacea"),
        ("I can't laugh without my lips cracking", "concern:chapped_lips"),
        ("no one warned me about the jowls", "concern:loss_of_firmness"),
        ("there isn't an inch of my chest that's free of pimples", "concern:acne"),
        ("my nose couldn't be shinier", "concern:oiliness"),
        ("if it weren't for my rosacea I'd go barefaced", "concern:rosacea"),
        ("do you not stock anything for rosacea?", "concern:rosacea"),
        ("I don't only have jowls", "concern:loss_of_firmness"),
        ("you can't not notice my pores", "concern:enlarged_pores"),
        ("aren't these jowls a sight", "concern:loss_of_firmness"),
        ("no dullness is the goal", "concern:dullness"),
        ("I don't merely need a toner", "product_interest:toner"),
    ],
)
def test_a_trap_of_negation_denies_nothing(text: str, trait: str) -> None:
    assert heard(text) == [trait]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my freckly age spots can stay", ["-concern:dark_spots"]),
        ("eczema is not on the agenda", ["-concern:eczema"]),
        ("leave my jowls out of it, treat the redness",
         ["-concern:loss_of_firmness", "concern:redness"]),
        ("vegan is immaterial", ["-vegan"]),
        ("I can cope with my dark circles", ["-concern:dark_circles"]),
        ("wrinkles, I earned those, leave them be", ["-concern:wrinkles"]),
        ("milia gone, thank god", ["-concern:clogged_pores"]),
        ("the blackheads have moved out", ["-concern:clogged_pores"]),
        ("the milia petered out after summer", ["-concern:clogged_pores"]),
        ("my rosacea hasn't played up in months", ["-concern:rosacea"]),
        ("I can't complain, it isn't flaky", ["-concern:dryness"]),
        ("toner by the crate I own", ["-product_interest:toner"]),
        ("scrap the anti aging", ["-goal:look_younger"]),
        ("sunscreen's sorted", ["-product_interest:sunscreen"]),
        ("toners? not interested", ["-product_interest:toner"]),
    ],
)  # fmt: skip
def test_what_is_put_aside_gone_or_owned_is_absent(text: str, expected: list[str]) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no rash on my dry hands", ["-concern:irritation", "concern:dryness"]),
        ("no redness, just flaky shins", ["-concern:redness", "concern:dryness"]),
        ("due in May, my nose has gone greasy", ["concern:oiliness", "pregnancy_safe"]),
    ],
)
def test_a_denial_ends_where_another_thought_begins(text: str, expected: list[str]) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("him = oily, me = dry", ["skin_type:dry", "unknown>skin_type:oily"]),
        ("my eldest daughter has acne", ["daughter>concern:acne"]),
        ("a toner please, my son is covered in blackheads",
         ["son>concern:clogged_pores", "son>product_interest:toner"]),
        ("she's 77, what can my gran use for wrinkles?", ["grandma>concern:wrinkles"]),
        ("propolis gives my nan hives", ["grandma>avoid_propolis"]),
        ("limonene makes my boyfriend cough", ["boyfriend>avoid_limonene"]),
        ("husband's asking for a toner", ["husband>product_interest:toner"]),
        ("rosacea, it's my dad's nose", ["dad>concern:rosacea"]),
        ("pimples on my brother", ["brother>concern:acne"]),
        ("my flatmate nicked my serum so a new one, vegan", ["product_interest:serum", "vegan"]),
        ("my wife and I both have rosacea", ["concern:rosacea", "wife>concern:rosacea"]),
        ("her nose is red, mine isn't", ["-concern:redness", "unknown>concern:redness"]),
        ("fragrance free for a 44 year old", ["fragrance_free"]),
    ],
)  # fmt: skip
def test_a_need_is_given_to_whom_it_belongs(text: str, expected: list[str]) -> None:
    assert heard(text) == expected


def test_what_another_part_of_the_body_has_not_is_denied_as_well() -> None:
    assert heard("my hands are scaly but my feet aren't") == [
        "-concern:dryness", "concern:dryness"]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("paranoid about developing melasma", "future"),
        ("terrified this spot will scar", "future"),
        ("my acne came back when I moved", "current"),
        ("greasy as a boy, bone dry at sixty", "current"),
    ],
)
def test_the_time_is_that_of_the_trait_itself(text: str, time: str) -> None:
    disclosures = EAR.understand(text, heard_on=TODAY).disclosures

    assert disclosures[-1].time == time
