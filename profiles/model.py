"""What Candor knows of a subject, as frozen values. No I/O here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NewType
from uuid import UUID

SubjectId = NewType("SubjectId", UUID)
SubjectNumber = NewType("SubjectNumber", int)
DisclosureId = NewType("DisclosureId", UUID)
ProductId = NewType("ProductId", str)
ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)

SELF = "self"


class TraitType(StrEnum):
    """The kinds of things a shopper of any vertical can disclose.

    A vocabulary may name types of its own, which say what somebody is like: a skin type, a gait.
    """

    CONCERN = "concern"
    GOAL = "goal"
    PREFERENCE = "preference"
    CONSTRAINT = "constraint"
    PRODUCT_INTEREST = "product_interest"
    BUDGET = "budget"


_OF_PRODUCTS = frozenset(
    {TraitType.PREFERENCE, TraitType.CONSTRAINT, TraitType.PRODUCT_INTEREST, TraitType.BUDGET}
)


def is_own_type(type_: str) -> bool:
    """Whether a type is a vertical's own; what is of such a type is a fact of today."""
    return type_ not in set(TraitType)


def is_of_shopper(type_: str) -> bool:
    """Whether traits of a type tell of the shopper, what they are, have or want to reach.

    The others tell what a product should be.
    """
    return type_ not in _OF_PRODUCTS


def is_had(trait: "Trait") -> bool:
    """Whether a trait is something a person has or is, and so no wish that may come and go."""
    return is_own_type(trait.type) or trait.type == TraitType.CONCERN


class Polarity(StrEnum):
    """Whether the shopper says they have it or says they do not."""

    PRESENT = "present"
    ABSENT = "absent"


class Tense(StrEnum):
    """When the disclosed thing holds, as worded."""

    PAST = "past"
    CURRENT = "current"
    FUTURE = "future"


class Severity(StrEnum):
    """How bad, only where worded."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class RecordKind(StrEnum):
    """A disclosure, or a later record that takes back all earlier ones of its trait and holder."""

    DISCLOSURE = "disclosure"
    RETRACTION = "retraction"


@dataclass(frozen=True, slots=True)
class Trait:
    """What a disclosure is about; written `type:value`, such as `concern:dryness`."""

    type: str
    value: str

    def __str__(self) -> str:
        return f"{self.type}:{self.value}"

    @classmethod
    def of(cls, text: str) -> "Trait":
        """Read `type:value`.

        Raises:
            ValueError: where there is no colon or a part is empty.
        """
        type_, colon, value = text.partition(":")
        if not (type_ and colon and value):
            message = f"{text!r} is no trait: write type:value, such as concern:dryness"
            raise ValueError(message)
        return cls(type_, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One disclosure as it was understood in a message, before anything is recorded.

    `holder` is `self` or `other:<who>`; `words` are verbatim, `confidence` runs from 0 to 1.
    """

    trait: Trait
    polarity: Polarity = Polarity.PRESENT
    holder: str = SELF
    time: Tense = Tense.CURRENT
    severity: Severity | None = None
    area: str | None = None
    since: date | None = None
    confidence: float = 1.0
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One recorded fact a shopper told us about themselves, or its retraction; never edited.

    `sequence` orders records heard at the same moment.
    """

    id: DisclosureId
    sequence: int
    kind: RecordKind
    heard: Heard
    heard_at: datetime
    conversation_id: ConversationId | None = None
    message_id: MessageId | None = None


class EventName(StrEnum):
    """Deeds that rules know by a word; any other tracked name is kept as `track:<name>`."""

    VISITED = "visited"
    TALKED = "talked"
    VIEWED = "viewed"
    RECOMMENDED = "recommended"
    CONSIDERED = "considered"
    CARTED = "carted"
    UNCARTED = "uncarted"
    CART_VIEWED = "cart_viewed"
    CHECKOUT_STARTED = "checkout_started"
    PAYMENT_FAILED = "payment_failed"
    BOUGHT = "bought"
    REFUNDED = "refunded"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something a shopper did. `name` is an `EventName` value or `track:<name>`."""

    name: str
    at: datetime
    product_id: ProductId | None = None
    sku: str | None = None
    price: Decimal | None = None
    quantity: int = 1
    order_id: str | None = None
    cart_id: str | None = None
    conversation_id: ConversationId | None = None
    source: str = "shop"


