"""An e-mail address or phone number: asked what for first, kept only on confirmation."""

from actions.dependencies import Dependencies
from actions.known import number_of
from actions.memory import Question
from actions.phrases import listed
from actions.reply import Asking, Reply, Shows, says
from actions.turn import Turn
from kit.db import reading, transaction
from profiles import service as profiles
from profiles.consent import ADS_PURPOSES
from profiles.errors import ContactPointInvalid
from profiles.identity import ContactPoint
from profiles.model import Answer, ContactKind, PersonalData, Purpose

CONTACT = "contact"
_KINDS = {"email": ContactKind.EMAIL, "phone": ContactKind.PHONE}
_MESSAGES = {ContactKind.EMAIL: Purpose.MESSAGES_EMAIL, ContactKind.PHONE: Purpose.MESSAGES_SMS}
_SAFER_ELSEWHERE = frozenset({"card", "address"})


def named_in(turn: Turn) -> PersonalData | None:
    """Return the e-mail address or phone number of a message, or None."""
    return next((one for one in turn.personal if one.kind in _KINDS), None)


def reference_in(turn: Turn) -> dict[str, str]:
    """Return where a message names a contact point, for a question to hold; empty where none does.

    What was named stays in the conversation: no slot keeps a copy of it.
    """
    said = named_in(turn)
    if said is not None:
        return {"message_id": turn.message_id, "kind": said.kind}
    return dict(turn.answering.about) if turn.contact and turn.answering else {}


def take_contact(turn: Turn, dependencies: Dependencies) -> Reply:
    """Ask what a contact point may be used for; nothing is kept yet.

    It is one of this message, else the one that an earlier question has put off.
    """
    said = named_in(turn) or turn.contact
    if said is None:
        unsafe = any(one.kind in _SAFER_ELSEWHERE for one in turn.personal)
        return says("utter_contact_not_needed" if unsafe else "utter_contact_unreadable")
    try:
        point = ContactPoint.of(_KINDS[said.kind], said.words, dependencies.shop.country)
    except ContactPointInvalid:
        return says("utter_contact_invalid")
    agreed = _agreed_ads(turn, dependencies)
    about = reference_in(turn)
    request = {"kind": "contact_request", "contact": said.kind, "shown": point.masked}
    if agreed:
        names = listed([dependencies.wording.names[one] for one in agreed])
        words = says("utter_ask_contact_for_ads", shown=point.masked, purposes=names)
        question = Question(kind=CONTACT, about=about)
    else:
        purpose = _MESSAGES[point.kind]
        words = says(f"utter_ask_contact_for_{_CHANNEL[purpose]}", shown=point.masked)
        question = Question(kind=CONTACT, purposes=(purpose,), about=about)
    shown = Shows(request | {"purposes": list(question.purposes or agreed)})
    return Reply(asking=Asking(question=question, messages=(*words.messages, shown)))


def keep_contact(turn: Turn, purposes: tuple[Purpose, ...], dependencies: Dependencies) -> Reply:
    """Keep the contact point that was asked about, and record what it may be used for."""
    if turn.contact is None:
        return says("utter_contact_unreadable")
    kind = _KINDS[turn.contact.kind]
    with transaction(dependencies.engine) as session:
        number = number_of(session, turn)
        if number is None:
            return says("utter_nobody_to_remember")
        profiles.add_contact_point(
            session,
            number=number,
            kind=kind,
            text=turn.contact.words,
            keyring=dependencies.keyring,
            country=dependencies.shop.country,
            now=turn.now,
        )
        if purposes:
            profiles.record_consent(
                session,
                number=number,
                purposes=purposes,
                answer=Answer.GRANTED,
                wording_version=dependencies.wording.version,
                language=dependencies.wording.language,
                source="advisor",
                now=turn.now,
                message_id=f"{turn.message_id}:contact",
            )
    point = ContactPoint.of(kind, turn.contact.words, dependencies.shop.country)
    return says("utter_contact_kept", shown=point.masked)


def _agreed_ads(turn: Turn, dependencies: Dependencies) -> list[Purpose]:
    with reading(dependencies.engine) as session:
        number = number_of(session, turn)
        if number is None:
            return []
        state = profiles.consent_state(session, number)
    return [one for one in ADS_PURPOSES.values() if state.get(one) is Answer.GRANTED]


_CHANNEL = {Purpose.MESSAGES_EMAIL: "email", Purpose.MESSAGES_SMS: "sms"}
