"""Conversations about needs and products, with the real Rasa and the real actions."""

from tests.conversations.stage import Conversation, Stage

OPENING = (
    "hiya! my cheeks have been sooo dry and flaky since november, not oily at all. "
    "my mum has rosacea btw. anything fragrance free under $40?"
)


def test_the_opening_of_the_demo_is_heard_advised_on_and_asked_about_once(
    shopper: Conversation,
) -> None:
    opening = shopper.says(OPENING)
    later = shopper.says("anything else?")

    assert opening.heard["waiting"] >= 4
    assert len(opening.products) == 3
    assert all(float(card["price"]) <= 40 for card in opening.products)
    assert all("dry" in card["reasons"][0]["because"] for card in opening.products)
    assert opening.shown("consent")["purposes"] == ["advice", "ads_meta", "ads_google"]
    assert later.custom("consent") is None
    assert shopper.record()["disclosures"] == []


def test_consent_lets_the_record_begin_with_whose_need_it_is(shopper: Conversation) -> None:
    shopper.says(OPENING)

    shopper.says("yes")

    said = shopper.disclosed()
    assert "self concern:dryness present" in said
    assert "other:mom concern:rosacea present" in said
    assert "self concern:rosacea present" not in said
    assert len(shopper.did("recommended")) == 3


def test_needs_alone_are_noted_and_advice_follows_the_consent_answer(
    shopper: Conversation,
) -> None:
    noted = shopper.says("my skin is oily and I get blackheads on my nose")
    answered = shopper.says('/deny{"purposes":"advice,ads_meta,ads_google"}')

    assert noted.products == []
    assert "clogged pores on your nose" in noted.text
    assert len(answered.products) == 3
    assert shopper.disclosed() == []


def test_each_card_explains_itself_when_asked(shopper: Conversation) -> None:
    cards = shopper.says("can you recommend a serum for dull skin?").products

    why = shopper.says("why the second one?")

    assert cards[1]["title"] in why.text
    assert cards[1]["reasons"][0]["fact"] in why.text


def test_something_else_brings_other_products(shopper: Conversation) -> None:
    first = shopper.says("can you recommend something for redness?").products

    second = shopper.says("do you have anything else?").products

    assert second
    assert not {one["product_id"] for one in first} & {one["product_id"] for one in second}


def test_nothing_fits_is_said_and_the_nearest_are_shown(shopper: Conversation) -> None:
    answer = shopper.says("recommend me a retinol serum under $5 please")

    assert "nothing in the shop meets all of that" in answer.text
    assert "over your $5" in answer.text


def test_a_question_without_needs_asks_for_them(shopper: Conversation) -> None:
    answer = shopper.says("can you recommend something?")

    assert answer.products == []
    assert "?" in answer.text
    assert answer.buttons


def test_advice_for_somebody_else_names_them(shopper: Conversation) -> None:
    answer = shopper.says("can you recommend a moisturizer for my mum? she has really dry skin")

    assert "your mom" in answer.text
    assert answer.products


def test_an_ingredient_that_does_not_suit_is_told_so(shopper: Conversation) -> None:
    shopper.says("I'm pregnant and need something for dark spots, what do you recommend?")

    answer = shopper.says("what does retinol do?")

    assert "leave retinol out" in answer.text


def test_a_correction_stands_and_what_is_taken_back_is_gone(shopper: Conversation) -> None:
    shopper.says("I have oily skin")
    shopper.says("yes")
    shopper.says("actually it's combination, not oily")

    shopper.says("forget what I said about combination skin")
    known = shopper.says("what do you know about me?")

    assert "combination" not in known.text
    assert "oily skin" not in known.text


def test_a_product_that_hurt_ends_the_advice(shopper: Conversation) -> None:
    shopper.says("can you recommend a serum for dull skin?")

    answer = shopper.says("the last one gave me a rash")

    assert "stop using" in answer.text
    assert answer.products == []


def test_a_matter_for_a_doctor_gets_no_products(shopper: Conversation) -> None:
    answer = shopper.says("I have a bleeding mole that keeps growing")

    assert "doctor" in answer.text
    assert answer.products == []


def test_a_shopper_is_known_again_in_the_next_conversation(
    the_stage: Stage, shopper: Conversation
) -> None:
    shopper.says("my skin is dry")
    shopper.says('/affirm{"purposes":"advice"}')

    again = the_stage.new_conversation(subject=shopper.subject)
    greeting = again.says("hello")
    advice = again.says("can you recommend something?")

    assert "dry skin" in greeting.text
    assert advice.products
    assert advice.custom("consent") is None


def test_the_same_message_twice_is_recorded_once(shopper: Conversation) -> None:
    shopper.says("my skin is dry")
    shopper.says("yes")

    shopper.says("my face gets red too", message_id="m-red")
    before = shopper.disclosed()
    shopper.says("my face gets red too", message_id="m-red")

    assert "self concern:redness present" in before
    assert shopper.disclosed() == before
