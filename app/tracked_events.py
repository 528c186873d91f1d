"""Tracked events and their properties -> what they mean to the record. No I/O.

Names are those of the published e-commerce spec, in its newer spelling (Product Viewed) and its
older one (Viewed Product), and ours beside them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from app.tracking import Json, Message, Reason, Refused, optional, required
from profiles.masking import masked
from profiles.model import (
    SELF,
    EventLine,
    EventName,
    Heard,
    NewEvent,
    Origin,
    Polarity,
    Purpose,
    Severity,
    Tense,
    Trait,
)

_DEEDS = {
    "product viewed": EventName.VIEWED,
    "viewed product": EventName.VIEWED,
    "product added": EventName.CARTED,
    "added product": EventName.CARTED,
    "product removed": EventName.UNCARTED,
    "removed product": EventName.UNCARTED,
    "cart viewed": EventName.CART_VIEWED,
    "viewed cart": EventName.CART_VIEWED,
    "checkout started": EventName.CHECKOUT_STARTED,
    "started checkout": EventName.CHECKOUT_STARTED,
    "payment failed": EventName.PAYMENT_FAILED,
    "order completed": EventName.BOUGHT,
    "completed order": EventName.BOUGHT,
    "order refunded": EventName.REFUNDED,
    "refunded order": EventName.REFUNDED,
    "product reviewed": EventName.REVIEWED,
    "reviewed product": EventName.REVIEWED,
    "product recommended": EventName.RECOMMENDED,
    "product considered": EventName.CONSIDERED,
}
# Later steps at the till; each is kept under one spelling and counts as working on the cart.
_STEPS = {
    "checkout step viewed": "Checkout Step Viewed",
    "viewed checkout step": "Checkout Step Viewed",
    "checkout step completed": "Checkout Step Completed",
    "completed checkout step": "Checkout Step Completed",
    "payment info entered": "Payment Info Entered",
}
_NEED_A_PRODUCT = frozenset(
    {
        EventName.VIEWED,
        EventName.CARTED,
        EventName.UNCARTED,
        EventName.REVIEWED,
        EventName.RECOMMENDED,
        EventName.CONSIDERED,
    }
)
_FROM_THE_ADVISOR = frozenset({EventName.RECOMMENDED, EventName.CONSIDERED})
_LONGEST_REFERENCE = 128
_LONGEST_CONVERSATION = 64
_LARGEST_SUM = Decimal(10) ** 9
_LARGEST_QUANTITY = 10**6
_KEPT_PROPERTIES = 40
_LONGEST_PROPERTY = 500
_PERSONAL = re.compile(r"mail|phone|name$|address|street|city|zip|postal|birth|password|card|^ip$")
_READ_ELSEWHERE = frozenset({"products", "url", "referrer", "search"})


class Consenting(StrEnum):
    """Our events about consent."""

    GIVEN = "consent given"
    WITHDRAWN = "consent withdrawn"


class Disclosing(StrEnum):
    """Our events about what a shopper said."""

    MADE = "disclosure made"
    RETRACTED = "disclosure retracted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Consent Given or Withdrawn."""

    purposes: tuple[Purpose, ...]
    wording_version: str
    language: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Disclosure Made or Retracted."""

    heard: Heard = field(repr=False)
    conversation_id: str | None


def spelling(event: str) -> str:
    """Return an event's name as it is looked up: small letters, words apart."""
    return " ".join(re.sub(r"[^\w]+|_", " ", event).lower().split())


def deed_of(message: Message) -> NewEvent:
    """Return the deed that a track message tells.

    Raises:
        Refused: naming the property.
    """
    told, spelled = message.properties, spelling(message.event)
    name = _DEEDS.get(spelled)
    lines = _lines(told, needed=name in _NEED_A_PRODUCT)
    advisor = name in _FROM_THE_ADVISOR or told.get("source") == Origin.ADVISOR
    return NewEvent(
        name=name or f"track:{_STEPS.get(spelled, message.event)}",
        at=message.at,
        message_id=message.message_id,
        lines=lines,
        order_id=_reference(told, "order_id", "orderId"),
        cart_id=_reference(told, "cart_id", "cartId"),
        checkout_id=_reference(told, "checkout_id", "checkoutId"),
        conversation_id=_conversation(told),
        value=_first_sum(told, "total", "revenue", "value"),
        source=Origin.ADVISOR if advisor else Origin.SHOP,
        properties=kept(told),
    )


def visit_of(message: Message) -> NewEvent:
    """Return the visit that a page or screen message tells; of its address only the path stays."""
    told = message.properties
    page = {name: told[name] for name in ("path", "category") if isinstance(told.get(name), str)}
    return NewEvent(
        name=EventName.VISITED,
        at=message.at,
        message_id=message.message_id,
        properties=kept(page),
    )


