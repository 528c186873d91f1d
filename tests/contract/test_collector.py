"""The collector's contract: what it takes, what it refuses, and how it says so."""

import base64
import gzip
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app import collector
from app.taking import Intake
from kit.db import engine_for, reading
from profiles import reach, service
from profiles.model import Answer, Profile, Purpose
from profiles.tables import SubjectRow
from tests.builders import KEYRING, NOW, the_vocabulary
from tests.engines import all_tables
from tests.serving import served

WRITE_KEY = "write-key"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = engine_for(f"sqlite:///{tmp_path}/candor.db")
    all_tables().create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with reading(engine) as session:
        yield session


@pytest.fixture
def client(engine: sa.Engine) -> Iterator[httpx.Client]:
    app = FastAPI()
    intake = Intake(
        engine=engine,
        clock=lambda: NOW,
        keyring=KEYRING,
        vocabulary=the_vocabulary(),
        country="US",
    )
    app.include_router(collector.routes(intake, WRITE_KEY))
    with served(app) as host, httpx.Client(base_url=host, auth=(WRITE_KEY, "")) as client:
        yield client


def message(kind: str = "track", **fields: object) -> dict[str, Any]:
    return {"type": kind, "messageId": "m1", "anonymousId": "a", **fields}


def agreed(message_id: str = "consent") -> dict[str, Any]:
    return message(
        event="Consent Given",
        messageId=message_id,
        properties={"purposes": ["advice", "ads_meta"], "wording_version": "2026-11"},
    )


def sent(client: httpx.Client, *messages: object) -> dict[str, Any]:
    answer = client.post("/v1/batch", json={"batch": list(messages)})
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def kept(session: Session, reference: str = "anonymous:a") -> Profile:
    return service.profile(session, service.find_subject(session, reference).number)


def test_a_page_view_makes_a_subject(client: httpx.Client, session: Session) -> None:
    answer = client.post("/v1/page", json={"anonymousId": "a", "messageId": "m1"})

    assert answer.json()["taken"] == 1
    assert [event.name for event in kept(session).events] == ["visited"]


@pytest.mark.parametrize(
    "agent", ["Mozilla/5.0 (compatible; Googlebot/2.1)", "facebookexternalhit/1.1", "SomeSpider"]
)
def test_a_crawler_makes_no_subject(client: httpx.Client, session: Session, agent: str) -> None:
    by_header = client.post(
        "/v1/page", json={"anonymousId": "a", "messageId": "m1"}, headers={"user-agent": agent}
    )
    by_context = sent(client, message("page", messageId="m2", context={"userAgent": agent}))

    assert by_header.json()["ignored"] == by_context["ignored"] == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(SubjectRow)) == 0


def test_one_bad_message_never_sinks_a_batch(client: httpx.Client, session: Session) -> None:
    answer = sent(
        client,
        message(event="Product Viewed", properties={"product_id": "cream"}),
        message(event="Product Viewed", messageId="m2"),
        message(event="Product Viewed", messageId=None),
        "nonsense",
        message("dance", messageId="m3"),
        message("page", messageId="m4", timestamp="yesterday"),
        message("page", messageId="m5", properties=[]),
        message("page", messageId="x" * 300),
        message("page", messageId="m6"),
    )

    assert answer["taken"] == 2
    assert [
        (refused["index"], refused["code"], refused["field"]) for refused in answer["refused"]
    ] == [
        (1, "missing", "properties.product_id"),
        (2, "missing", "messageId"),
        (3, "wrong_type", "message"),
        (4, "unknown_type", "type"),
        (5, "wrong_type", "timestamp"),
        (6, "wrong_type", "properties"),
        (7, "too_long", "messageId"),
    ]
    assert [event.name for event in kept(session).events] == ["viewed", "visited"]


def test_a_single_bad_message_answers_400_with_the_field(client: httpx.Client) -> None:
    answer = client.post("/v1/track", json={"anonymousId": "a", "event": "Product Viewed"})

    assert answer.status_code == 400
    assert answer.json() == {
        "index": 0,
        "messageId": None,
        "code": "missing",
        "field": "messageId",
        "message": "messageId: it is missing",
    }


def test_a_message_sent_twice_is_taken_once(client: httpx.Client, session: Session) -> None:
    view = message(event="Product Viewed", properties={"product_id": "cream"})
    first, again = sent(client, view), sent(client, view, view)

    assert (first["taken"], again["taken"], again["repeated"]) == (1, 0, 2)
    assert len(kept(session).events) == 1


def test_an_unknown_trait_is_refused_with_the_legal_ones(client: httpx.Client) -> None:
    answer = sent(
        client,
        agreed(),
        message(event="Disclosure Made", properties={"type": "concern", "value": "drynes"}),
    )

    (refused,) = answer["refused"]
    assert refused["code"] == "unknown_trait"
    assert refused["legal"][0] == "concern:dryness"
    assert answer["taken"] == 1


