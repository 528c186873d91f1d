"""How the collector answers calls: what it refuses, and that it loses nothing else."""

import base64
import gzip
from datetime import timedelta

import httpx
import orjson
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from profiles.tables import SubjectRow
from tests.builders import NOW
from tests.tracking_world import WRITE_KEY, kept, message, sent


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
    wrong = base64.b64encode(b"other:").decode()
    wrong_keys: list[dict[str, str]] = [
        {},
        {"authorization": f"Basic {wrong}"},
        {"authorization": "Basic !"},
    ]
    body = {"batch": [message("page")]}

    with httpx.Client(base_url=client.base_url) as stranger:
        for headers in wrong_keys:
            answer = stranger.post("/v1/batch", json=body, headers=headers)
            assert answer.status_code == 401
            assert answer.json()["code"] == "wrong_write_key"
        beacon = stranger.post("/v1/batch", json={**body, "writeKey": WRITE_KEY})
    assert beacon.json()["taken"] == 1


def test_a_group_call_changes_nothing(client: httpx.Client, session: Session) -> None:
    assert sent(client, message("group", groupId="g"))["ignored"] == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(SubjectRow)) == 0