def answer_of(message: Message) -> Answered:
    """Return what Consent Given or Withdrawn says.

    Raises:
        Refused: naming the property, with the legal purposes.
    """
    told, legal = message.properties, tuple(Purpose)
    purposes = told.get("purposes")
    if not isinstance(purposes, list) or not purposes:
        raise Refused(
            Reason.MISSING, "properties.purposes", "a list of purposes is expected", legal
        )
    for purpose in purposes:
        if purpose not in legal:
            raise Refused(
                Reason.UNKNOWN_PURPOSE, "properties.purposes", "there is no such one", legal
            )
    return Answered(
        purposes=tuple(Purpose(purpose) for purpose in purposes),
        wording_version=_word(told, "wording_version", 32) or "unstated",
        language=_word(told, "language", 16) or "unstated",
        source=_word(told, "source", 64) or "shop",
    )


def told_in(message: Message) -> Told:
    """Return what Disclosure Made or Retracted says; traits are not looked up here.

    Raises:
        Refused: naming the property, with the legal values.
    """
    told = message.properties
    severity = _one_of(told, "severity", tuple(Severity))
    heard = Heard(
        trait=Trait(
            required(told, "type", "properties.type", 32),
            required(told, "value", "properties.value", 64),
        ),
        polarity=Polarity(_one_of(told, "polarity", tuple(Polarity)) or Polarity.PRESENT),
        holder=_word(told, "holder", 32) or SELF,
        time=Tense(_one_of(told, "time", tuple(Tense)) or Tense.CURRENT),
        severity=Severity(severity) if severity else None,
        area=_word(told, "area", 128),
        since=_day(told),
        confidence=_confidence(told),
        words=_word(told, "span", 4_000) or "",
    )
    return Told(heard=heard, conversation_id=_conversation(told))


def kept(properties: Json) -> dict[str, Any]:
    """Return the properties that are stored with an event: plain values, nothing personal."""
    stays: dict[str, Any] = {}
    for name, value in list(properties.items())[:_KEPT_PROPERTIES]:
        plain = _plain(value)
        if plain is not None and name not in _READ_ELSEWHERE and not _PERSONAL.search(name.lower()):
            stays[name[:_LONGEST_REFERENCE]] = plain
    return stays


def _plain(value: object) -> object:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return masked(value[:_LONGEST_PROPERTY].replace("\0", ""))
    if isinstance(value, list):
        plain = [_plain(item) for item in value[:_KEPT_PROPERTIES] if not isinstance(item, list)]
        return [item for item in plain if item is not None]
    return None


def _lines(told: Json, *, needed: bool) -> tuple[EventLine, ...]:
    products = told.get("products")
    if isinstance(products, list):
        return tuple(
            _line(product, f"properties.products[{place}]")
            for place, product in enumerate(products)
            if isinstance(product, Mapping)
        )
    if needed or "product_id" in told or "sku" in told:
        return (_line(told, "properties"),)
    return ()


def _line(told: Json, place: str) -> EventLine:
    spellings = ("product_id", "productId", "id")
    ids = (optional(told, name, f"{place}.{name}") for name in spellings)
    sku = optional(told, "sku", f"{place}.sku")
    product = next((id_ for id_ in ids if id_), sku)
    if product is None:
        raise Refused(Reason.MISSING, f"{place}.product_id", "a product_id or a sku is needed")
    return EventLine(
        product_id=product,
        sku=sku,
        price=_sum(told, "price", f"{place}.price"),
        quantity=_quantity(told, f"{place}.quantity"),
    )


def _quantity(told: Json, place: str) -> int | None:
    number = _sum(told, "quantity", place)
    if number is None:
        return None
    if number != number.to_integral_value() or number > _LARGEST_QUANTITY:
        raise Refused(Reason.WRONG_TYPE, place, "a whole number of pieces is expected")
    return int(number)


def _first_sum(told: Json, *names: str) -> Decimal | None:
    sums = (_sum(told, name, f"properties.{name}") for name in names)
    return next((value for value in sums if value is not None), None)


def _sum(told: Json, name: str, place: str) -> Decimal | None:
    value = told.get(name)
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number < _LARGEST_SUM:
        raise Refused(Reason.WRONG_TYPE, place, "a number of 0 or more is expected")
    return number


def _reference(told: Json, *names: str) -> str | None:
    words = (optional(told, name, f"properties.{name}", _LONGEST_REFERENCE) for name in names)
    return next((word for word in words if word), None)


def _conversation(told: Json) -> str | None:
    return _word(told, "conversation_id", _LONGEST_CONVERSATION)


def _word(told: Json, name: str, longest: int) -> str | None:
    return optional(told, name, f"properties.{name}", longest)


def _one_of(told: Json, name: str, legal: tuple[str, ...]) -> str | None:
    word = _word(told, name, _LONGEST_REFERENCE)
    if word is not None and word not in legal:
        raise Refused(Reason.WRONG_VALUE, f"properties.{name}", "there is no such value", legal)
    return word


def _day(told: Json) -> date | None:
    word = _word(told, "since", 10)
    try:
        return date.fromisoformat(word) if word else None
    except ValueError:
        raise Refused(Reason.WRONG_TYPE, "properties.since", "write a day as 2025-11-01") from None


def _confidence(told: Json) -> float:
    value = told.get("confidence")
    if value is None:
        return 1.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Refused(
            Reason.WRONG_TYPE, "properties.confidence", "a number from 0 to 1 is expected"
        )
    return float(value)
