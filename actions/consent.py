"""Asking for consent once, recording the answer as evidence, and taking consent back."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from actions.contact import reference_in
from actions.dependencies import Dependencies
from actions.known import Known, number_of
from actions.memory import Question, as_slot
from actions.phrases import listed
from actions.reply import Asking, Reply, Says, Shows, says
from actions.turn import Turn
from actions.wording import ASKED_FIRST, consent_card
from actions.writing import write_down
from kit.db import transaction
from profiles import service as profiles
from profiles.model import (
    Answer,
    EventLine,
    EventName,
    NewEvent,
    Origin,
    Purpose,
    SubjectNumber,
)

CONSENT = "consent"
SOURCE = "advisor"


def asking(turn: Turn, known: Known, dependencies: Dependencies) -> Reply:
    """Return the consent question where it is due: something waits, and it was never asked."""
    unanswered = known.consents.get(Purpose.ADVICE, Answer.NOT_ASKED) is Answer.NOT_ASKED
    if not turn.waiting or known.number is None or CONSENT in turn.asked or not unanswered:
        return Reply()
    purposes = (Purpose.ADVICE,) if turn.minor else ASKED_FIRST
    response = "utter_ask_consent_to_advice" if turn.minor else "utter_ask_consent"
    return Reply(
        asking=Asking(
            question=Question(kind=CONSENT, purposes=purposes, about=reference_in(turn)),
            messages=(
                Says(response=response),
                Shows(consent_card(dependencies.wording, known.consents, purposes)),
            ),
            keeps={"asked": sorted(turn.asked | {CONSENT})},
        )
    )


def typed_purposes(
    turn: Turn, asked: Sequence[Purpose], dependencies: Dependencies
) -> tuple[Purpose, ...]:
    """Return what a typed yes agrees to; nothing where it has a reserve we cannot be sure of."""
    cues = dependencies.cues
    if cues.has("only_advice", turn.typed):
        return (Purpose.ADVICE,)
    return () if cues.has("reserve", turn.typed) else tuple(asked)


def asking_again(turn: Turn, dependencies: Dependencies) -> Reply:
    """Ask which of the purposes is meant: consent is never guessed."""
    purposes = _asked(turn)
    card = consent_card(dependencies.wording, {}, purposes)
    return Reply(
        asking=Asking(
            question=Question(kind=CONSENT, purposes=purposes, about=reference_in(turn)),
            messages=(Says(response="utter_ask_consent_again"), Shows(card)),
        )
    )


def granted(turn: Turn, purposes: Sequence[Purpose], dependencies: Dependencies) -> Reply:
    """Record a yes, write down what waited for it, and say what was agreed to.

    Where only some of what was asked is agreed to, the rest was declined: that is kept as well, so
    that nobody is asked again.
    """
    refused = [one for one in _asked(turn) if one not in purposes]
    with transaction(dependencies.engine) as session:
        number = number_of(session, turn)
        if number is None:
            return says("utter_nobody_to_remember")
        _record(session, number, turn, purposes, Answer.GRANTED, dependencies)
        _record(session, number, turn, refused, Answer.DECLINED, dependencies)
        state = profiles.consent_state(session, number)
        if state.get(Purpose.ADVICE) is not Answer.GRANTED:
            return says("utter_consent_needs_advice")
        write_down(session, number, turn, turn.waiting, dependencies.vocabulary)
        recommended(session, number, turn, turn.shown)
    only_advice = tuple(purposes) == (Purpose.ADVICE,)
    reply = (
        says("utter_consent_granted")
        if only_advice
        else says("utter_consent_granted_more", purposes=_named(purposes, dependencies))
    )
    return Reply(messages=reply.messages, keeps={"waiting": as_slot(())})


def declined(turn: Turn, purposes: Sequence[Purpose], dependencies: Dependencies) -> Reply:
    """Record a no. Declining `advice` keeps nothing, and the advisor goes on all the same."""
    with transaction(dependencies.engine) as session:
        number = number_of(session, turn)
        if number is not None:
            _record(session, number, turn, purposes, Answer.DECLINED, dependencies)
    if Purpose.ADVICE in purposes:
        return says("utter_consent_declined")
    return says("utter_consent_declined_for", purposes=_named(purposes, dependencies))


def withdrawn(turn: Turn, purposes: Sequence[Purpose], dependencies: Dependencies) -> Reply:
    """Record that consent is taken back; for `advice` that erases what was said."""
    with transaction(dependencies.engine) as session:
        number = number_of(session, turn)
        if number is not None:
            _record(session, number, turn, purposes, Answer.DECLINED, dependencies)
    if Purpose.ADVICE in purposes:
        return Reply(
            messages=says("utter_withdrawn_advice").messages,
            keeps={"waiting": [], "doubts": [], "asked": sorted(turn.asked | {CONSENT})},
        )
    return says("utter_withdrawn", purposes=_named(purposes, dependencies))


def purposes_in(text: str) -> tuple[Purpose, ...]:
    """Return the purposes named in "advice,ads_meta", without what is none."""
    named = [part.strip() for part in text.split(",")]
    return tuple(purpose for purpose in Purpose if purpose.value in named)


def recommended(
    session: Session, number: SubjectNumber, turn: Turn, products: Iterable[str]
) -> None:
    """Record that these products were shown as advice: once in a message each."""
    for product_id in products:
        profiles.record_event(
            session,
            number=number,
            now=turn.now,
            event=NewEvent(
                name=EventName.RECOMMENDED,
                at=turn.now,
                message_id=f"{turn.message_id}:recommended:{product_id}",
                lines=(EventLine(product_id=product_id),),
                conversation_id=turn.conversation_id,
                source=Origin.ADVISOR,
            ),
        )


def _asked(turn: Turn) -> tuple[Purpose, ...]:
    if turn.answering is None or turn.answering.kind != CONSENT:
        return ()
    return tuple(Purpose(one) for one in turn.answering.purposes)


def _record(  # noqa: PLR0913, PLR0917 - one row of evidence has these parts
    session: Session,
    number: SubjectNumber,
    turn: Turn,
    purposes: Sequence[Purpose],
    answer: Answer,
    dependencies: Dependencies,
) -> None:
    if purposes:
        profiles.record_consent(
            session,
            number=number,
            purposes=purposes,
            answer=answer,
            wording_version=dependencies.wording.version,
            language=dependencies.wording.language,
            source=SOURCE,
            now=turn.now,
            message_id=f"{turn.message_id}:{answer}",
        )


def _named(purposes: Sequence[Purpose], dependencies: Dependencies) -> str:
    return listed([dependencies.wording.names[one] for one in purposes])
