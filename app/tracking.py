"""Tracking messages as clients send them -> values, or a refusal that names the field. No I/O.

The shape is that of the HTTP tracking API which Segment published; `docs/tracking.md` tells it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from kit.clock import in_utc
from profiles.model import ContactKind, Names

Json = Mapping[str, Any]

_LONGEST_NAME = 255
# Less than this between the client's clock and ours is the network, not a wrong clock.
_SKEW_THAT_MATTERS = timedelta(minutes=1)
_ADULT = 18
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_TRAITS_OF = {
    ContactKind.EMAIL: ("email",),
    ContactKind.PHONE: ("phone",),
    ContactKind.FIRST_NAME: ("firstName", "first_name"),
    ContactKind.LAST_NAME: ("lastName", "last_name"),
}
_ADDRESS_OF = {
    ContactKind.COUNTRY: ("country",),
    ContactKind.POSTAL_CODE: ("postalCode", "postal_code"),
}
# "Cubot" is a maker of phones.
_BOT = re.compile(
    r"(?<!cu)bots?\b|crawl|spider|slurp|facebookexternalhit|bingpreview|lighthouse|pingdom"
    r"|mediapartners|archiver|scrapy",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """The calls of the tracking API."""

    IDENTIFY = "identify"
    TRACK = "track"
    PAGE = "page"
    SCREEN = "screen"
    ALIAS = "alias"
    GROUP = "group"


class Reason(StrEnum):
    """Why a message is refused, as programs read it."""

    MISSING = "missing"
    WRONG_TYPE = "wrong_type"
    WRONG_VALUE = "wrong_value"
    TOO_LONG = "too_long"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_TRAIT = "unknown_trait"
    UNKNOWN_PURPOSE = "unknown_purpose"
    NO_CONSENT = "no_consent"
    TWO_KNOWN = "two_known_subjects"
    NOT_STORED = "not_stored"


class Refused(Exception):
    """A message that is not taken; `legal` lists what would have been."""

    def __init__(self, code: Reason, place: str, reason: str, legal: Sequence[str] = ()) -> None:
        """`place` is the field that is wrong, such as `properties.value`."""
        super().__init__(f"{place}: {reason}")
        self.code = code
        self.place = place
        self.reason = reason
        self.legal = tuple(legal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; `at` is when it happened by our clock."""

    kind: Kind
    message_id: str
    names: Names
    at: datetime
    event: str = ""
    previous_id: str = ""
    properties: Json = field(default_factory=dict, repr=False)
    traits: Json = field(default_factory=dict, repr=False)
    preferences: Mapping[str, bool] = field(default_factory=dict)
    user_agent: str = ""

    @property
    def is_from_a_bot(self) -> bool:
        """Whether a crawler says it sent this."""
        return bool(_BOT.search(self.user_agent))

    @property
    def contact_points(self) -> list[tuple[ContactKind, str]]:
        """The contact points that its traits name, as told."""
        address = self.traits.get("address")
        places = [(self.traits, _TRAITS_OF)]
        if isinstance(address, Mapping):
            places.append((address, _ADDRESS_OF))
        return [
            (kind, str(value))
            for fields, names in places
            for kind, spellings in names.items()
            for spelling in spellings
            if isinstance(value := fields.get(spelling), str | int)
        ]

    @property
    def is_of_a_minor(self) -> bool:
        """Whether its traits say that the person is under 18."""
        age, birthday = self.traits.get("age"), self.traits.get("birthday")
        if isinstance(age, int | float) and not isinstance(age, bool):
            return age < _ADULT
        try:
            born = in_utc(datetime.fromisoformat(str(birthday))) if birthday else None
        except ValueError:
            return False
        had_birthday = born and (self.at.month, self.at.day) >= (born.month, born.day)
        return born is not None and self.at.year - born.year - (not had_birthday) < _ADULT


def message_of(
    told: object, *, kind: str | None, sent_at: object, received: datetime, user_agent: str
) -> Message:
    """Read one message.

    `kind` is the call's address, or None where the message says it itself (`type`); `sent_at` is
    the client's clock as the call left, by which a wrong clock is set right.

    Raises:
        Refused: naming the field.
    """
    if not isinstance(told, Mapping):
        raise Refused(Reason.WRONG_TYPE, "message", "a message is a JSON object")
    of_kind = _kind(kind or told.get("type"))
    context = told.get("context")
    context = context if isinstance(context, Mapping) else {}
    at = _moment(told.get("timestamp"), told.get("sentAt") or sent_at, received)
    return Message(
        kind=of_kind,
        message_id=required(told, "messageId", "messageId"),
        names=_names(told, of_kind),
        at=at,
        event=required(told, "event", "event", longest=120) if of_kind is Kind.TRACK else "",
        previous_id=required(told, "previousId", "previousId") if of_kind is Kind.ALIAS else "",
        properties=_object(told, "properties"),
        traits={**_object(context, "traits"), **_object(told, "traits")},
        preferences=_preferences(context),
        user_agent=str(context.get("userAgent") or user_agent),
    )


def required(fields: Json, name: str, place: str, longest: int = _LONGEST_NAME) -> str:
    """Return a word that must be there; `place` names it in a refusal."""
    if (word := optional(fields, name, place, longest)) is None:
        raise Refused(Reason.MISSING, place, "it is missing")
    return word


def optional(fields: Json, name: str, place: str, longest: int = _LONGEST_NAME) -> str | None:
    """Return a word or whole number as a word; None where it is absent or empty."""
    value = fields.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Refused(Reason.WRONG_TYPE, place, "a word is expected")
    word = str(value).strip()
    if len(word) > longest or "\0" in word:
        raise Refused(Reason.TOO_LONG, place, f"at most {longest} characters fit, none of them NUL")
    return word or None


def _kind(told: object) -> Kind:
    if told not in tuple(Kind):
        raise Refused(Reason.UNKNOWN_TYPE, "type", "there is no such call", tuple(Kind))
    return Kind(str(told))


def _names(told: Json, kind: Kind) -> Names:
    names = Names(
        anonymous_id=optional(told, "anonymousId", "anonymousId"),
        user_id=optional(told, "userId", "userId"),
    )
    if kind is Kind.ALIAS and names.user_id is None:
        raise Refused(Reason.MISSING, "userId", "it is missing")
    if names.anonymous_id is None and names.user_id is None:
        raise Refused(Reason.MISSING, "anonymousId", "an anonymousId or a userId is needed")
    return names


def _object(fields: Json, name: str) -> dict[str, Any]:
    value = fields.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Refused(Reason.WRONG_TYPE, name, "a JSON object is expected")
    return dict(value)


def _preferences(context: Json) -> dict[str, bool]:
    consent = context.get("consent")
    told = consent.get("categoryPreferences") if isinstance(consent, Mapping) else None
    if not isinstance(told, Mapping):
        return {}
    return {str(name): answer for name, answer in told.items() if isinstance(answer, bool)}


def _moment(told: object, sent_at: object, received: datetime) -> datetime:
    """Return when it happened: set right by the client's clock, never later than now."""
    if told is None:
        return received
    if (at := _iso(told)) is None or at < _EARLIEST:
        raise Refused(
            Reason.WRONG_TYPE, "timestamp", "write ISO 8601, such as 2026-01-31T12:00:00Z"
        )
    if (sent := _iso(sent_at)) and abs(received - sent) > _SKEW_THAT_MATTERS:
        at += received - sent
    return min(at, received)


def _iso(told: object) -> datetime | None:
    try:
        return in_utc(datetime.fromisoformat(told)) if isinstance(told, str) else None
    except (ValueError, OverflowError):
        return None
