"""What the ear hears: one story for each hard part of shoppers' language."""

from datetime import date

import pytest

from bot.understanding.pipeline import Ear

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear.of()


def heard(ear: Ear, text: str) -> dict[str, tuple[str, str, str]]:
    told = ear.understand(text, heard_on=TODAY).disclosures
    return {one.trait: (one.polarity, one.holder, one.time) for one in told}


YES = ("present", "self", "current")
NO = ("absent", "self", "current")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no redness or bumps but tons of blackheads", {
            "concern:redness": NO, "concern:rough_texture": NO, "concern:clogged_pores": YES}),
        ("acne? no. dullness? yes.", {"concern:acne": NO, "concern:dullness": YES}),
        ("wrinkles aren't a problem", {"concern:wrinkles": NO}),
        ("I don't need anything for puffiness", {"concern:puffiness": NO}),
        ("my eczema has cleared up", {"concern:eczema": NO}),
        ("neither redness nor dullness", {"concern:redness": NO, "concern:dullness": NO}),
    ],
)  # fmt: skip
def test_what_is_denied_is_absent_and_what_follows_the_turn_is_present(
    ear: Ear, text: str, expected: dict[str, tuple[str, str, str]]
) -> None:
    assert heard(ear, text) == expected


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("not only dull but tired of it", "concern:dullness"),
        ("I can't get rid of these blackheads", "concern:clogged_pores"),
        ("my redness won't go away", "concern:redness"),
        ("besides dark circles nothing", "concern:dark_circles"),
        ("wouldn't mind losing the jowls", "concern:loss_of_firmness"),
        ("fragrance-free please", "preference:fragrance_free"),
        ("can't live without niacinamide", "preference:ingredient_niacinamide"),
    ],
)
def test_a_negator_that_asserts_denies_nothing(ear: Ear, text: str, trait: str) -> None:
    assert heard(ear, text)[trait] == YES


@pytest.mark.parametrize(
    ("text", "trait", "holder"),
    [
        ("my dad has rosacea", "concern:rosacea", "other:dad"),
        ("a serum for my wife", "product_interest:serum", "other:wife"),
        ("My son is 14. His chin is full of spots.", "concern:acne", "other:son"),
        ("is it safe for my pregnant sister?", "constraint:pregnancy_safe", "other:sister"),
        ("mum says my skin looks dull", "concern:dullness", "self"),
        ("my sister's wedding is in June", "goal:event_ready", "self"),
        ("like my mother I have rosacea", "concern:rosacea", "self"),
        ("my godmother has eczema", "concern:eczema", "other:unknown"),
    ],
)
def test_the_holder_is_who_has_it_not_who_is_mentioned(
    ear: Ear, text: str, trait: str, holder: str
) -> None:
    assert heard(ear, text)[trait][1] == holder


def test_a_trait_is_repeated_for_a_person_of_whom_only_does_is_said(ear: Ear) -> None:
    told = ear.understand("my friend has acne but I don't", heard_on=TODAY).disclosures

    assert {(one.holder, one.polarity) for one in told} == {
        ("other:friend", "present"), ("self", "absent")}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "trait", "time"),
    [
        ("I had eczema as a child", "concern:eczema", "past"),
        ("used to have acne, it's gone", "concern:acne", "past"),
        ("I've had melasma for years", "concern:dark_spots", "current"),
        ("scared of getting wrinkles", "concern:wrinkles", "future"),
        ("starting tretinoin next month", "constraint:on_tretinoin", "future"),
        ("I finished accutane last year", "constraint:on_isotretinoin", "past"),
        ("my cheeks get red every winter", "concern:redness", "current"),
    ],
)
def test_time_is_as_worded(ear: Ear, text: str, trait: str, time: str) -> None:
    assert heard(ear, text)[trait][2] == time


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("breakouts since March", date(2026, 3, 1)),
        ("rosacea since 2019", date(2019, 1, 1)),
        ("I've had redness for 2 weeks", date(2026, 11, 7)),
        ("dry skin", None),
    ],
)
def test_since_when_is_a_date_where_one_is_worded(ear: Ear, text: str, since: date | None) -> None:
    (told,) = ear.understand(text, heard_on=TODAY).disclosures

    assert told.since == since


@pytest.mark.parametrize(
    ("text", "traits"),
    [
        ("allergic to nuts and soy", {"constraint:allergy_nuts", "constraint:allergy_soy"}),
        ("I have a wolfberry allergy", {"constraint:allergy_wolfberry"}),
        ("retinol irritates my face", {"constraint:avoid_retinol"}),
        ("nothing with acids, and no honey", {"constraint:avoid_acids", "constraint:avoid_honey"}),
        ("on doxycycline, no honey", {"constraint:on_doxycycline", "constraint:avoid_honey"}),
        ("I can't use anything with fragrance", {"constraint:fragrance_free"}),
    ],
)  # fmt: skip
def test_limits_of_safety_are_an_open_class(ear: Ear, text: str, traits: set[str]) -> None:
    assert set(heard(ear, text)) == traits


@pytest.mark.parametrize(
    "text",
    [
        "my fries came out greasy",
        "what a dull film",
        "the paint on my door is peeling",
        "which shampoo is good for oily hair?",
        "my dog has dry skin",
        "what does niacinamide do?",
        "I've been using the same cleanser for years",
        "where is my order",
        "",
    ],
)
def test_what_is_no_disclosure_is_not_heard(ear: Ear, text: str) -> None:
    assert heard(ear, text) == {}


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("wrinkels", "concern:wrinkles"),
        ("hyperpigmantation", "concern:dark_spots"),
        ("darkcircles", "concern:dark_circles"),
        ("sooo dryyy", "skin_type:dry"),
        ("tengo ojeras", "concern:dark_circles"),
        ("peau sèche", "skin_type:dry"),
    ],
)
def test_typos_missing_spaces_and_other_languages_are_heard(
    ear: Ear, text: str, trait: str
) -> None:
    assert trait in heard(ear, text)


def test_a_typo_is_heard_with_less_confidence(ear: Ear) -> None:
    (right,) = ear.understand("rosacea", heard_on=TODAY).disclosures
    (wrong,) = ear.understand("rosacaea", heard_on=TODAY).disclosures

    assert wrong.trait == right.trait
    assert wrong.confidence < right.confidence


def test_a_correction_takes_the_first_description_back(ear: Ear) -> None:
    assert heard(ear, "oily, no wait, combination") == {
        "skin_type:oily": NO, "skin_type:combination": YES}  # fmt: skip


def test_dry_said_of_a_part_is_a_concern_there(ear: Ear) -> None:
    (told,) = ear.understand("my elbows are dry", heard_on=TODAY).disclosures

    assert (told.trait, told.area) == ("concern:dryness", "elbows")


def test_to_dislike_sticky_cream_asks_for_the_opposite(ear: Ear) -> None:
    assert heard(ear, "I hate sticky sunscreen") == {
        "preference:non_greasy": YES, "product_interest:sunscreen": YES}  # fmt: skip
