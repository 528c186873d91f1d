"""Talking through the chat gateway, as a page does."""

import time
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from app import gateway
from app.gateway_limits import Rate
from kit.db import transaction
from profiles import service as profiles
from profiles.model import Answer, Purpose
from tests.builders import NOW
from tests.scripted_rasa import ScriptedRasa, Turn, card, payload, says, shows
from tests.unit.app.gateway_stage import Stage, page_of

HELLO = says("Hello!")


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


def test_the_log_says_that_a_turn_failed_and_nothing_that_was_said(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    stage.rasa.turns = [Turn(status=500)]
    stage.begins().says("my mum is zoe@example.com")

    told = "".join(capsys.readouterr())
    assert "turn_failed" in told
    assert "rasa_refused" in told
    assert "zoe" not in told
