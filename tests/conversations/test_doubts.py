"""Conversations in which something is unsure, contradictory or corrected."""

import json
import urllib.request

from tests.conversations.stage import Conversation, Stage

REMEMBER = '/affirm{"purposes":"advice"}'
# What the ear is not sure of changes as it learns, so the first of these that it doubts is taken.
MUMBLED = (
    "it's gone a funny texture",
    "looks papery in some light",
    "not the smoothest",
    "it has a funny papery texture to it",
    "kind of papery i suppose",
    "maybe a bit sensitve, i guess?",
    "could it be kinda dul maybe?",
)
SURE = 0.7


def mumbled(stage: Stage) -> str:
    """Words that the bot hears one thing in, and not surely."""
    for text in MUMBLED:
        request = urllib.request.Request(  # noqa: S310 - our own Rasa on loopback
            f"{stage.rasa}/model/parse",
            data=json.dumps({"text": text}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - as above
            heard = [one for one in json.load(answer)["entities"] if "confidence_entity" in one]
        if len(heard) == 1 and heard[0]["confidence_entity"] < SURE:
            return text
    msg = "the ear is sure of all of these: find words it is not sure of"
    raise AssertionError(msg)


def press(shopper: Conversation, title: str) -> str:
    """Press a quick reply of the newest answer, and return what is said to it."""
    newest = shopper.turns[-1]
    assert title in newest.buttons, newest.buttons
    return shopper.says(newest.payloads[newest.buttons.index(title)]).text


def standing(shopper: Conversation) -> set[str]:
    """What the record adds up to: `holder type:value yes`, or `no`, for the shopper and others."""
    stands: dict[str, str] = {}
    for one in shopper.record()["disclosures"]:
        name = f"{one['holder']} {one['type']}:{one['value']}"
        denied = one["polarity"] == "absent" or one["time"] == "past"
        stands[name] = "no" if denied else "yes"
        if one["kind"] == "retraction":
            del stands[name]
    return {f"{name} {answer}" for name, answer in stands.items()}


def test_what_is_sure_is_noted_in_passing_with_its_place_and_whose_it_is(
    shopper: Conversation,
) -> None:
    answer = shopper.says("my cheeks are dry and my mum has rosacea")

    assert "dry cheeks" in answer.text.lower()
    assert "rosacea for your mom" in answer.text


def test_what_is_unsure_is_asked_back_and_a_yes_keeps_it(
    the_stage: Stage, shopper: Conversation
) -> None:
    shopper.says("my skin is oily")
    shopper.says(REMEMBER)

    asked = shopper.says(mumbled(the_stage))
    before = shopper.record()["disclosures"]
    press(shopper, "Yes")

    kept = shopper.record()["disclosures"]
    assert asked.buttons == ["Yes", "No", "Skip"]
    assert len(kept) == len(before) + 1
    assert kept[-1]["confidence"] > 0.9
    assert kept[-1]["words"]


def test_a_question_that_is_passed_over_is_not_put_again(
    the_stage: Stage, shopper: Conversation
) -> None:
    asked = shopper.says(mumbled(the_stage))

    later = [shopper.says(text) for text in ("hello", "what does niacinamide do?", "ok thanks")]
    known = shopper.says("what do you know about me?")

    assert "Skip" in asked.buttons
    assert not [one for one in later if "Skip" in one.buttons]
    assert "keep nothing" in known.text


def test_a_skin_type_that_has_changed_closes_the_first(shopper: Conversation) -> None:
    shopper.says("my skin is oily")
    shopper.says(REMEMBER)

    asked = shopper.says("my skin is dry")
    press(shopper, "Yes, it has changed")

    assert "Earlier you said you have oily skin" in asked.text
    assert standing(shopper) == {"self skin_type:oily no", "self skin_type:dry yes"}


def test_a_skin_type_that_has_not_changed_takes_the_new_one_back(shopper: Conversation) -> None:
    shopper.says("my skin is oily")
    shopper.says(REMEMBER)
    shopper.says("my skin is dry")

    answer = shopper.says("no, still oily")

    assert standing(shopper) == {"self skin_type:oily yes"}
    assert all("oily" in card["reasons"][0]["because"] for card in answer.products)


def test_both_may_be_true(shopper: Conversation) -> None:
    shopper.says("my skin is oily")
    shopper.says(REMEMBER)
    shopper.says("my skin is dry")

    shopper.says("a bit of both")

    assert standing(shopper) == {"self skin_type:oily yes", "self skin_type:dry yes"}


def test_a_pregnancy_holds_until_it_is_said_to_be_over(shopper: Conversation) -> None:
    shopper.says("I'm pregnant and have dark spots")
    shopper.says(REMEMBER)

    asked = shopper.says("I'm not pregnant")
    before = standing(shopper)
    shopper.says("what does niacinamide do?")
    passed_over = standing(shopper)
    shopper.says("I'm not pregnant")

    assert "It still is" in asked.buttons
    assert before == passed_over
    assert "self constraint:pregnancy_safe yes" in before
    assert "self constraint:pregnancy_safe no" in standing(shopper)


def test_corrections_in_plain_words_stand(shopper: Conversation) -> None:
    shopper.says("my skin is dry and I get acne, under $30 please")
    shopper.says(REMEMBER)

    for text in ("no, not dry", "I never said acne", "forget the budget"):
        assert "Has it changed?" not in shopper.says(text).text

    assert standing(shopper) == {"self skin_type:dry no"}


def test_what_is_a_sisters_is_hers(shopper: Conversation) -> None:
    shopper.says("I have acne")
    shopper.says(REMEMBER)

    answer = shopper.says("that's my sister, not me")

    assert "your sister" in answer.text
    assert standing(shopper) == {"other:sister concern:acne yes"}


def test_a_correction_holds_in_the_next_conversation(
    the_stage: Stage, shopper: Conversation
) -> None:
    shopper.says("my skin is oily and my face is red")
    shopper.says(REMEMBER)
    shopper.says("I never said red")

    greeting = the_stage.new_conversation(subject=shopper.subject).says("hello")

    assert "oily skin" in greeting.text
    assert "red" not in greeting.text


def test_an_address_told_along_with_needs_is_asked_about_after_the_consent(
    shopper: Conversation,
) -> None:
    first = shopper.says("my skin is dry and red, you can mail me at zoe@example.com")
    second = shopper.says("yes")
    shopper.says("yes")

    assert first.custom("consent") is not None
    assert first.custom("contact_request") is None
    assert second.custom("contact_request") is not None
    assert len(shopper.record()["contact_points"]) == 1


def test_never_more_than_one_question_has_quick_replies(
    the_stage: Stage, shopper: Conversation
) -> None:
    shopper.says("my skin is oily")
    said = f"my skin is dry and I don't know, {mumbled(the_stage)}"

    for text in (said, "recommend something for redness", "yes", "thanks"):
        answers = shopper.says(text)
        assert len([one for one in answers.items if one.get("buttons")]) <= 1
