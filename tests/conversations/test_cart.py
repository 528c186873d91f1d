"""Conversations that build a cart."""

from tests.conversations.stage import Answers, Conversation


def lines(answers: Answers) -> dict[str, int]:
    return {line["title"]: line["quantity"] for line in answers.shown("cart")["cart"]["lines"]}


def test_a_cart_is_built_changed_and_taken_to_the_checkout(shopper: Conversation) -> None:
    cards = shopper.says("can you recommend a moisturizer for dry skin?").products
    first, second = cards[0], cards[1]

    added = shopper.says("add the second one")
    more = shopper.says("make it two")
    shopper.says(
        f'/add_to_cart{{"product_id":"{first["product_id"]}","sku":"{first["sku"]}","quantity":"1"}}'
    )
    both = shopper.says("what's in my cart?")
    checkout = shopper.says("checkout please")

    assert lines(added) == {second["title"]: 1}
    assert lines(more) == {second["title"]: 2}
    assert lines(both) == {first["title"]: 1, second["title"]: 2}
    total = 2 * float(second["price"]) + float(first["price"])
    assert float(both.shown("cart")["cart"]["total"]) == total
    assert f"{second['sku']}:2" in checkout.text
    assert shopper.id in checkout.text
    assert {one["source"] for one in shopper.did("carted")} == {"advisor"}


def test_a_line_is_taken_out_by_place_and_the_cart_emptied(shopper: Conversation) -> None:
    shopper.says("can you recommend a moisturizer for dry skin?")
    everything = shopper.says("add all three")

    fewer = shopper.says("remove the second one")
    empty = shopper.says("empty my cart")

    assert len(lines(everything)) == 3
    assert len(lines(fewer)) == 2
    assert lines(empty) == {}


def test_an_unclear_wish_is_asked_back_with_the_products(shopper: Conversation) -> None:
    cards = shopper.says("can you recommend a moisturizer for dry skin?").products

    answer = shopper.says("add it to my cart")

    assert answer.buttons == [card["title"] for card in cards]
    assert answer.custom("cart") is None


def test_a_product_is_added_by_its_name(shopper: Conversation) -> None:
    answer = shopper.says("please add the Meadowlark Daily Lotion to my cart")

    assert lines(answer) == {"Meadowlark Daily Lotion": 1}


def test_no_more_is_added_than_there_is(shopper: Conversation) -> None:
    answer = shopper.says(
        '/add_to_cart{"product_id":"clearbrook-gel-cleanser","sku":"CLEAR-GEL-60ML","quantity":"1"}'
    )

    assert "sold out" in answer.text


def test_an_empty_cart_is_said_to_be_empty(shopper: Conversation) -> None:
    assert "empty" in shopper.says("what's in my cart?").text
