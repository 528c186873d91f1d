"""Given lines for stories: only the facts that matter, everything else is filled in.

Pure facts (`disclosed`, `did`, `a_cart`, `an_order`) make a `Profile` with `a_profile`. A `Shopper`
does the same on a real database, through the use cases. Moments are told as an age: `ago="3d"`.
"""

# ruff: noqa: ANN401 - a story may set any detail of the value it builds

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from sqlalchemy.orm import Session

from kit.clock import duration_of
from profiles import service
from profiles.identity import Keyring
from profiles.model import (
    SELF,
    Answer,
    Cart,
    CartLine,
    Consent,
    ContactKind,
    Disclosure,
    DisclosureId,
    Event,
    EventLine,
    EventName,
    Heard,
    MessageRef,
    Names,
    NewEvent,
    Order,
    Origin,
    Polarity,
    ProductId,
    Profile,
    Purpose,
    RecordKind,
    SubjectId,
    SubjectNumber,
    Trait,
)
from profiles.vocabulary import Vocabulary, load_vocabulary

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
SECRET_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
KEYRING = Keyring.of([SECRET_KEY])
ALL_PURPOSES = tuple(Purpose)
_numbers = itertools.count(1)


@cache
def the_vocabulary() -> Vocabulary:
    """Return the vocabulary that is shipped."""
    return load_vocabulary(ROOT / "nlu_data/vocabulary.yml")


def before(ago: str) -> datetime:
    """Return the moment that long before NOW; `0s` is NOW."""
    return NOW - duration_of(ago)


def heard(trait: str, *, holder: str = SELF, **details: Any) -> Heard:
    """Return what was heard of a trait, such as `heard("concern:dryness", time=Tense.PAST)`."""
    return Heard(trait=Trait.of(trait), holder=holder, words=f"about {trait}", **details)


def disclosed(trait: str, *, ago: str = "1d", holder: str = SELF, **details: Any) -> Disclosure:
    """Return one disclosure on record."""
    return _record(RecordKind.DISCLOSURE, heard(trait, holder=holder, **details), ago)


def denied(trait: str, *, ago: str = "1d", holder: str = SELF) -> Disclosure:
    """Return one denial on record."""
    return disclosed(trait, ago=ago, holder=holder, polarity=Polarity.ABSENT)


def taken_back(trait: str, *, ago: str = "1d", holder: str = SELF) -> Disclosure:
    """Return one retraction on record."""
    return _record(RecordKind.RETRACTION, heard(trait, holder=holder), ago)


def did(name: str, product: str | None = None, *, ago: str = "1d", **details: Any) -> Event:
    """Return one deed on record."""
    product_id = ProductId(product) if product else None
    return Event(name=name, at=before(ago), product_id=product_id, **details)


def a_cart(
    *products: str, ago: str = "1d", origin: Origin = Origin.SHOP, price: str = "10.00", **rest: Any
) -> Cart:
    """Return a cart with one of each product, last touched that long ago."""
    lines = tuple(
        CartLine(
            product_id=ProductId(product),
            sku=None,
            quantity=1,
            unit_price=Decimal(price),
            origin=origin,
        )
        for product in products
    )
    rest.setdefault("cart_id", "")
    return Cart(lines=lines, opened_at=before(ago), last_event_at=before(ago), **rest)


def an_order(*, ago: str = "1d", value: str = "10.00") -> Order:
    """Return one confirmed order."""
    return Order(order_id=f"order-{next(_numbers)}", at=before(ago), value=Decimal(value))


def agreed(*purposes: Purpose, ago: str = "2d", answer: Answer = Answer.GRANTED) -> list[Consent]:
    """Return one answer for each purpose; all of them where none is named."""
    return [
        Consent(
            id=UUID(int=next(_numbers)),
            purpose=purpose,
            answer=answer,
            wording_version="2026-11",
            language="en",
            source="advisor",
            at=before(ago),
        )
        for purpose in purposes or ALL_PURPOSES
    ]


