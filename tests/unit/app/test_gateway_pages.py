"""What a page does beside talking: the cart, clicks, and whether it may call at all."""

import httpx
import pytest

from tests.unit.app.gateway_stage import SHOP, Stage


def test_a_product_card_puts_its_product_into_the_cart_at_the_catalogues_price(
    stage: Stage,
) -> None:
    stage.begins()
    assert stage.cart() is None

    added = stage.posts("cart", message_id="m1", product_id="cream", sku="CREAM-50", quantity=2)

    assert added.json()["cart"] == stage.cart()
    assert stage.cart()["total"] == "76.00"
    assert stage.cart()["lines"] == [
        {
            "product_id": "cream",
            "sku": "CREAM-50",
            "title": "Cream",
            "quantity": 2,
            "unit_price": "38.00",
            "total": "76.00",
        }
    ]
    [line] = stage.profile().carts[0].lines
    assert line.origin == "advisor"


def test_the_same_click_on_add_counts_once_and_fewer_takes_out(stage: Stage) -> None:
    stage.begins()
    for message_id, quantity in (("m1", 2), ("m1", 2), ("m2", -1)):
        stage.posts(
            "cart", message_id=message_id, product_id="cream", sku="CREAM-50", quantity=quantity
        )

    assert stage.cart()["lines"][0]["quantity"] == 1


@pytest.mark.parametrize(
    ("product_id", "sku", "code"),
    [
        ("no-such", "", "unknown_product"),
        ("cream", "CREAM-200", "sold_out"),
        ("cream", "X", "sold_out"),
    ],
)
def test_what_cannot_be_bought_is_refused_in_words(
    stage: Stage, product_id: str, sku: str, code: str
) -> None:
    refused = stage.begins().posts("cart", message_id="m1", product_id=product_id, sku=sku)

    assert refused.status_code == 409
    assert refused.json()["detail"]["code"] == code
    assert refused.json()["detail"]["message"]
    assert stage.cart() is None


def test_opening_a_card_is_considering_its_product_once_a_conversation(stage: Stage) -> None:
    stage.begins()

    assert stage.posts("clicks", product_id="cream").json() == {"recorded": True}
    assert stage.posts("clicks", product_id="cream").json() == {"recorded": False}
    assert stage.posts("clicks", product_id="no-such").status_code == 409
    assert [event.product_id for event in stage.deeds("considered")] == ["cream"]


def test_only_pages_of_the_shop_may_call(stage: Stage) -> None:
    def preflight(origin: str) -> httpx.Response:
        return stage.page.options(
            "/chat/messages",
            headers={
                "origin": origin,
                "access-control-request-method": "POST",
                "access-control-request-headers": "content-type",
            },
        )

    assert preflight(SHOP).headers["access-control-allow-origin"] == SHOP
    assert "access-control-allow-origin" not in preflight("https://evil.example").headers


def test_a_page_cannot_go_round_the_question_whose_it_is(stage: Stage) -> None:
    # Plain text needs no preflight, so it must not be read as JSON.
    sent = stage.page.post(
        "/chat/conversations", content="{}", headers={"content-type": "text/plain"}
    )

    assert sent.status_code == 422
