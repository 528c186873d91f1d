"""What Rasa sends to our actions, told as a few facts, and a conversation carried by hand."""

# ruff: noqa: ANN401 - slots, entities and answers hold any JSON

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from actions.dependencies import Dependencies
from actions.registry import CAPTURE, executor
from kit.db import reading, transaction
from profiles import service as profiles
from profiles.folding import Folded, fold
from profiles.model import Answer, Names, Purpose, SubjectNumber
from tests.builders import NOW


def a_call(action: str, message: dict[str, Any], **slots: Any) -> dict[str, Any]:
    """What Rasa posts to run an action after that message."""
    latest = {"intent": {"name": "inform_needs"}, "entities": [], "metadata": {}} | message
    user = {"event": "user", "text": latest["text"], "metadata": latest["metadata"]}
    return {
        "next_action": action,
        "sender_id": "talk",
        "version": "3.6.21",
        "domain": {"slots": {}},
        "tracker": {
            "sender_id": "talk",
            "slots": slots,
            "latest_message": latest,
            "events": [user | {"parse_data": latest}],
            "paused": False,
            "latest_event_time": 0,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": "action_listen",
        },
    }


def run(dependencies: Dependencies, call: dict[str, Any]) -> dict[str, Any]:
    answer = asyncio.run(executor(dependencies).run(call))
    assert answer is not None
    told: dict[str, Any] = answer.model_dump()
    json.dumps(told)
    return told


def heard_in(answer: dict[str, Any]) -> dict[str, Any]:
    customs = [one.get("custom") or {} for one in answer["responses"]]
    return next(one for one in customs if one.get("kind") == "heard")


def dry_skin(**details: Any) -> dict[str, Any]:
    return {
        "entity": "skin_type",
        "value": "dry",
        "extractor": "DisclosureEar",
        "polarity": "present",
        "holder": "self",
        "time": "current",
        "severity": None,
        "area": None,
        "since": None,
        "confidence_entity": 0.9,
        "span": "dry",
    } | details


def a_subject(dependencies: Dependencies) -> tuple[SubjectNumber, dict[str, Any]]:
    with transaction(dependencies.engine) as session:
        number = profiles.subject_of(session, Names(anonymous_id="visitor"), NOW)
        subject = profiles.subject_ref(session, number).id
    metadata = {
        "message_id": "m1",
        "subject": str(subject),
        "conversation_id": "talk",
        "now": NOW.isoformat(),
        "language": "en",
    }
    return number, metadata


def told(trait: str, *, sure: float = 0.9, **details: Any) -> dict[str, Any]:
    """One entity of the ear's: `told("concern:acne", sure=0.4, polarity="absent")`."""
    type_, _, value = trait.partition(":")
    return dry_skin(entity=type_, value=value, confidence_entity=sure, span=value, **details)


@dataclass
class Talk:
    """One conversation: each message is captured and answered, and slots last from turn to turn."""

    dependencies: Dependencies
    slots: dict[str, Any] = field(default_factory=dict)
    _numbers: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """A shopper nobody has seen before begins to talk."""
        self.number, self._metadata = a_subject(self.dependencies)

    def agrees(self) -> "Talk":
        """The shopper may be remembered from here on."""
        with transaction(self.dependencies.engine) as session:
            profiles.record_consent(
                session,
                number=self.number,
                purposes=[Purpose.ADVICE],
                answer=Answer.GRANTED,
                wording_version="2026-11",
                language="en",
                source="advisor",
                now=NOW,
            )
        return self

    def says(
        self,
        text: str,
        *heard: dict[str, Any],
        intent: str = "inform_needs",
        action: str = "action_note_needs",
    ) -> list[str]:
        """Return the names of the responses that a message is answered with."""
        number = next(self._numbers)
        at = NOW + timedelta(minutes=number)
        message = {
            "text": text,
            "intent": {"name": intent},
            "entities": list(heard),
            "metadata": self._metadata | {"message_id": f"m{number}", "now": at.isoformat()},
        }
        answers = []
        for name in (CAPTURE, action):
            answer = run(self.dependencies, a_call(name, message, **self.slots))
            self.slots |= {event["name"]: event["value"] for event in answer["events"]}
            answers += [one["response"] for one in answer["responses"] if one.get("response")]
        return answers

    def presses(self, answer: str, key: str) -> list[str]:
        """A quick reply of a doubt is pressed."""
        intent = {"yes": "affirm", "both": "affirm", "no": "deny", "skip": "refuse_disclosure"}
        action = {"affirm": "action_take_yes", "deny": "action_take_no"}
        name = intent[answer]
        entity = {"entity": "answer", "value": f"{answer} {key}"}
        return self.says(
            f'/{name}{{"answer":"{answer} {key}"}}',
            entity,
            intent=name,
            action=action.get(name, "action_respect_refusal"),
        )

    def stands(self) -> Folded:
        """What the record adds up to."""
        with reading(self.dependencies.engine) as session:
            return fold(profiles.disclosures(session, self.number))