def test_a_disclosure_without_consent_is_refused_and_the_rest_is_taken(
    client: httpx.Client, session: Session
) -> None:
    told = {"type": "concern", "value": "dryness"}
    answer = sent(
        client,
        message(event="Disclosure Made", properties=told),
        message("page", messageId="m2"),
        agreed(),
        message(event="Disclosure Made", messageId="m3", properties=told),
    )

    assert [refused["code"] for refused in answer["refused"]] == ["no_consent"]
    assert answer["taken"] == 3
    assert len(kept(session).disclosures) == 1


def test_a_disclosure_arrives_whole(client: httpx.Client, session: Session) -> None:
    told = {
        "type": "concern",
        "value": "rosacea",
        "polarity": "absent",
        "holder": "other:mom",
        "time": "past",
        "severity": "mild",
        "area": "cheeks",
        "since": "2025-11-01",
        "confidence": 0.5,
        "span": "mum zoe@example.com had rosacea",
        "conversation_id": "c1",
    }
    sent(client, agreed(), message(event="Disclosure Made", properties=told))
    (disclosure,) = kept(session).disclosures
    heard = disclosure.heard

    assert (str(heard.trait), heard.polarity, heard.holder) == (
        "concern:rosacea",
        "absent",
        "other:mom",
    )
    assert (heard.time, heard.severity, heard.area) == ("past", "mild", "cheeks")
    assert (str(heard.since), heard.confidence) == ("2025-11-01", 0.5)
    assert (heard.words, disclosure.conversation_id) == ("mum [email] had rosacea", "c1")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"polarity": "maybe"}, "properties.polarity"),
        ({"holder": "other:goldfish"}, "properties.holder"),
        ({"confidence": 2}, "properties.confidence"),
        ({"since": "winter"}, "properties.since"),
        ({"value": None}, "properties.value"),
    ],
)
def test_a_wrong_disclosure_names_its_field(
    client: httpx.Client, wrong: dict[str, Any], field: str
) -> None:
    told = {"type": "concern", "value": "dryness", **wrong}
    answer = sent(client, agreed(), message(event="Disclosure Made", properties=told))

    assert [refused["field"] for refused in answer["refused"]] == [field]


def test_what_was_taken_back_is_a_retraction(client: httpx.Client, session: Session) -> None:
    told = {"type": "concern", "value": "dryness"}
    sent(
        client,
        agreed(),
        message(event="Disclosure Made", properties=told),
        message(event="Disclosure Retracted", messageId="m2", properties=told),
    )

    assert [record.kind for record in kept(session).disclosures] == ["disclosure", "retraction"]


def test_consent_comes_and_goes_by_purpose(client: httpx.Client, session: Session) -> None:
    withdrawn = message(
        event="Consent Withdrawn", messageId="m2", properties={"purposes": ["ads_meta"]}
    )
    unknown = message(event="Consent Given", messageId="m3", properties={"purposes": ["fun"]})
    answer = sent(client, agreed(), withdrawn, unknown)
    state = service.consent_state(session, kept(session).number)

    assert (state[Purpose.ADVICE], state[Purpose.ADS_META]) == (Answer.GRANTED, Answer.DECLINED)
    assert answer["refused"][0]["code"] == "unknown_purpose"
    assert "ads_google" in answer["refused"][0]["legal"]


def test_a_consent_tool_speaks_once_for_each_state(client: httpx.Client, session: Session) -> None:
    def page(number: int, *, ads: bool) -> dict[str, Any]:
        preferences = {"ads_meta": ads, "Advertising": True}
        context = {"consent": {"categoryPreferences": preferences}}
        at = (NOW - timedelta(hours=9 - number)).isoformat()
        return message("page", messageId=f"p{number}", context=context, timestamp=at)

    in_person = message(
        event="Consent Withdrawn",
        messageId="no",
        timestamp=(NOW - timedelta(hours=7)).isoformat(),
        properties={"purposes": ["ads_meta"]},
    )
    sent(client, page(0, ads=True), page(1, ads=True), in_person, page(3, ads=True))
    answers = [consent.answer for consent in kept(session).consents]
    assert answers == [Answer.GRANTED, Answer.DECLINED]

    sent(client, page(4, ads=False), page(5, ads=True))
    session.rollback()
    answers = [consent.answer for consent in kept(session).consents]
    assert answers[2:] == [Answer.DECLINED, Answer.GRANTED]


def test_identify_joins_and_reports_the_unusable(client: httpx.Client, session: Session) -> None:
    sent(
        client, message("page"), message("identify", messageId="m2", userId="zoe", anonymousId=None)
    )
    answer = client.post(
        "/v1/identify",
        json={
            "messageId": "m3",
            "userId": "zoe",
            "anonymousId": "a",
            "traits": {"email": "Zoe.Miller+shop@Gmail.com", "phone": "0000000000"},
        },
    ).json()

    assert answer["taken"] == 1
    assert [point["field"] for point in answer["unusable"]] == ["traits.phone"]
    assert kept(session, "anonymous:a") == kept(session, "user:zoe")
    shown = service.contact_points_masked(session, kept(session).number, KEYRING)
    assert [point.text for point in shown] == ["z***@g***.com"]


