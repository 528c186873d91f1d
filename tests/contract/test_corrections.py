"""Anything can be corrected in plain words, and the record follows."""

import pytest

from actions.dependencies import Dependencies
from profiles.folding import Said
from profiles.model import SELF, Trait
from tests.action_wire import Talk, told

CORRECTS = {"intent": "correct_info", "action": "action_correct_record"}
SISTER = "other:sister"
DRYNESS, ACNE = Trait("concern", "dryness"), Trait("concern", "acne")


@pytest.fixture
def talk(dependencies: Dependencies) -> Talk:
    return Talk(dependencies).agrees()


def test_a_denial_by_way_of_correction_is_not_asked_about_and_takes_the_first_back(
    talk: Talk,
) -> None:
    talk.says("dry cheeks", told("concern:dryness", area="cheeks"))

    answers = talk.says("no, not dry", told("skin_type:dry", polarity="absent"), **CORRECTS)

    assert "utter_ask_flip" not in answers
    assert talk.stands().answer(DRYNESS) is Said.NEVER
    assert talk.stands().answer(Trait("skin_type", "dry")) is Said.NO


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("I never said acne", told("concern:acne", polarity="absent")),
        ("I never said I had acne", told("concern:acne", time="past")),
        ("forget what I said about acne", told("concern:acne")),
    ],
)
def test_what_was_never_said_is_gone_as_if_it_had_never_been(
    talk: Talk, text: str, heard: dict[str, object]
) -> None:
    talk.says("acne", told("concern:acne"))

    answers = talk.says(text, heard, **CORRECTS)

    assert "utter_taken_back" in answers
    assert talk.stands().answer(ACNE) is Said.NEVER


@pytest.mark.parametrize(
    ("text", "trait"),
    [
        ("forget the budget", "budget:under_40"),
        ("ignore my skin type", "skin_type:oily"),
        ("forget my allergies", "constraint:allergy_nuts"),
    ],
)
def test_a_kind_of_thing_is_taken_back_by_its_name(talk: Talk, text: str, trait: str) -> None:
    talk.says("it", told(trait), told("concern:acne"))

    talk.says(text, **CORRECTS)

    assert talk.stands().answer(Trait.of(trait)) is Said.NEVER
    assert talk.stands().answer(ACNE) is Said.YES


def test_scratch_that_takes_back_the_last_message_alone(talk: Talk) -> None:
    talk.says("acne", told("concern:acne"))
    talk.says("dryness", told("concern:dryness"), told("goal:glow"))

    talk.says("scratch that", **CORRECTS)

    assert talk.stands().answer(DRYNESS) is Said.NEVER
    assert talk.stands().answer(ACNE) is Said.YES


def test_scratch_that_drops_what_was_only_asked_about(talk: Talk) -> None:
    talk.says("acne", told("concern:acne"))
    talk.says("dul?", told("concern:dullness", sure=0.4))

    talk.says("scratch that", **CORRECTS)

    assert talk.stands().answer(ACNE) is Said.YES
    assert talk.slots["doubts"] == []


def test_what_is_somebody_elses_moves_to_them(talk: Talk) -> None:
    talk.says("acne under $40", told("concern:acne"), told("budget:under_40"))

    answers = talk.says("that's my sister, not me", **CORRECTS)

    assert "utter_given_to" in answers
    assert talk.stands().answer(ACNE, SELF) is Said.NEVER
    assert talk.stands().answer(ACNE, SISTER) is Said.YES
    assert talk.stands().answer(Trait("budget", "under_40")) is Said.YES
    assert talk.slots["whose"] == SISTER


def test_all_of_it_may_be_for_somebody_else(talk: Talk) -> None:
    talk.says("acne", told("concern:acne"))
    talk.says("dryness", told("concern:dryness"))

    talk.says("it's all for my sister, not me", **CORRECTS)

    assert talk.stands().answer(ACNE, SISTER) is Said.YES
    assert talk.stands().answer(DRYNESS, SISTER) is Said.YES
    assert talk.stands().answer(ACNE, SELF) is Said.NEVER


def test_and_back_to_the_shopper(talk: Talk) -> None:
    talk.says("her acne", told("concern:acne", holder=SISTER))

    talk.says("that's me, not my sister", **CORRECTS)

    assert talk.stands().answer(ACNE, SELF) is Said.YES
    assert talk.stands().answer(ACNE, SISTER) is Said.NEVER


def test_a_sons_may_turn_out_to_be_a_daughters(talk: Talk) -> None:
    talk.says("his acne", told("concern:acne", holder="other:son"))

    talk.says(
        "no, it's my daughter who has acne",
        told("concern:acne", holder="other:daughter"),
        **CORRECTS,
    )

    assert talk.stands().answer(ACNE, "other:son") is Said.NEVER
    assert talk.stands().answer(ACNE, "other:daughter") is Said.YES


def test_forget_me_is_no_correction(talk: Talk) -> None:
    talk.says("acne", told("concern:acne"))

    answers = talk.says("delete all this", intent="privacy_request", action="action_answer_privacy")

    assert answers == ["utter_ask_forget"]
    assert talk.stands().answer(ACNE) is Said.YES


def test_a_correction_is_no_answer_to_the_question_of_consent(dependencies: Dependencies) -> None:
    talk = Talk(dependencies)
    talk.says("dry", told("skin_type:dry"))

    answers = talk.says(
        "no not dry",
        told("skin_type:dry", polarity="absent"),
        intent="deny",
        action="action_take_no",
    )

    assert "utter_consent_declined" not in answers
