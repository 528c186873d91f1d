"""Several writers at the same subject at once: nothing is lost, nothing is doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from kit.db import reading, transaction
from profiles import service
from profiles.model import (
    Answer,
    ContactKind,
    EventLine,
    EventName,
    Names,
    NewEvent,
    Purpose,
    SubjectNumber,
)
from tests.builders import KEYRING, NOW

WRITERS = 6


def _at_once(engine: sa.Engine, work: Callable[[Session, int], object]) -> list[object]:
    def one(place: int) -> object:
        with transaction(engine) as session:
            return work(session, place)

    with ThreadPoolExecutor(WRITERS) as pool:
        return list(pool.map(one, range(WRITERS)))


def _visitor(session: Session) -> SubjectNumber:
    return service.subject_of(session, Names(anonymous_id="a"), NOW)


def test_a_visitor_who_arrives_several_times_at_once_is_one_subject(engine: sa.Engine) -> None:
    numbers = _at_once(engine, lambda session, _: _visitor(session))

    assert len(set(numbers)) == 1


def test_products_added_at_once_are_all_in_the_cart(engine: sa.Engine) -> None:
    def add(session: Session, place: int) -> None:
        line = EventLine(product_id=f"p{place % 2}", price=Decimal(1))
        event = NewEvent(name=EventName.CARTED, at=NOW, message_id=f"m{place}", lines=(line,))
        service.record_event(session, number=_visitor(session), event=event, now=NOW)

    _at_once(engine, add)

    with reading(engine) as session:
        (cart,) = service.profile(session, _visitor(session)).carts
    assert {line.product_id: line.quantity for line in cart.lines} == {"p0": 3, "p1": 3}


def test_answers_and_addresses_given_at_once_are_kept(engine: sa.Engine) -> None:
    def answer(session: Session, place: int) -> None:
        number = _visitor(session)
        service.record_consent(
            session,
            number=number,
            purposes=[Purpose.ADVICE, list(Purpose)[place % 5]],
            answer=Answer.GRANTED,
            wording_version="1",
            language="en",
            source="test",
            now=NOW,
        )
        service.add_contact_point(
            session,
            number=number,
            kind=ContactKind.EMAIL,
            text="zoe@example.com",
            keyring=KEYRING,
            country="US",
            now=NOW,
        )

    _at_once(engine, answer)

    with transaction(engine) as session:
        number = _visitor(session)
        assert set(service.consent_state(session, number).values()) == {Answer.GRANTED}
        assert len(service.contact_points_masked(session, number, KEYRING)) == 1


def test_a_message_that_arrives_several_times_at_once_is_taken_once(engine: sa.Engine) -> None:
    event = NewEvent(name=EventName.VISITED, at=NOW, message_id="m1")

    taken = _at_once(
        engine,
        lambda session, _: service.record_event(
            session, number=_visitor(session), event=event, now=NOW
        ),
    )

    assert sorted(map(bool, taken)) == [False] * (WRITERS - 1) + [True]
