"""What tracking messages come to mean in the record."""

from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from profiles import reach, service
from profiles.model import Answer, Purpose
from tests.builders import KEYRING, NOW
from tests.tracking_world import agreed, kept, message, sent


def test_a_page_view_makes_a_subject(client: httpx.Client, session: Session) -> None:
    answer = client.post("/v1/page", json={"anonymousId": "a", "messageId": "m1"})

    assert answer.json()["taken"] == 1
    assert [event.name for event in kept(session).events] == ["visited"]


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