class Origin(StrEnum):
    """Where a cart line came from."""

    ADVISOR = "advisor"
    SHOP = "shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """One line of a cart; `unit_price` in the shop's currency."""

    product_id: ProductId
    sku: str | None
    quantity: int
    unit_price: Decimal
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """Lines a shopper means to buy. `closed_at` is set by the order that bought it."""

    cart_id: str
    lines: tuple[CartLine, ...]
    opened_at: datetime
    last_event_at: datetime
    closed_at: datetime | None = None
    order_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One confirmed order; `value` and what of it was given back are in the shop's currency."""

    order_id: str
    at: datetime
    value: Decimal
    refunded: Decimal = Decimal(0)

    @property
    def kept(self) -> Decimal:
        """What the shop kept of the order's value."""
        return max(self.value - self.refunded, Decimal(0))


class ContactKind(StrEnum):
    """What may be kept of a person; only the first two are ever match keys."""

    EMAIL = "email"
    PHONE = "phone"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    COUNTRY = "country"
    POSTAL_CODE = "postal_code"


class Purpose(StrEnum):
    """What data may be used for."""

    ADVICE = "advice"
    ADS_META = "ads_meta"
    ADS_GOOGLE = "ads_google"
    MESSAGES_EMAIL = "messages_email"
    MESSAGES_SMS = "messages_sms"


class Answer(StrEnum):
    """A person's answer for one purpose; never having been asked is a third thing."""

    GRANTED = "granted"
    DECLINED = "declined"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Evidence of one answer: its id is the receipt."""

    id: UUID
    purpose: Purpose
    answer: Answer
    wording_version: str
    language: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """All that is on record of one subject; what rules, stages and pages read."""

    subject_id: SubjectId
    number: SubjectNumber
    created_at: datetime
    disclosures: tuple[Disclosure, ...] = ()
    events: tuple[Event, ...] = ()
    carts: tuple[Cart, ...] = ()
    orders: tuple[Order, ...] = ()
    consents: tuple[Consent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a visitor or the shop calls a subject; at least one of the two."""

    anonymous_id: str | None = None
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """A subject as found: its dense number and its id for the outside."""

    number: SubjectNumber
    id: SubjectId


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Words of a message that say who or where somebody is.

    `kind` is email, phone, card, address or name; `words` are verbatim.
    """

    kind: str
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """The message a record rests on; `message_id` is the shopper's own and stays the same.

    `text` is the whole message, kept (masked) where it is not empty; `personal` is what the ear
    found in it.
    """

    message_id: str
    conversation_id: str | None = None
    text: str = field(default="", repr=False)
    personal: tuple[PersonalData, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLine:
    """One product of a deed; `price` is a unit's, in the shop's currency.

    `quantity` is None where it was not said: one is added, a whole line taken out.
    """

    product_id: str
    sku: str | None = None
    price: Decimal | None = None
    quantity: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """One deed to be recorded, as a message tells it.

    `name` is an `EventName` value or `track:<name>`; `value` is an order's sum or a refund's;
    `source` says whether the shop page or the advisor brought it about. `properties` are plain
    JSON and free of personal data.
    """

    name: str
    at: datetime
    message_id: str
    lines: tuple[EventLine, ...] = ()
    order_id: str | None = None
    cart_id: str | None = None
    checkout_id: str | None = None
    conversation_id: str | None = None
    value: Decimal | None = None
    source: Origin = Origin.SHOP
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedPoint:
    """A contact point in the form that may be shown."""

    kind: ContactKind
    text: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Who was named, and which contact points were of no use, as (kind, reason)."""

    number: SubjectNumber
    unusable: tuple[tuple[ContactKind, str], ...] = ()
