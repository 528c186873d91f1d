"""What must hold for any story: joins commute, and telling it twice changes nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.migrating import metadata
from app.taking import Intake, taken
from app.tracking import Refused, message_of
from profiles import service
from profiles.model import Names, Profile, Purpose
from tests.builders import KEYRING, NOW, Shopper, the_vocabulary

# The databases are those of the test; every example works within a transaction that is undone.
SLOWLY = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
Step = Callable[[Shopper], object]
STEPS: dict[str, Step] = {
    "agrees": lambda shopper: shopper.agrees(),
    "declines ads": lambda shopper: shopper.withdraws(Purpose.ADS_META),
    "tells": lambda shopper: shopper.agrees(Purpose.ADVICE).tells("concern:dryness"),
    "views": lambda shopper: shopper.views("cream"),
    "adds": lambda shopper: shopper.adds("cream"),
    "adds elsewhere": lambda shopper: shopper.adds("mask", cart_id="c1"),
    "buys": lambda shopper: shopper.buys("cream"),
    "leaves an address": lambda shopper: shopper.leaves_email("zoe@example.com"),
}
STORIES = st.lists(st.sampled_from(sorted(STEPS)), max_size=6)


@contextmanager
def undone(engine: sa.Engine) -> Iterator[Session]:
    with Session(engine) as session:
        yield session
        session.rollback()


def _facts(*profiles: Profile) -> list[list[object]]:
    """Everything on record, whoever's it is; only the order of one moment's records is loose."""
    return [
        sorted((fact for profile in profiles for fact in getattr(profile, kind)), key=repr)
        for kind in ("disclosures", "events", "carts", "orders", "consents")
    ]


@given(st.lists(STORIES, min_size=2, max_size=2))
@SLOWLY
def test_joining_and_reading_is_reading_both_together(
    engine: sa.Engine, stories: list[list[str]]
) -> None:
    with undone(engine) as session:
        visitor = Shopper(session, anonymous_id="a")
        known = Shopper(session, user_id="zoe", now=NOW + timedelta(hours=1))
        for shopper, story in zip((visitor, known), stories, strict=True):
            for step in story:
                STEPS[step](shopper.later("1m"))
        apart = _facts(visitor.profile, known.profile)

        after = NOW + timedelta(hours=2)
        join = service.join(session, anonymous=visitor.number, known=known.number, now=after)

        assert _facts(known.profile) == apart
        service.undo_join(session, join, after)
        assert _facts(visitor.profile, known.profile) == apart


def message(place: int, kind: str, event: str, properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": kind,
        "messageId": f"m{place}",
        "anonymousId": "a" if place % 3 else "b",
        "event": event,
        "properties": properties,
        "timestamp": (NOW - timedelta(minutes=100 - place)).isoformat(),
        **({"userId": "zoe"} if kind == "identify" else {}),
    }


TOLD = [
    ("track", "Product Viewed", {"product_id": "cream"}),
    ("track", "Product Added", {"product_id": "cream", "price": 10}),
    ("track", "Product Added", {"product_id": "mask", "cart_id": "c1"}),
    ("track", "Order Completed", {"order_id": "1", "products": [{"product_id": "cream"}]}),
    ("track", "Consent Given", {"purposes": ["advice"], "wording_version": "1"}),
    ("track", "Consent Withdrawn", {"purposes": ["advice"]}),
    ("track", "Disclosure Made", {"type": "concern", "value": "dryness"}),
    ("track", "Disclosure Retracted", {"type": "concern", "value": "dryness"}),
    ("track", "Product Viewed", {}),
    ("page", "", {}),
    ("identify", "", {}),
]


@given(st.lists(st.sampled_from(TOLD), max_size=12))
@SLOWLY
def test_telling_a_stream_again_gives_the_same_tables(
    engine: sa.Engine, told: list[tuple[str, str, dict[str, object]]]
) -> None:
    stream = [message(place, *words) for place, words in enumerate(told)]
    with undone(engine) as session:
        refused = _take(session, engine, stream)
        once = _tables(session)
        _take(session, engine, stream)
        twice = _tables(session)
        _take(session, engine, stream)

        # What was refused for want of consent may be taken when it comes again after consent.
        assert refused or twice == once
        assert _tables(session) == twice


def _take(session: Session, engine: sa.Engine, stream: list[dict[str, object]]) -> int:
    """Take a stream and return how many messages were refused."""
    refused = 0
    intake = Intake(
        engine=engine,
        clock=lambda: NOW,
        keyring=KEYRING,
        vocabulary=the_vocabulary(),
        country="US",
    )
    for told in stream:
        try:
            read = partial(message_of, told, kind=None, sent_at=None, received=NOW, user_agent="")
            taken(session, read, intake, NOW)
        except Refused:
            refused += 1
    return refused


def _tables(session: Session) -> dict[str, list[tuple[object, ...]]]:
    session.flush()
    return {
        table.name: sorted((tuple(row) for row in session.execute(sa.select(table))), key=repr)
        for table in metadata().sorted_tables
    }


def test_a_visitor_of_two_browsers_is_one_person_after_signing_in_on_both(
    engine: sa.Engine,
) -> None:
    with undone(engine) as session:
        for browser in ("a", "b"):
            Shopper(session, anonymous_id=browser).views(f"seen in {browser}")
            service.subject_of(session, Names(anonymous_id=browser, user_id="zoe"), NOW)

        known = service.find_subject(session, "user:zoe")
        seen = {event.product_id for event in service.profile(session, known.number).events}

    assert seen == {"seen in a", "seen in b"}
