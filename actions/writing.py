"""What a conversation writes into the record: disclosures, retractions, products asked about."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from sqlalchemy.orm import Session

from actions.memory import Waiting
from actions.turn import Turn
from profiles import service as profiles
from profiles.model import (
    EventLine,
    EventName,
    MessageRef,
    NewEvent,
    Origin,
    RecordKind,
    SubjectNumber,
)
from profiles.vocabulary import Vocabulary


def write_down(
    session: Session,
    number: SubjectNumber,
    turn: Turn,
    heard: Sequence[Waiting],
    vocabulary: Vocabulary,
) -> list[Waiting]:
    """Write what was heard into the record, each message with its own time; return it.

    What a message takes back is taken back first: what it says in the same breath is to stand.

    Raises:
        ConsentMissing: without a live consent to `advice`.
    """
    for (message_id, again, at), group in groupby(
        heard, key=lambda one: (one.message_id, one.again, one.at)
    ):
        said = list(group)
        whole = MessageRef(
            message_id=message_id,
            conversation_id=turn.conversation_id,
            text=said[0].message,
            personal=said[0].personal,
        )
        # The message is kept under its own id, even where only a later confirmation writes of it.
        profiles.record_heard(
            session, number=number, heard=(), message=whole, now=at, vocabulary=vocabulary
        )
        part = MessageRef(
            message_id=message_id + again,
            conversation_id=turn.conversation_id,
            personal=said[0].personal,
        )
        _take_back(session, number, part, said)
        profiles.record_heard(
            session,
            number=number,
            heard=[one.heard for one in said if one.kind is RecordKind.DISCLOSURE],
            message=part,
            now=at,
            vocabulary=vocabulary,
        )
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


def _take_back(
    session: Session, number: SubjectNumber, message: MessageRef, said: Iterable[Waiting]
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
                now=one.at,
            )
