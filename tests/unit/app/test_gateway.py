"""The chat gateway as a page meets it, on a real record, with a scripted Rasa behind it."""

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from app import gateway
from app.gateway_answers import ConsentAsked
from app.gateway_edge import SharedWithShops, SmallBodies
from app.gateway_limits import Rate
from app.gateway_tokens import ConversationTokens
from app.gateway_words import load_words
from catalogue import store as catalogue
from catalogue.model import Product, Variant
from kit.db import engine_for, reading, transaction
from profiles import service as profiles
from profiles.model import Answer, Event, Profile, Purpose
from tests.builders import NOW, SECRET_KEY
from tests.engines import all_tables
from tests.scripted_rasa import ScriptedRasa, Turn, card, payload, says, served, shows

SHOP = "https://shop.example"
HELLO = says("Hello!")
CREAM = Product(
    id="cream",
    title="Cream",
    description="",
    brand="Wrenlow",
    category="moisturizer",
    currency="USD",
    url="/shop/products/cream",
    image="",
    ingredients=(),
    claims=(),
    variants=(
        Variant(sku="CREAM-50", title="50 ml", price=Decimal("38.00"), stock=3),
        Variant(sku="CREAM-200", title="200 ml", price=Decimal("90.00"), stock=0),
    ),
)


@dataclass
class Stage:
    """A page, the gateway, and Rasa."""

    page: httpx.Client
    rasa: ScriptedRasa
    engine: sa.Engine
    token: str = ""
    subject: str = ""

    def begins(self, anonymous_id: str = "anon-1") -> Self:
        """Begin a conversation."""
        told = self.page.post("/chat/conversations", json={"anonymous_id": anonymous_id})
        assert told.status_code == 200, told.text
        self.token, self.subject = told.json()["conversation"], told.json()["subject"]
        return self

    def says(self, text: str, message_id: str = "m1") -> dict[str, Any]:
        """Say something and return the turn."""
        told = self.posts("messages", message_id=message_id, text=text)
        assert told.status_code == 200, told.text
        turn: dict[str, Any] = told.json()
        return turn

    def posts(self, path: str, **body: object) -> httpx.Response:
        """Post something in the conversation."""
        return self.page.post(f"/chat/{path}", json={"conversation": self.token, **body})

    def cart(self) -> Any:  # noqa: ANN401 - JSON
        """Return the cart as the page sees it."""
        told = self.page.get("/chat/cart", headers={"authorization": f"Bearer {self.token}"})
        assert told.status_code == 200, told.text
        return told.json()["cart"]

    def profile(self) -> Profile:
        """Return what is on record."""
        with reading(self.engine) as session:
            return profiles.profile(session, profiles.find_subject(session, self.subject).number)

    def deeds(self, name: str) -> list[Event]:
        """Return the recorded deeds of a name."""
        return [event for event in self.profile().events if event.name == name]


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[tuple[gateway.GatewayParts, ScriptedRasa]]:
    engine = engine_for(f"sqlite:///{tmp_path}/candor.db")
    all_tables().create_all(engine)
    with transaction(engine) as session:
        catalogue.replace(session, [CREAM], {})
    rasa = ScriptedRasa()
    numbers = itertools.count(1)
    wire = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=rasa.app()), base_url="http://rasa.test"
    )
    yield (
        gateway.GatewayParts(
            engine=engine,
            clock=lambda: NOW,
            new_id=lambda: UUID(int=next(numbers)),
            rasa=wire,
            tokens=ConversationTokens([SECRET_KEY], timedelta(days=1)),
            words=load_words("skincare"),
            wording=ConsentAsked(purposes=("advice",), wording_version="v1", language="en"),
            currency="USD",
            checkout_url="/shop/checkout",
            conversation_rate=Rate(burst=100, per_minute=60),
            address_rate=Rate(burst=200, per_minute=60),
        ),
        rasa,
    )
    engine.dispose()


@pytest.fixture
def stage(parts: tuple[gateway.GatewayParts, ScriptedRasa]) -> Iterator[Stage]:
    with page_of(parts[0]) as page:
        yield Stage(page, parts[1], parts[0].engine)


@contextmanager
def page_of(made_of: gateway.GatewayParts) -> Iterator[httpx.Client]:
    """Serve the gateway and give a browser's end of it."""
    with served(web_of(made_of)) as address, httpx.Client(base_url=address) as page:
        yield page


