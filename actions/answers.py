"""Yes and no: what they mean depends on the question that was just asked."""

from actions import consent
from actions.advise import ADVICE, after_consent, give_advice, note_needs
from actions.contact import CONTACT, keep_contact, named_in, reference_in, take_contact
from actions.dependencies import Dependencies
from actions.forget import FORGET, forget
from actions.guard import Purpose
from actions.privacy import answer_privacy
from actions.reply import Reply, says, together
from actions.talk import correct_record
from actions.turn import Turn
from profiles.model import Polarity
from profiles.model import Purpose as ConsentPurpose


def take_yes(turn: Turn, dependencies: Dependencies) -> Reply:
    """Do what was offered; a yes to nothing asks what it is for."""
    answered = agreed(turn, dependencies)
    if answered is None:
        return note_needs(turn, dependencies) if turn.heard else says("utter_affirm_nothing")
    if reference_in(turn) and turn.answering and turn.answering.kind == consent.CONSENT:
        # The weightier question stands: where the consent was not clear, it is asked again.
        return together(answered, take_contact(turn, dependencies))
    return answered


def take_no(turn: Turn, dependencies: Dependencies) -> Reply:
    """Leave what was offered; "no, not dry" is no answer to whether it may be remembered."""
    denies = any(one.polarity is Polarity.ABSENT for one in turn.heard)
    if turn.typed and (denies or dependencies.cues.has("wrong", turn.typed)):
        return correct_record(turn, dependencies)
    answered = refused(turn, dependencies)
    if answered is not None:
        return answered
    return note_needs(turn, dependencies) if turn.heard else says("utter_deny_nothing")


def agreed(turn: Turn, dependencies: Dependencies) -> Reply | None:
    """Return what a yes in this turn brings about; None where nothing was asked."""
    kind = turn.answering.kind if turn.answering else ""
    purposes = _purposes(turn)
    if kind == CONTACT:
        return keep_contact(turn, purposes, dependencies)
    if kind == consent.CONSENT and "purposes" not in turn.given:
        sure = consent.typed_purposes(turn, purposes, dependencies)
        if not sure:
            return consent.asking_again(turn, dependencies)
        purposes = sure
    if purposes:
        return together(
            consent.granted(turn, purposes, dependencies), _then(turn, purposes, dependencies)
        )
    if kind == FORGET:
        return forget(turn, dependencies)
    if kind == ADVICE:
        return give_advice(turn, dependencies)
    return None


def refused(turn: Turn, dependencies: Dependencies) -> Reply | None:
    """Return what a no in this turn brings about; None where nothing was asked."""
    kind = turn.answering.kind if turn.answering else ""
    if kind == CONTACT:
        return says("utter_contact_dropped")
    if purposes := _purposes(turn):
        return together(
            consent.declined(turn, purposes, dependencies), _then(turn, purposes, dependencies)
        )
    match kind:
        case "forget":
            return says("utter_kept")
        case "advice":
            return says("utter_not_now")
        case _:
            return None


def _then(turn: Turn, purposes: tuple[ConsentPurpose, ...], dependencies: Dependencies) -> Reply:
    """The consent question interrupted; once it is answered, the advice goes on."""
    return after_consent(turn, dependencies) if ConsentPurpose.ADVICE in purposes else Reply()


def _purposes(turn: Turn) -> tuple[ConsentPurpose, ...]:
    """What a yes or no is about: what the button says, else what the question asked."""
    if "purposes" in turn.given:
        return consent.purposes_in(turn.given["purposes"])
    if turn.answering is None:
        return ()
    return tuple(ConsentPurpose(one) for one in turn.answering.purposes)


def privacy_asked(turn: Turn, dependencies: Dependencies) -> Reply:
    """Answer a request about one's data; "yes, but no ads" is an answer to the consent question."""
    asked = turn.answering is not None and turn.answering.kind == consent.CONSENT
    cues = dependencies.cues
    partly = cues.begins("yes", turn.typed) or cues.has("only_advice", turn.typed)
    answered = agreed(turn, dependencies) if asked and partly else None
    return answered or answer_privacy(turn, dependencies)


def contact_named(turn: Turn, dependencies: Dependencies) -> Reply:
    """Ask what a contact point is for; "yes, it's zoe@…" answers the question before it as well."""
    answered = None
    if turn.answering and dependencies.cues.begins("yes", turn.typed):
        answered = agreed(turn, dependencies)
    if turn.heard and answered is None:
        answered = note_needs(turn, dependencies)
    return together(answered or Reply(), take_contact(turn, dependencies))


def with_contact(purpose: Purpose) -> Purpose:
    """Return a purpose that also asks about a contact point named along the way.

    A weightier question comes first, and the contact point behind it.
    """

    def reply(turn: Turn, dependencies: Dependencies) -> Reply:
        answered = purpose(turn, dependencies)
        if named_in(turn) is None:
            return answered
        return together(answered, take_contact(turn, dependencies))

    return reply
