"""Conversations about consent, contact points, and one's own data."""

from tests.conversations.stage import Conversation

ADDRESS = "Zoe.Miller+shop@Gmail.com"


def standing(shopper: Conversation) -> dict[str, str]:
    """The newest answer per purpose on record."""
    return {one["purpose"]: one["answer"] for one in shopper.record()["consents"]}


def test_a_typed_yes_gives_exactly_what_was_asked(shopper: Conversation) -> None:
    shopper.says("my skin is dry")

    shopper.says("yes")

    assert standing(shopper) == {
        "advice": "granted",
        "ads_meta": "granted",
        "ads_google": "granted",
    }


def test_a_part_can_be_agreed_to_and_the_rest_was_declined(shopper: Conversation) -> None:
    shopper.says("my skin is dry")

    shopper.says('/affirm{"purposes":"advice"}')

    assert standing(shopper) == {
        "advice": "granted",
        "ads_meta": "declined",
        "ads_google": "declined",
    }


def test_a_yes_with_a_reserve_agrees_to_no_more_than_it_says(shopper: Conversation) -> None:
    shopper.says("my skin is so dull lately")

    answer = shopper.says("yes but no ads please")

    assert standing(shopper) == {
        "advice": "granted",
        "ads_meta": "declined",
        "ads_google": "declined",
    }
    assert answer.products


def test_a_reserve_that_is_not_clear_is_asked_back(shopper: Conversation) -> None:
    shopper.says("my skin is so dull lately")

    answer = shopper.says("yes but not google")

    assert standing(shopper) == {}
    assert answer.custom("consent") is not None


def test_a_yes_to_nothing_agrees_to_nothing(shopper: Conversation) -> None:
    shopper.says("yes")

    assert standing(shopper) == {}


def test_a_yes_later_on_is_no_consent(shopper: Conversation) -> None:
    shopper.says("my skin is dry")
    shopper.says("are you a robot?")

    shopper.says("yes")

    assert standing(shopper) == {}


def test_a_no_keeps_nothing_and_advice_goes_on(shopper: Conversation) -> None:
    shopper.says("my skin is dry")

    answer = shopper.says("no thanks")

    assert answer.products
    assert shopper.disclosed() == []
    assert set(standing(shopper).values()) == {"declined"}


def test_an_address_is_kept_only_when_it_is_clear_what_for(shopper: Conversation) -> None:
    shopper.says("my skin is dry")
    shopper.says("yes")

    asked = shopper.says(f"my email is {ADDRESS}")
    before = shopper.record()["contact_points"]
    kept = shopper.says("yes please")

    assert "z***@g***.com" in asked.text
    assert before == []
    assert "z***@g***.com" in kept.text
    assert len(shopper.record()["contact_points"]) == 1
    assert ADDRESS not in asked.text + kept.text


def test_an_address_without_any_agreement_is_asked_about_for_mail(shopper: Conversation) -> None:
    shopper.says(f"my email is {ADDRESS}")

    shopper.says("no")

    assert shopper.record()["contact_points"] == []
    assert standing(shopper) == {}


def test_consent_to_one_platform_is_taken_back_alone(shopper: Conversation) -> None:
    shopper.says("my skin is dry")
    shopper.says("yes")

    shopper.says("stop showing me ads on instagram")

    assert standing(shopper)["ads_meta"] == "declined"
    assert standing(shopper)["ads_google"] == "granted"
    assert shopper.disclosed()


def test_taking_back_advice_erases_what_was_said(shopper: Conversation) -> None:
    shopper.says("my skin is dry")
    shopper.says("yes")

    shopper.says('/privacy_request{"withdraw":"advice"}')
    shopper.says("and my cheeks are red")

    assert shopper.disclosed() == []


def test_forgetting_is_asked_once_more_and_then_complete(shopper: Conversation) -> None:
    shopper.says("my skin is dry")
    shopper.says("yes")

    asked = shopper.says("forget me")
    assert shopper.disclosed()
    shopper.says("yes")

    assert "Shall I?" in asked.text
    record = shopper.record()
    assert record.get("erased") or not record["disclosures"]


def test_what_is_known_is_told_with_whose_it_is(shopper: Conversation) -> None:
    shopper.says("my skin is dry and my mum has rosacea")
    shopper.says("yes")

    answer = shopper.says("what do you know about me?")

    assert "dry skin" in answer.text
    assert "rosacea for your mom" in answer.text


def test_a_minor_is_not_asked_about_ads(shopper: Conversation) -> None:
    answer = shopper.says("I'm 15 and my skin is so oily")

    assert answer.shown("consent")["purposes"] == ["advice"]


def test_personal_data_is_masked_in_what_is_kept(shopper: Conversation) -> None:
    shopper.says("my skin is dry")
    shopper.says("yes")

    shopper.says("my face is red, write to me at anna@example.com")

    kept = str(shopper.record()["disclosures"]) + str(shopper.record().get("messages", ""))
    assert "redness" in kept
    assert "anna@example.com" not in kept


def test_small_talk_is_answered(shopper: Conversation) -> None:
    for said in ("hi", "thanks!", "are you a robot?", "can I talk to a human?", "bye"):
        assert shopper.says(said).text