def web_of(made_of: gateway.GatewayParts) -> FastAPI:
    web = FastAPI()
    web.include_router(gateway.routes(made_of))
    web.add_middleware(SmallBodies, prefixes=["/chat"], limit=gateway.MAX_BODY_BYTES)
    web.add_middleware(SharedWithShops, prefixes=["/chat"], origins=[SHOP])
    return web


def test_a_conversation_begins_with_a_greeting_and_nothing_agreed_to(stage: Stage) -> None:
    begun = stage.page.post("/chat/conversations", json={"anonymous_id": "anon-1"}).json()

    assert begun["greeting"][0]["text"].startswith("Hello")
    assert begun["consent"]["advice"] == "not_asked"
    assert begun["anonymous_id"] == "anon-1"
    assert stage.begins("anon-1").subject == begun["subject"]
    assert stage.begins("anon-2").subject != begun["subject"]


def test_a_visitor_without_a_name_is_given_one(stage: Stage) -> None:
    begun = stage.page.post("/chat/conversations", json={}).json()

    assert stage.begins(begun["anonymous_id"]).subject == begun["subject"]


def test_what_the_shopper_says_reaches_rasa_with_who_says_it_and_when(stage: Stage) -> None:
    stage.rasa.turns = [HELLO]

    turn = stage.begins().says("my cheeks are dry", message_id="m1")

    [sent] = stage.rasa.received
    assert turn["answers"][0]["text"] == "Hello!"
    assert not turn["resting"]
    assert sent.message == "my cheeks are dry"
    assert sent.metadata == {
        "message_id": f"{sent.sender}:m1",
        "subject": stage.subject,
        "anonymous_id": "anon-1",
        "conversation_id": sent.sender,
        "now": NOW.isoformat(),
        "language": "en",
    }


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/restart", "restart"),
        (" /session_start", "session_start"),
        ('/affirm{"purposes":"advice"}', '/affirm{"purposes":"advice"}'),
        ("and/or restart", "and/or restart"),
    ],
)
def test_nobody_commands_rasa_through_the_chat(stage: Stage, typed: str, heard: str) -> None:
    stage.rasa.turns = [HELLO]
    stage.begins().says(typed)

    assert stage.rasa.received[0].message == heard


def test_advice_arrives_as_product_cards_with_their_reasons(stage: Stage) -> None:
    product = card("cream", "CREAM-50", "Cream", "38.00", dry_cheeks="contains Ceramide NP")
    stage.rasa.turns = [shows("Look:", payload("advice", products=[product]))]

    [look, advice] = stage.begins().says("dry cheeks")["answers"]

    assert look["text"] == "Look:"
    assert advice["products"] == [product]


def test_a_conversation_is_a_talk_once_at_its_first_message(stage: Stage) -> None:
    stage.rasa.turns = [HELLO, HELLO, HELLO]
    stage.begins()
    assert stage.deeds("talked") == []

    stage.says("hi", "m1")
    stage.says("hi again", "m2")
    assert len(stage.deeds("talked")) == 1

    stage.begins().says("a new visit", "m1")
    assert len(stage.deeds("talked")) == 2


def test_the_same_message_again_gets_the_same_answer_and_rasa_hears_it_once(stage: Stage) -> None:
    stage.rasa.turns = [says("first"), says("second")]
    first = stage.begins().says("hi", "m1")

    assert stage.says("hi", "m1") == first
    assert stage.says("hi", "m2")["answers"][0]["text"] == "second"
    assert len(stage.rasa.received) == 2


def test_two_conversations_may_number_their_messages_alike(stage: Stage) -> None:
    stage.rasa.turns = [says("to one"), says("to the other")]
    stage.begins("anon-1").says("hi", "m1")

    assert stage.begins("anon-2").says("hi", "m1")["answers"][0]["text"] == "to the other"


@pytest.mark.parametrize("trouble", [Turn(status=500), Turn(status=503), Turn(heard=False)])
def test_a_failed_turn_is_answered_with_rest_and_the_message_is_welcome_again(
    stage: Stage, trouble: Turn
) -> None:
    stage.rasa.turns = [trouble, says("back again")]

    resting = stage.begins().says("my cheeks are dry", "m1")
    assert resting["resting"]
    assert "resting" in resting["answers"][0]["text"]

    heard = stage.says("my cheeks are dry", "m1")
    assert not heard["resting"]
    assert heard["answers"][0]["text"] == "back again"
    assert stage.rasa.received[0].metadata == stage.rasa.received[1].metadata


