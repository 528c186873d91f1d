"""What a conversation remembers between turns, as slots hold it.

This is the conversation's working memory: it ends with the conversation and is never the record.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from kit.clock import moment_of
from profiles.model import Heard, PersonalData, Polarity, RecordKind, Severity, Tense, Trait


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing heard before consent to `advice`, with the message and the moment it came from.

    `kind` is a retraction where the shopper took something back. `message` is what was typed: it is
    needed as evidence once the shopper consents, and is masked when it is written, for which
    `personal` says what to mask. `again` sets apart what is written of a message later on, once
    something in it is confirmed.
    """

    kind: RecordKind
    heard: Heard
    message_id: str
    at: datetime
    message: str = field(repr=False)
    personal: tuple[PersonalData, ...] = ()
    again: str = ""


class DoubtKind(StrEnum):
    """Why something heard is asked about, the most important first.

    `limit`: a limit of safety that was heard unsurely, and is obeyed all the same; `lift`: a limit
    of safety that is said to be none any more; `change`: it contradicts what was said earlier;
    `unsure`: it may have been misheard.
    """

    LIMIT = "limit"
    LIFT = "lift"
    CHANGE = "change"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something heard that is asked about once; `before` is what it contradicts, if anything."""

    kind: DoubtKind
    said: Waiting
    before: Heard | None = None

    @property
    def key(self) -> str:
        """What names it in a conversation: the same doubt is never asked about twice."""
        return f"{self.kind}:{self.said.heard.trait}:{self.said.heard.holder}"


class Verdict(StrEnum):
    """What a shopper answers to a doubt; to a contradiction, `yes` is that it has changed."""

    YES = "yes"
    NO = "no"
    BOTH = "both"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What capturing a message brought about, for the answer to say.

    `doubt` was settled by `verdict`; `then` is what its question had put off. `mended` was taken
    back or given to the holder `whose`.
    """

    doubt: Doubt | None = None
    verdict: Verdict | None = None
    then: str = ""
    mended: tuple[Heard, ...] = ()
    whose: str = ""

    @classmethod
    def of(cls, slot: object) -> "Outcome":
        """Read a slot; nothing came of it where it is empty."""
        if not isinstance(slot, Mapping):
            return cls()
        doubt, verdict = slot.get("doubt"), slot.get("verdict")
        return cls(
            doubt=_doubt(doubt) if doubt else None,
            verdict=Verdict(verdict) if verdict else None,
            then=str(slot.get("then") or ""),
            mended=tuple(_heard(one) for one in slot.get("mended") or ()),
            whose=str(slot.get("whose") or ""),
        )

    def as_slot(self) -> dict[str, Any] | None:
        """Return the JSON that `of` reads."""
        if not self.doubt and not self.mended:
            return None
        return {
            "doubt": _doubt_as_json(self.doubt) if self.doubt else None,
            "verdict": self.verdict.value if self.verdict else None,
            "then": self.then,
            "mended": [_kept(one) for one in self.mended],
            "whose": self.whose,
        }


# What is asked where several questions are due. What the shopper set off and cannot be undone comes
# first, then what may do harm; an offer can always wait.
_WEIGHTS = ("advice", "needs", "unsure", "contact", "consent", "change", "lift", "limit", "forget")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the advisor asked, so that a bare yes or no has a meaning.

    `kind` is consent, contact, forget, advice, needs, or the kind of a doubt. `purposes` is what a
    yes to it grants. `about` is what else it needs: for a contact point, the message that named it
    and its kind; for a doubt, its key and what it put off.
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

    @property
    def weight(self) -> int:
        """How much it matters that this is asked rather than another."""
        return _WEIGHTS.index(self.kind)

    def as_slot(self) -> dict[str, Any]:
        """Return the JSON that `of` reads."""
        return {"kind": self.kind, "purposes": list(self.purposes), "about": dict(self.about)}


def waiting_of(slot: object) -> tuple[Waiting, ...]:
    """Read the slot `waiting`."""
    return tuple(_waiting(one) for one in _listed(slot))


def as_slot(waiting: Iterable[Waiting]) -> list[dict[str, Any]]:
    """Return the JSON that `waiting_of` reads."""
    return [_waiting_as_json(one) for one in waiting]


def doubts_of(slot: object) -> tuple[Doubt, ...]:
    """Read the slot `doubts`."""
    return tuple(_doubt(one) for one in _listed(slot))


def doubts_as_slot(doubts: Iterable[Doubt]) -> list[dict[str, Any]]:
    """Return the JSON that `doubts_of` reads."""
    return [_doubt_as_json(one) for one in doubts]


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


def _listed(slot: object) -> Sequence[Any]:
    return slot if isinstance(slot, Sequence) and not isinstance(slot, str) else ()


def _kept(heard: Heard) -> dict[str, Any]:
    return heard_as_json(heard) | {"span": heard.words}


def _waiting_as_json(one: Waiting) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "message_id": one.message_id,
        "at": one.at.isoformat(),
        "message": one.message,
        "personal": [[said.kind, said.words] for said in one.personal],
        "again": one.again,
        **_kept(one.heard),
    }


def _doubt_as_json(doubt: Doubt) -> dict[str, Any]:
    return {
        "doubt": doubt.kind.value,
        "said": _waiting_as_json(doubt.said),
        "before": _kept(doubt.before) if doubt.before else None,
    }


def _doubt(one: Mapping[str, Any]) -> Doubt:
    before = one.get("before")
    return Doubt(
        kind=DoubtKind(one["doubt"]),
        said=_waiting(one["said"]),
        before=_heard(before) if before else None,
    )


def _waiting(one: Mapping[str, Any]) -> Waiting:
    return Waiting(
        kind=RecordKind(one["kind"]),
        message_id=str(one["message_id"]),
        at=moment_of(one["at"]),
        message=str(one["message"]),
        personal=tuple(PersonalData(kind, words) for kind, words in one.get("personal") or ()),
        again=str(one.get("again") or ""),
        heard=_heard(one),
    )


def _heard(one: Mapping[str, Any]) -> Heard:
    severity, since = one.get("severity"), one.get("since")
    return Heard(
        trait=Trait(one["type"], one["value"]),
        polarity=Polarity(one["polarity"]),
        holder=one["holder"],
        time=Tense(one["time"]),
        severity=Severity(severity) if severity else None,
        area=one.get("area"),
        since=date.fromisoformat(since) if since else None,
        confidence=float(one["confidence"]),
        words=one.get("span") or "",
    )
