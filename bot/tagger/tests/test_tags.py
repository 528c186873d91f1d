"""Labelled messages become lessons: which words tell what, and how."""

import pytest

from bot.tagger.tags import ATTRIBUTES, Lesson, lessons_of, tag_of, tags_of
from bot.tagger.tests.tiny import word_pieces

PIECES = word_pieces("my", "mum", "is", "not", "dry", "oil", "##y", "skin", "no", "nut", "##s")
TAGS = ("attribute:exclude_", "skin_type:dry", "skin_type:oily")


def told(trait: str, span: str, **how: str) -> dict:
    kind, value = trait.split(":")
    usual = {"polarity": "present", "holder": "self", "time": "current"}
    return {"type": kind, "value": value, "span": span} | usual | how


def message(text: str, *disclosures: dict) -> dict:
    return {"text": text, "disclosures": list(disclosures)}


def lesson(text: str, *disclosures: dict) -> Lesson:
    (made,) = lessons_of([message(text, *disclosures)], TAGS, PIECES, 100)
    return made


@pytest.mark.parametrize(
    ("trait", "tag"),
    [
        ("concern:acne", "concern:acne"),
        ("preference:vegan", "attribute:vegan"),
        ("constraint:vegan", "attribute:vegan"),
        ("constraint:allergy_nuts", "attribute:exclude_"),
        ("preference:avoid_parabens", "attribute:exclude_"),
        ("constraint:on_isotretinoin", "attribute:on_"),
        ("preference:ingredient_urea", "attribute:ingredient_"),
        ("preference:brand_larkrun", "attribute:brand_"),
        ("budget:under_30", "budget:"),
    ],
)
def test_what_shoppers_name_freely_shares_the_tag_of_its_family(trait: str, tag: str) -> None:
    assert tag_of(*trait.split(":")) == tag


def test_only_what_enough_messages_tell_is_taught() -> None:
    often = [message("dry", told("skin_type:dry", "dry"))] * 5
    twice_in_each = [message("oily oily", *[told("skin_type:oily", "oily")] * 2)] * 4

    assert tags_of([*often, *twice_in_each]) == ("skin_type:dry",)


def test_a_lesson_marks_the_pieces_of_the_evidence_and_no_others() -> None:
    made = lesson("my skin is oily", told("skin_type:oily", "oily"))

    assert made.targets[:, TAGS.index("skin_type:oily")].tolist() == [0, 0, 0, 0, 1, 1, 0]
    assert made.targets.sum() == 2
    assert made.told.tolist() == [0, 0, 0, 0, 1, 1, 0]


def test_a_word_may_tell_two_things() -> None:
    made = lesson("dry oily", told("skin_type:dry", "dry oily"), told("skin_type:oily", "oily"))

    assert made.targets[1:4, 1:3].tolist() == [[1, 0], [1, 1], [1, 1]]


@pytest.mark.parametrize(
    ("how", "attributes"),
    [
        ({}, set()),
        ({"polarity": "absent"}, {"absent"}),
        ({"holder": "other:mom", "time": "past"}, {"other", "past"}),
        ({"time": "future"}, {"future"}),
    ],
)
def test_how_it_is_told_is_taught_where_it_is_told(how: dict, attributes: set[str]) -> None:
    made = lesson("not dry", told("skin_type:dry", "dry", **how))

    expected = [float(name in attributes) for name in ATTRIBUTES]
    assert made.targets[2, len(TAGS) :].tolist() == expected
    assert not made.targets[1].any()


def test_an_allergen_is_taught_as_something_to_keep_away() -> None:
    made = lesson("no nuts", told("constraint:allergy_nuts", "nuts"))

    assert made.targets[:, TAGS.index("attribute:exclude_")].tolist() == [0, 0, 1, 1, 0]


def test_a_trait_that_is_not_taught_leaves_no_trace() -> None:
    made = lesson("dry skin", told("concern:acne", "skin", polarity="absent"))

    assert not made.targets.any()
    assert not made.told.any()


def test_evidence_that_is_not_in_the_message_is_refused() -> None:
    with pytest.raises(ValueError, match="not found"):
        lesson("dry skin", told("skin_type:oily", "oily"))