def test_alias_names_a_visitor_and_never_two_known_people(
    client: httpx.Client, session: Session
) -> None:
    answer = sent(
        client,
        message("page"),
        message("alias", messageId="m2", previousId="a", userId="zoe", anonymousId=None),
        message("identify", messageId="m3", userId="ann", anonymousId=None),
        message("alias", messageId="m4", previousId="ann", userId="zoe", anonymousId=None),
    )

    assert answer["taken"] == 3
    assert [refused["code"] for refused in answer["refused"]] == ["two_known_subjects"]
    assert kept(session, "anonymous:a") == kept(session, "user:zoe")


@pytest.mark.parametrize("traits", [{"age": 15}, {"birthday": "2010-01-16"}])
def test_a_minor_is_never_permitted(
    client: httpx.Client, session: Session, traits: dict[str, Any]
) -> None:
    sent(client, agreed(), message("identify", traits={"email": "a@example.com"}))
    assert len(reach.permitted(session, "meta", NOW)) == 1

    sent(client, message("identify", messageId="m2", traits=traits))
    session.rollback()

    assert len(reach.permitted(session, "meta", NOW)) == 0


@pytest.mark.parametrize("event", ["Order Completed", "Completed Order", "order_completed"])
def test_both_spellings_of_the_spec_are_one_event(
    client: httpx.Client, session: Session, event: str
) -> None:
    products = [{"product_id": "cream", "price": 19.5, "quantity": 2}, {"sku": "S-1"}]
    sent(client, message(event=event, properties={"orderId": 1001, "products": products}))
    profile = kept(session)

    assert [(order.order_id, str(order.value)) for order in profile.orders] == [("1001", "39.00")]
    assert [(event.name, event.product_id) for event in profile.events] == [
        ("bought", "cream"),
        ("bought", "S-1"),
    ]


def test_an_event_of_the_shops_own_is_kept_without_personal_data(
    client: httpx.Client, engine: sa.Engine
) -> None:
    properties = {"email": "zoe@example.com", "note": "call +1 555 987 6543", "rating": 5}
    sent(client, message(event="Quiz Finished", properties=properties))
    with engine.connect() as connection:
        row = connection.execute(sa.text("select name, properties from events")).one()

    assert row.name == "track:Quiz Finished"
    assert orjson.loads(row.properties) == {"note": "call [phone]", "rating": 5}


def test_a_wrong_clock_is_set_right_and_nothing_happens_later_than_now(
    client: httpx.Client, session: Session
) -> None:
    slow = NOW - timedelta(hours=2)
    body = {
        "sentAt": slow.isoformat(),
        "batch": [
            message("page", timestamp=(slow - timedelta(minutes=1)).isoformat()),
            message("page", messageId="m2", timestamp=(NOW + timedelta(days=1)).isoformat()),
        ],
    }
    client.post("/v1/batch", json=body)

    assert [event.at for event in kept(session).events] == [NOW - timedelta(minutes=1), NOW]


def test_gzip_is_read_and_too_much_is_not(client: httpx.Client) -> None:
    packed = gzip.compress(orjson.dumps({"batch": [message("page")]}))
    bomb = gzip.compress(b" " * 10_000_000)
    headers = {"content-encoding": "gzip"}

    assert client.post("/v1/batch", content=packed, headers=headers).json()["taken"] == 1
    assert client.post("/v1/batch", content=bomb, headers=headers).status_code == 413
    assert client.post("/v1/batch", content=packed[:-9], headers=headers).status_code == 400
    assert client.post("/v1/batch", content=b" " * 600_000).status_code == 413


def test_a_message_over_32_kilobytes_is_refused_alone(client: httpx.Client) -> None:
    long = message(event="Long", messageId="m2", properties={"note": "x" * 40_000})
    answer = sent(client, message("page"), long)

    assert answer["taken"] == 1
    assert answer["refused"][0]["code"] == "too_long"


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"batch": 1}'])
def test_a_body_that_is_no_batch_is_a_bad_request(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/v1/batch", content=body)

    assert answer.status_code == 400
    assert answer.json()["code"] == "bad_request"


def test_without_the_write_key_nothing_is_taken(client: httpx.Client) -> None:
    client.auth = None
    wrong = base64.b64encode(b"other:").decode()
    body = {"batch": [message("page")]}

    wrong_keys = ({}, {"authorization": f"Basic {wrong}"}, {"authorization": "Basic !"})
    for headers in wrong_keys:
        answer = client.post("/v1/batch", json=body, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["code"] == "wrong_write_key"
    beacon = client.post("/v1/batch", json={**body, "writeKey": WRITE_KEY})
    assert beacon.json()["taken"] == 1


def test_a_group_call_changes_nothing(client: httpx.Client, session: Session) -> None:
    assert sent(client, message("group", groupId="g"))["ignored"] == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(SubjectRow)) == 0
