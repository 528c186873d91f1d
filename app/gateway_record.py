"""The gateway's door to the record: what a conversation does there, one transaction each.

These block, so the gateway calls them in threads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.gateway_answers import CartLineShown, CartShown
from app.gateway_tokens import Conversation, ConversationOver
from catalogue.errors import ProductNotFound
from catalogue.model import Product, Variant
from catalogue.service import product
from kit.db import reading, transaction
from profiles import service as profiles
from profiles.errors import SubjectNotFound
from profiles.model import (
    Answer,
    Cart,
    EventLine,
    EventName,
    Names,
    NewEvent,
    Origin,
    Purpose,
    SubjectId,
    SubjectNumber,
)


class CannotBeBought(Exception):
    """The shop has no such thing to sell now; `words` may be shown to a shopper."""

    def __init__(self, *, code: str, words: str) -> None:
        """Keep a code for the page and words for the shopper."""
        super().__init__(code)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who a visitor is to us, and what they agreed to, by purpose."""

    subject: SubjectId
    consent: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CartWish:
    """So many more (or, negative, fewer) of one product; without a SKU, its first in stock."""

    product_id: str
    sku: str
    quantity: int
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CartView:
    """How carts are shown in this shop."""

    currency: str
    checkout_url: str


def standing(engine: sa.Engine, anonymous_id: str, now: datetime) -> Standing:
    """Find the visitor's subject, or make one."""
    with transaction(engine) as session:
        number = profiles.subject_of(session, Names(anonymous_id=anonymous_id), now)
        ref = profiles.subject_ref(session, number)
        return Standing(subject=ref.id, consent=_consents(session, number))


def consents(engine: sa.Engine, conversation: Conversation) -> Mapping[str, str]:
    """Return the newest answer for each purpose; for a subject just erased, nothing was asked."""
    with reading(engine) as session:
        try:
            return _consents(session, _subject(session, conversation))
        except ConversationOver:
            return dict.fromkeys(Purpose, Answer.NOT_ASKED)


def is_open(engine: sa.Engine, conversation: Conversation) -> None:
    """Look that the conversation's subject is still there.

    Raises:
        ConversationOver: where the subject was erased.
    """
    with reading(engine) as session:
        _subject(session, conversation)


def talked(engine: sa.Engine, conversation: Conversation, now: datetime) -> None:
    """Record that the subject talked; once a conversation, however often it is called.

    Raises:
        ConversationOver: where the subject was erased.
    """
    _record(engine, conversation, _deed(conversation, EventName.TALKED, "talked", now), now)


def considered(
    engine: sa.Engine, conversation: Conversation, product_id: str, now: datetime
) -> bool:
    """Record that the subject opened a product's card; once for each product and conversation.

    Raises:
        ConversationOver: where the subject was erased.
        CannotBeBought: where the catalogue has no such product.
    """
    with transaction(engine) as session:
        known = _product(session, product_id)
        number = _subject(session, conversation)
        line = EventLine(product_id=known.id)
        event = _deed(
            conversation, EventName.CONSIDERED, f"considered:{known.id}", now, lines=(line,)
        )
        return profiles.record_event(session, number=number, event=event, now=now)


def change_cart(
    engine: sa.Engine, conversation: Conversation, wish: CartWish, now: datetime
) -> bool:
    """Put something into the cart, or take it out, at the catalogue's price; False for a repeat.

    Raises:
        ConversationOver: where the subject was erased.
        CannotBeBought: where the product is unknown, or wanted and sold out.
    """
    with transaction(engine) as session:
        variant = _variant(_product(session, wish.product_id), wish)
        line = EventLine(
            product_id=wish.product_id,
            sku=variant.sku,
            price=variant.price,
            quantity=abs(wish.quantity),
        )
        name = EventName.CARTED if wish.quantity > 0 else EventName.UNCARTED
        event = _deed(conversation, name, f"cart:{wish.message_id}", now, lines=(line,))
        number = _subject(session, conversation)
        return profiles.record_event(session, number=number, event=event, now=now)


def cart(engine: sa.Engine, conversation: Conversation, view: CartView) -> CartShown | None:
    """Return the open cart as it is shown, or None where there is none.

    Raises:
        ConversationOver: where the subject was erased.
    """
    with reading(engine) as session:
        found = profiles.open_cart(session, _subject(session, conversation))
        return None if found is None else _shown(session, found, view)


def _record(engine: sa.Engine, conversation: Conversation, event: NewEvent, now: datetime) -> None:
    with transaction(engine) as session:
        number = _subject(session, conversation)
        profiles.record_event(session, number=number, event=event, now=now)


def _deed(
    conversation: Conversation,
    name: EventName,
    key: str,
    now: datetime,
    lines: tuple[EventLine, ...] = (),
) -> NewEvent:
    return NewEvent(
        name=name,
        at=now,
        message_id=f"{conversation.id}:{key}",
        lines=lines,
        conversation_id=conversation.id,
        source=Origin.ADVISOR,
    )


def _subject(session: Session, conversation: Conversation) -> SubjectNumber:
    try:
        ref = profiles.find_subject(session, str(conversation.subject))
        if conversation.anonymous_id:
            # Erasing leaves a subject's bare number behind but takes its names: what is said after
            # "forget me" belongs to a new subject.
            named = profiles.find_subject(session, f"anonymous:{conversation.anonymous_id}")
            if named != ref:
                raise ConversationOver
    except SubjectNotFound as error:
        raise ConversationOver from error
    return ref.number


def _consents(session: Session, number: SubjectNumber) -> Mapping[str, str]:
    state = profiles.consent_state(session, number)
    return {purpose.value: answer.value for purpose, answer in state.items()}


def _product(session: Session, product_id: str) -> Product:
    try:
        return product(session, product_id)
    except ProductNotFound as error:
        raise CannotBeBought(
            code="unknown_product", words="The shop does not sell this."
        ) from error


def _variant(found: Product, wish: CartWish) -> Variant:
    fitting = [variant for variant in found.variants if wish.sku in {"", variant.sku}]
    if wish.quantity > 0:
        fitting = [variant for variant in fitting if variant.stock > 0]
    if not fitting:
        raise CannotBeBought(code="sold_out", words=f"{found.title} is sold out just now.")
    return fitting[0]


def _shown(session: Session, found: Cart, view: CartView) -> CartShown:
    lines = tuple(
        CartLineShown(
            product_id=line.product_id,
            sku=line.sku or "",
            title=_title(session, line.product_id),
            quantity=line.quantity,
            unit_price=f"{line.unit_price:.2f}",
            total=f"{line.unit_price * line.quantity:.2f}",
        )
        for line in found.lines
    )
    total = sum((line.unit_price * line.quantity for line in found.lines), Decimal())
    return CartShown(
        cart_id=found.cart_id,
        lines=lines,
        total=f"{total:.2f}",
        currency=view.currency,
        checkout_url=view.checkout_url,
    )


def _title(session: Session, product_id: str) -> str:
    try:
        return product(session, product_id).title
    except ProductNotFound:
        return product_id  # what is in a cart may have left the catalogue since