def a_profile(
    *facts: Disclosure | Event | Cart | Order | Consent, number: int = 1, created: str = "30d"
) -> Profile:
    """Return a profile of these facts."""
    return Profile(
        subject_id=SubjectId(UUID(int=number)),
        number=SubjectNumber(number),
        created_at=before(created),
        disclosures=tuple(fact for fact in facts if isinstance(fact, Disclosure)),
        events=tuple(fact for fact in facts if isinstance(fact, Event)),
        carts=tuple(fact for fact in facts if isinstance(fact, Cart)),
        orders=tuple(fact for fact in facts if isinstance(fact, Order)),
        consents=tuple(fact for fact in facts if isinstance(fact, Consent)),
    )


@dataclass
class Shopper:
    """One subject on a real database; every verb returns the shopper, so that stories read on.

    A story starts at NOW; `later` moves its clock.
    """

    session: Session
    anonymous_id: str | None = None
    user_id: str | None = None
    now: datetime = NOW
    vocabulary: Vocabulary = field(default_factory=the_vocabulary)
    number: SubjectNumber = field(init=False)

    def __post_init__(self) -> None:
        if self.anonymous_id is None and self.user_id is None:
            self.anonymous_id = f"visitor-{next(_numbers)}"
        names = Names(anonymous_id=self.anonymous_id, user_id=self.user_id)
        self.number = service.subject_of(self.session, names, self.now)

    def later(self, duration: str) -> Self:
        self.now += duration_of(duration)
        return self

    def agrees(self, *purposes: Purpose) -> Self:
        return self._answers(purposes or ALL_PURPOSES, Answer.GRANTED)

    def withdraws(self, *purposes: Purpose) -> Self:
        return self._answers(purposes or ALL_PURPOSES, Answer.DECLINED)

    def tells(self, *traits: str, holder: str = SELF, **details: Any) -> Self:
        return self.says(*(heard(trait, holder=holder, **details) for trait in traits))

    def says(self, *told: Heard) -> Self:
        """Record what was heard in one message."""
        service.record_heard(
            self.session,
            number=self.number,
            heard=told,
            message=MessageRef(message_id=f"message-{next(_numbers)}", conversation_id="talk"),
            now=self.now,
            vocabulary=self.vocabulary,
        )
        return self

    def takes_back(self, trait: str, holder: str = SELF) -> Self:
        service.retract(
            self.session,
            number=self.number,
            trait=Trait.of(trait),
            holder=holder,
            message=MessageRef(message_id=f"message-{next(_numbers)}", conversation_id="talk"),
            now=self.now,
        )
        return self

    def does(self, name: str, *products: str, price: str | None = None, **details: Any) -> Self:
        lines = tuple(
            EventLine(product_id=product, price=Decimal(price) if price else None)
            for product in products
        )
        details.setdefault("message_id", f"message-{next(_numbers)}")
        event = NewEvent(name=name, at=self.now, lines=lines, **details)
        service.record_event(self.session, number=self.number, event=event, now=self.now)
        return self

    def views(self, product: str) -> Self:
        return self.does(EventName.VIEWED, product)

    def adds(self, *products: str, price: str | None = "10.00", **details: Any) -> Self:
        return self.does(EventName.CARTED, *products, price=price, **details)

    def takes_out(self, product: str, **details: Any) -> Self:
        return self.does(EventName.UNCARTED, product, **details)

    def buys(self, *products: str, price: str | None = "10.00", **details: Any) -> Self:
        details.setdefault("order_id", f"order-{next(_numbers)}")
        return self.does(EventName.BOUGHT, *products, price=price, **details)

    def leaves(self, kind: ContactKind, text: str) -> Self:
        service.add_contact_point(
            self.session,
            number=self.number,
            kind=kind,
            text=text,
            keyring=KEYRING,
            country="US",
            now=self.now,
        )
        return self

    def leaves_email(self, address: str) -> Self:
        return self.leaves(ContactKind.EMAIL, address)

    @property
    def profile(self) -> Profile:
        return service.profile(self.session, self.number)

    def _answers(self, purposes: Sequence[Purpose], answer: Answer) -> Self:
        service.record_consent(
            self.session,
            number=self.number,
            purposes=purposes,
            answer=answer,
            wording_version="2026-11",
            language="en",
            source="advisor",
            now=self.now,
        )
        return self


def _record(kind: RecordKind, said: Heard, ago: str) -> Disclosure:
    sequence = next(_numbers)
    return Disclosure(
        id=DisclosureId(UUID(int=sequence)),
        sequence=sequence,
        kind=kind,
        heard=said,
        heard_at=before(ago),
    )
