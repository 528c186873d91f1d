"""A typed view of one turn: the only reader of Rasa's tracker, its slots and entities."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from actions.memory import Doubt, Outcome, Question, Waiting, doubts_of, waiting_of
from kit.clock import Clock, moment_of
from profiles.model import (
    SELF,
    ConversationId,
    Heard,
    MessageId,
    PersonalData,
    Polarity,
    Severity,
    SubjectId,
    Tense,
    Trait,
)
from profiles.vocabulary import Vocabulary

EAR = "DisclosureEar"
PERSONAL_DATA = "personal_data"
PAYLOAD_MARK = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message of a shopper and what was understood in it.

    `subject` is None where the gateway named none: then nothing can be kept. `given` holds what a
    button sent along, by name. `shown` (with the SKU on each card) and `focus` are product ids;
    `whose` is the holder that advice is for; `asked` names the questions that are put once a
    conversation and were. `contact` are the words of an earlier message that the question being
    answered is about; `minor` says that the shopper may be one. `doubts` are open questions about
    what was heard, and `outcome` is what capturing this very message settled or put right.
    """

    conversation_id: ConversationId
    message_id: MessageId
    subject: SubjectId | None
    now: datetime
    language: str = "en"
    text: str = field(default="", repr=False)
    intent: str = ""
    heard: tuple[Heard, ...] = ()
    personal: tuple[PersonalData, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    waiting: tuple[Waiting, ...] = ()
    shown: tuple[str, ...] = ()
    shown_skus: Mapping[str, str] = field(default_factory=dict)
    focus: tuple[str, ...] = ()
    question: Question | None = None
    answering: Question | None = None
    asked: frozenset[str] = frozenset()
    whose: str = SELF
    minor: bool = False
    doubts: tuple[Doubt, ...] = ()
    outcome: Outcome = field(default_factory=Outcome)
    contact: PersonalData | None = None

    @property
    def typed(self) -> str:
        """The shopper's words in lower case; empty where a button was pressed."""
        return (
            "" if self.text.startswith(PAYLOAD_MARK) else self.text.lower().replace("\u2019", "'")
        )


def turn_of(tracker: Mapping[str, Any], vocabulary: Vocabulary, clock: Clock) -> Turn:
    """Read the newest message of a tracker's state.

    Values outside the vocabulary are dropped: an older model may hear what is no longer known.
    """
    message: Mapping[str, Any] = tracker.get("latest_message") or {}
    metadata: Mapping[str, Any] = message.get("metadata") or {}
    slots: Mapping[str, Any] = tracker.get("slots") or {}
    entities: Sequence[Mapping[str, Any]] = message.get("entities") or []
    text = str(message.get("text") or "")
    pressed = text.startswith(PAYLOAD_MARK)
    answering = Question.of(slots.get("answering"))
    ear = [] if pressed else [one for one in entities if one.get("extractor") == EAR]
    return Turn(
        conversation_id=ConversationId(
            str(metadata.get("conversation_id") or tracker.get("sender_id") or "")
        ),
        message_id=MessageId(
            str(metadata.get("message_id") or message.get("message_id") or _place(tracker))
        ),
        subject=_subject(metadata.get("subject")),
        now=moment_of(metadata["now"]) if metadata.get("now") else clock(),
        language=str(metadata.get("language") or "en"),
        text=text,
        intent=str((message.get("intent") or {}).get("name") or ""),
        heard=tuple(_heard(one) for one in ear if _is_known(one, vocabulary)),
        personal=_personal(ear),
        given=_given(entities) if pressed else {},
        waiting=waiting_of(slots.get("waiting")),
        shown=tuple(_pairs(slots.get("shown"))),
        shown_skus=_pairs(slots.get("shown")),
        focus=tuple(slots.get("focus") or ()),
        question=Question.of(slots.get("question")),
        answering=answering,
        asked=frozenset(slots.get("asked") or ()),
        whose=str(slots.get("whose") or SELF),
        minor=bool(slots.get("minor")),
        doubts=doubts_of(slots.get("doubts")),
        outcome=Outcome.of(slots.get("outcome")),
        contact=_earlier_contact(tracker, answering),
    )


def _earlier_contact(tracker: Mapping[str, Any], answering: Question | None) -> PersonalData | None:
    """The contact point that was asked about, looked up where it was said: no slot keeps a copy."""
    if answering is None or "message_id" not in answering.about:
        return None
    message_id, kind = answering.about["message_id"], answering.about["kind"]
    for event in reversed(tracker.get("events") or []):
        metadata = event.get("metadata") or {}
        if event.get("event") == "user" and metadata.get("message_id") == message_id:
            said = _personal((event.get("parse_data") or {}).get("entities") or [])
            return next((one for one in said if one.kind == kind), None)
    return None


def _place(tracker: Mapping[str, Any]) -> str:
    """A stable name for a message that came without one: its place in the conversation."""
    said = sum(event.get("event") == "user" for event in tracker.get("events") or [])
    return f"{tracker.get('sender_id', '')}:{said}"


def _pairs(shown: object) -> dict[str, str]:
    """Products by id with the SKU of their card, in the order the shopper sees them."""
    return {one[0]: one[1] for one in shown} if isinstance(shown, list) else {}


def _subject(text: object) -> SubjectId | None:
    try:
        return SubjectId(UUID(str(text)))
    except ValueError:
        return None


def _is_known(entity: Mapping[str, Any], vocabulary: Vocabulary) -> bool:
    return entity.get("entity") != PERSONAL_DATA and vocabulary.knows(
        str(entity.get("entity")), str(entity.get("value"))
    )


def _heard(entity: Mapping[str, Any]) -> Heard:
    severity, since = entity.get("severity"), entity.get("since")
    return Heard(
        trait=Trait(str(entity["entity"]), str(entity["value"])),
        polarity=Polarity(entity.get("polarity") or Polarity.PRESENT),
        holder=str(entity.get("holder") or SELF),
        time=Tense(entity.get("time") or Tense.CURRENT),
        severity=Severity(severity) if severity else None,
        area=entity.get("area"),
        since=date.fromisoformat(since) if since else None,
        confidence=float(entity.get("confidence_entity") or 1.0),
        words=str(entity.get("span") or ""),
    )


def _personal(entities: Sequence[Mapping[str, Any]]) -> tuple[PersonalData, ...]:
    return tuple(
        PersonalData(str(one["value"]), str(one.get("span") or ""))
        for one in entities
        if one.get("entity") == PERSONAL_DATA
    )


def _given(entities: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {
        str(one["entity"]): one["value"]
        if isinstance(one["value"], str)
        else json.dumps(one["value"])
        for one in entities
    }
