"""Tracking messages, taken into the record one by one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.tracked_events import (
    Consenting,
    Disclosing,
    Told,
    answer_of,
    deed_of,
    spelling,
    told_in,
    visit_of,
)
from app.tracking import Kind, Message, Reason, Refused
from kit.clock import Clock
from kit.log import logger
from profiles import service
from profiles.errors import ConsentMissing, JoinRefused, UnknownTrait
from profiles.identity import Keyring
from profiles.model import Answer, MessageRef, Purpose, SubjectNumber
from profiles.store import take
from profiles.vocabulary import Vocabulary

_log = logger(__name__)

# A shop's consent tool may use our own names of purposes; other names are mapped in a setting.
OWN_CATEGORIES: Mapping[str, tuple[Purpose, ...]] = {
    str(purpose): (purpose,) for purpose in Purpose
}
_CONSENT_TOOL = "shop_consent_tool"


class Outcome(StrEnum):
    """What became of a message that was not refused."""

    TAKEN = "taken"
    REPEATED = "repeated"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A contact point that could not be kept, in a message that was taken."""

    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of one message."""

    outcome: Outcome
    unusable: tuple[Unusable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What taking needs; `country` reads local phones, `categories` name a consent tool's own."""

    engine: sa.Engine
    clock: Clock
    keyring: Keyring = field(repr=False)
    vocabulary: Vocabulary = field(repr=False)
    country: str
    categories: Mapping[str, tuple[Purpose, ...]] = field(default_factory=lambda: OWN_CATEGORIES)


def taken(session: Session, read: Callable[[], Message], intake: Intake, now: datetime) -> Taken:
    """Read and take one message within a savepoint of its own, so that it sinks no other.

    Raises:
        Refused: naming the field; nothing of the message is kept then.
    """
    try:
        with session.begin_nested():
            return _take(session, read(), intake, now)
    except (sa.exc.DataError, sa.exc.IntegrityError) as error:
        _log.warning("message_not_stored", error=type(error.orig).__name__)
        raise Refused(Reason.NOT_STORED, "message", "it does not fit the record") from error


def _take(session: Session, message: Message, intake: Intake, now: datetime) -> Taken:
    if message.is_from_a_bot or message.kind is Kind.GROUP:
        return Taken(outcome=Outcome.IGNORED)
    if not take(session, "tracked", "", message.message_id):
        return Taken(outcome=Outcome.REPEATED)
    number, unusable = _subject(session, message, intake)
    preferences = {
        purpose: agrees
        for category, agrees in message.preferences.items()
        for purpose in intake.categories.get(category, ())
    }
    if preferences:
        service.follow_preferences(
            session, number=number, preferences=preferences, source=_CONSENT_TOOL, now=message.at
        )
    match message.kind:
        case Kind.TRACK:
            _track(session, number, message, intake, now)
        case Kind.PAGE | Kind.SCREEN:
            service.record_taken_event(session, number, visit_of(message), now)
        case _:
            pass
    return Taken(outcome=Outcome.TAKEN, unusable=unusable)


def _subject(
    session: Session, message: Message, intake: Intake
) -> tuple[SubjectNumber, tuple[Unusable, ...]]:
    if message.kind is Kind.ALIAS:
        user = message.names.user_id or ""
        try:
            return service.alias(
                session, previous_id=message.previous_id, user_id=user, now=message.at
            ), ()
        except JoinRefused as error:
            raise Refused(Reason.TWO_KNOWN, "previousId", str(error)) from error
    identified = service.identify(
        session,
        names=message.names,
        points=message.contact_points,
        keyring=intake.keyring,
        country=intake.country,
        now=message.at,
    )
    if message.is_of_a_minor:
        service.note_sign_of_minor(session, identified.number, message.at)
    unusable = [Unusable(kind=kind, reason=reason) for kind, reason in identified.unusable]
    return identified.number, tuple(unusable)


def _track(
    session: Session, number: SubjectNumber, message: Message, intake: Intake, now: datetime
) -> None:
    match spelling(message.event):
        case Consenting.GIVEN:
            _answer(session, number, message, Answer.GRANTED)
        case Consenting.WITHDRAWN:
            _answer(session, number, message, Answer.DECLINED)
        case Disclosing.MADE:
            _disclose(session, number, message, intake.vocabulary)
        case Disclosing.RETRACTED:
            _retract(session, number, message, intake.vocabulary)
        case _:
            service.record_taken_event(session, number, deed_of(message), now)


def _answer(session: Session, number: SubjectNumber, message: Message, answer: Answer) -> None:
    answered = answer_of(message)
    service.record_consent(
        session,
        number=number,
        purposes=answered.purposes,
        answer=answer,
        wording_version=answered.wording_version,
        language=answered.language,
        source=answered.source,
        now=message.at,
    )


def _disclose(
    session: Session, number: SubjectNumber, message: Message, vocabulary: Vocabulary
) -> None:
    told = told_in(message)
    try:
        service.record_heard(
            session,
            number=number,
            heard=[told.heard],
            message=_reference(message, told),
            now=message.at,
            vocabulary=vocabulary,
        )
    except ConsentMissing as error:
        raise _no_consent(error) from error
    except UnknownTrait as error:
        raise _unknown(error, told, vocabulary) from error


def _retract(
    session: Session, number: SubjectNumber, message: Message, vocabulary: Vocabulary
) -> None:
    told = told_in(message)
    try:
        service.retract(
            session,
            number=number,
            trait=vocabulary.trait(str(told.heard.trait)),
            holder=told.heard.holder,
            message=_reference(message, told),
            now=message.at,
        )
    except ConsentMissing as error:
        raise _no_consent(error) from error
    except UnknownTrait as error:
        raise _unknown(error, told, vocabulary) from error


def _reference(message: Message, told: Told) -> MessageRef:
    return MessageRef(message_id=message.message_id, conversation_id=told.conversation_id)


def _no_consent(error: ConsentMissing) -> Refused:
    return Refused(Reason.NO_CONSENT, "event", str(error))


def _unknown(error: UnknownTrait, told: Told, vocabulary: Vocabulary) -> Refused:
    if error.trait == told.heard.holder:
        return Refused(Reason.WRONG_VALUE, "properties.holder", str(error), error.nearest)
    return Refused(
        Reason.UNKNOWN_TRAIT,
        "properties.value",
        f"{error.trait!r} is no trait of the vocabulary",
        error.nearest or _legal(told.heard.trait.type, vocabulary),
    )


def _legal(type_: str, vocabulary: Vocabulary) -> Sequence[str]:
    """Return what could have stood there: the traits of that type, else the types."""
    same = [str(trait) for trait in vocabulary.all_traits() if trait.type == type_]
    families = [str(family) for family in vocabulary.families if family.type == type_]
    return [*same, *families] or vocabulary.types()
