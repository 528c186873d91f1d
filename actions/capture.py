"""Every turn is heard here, before the dialogue decides anything: what was said is recorded.

Rasa calls this after each message as `action_validate_slot_mappings`. It always answers, since the
gateway takes a turn without that answer as failed and asks for the message again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from actions.dependencies import Dependencies
from actions.known import may_remember, number_of, without_repeats
from actions.memory import Waiting, as_slot, heard_as_json
from actions.reply import Reply, Shows
from actions.turn import Turn
from catalogue.service import mentioned
from kit.db import transaction
from profiles import service as profiles
from profiles.model import (
    EventLine,
    EventName,
    MessageRef,
    NewEvent,
    Origin,
    Polarity,
    RecordKind,
    SubjectNumber,
)
from profiles.vocabulary import Vocabulary

_ASKING = frozenset({"ask_product_info", "compare_products", "ask_explanation"})
_CORRECTING = frozenset({"correct_info", "privacy_request", "deny", "feedback_negative"})


def capture(turn: Turn, dependencies: Dependencies) -> Reply:
    """Record what the message discloses where the shopper consented; else let it wait.

    Also moves the question that was just asked to where this message can answer it: a question
    stands for one message.
    """
    heard = _from(turn, dependencies)
    asked_about = _asked_about(turn, dependencies)
    waiting, written = turn.waiting, []
    minor = dependencies.cues.matches("minor", turn.typed)
    if heard or asked_about or minor:
        with transaction(dependencies.engine) as session:
            number = number_of(session, turn)
            if number is not None and minor:
                # Kept whatever was agreed to, since it only ever takes something away.
                profiles.note_sign_of_minor(session, number, turn.now)
            if number is not None and may_remember(session, number):
                written = write_down(session, number, turn, heard, dependencies.vocabulary)
                consider(session, number, turn, asked_about)
            else:
                waiting = without_repeats(waiting, heard)
    answer = {
        "kind": "heard",
        "ok": True,
        "recorded": [heard_as_json(one.heard) | {"record": one.kind.value} for one in written],
        "waiting": len(waiting),
    }
    keeps: dict[str, Any] = {
        "minor": minor or turn.minor,
        "waiting": as_slot(waiting),
        "answering": turn.question.as_slot() if turn.question else None,
        "question": None,
    }
    return Reply(messages=(Shows(answer),), keeps=keeps)


def write_down(
    session: Session,
    number: SubjectNumber,
    turn: Turn,
    heard: Sequence[Waiting],
    vocabulary: Vocabulary,
) -> list[Waiting]:
    """Write what was heard into the record, each message with its own time; return it.

    Raises:
        ConsentMissing: without a live consent to `advice`.
    """
    for (message_id, at), group in groupby(heard, key=lambda one: (one.message_id, one.at)):
        said = list(group)
        message = MessageRef(
            message_id=message_id,
            conversation_id=turn.conversation_id,
            text=said[0].message,
            personal=said[0].personal,
        )
        told = [one.heard for one in said if one.kind is RecordKind.DISCLOSURE]
        if told:
            profiles.record_heard(
                session,
                number=number,
                heard=told,
                message=message,
                now=at,
                vocabulary=vocabulary,
            )
        _take_back(session, number, message, at, said)
    return list(heard)


def consider(session: Session, number: SubjectNumber, turn: Turn, products: Iterable[str]) -> None:
    """Record that these products were asked about or compared: once in a conversation each."""
    for product_id in products:
        profiles.record_event(
            session,
            number=number,
            now=turn.now,
            event=NewEvent(
                name=EventName.CONSIDERED,
                at=turn.now,
                message_id=f"{turn.conversation_id}:considered:{product_id}",
                lines=(EventLine(product_id=product_id),),
                conversation_id=turn.conversation_id,
                source=Origin.ADVISOR,
            ),
        )


def takes_back(turn: Turn, dependencies: Dependencies) -> bool:
    """Whether the message takes back what it names, as "forget what I said about my dry skin"."""
    return turn.intent in _CORRECTING and dependencies.cues.has("take_back", turn.typed)


def _take_back(
    session: Session,
    number: SubjectNumber,
    message: MessageRef,
    at: datetime,
    said: Iterable[Waiting],
) -> None:
    for place, one in enumerate(said):
        if one.kind is RecordKind.RETRACTION:
            profiles.retract(
                session,
                number=number,
                trait=one.heard.trait,
                holder=one.heard.holder,
                # A message may take back several things; each is a record of its own.
                message=MessageRef(
                    message_id=f"{message.message_id}:back:{place}",
                    conversation_id=message.conversation_id,
                    personal=message.personal,
                ),
                now=at,
            )


def _from(turn: Turn, dependencies: Dependencies) -> tuple[Waiting, ...]:
    back = takes_back(turn, dependencies)
    return tuple(
        Waiting(
            kind=(
                RecordKind.RETRACTION
                if back and one.polarity is Polarity.PRESENT
                else RecordKind.DISCLOSURE
            ),
            heard=one,
            message_id=turn.message_id,
            at=turn.now,
            message=turn.text,
            personal=turn.personal,
        )
        for one in turn.heard
    )


def _asked_about(turn: Turn, dependencies: Dependencies) -> tuple[str, ...]:
    if turn.intent not in _ASKING or not turn.typed:
        return ()
    return tuple(mentioned(dependencies.shelf.products, turn.text))