def test_rasa_being_away_is_answered_with_rest(
    parts: tuple[gateway.GatewayParts, ScriptedRasa], closed_port: int
) -> None:
    away = httpx.AsyncClient(base_url=f"http://127.0.0.1:{closed_port}", trust_env=False)
    with page_of(replace(parts[0], rasa=away)) as page:
        stage = Stage(page, parts[1], parts[0].engine).begins()

        assert stage.says("hello")["resting"]


def test_a_slow_turn_is_answered_with_rest_in_time_and_its_answer_is_there_afterwards(
    parts: tuple[gateway.GatewayParts, ScriptedRasa],
) -> None:
    quick = replace(parts[0], patience=timedelta(milliseconds=60))
    with page_of(quick) as page:
        stage = Stage(page, parts[1], parts[0].engine).begins()
        stage.rasa.turns = [shows("worth the wait", after=0.25)]
        before = time.monotonic()

        assert stage.says("hello", "m1")["resting"]
        assert time.monotonic() - before < 0.2

        time.sleep(0.3)
        assert stage.says("hello", "m1")["answers"][0]["text"] == "worth the wait"
        assert len(stage.rasa.received) == 1


def test_a_very_long_message_is_answered_and_goes_nowhere(stage: Stage) -> None:
    turn = stage.begins().says("dry " * 2_500)

    assert not turn["resting"]
    assert turn["answers"][0]["text"]
    assert stage.rasa.received == []


def test_a_body_that_is_too_large_is_refused(stage: Stage) -> None:
    stage.begins()

    refused = stage.posts("messages", message_id="m1", text="x" * 70_000)

    assert refused.status_code == 413
    assert refused.json()["detail"]["code"] == "too_large"


@pytest.mark.parametrize(
    "body",
    [
        {"message_id": "m1"},
        {"message_id": "m1", "text": ""},
        {"message_id": "", "text": "hi"},
        {"message_id": "with space", "text": "hi"},
        {"text": "hi"},
    ],
)
def test_a_message_with_a_missing_part_is_refused_by_name(
    stage: Stage, body: dict[str, str]
) -> None:
    assert stage.begins().posts("messages", **body).status_code == 422


def test_a_token_of_somebody_elses_making_opens_nothing(stage: Stage) -> None:
    stage.token = "forged"

    for answer in (
        stage.posts("messages", message_id="m1", text="hi"),
        stage.posts("cart", message_id="m1", product_id="cream"),
        stage.posts("clicks", product_id="cream"),
        stage.page.get("/chat/cart", headers={"authorization": "Bearer forged"}),
        stage.page.get("/chat/cart"),
    ):
        assert answer.status_code == 401
        assert answer.json()["detail"]["code"] == "conversation_over"


def test_a_conversation_whose_subject_was_erased_is_over(stage: Stage) -> None:
    stage.rasa.turns = [HELLO]
    stage.begins().says("hi", "m1")
    with transaction(stage.engine) as session:
        number = profiles.find_subject(session, stage.subject).number
        profiles.erase(session, number, NOW)

    assert stage.posts("messages", message_id="m2", text="hi").status_code == 401
    assert stage.posts("cart", message_id="m3", product_id="cream").status_code == 401
    assert stage.rasa.turns == []


def test_the_state_of_consent_comes_with_every_turn(stage: Stage) -> None:
    stage.rasa.turns = [HELLO]
    stage.begins()
    with transaction(stage.engine) as session:
        profiles.record_consent(
            session,
            number=profiles.find_subject(session, stage.subject).number,
            purposes=[Purpose.ADVICE],
            answer=Answer.GRANTED,
            wording_version="v1",
            language="en",
            source="advisor",
            now=NOW,
        )

    consent = stage.says("hi")["consent"]

    assert (consent["advice"], consent["ads_meta"]) == ("granted", "not_asked")


def test_who_talks_too_fast_is_asked_to_wait(
    parts: tuple[gateway.GatewayParts, ScriptedRasa],
) -> None:
    slow = replace(parts[0], conversation_rate=Rate(burst=2, per_minute=6))
    with page_of(slow) as page:
        stage = Stage(page, parts[1], parts[0].engine).begins()
        stage.rasa.turns = [HELLO, HELLO]
        stage.says("one", "m1")
        stage.says("two", "m2")

        refused = stage.posts("messages", message_id="m3", text="three")

        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) in range(10, 12)
        assert stage.begins("anon-2").token


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


def test_the_log_says_that_a_turn_failed_and_nothing_that_was_said(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.rasa.turns = [Turn(status=500)]
    stage.begins().says("my mum is zoe@example.com")

    told = "".join(capsys.readouterr())
    assert "turn_failed" in told
    assert "rasa_refused" in told
    assert "zoe" not in told
