"""What a conversation remembers between turns, as slots hold it.

This is the conversation's working memory: it ends with the conversation and is never the record.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from kit.clock import moment_of
from profiles.model import Heard, PersonalData, Polarity, RecordKind, Severity, Tense, Trait


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing heard before consent to `advice`, with the message and the moment it came from.

    `kind` is a retraction where the shopper took something back. `message` is what was typed: it is
    needed as evidence once the shopper consents, and is masked when it is written, for which
    `personal` says what to mask.
    """

    kind: RecordKind
    heard: Heard
    message_id: str
    at: datetime
    message: str = field(repr=False)
    personal: tuple[PersonalData, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the advisor asked, so that a bare yes or no has a meaning.

    `kind` is consent, contact, forget, advice, or checkout. `purposes` is what a yes to it grants.
    `about` is what else it needs: for a contact point, the message that named it and its kind.
    """

    kind: str
    purposes: tuple[str, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, slot: object) -> "Question | None":
        """Read a slot; None where nothing was asked."""
        if not isinstance(slot, Mapping):
            return None
        return cls(
            kind=str(slot.get("kind")),
            purposes=tuple(slot.get("purposes") or ()),
            about=dict(slot.get("about") or {}),
        )

    def as_slot(self) -> dict[str, Any]:
        """Return the JSON that `of` reads."""
        return {"kind": self.kind, "purposes": list(self.purposes), "about": dict(self.about)}


def waiting_of(slot: object) -> tuple[Waiting, ...]:
    """Read the slot `waiting`."""
    if not isinstance(slot, Sequence) or isinstance(slot, str):
        return ()
    return tuple(_waiting(one) for one in slot)


def as_slot(waiting: Iterable[Waiting]) -> list[dict[str, Any]]:
    """Return the JSON that `waiting_of` reads."""
    return [
        {
            "kind": one.kind.value,
            "message_id": one.message_id,
            "at": one.at.isoformat(),
            "message": one.message,
            "personal": [[said.kind, said.words] for said in one.personal],
            **heard_as_json(one.heard),
            "span": one.heard.words,
        }
        for one in waiting
    ]


def heard_as_json(heard: Heard) -> dict[str, Any]:
    """Return what was heard without the shopper's words, as the capture answer names it."""
    return {
        "type": heard.trait.type,
        "value": heard.trait.value,
        "polarity": heard.polarity.value,
        "holder": heard.holder,
        "time": heard.time.value,
        "severity": heard.severity.value if heard.severity else None,
        "area": heard.area,
        "since": heard.since.isoformat() if heard.since else None,
        "confidence": heard.confidence,
    }


def _waiting(one: Mapping[str, Any]) -> Waiting:
    severity, since = one.get("severity"), one.get("since")
    return Waiting(
        kind=RecordKind(one["kind"]),
        message_id=str(one["message_id"]),
        at=moment_of(one["at"]),
        message=str(one["message"]),
        personal=tuple(PersonalData(kind, words) for kind, words in one.get("personal") or ()),
        heard=Heard(
            trait=Trait(one["type"], one["value"]),
            polarity=Polarity(one["polarity"]),
            holder=one["holder"],
            time=Tense(one["time"]),
            severity=Severity(severity) if severity else None,
            area=one.get("area"),
            since=date.fromisoformat(since) if since else None,
            confidence=float(one["confidence"]),
            words=one.get("span") or "",
        ),
    )
