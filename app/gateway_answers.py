"""What Rasa's REST channel answers, turned into the shapes of the chat gateway. Pure.

Nothing of Rasa's passes unread: an item of unknown kind, or one that does not fit its shape, is
left out, so that a page never gets something it does not know how to show.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError


def _link(text: str) -> str:
    """A link is on our own site or over HTTP(S); any other scheme is dropped."""
    own = text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if own or text.startswith(("https://", "http://")) else ""


Link = Annotated[str, AfterValidator(_link)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)


class QuickReply(_Shape):
    """A button: `title` is shown, `payload` is sent as the shopper's message."""

    title: str
    payload: str


class Reason(_Shape):
    """Why a product fits: the shopper's own words, and the fact of the catalogue that answers."""

    because: str
    fact: str
    cites: str = ""
    trait: str = ""


class Card(_Shape):
    """One product as advice. `price` is decimal text in `currency`."""

    product_id: str
    sku: str
    title: str
    price: str
    currency: str
    image: Link = ""
    url: Link = ""
    reasons: tuple[Reason, ...] = ()


class CartLineShown(_Shape):
    """One line of a cart; amounts are decimal text."""

    product_id: str
    sku: str
    title: str
    quantity: int
    unit_price: str
    total: str


class CartShown(_Shape):
    """A cart, with the shop's own checkout as its way out."""

    cart_id: str
    lines: tuple[CartLineShown, ...] = ()
    total: str
    currency: str
    checkout_url: Link = ""


class ConsentAsked(_Shape):
    """A question of consent: purposes, and for each its title and the wording a yes agrees to.

    `state` is what stands on record now: granted, declined or not_asked.
    """

    purposes: tuple[str, ...]
    wording_version: str
    language: str
    titles: Mapping[str, str] = Field(default_factory=dict)
    wording: Mapping[str, str] = Field(default_factory=dict)
    state: Mapping[str, str] = Field(default_factory=dict)


class Answered(_Shape):
    """One answer of the advisor; `text` is plain text, never HTML."""

    text: str = ""
    quick_replies: tuple[QuickReply, ...] = ()
    products: tuple[Card, ...] = ()
    cart: CartShown | None = None
    consent: ConsentAsked | None = None


RasaItem = Mapping[str, Any]  # JSON of the REST channel, whose shape Rasa does not promise


def was_heard(items: Iterable[RasaItem]) -> bool:
    """Whether the capture action answered this turn; without it, nothing of it was recorded."""
    customs = (_custom(item) for item in items)
    return any(one.get("kind") == "heard" and one.get("ok", True) is True for one in customs)


def answers_of(items: Sequence[RasaItem]) -> list[Answered]:
    """Return what can be shown of Rasa's answers, in order."""
    return [answer for item in items if (answer := _answer(item)) is not None]


def _answer(item: RasaItem) -> Answered | None:
    try:
        shown = _from_custom(_custom(item)) if "custom" in item else _from_text(item)
    except ValidationError:
        return None
    return None if shown == Answered() else shown


def _from_text(item: RasaItem) -> Answered:
    return Answered.model_validate(
        {"text": item.get("text") or "", "quick_replies": item.get("buttons") or ()}
    )


def _from_custom(custom: Mapping[str, Any]) -> Answered | None:
    text = custom.get("text") or ""
    match custom.get("kind"):
        case "advice":
            return Answered.model_validate({"text": text, "products": custom.get("products") or ()})
        case "cart":
            return Answered.model_validate({"text": text, "cart": custom.get("cart")})
        case "consent":
            return Answered.model_validate({"text": text, "consent": custom})
        case _:
            return None


def _custom(item: RasaItem) -> Mapping[str, Any]:
    custom = item.get("custom")
    return custom if isinstance(custom, Mapping) else {}
