"""Small talk and limits: greetings, praise and criticism, refusals, doctors, corrections."""

from actions.about_me import needs_in_words
from actions.advise import advice_without, give_advice, note_needs, noting
from actions.dependencies import Dependencies
from actions.known import known
from actions.reply import Button, Reply, Says, says, together
from actions.turn import Turn
from profiles.model import Polarity, is_of_shopper

_MOST_CHOICES = 3


def greet_shopper(turn: Turn, dependencies: Dependencies) -> Reply:
    """Return a greeting; where needs came with it, answer those instead."""
    if turn.heard:
        return note_needs(turn, dependencies)
    look = known(turn, dependencies)
    needs = needs_in_words(look, dependencies)
    if needs and not turn.shown and look.may_remember:
        return says("utter_greet_back", needs=needs)
    return says("utter_greet")


def take_praise(turn: Turn, dependencies: Dependencies) -> Reply:
    """Be glad; needs that came along are answered."""
    return note_needs(turn, dependencies) if _needs_told(turn) else says("utter_praise")


def take_criticism(turn: Turn, dependencies: Dependencies) -> Reply:
    """Look again where advice did not please; harm comes before all advice."""
    if dependencies.cues.has("hurt", turn.typed):
        return says("utter_stop_using")
    if turn.shown:
        other = advice_without(turn.shown, turn, dependencies)
        return together(says("utter_sorry_other_advice"), other)
    return note_needs(turn, dependencies) if turn.heard else says("utter_sorry")


def correct_record(turn: Turn, dependencies: Dependencies) -> Reply:
    """Say what stands after a correction, which the capture action has recorded already."""
    if not turn.heard:
        return _asking_what_is_wrong(turn, dependencies)
    if turn.shown:
        return give_advice(turn, dependencies)
    needs = needs_in_words(known(turn, dependencies), dependencies)
    return says("utter_corrected", needs=needs) if needs else noting(turn, dependencies)


def _asking_what_is_wrong(turn: Turn, dependencies: Dependencies) -> Reply:
    """Ask what to change, with what stands of this conversation to choose from."""
    folded = known(turn, dependencies).folded
    named = [
        dependencies.vocabulary.entry(one.heard.trait).label
        for one in folded.needs()
        if one.conversation_id == turn.conversation_id and is_of_shopper(one.heard.trait.type)
    ]
    buttons = tuple(
        Button(f"Not {label}", f"Forget what I said about {label}")
        for label in dict.fromkeys(named[:_MOST_CHOICES])
    )
    return Reply(messages=(Says(response="utter_what_is_wrong", buttons=buttons),))


def respect_refusal(turn: Turn, dependencies: Dependencies) -> Reply:
    """Nobody has to tell anything; needs that were told all the same are answered."""
    told = _needs_told(turn)
    return note_needs(turn, dependencies) if told else says("utter_refusal_respected")


def advise_doctor(turn: Turn, dependencies: Dependencies) -> Reply:
    """Give the fixed careful answer, and no advice."""
    del turn, dependencies
    return says("utter_see_a_doctor")


def decline_topic(turn: Turn, dependencies: Dependencies) -> Reply:
    """Say what this advisor is for."""
    del turn, dependencies
    return says("utter_out_of_scope")


def _needs_told(turn: Turn) -> bool:
    return any(
        is_of_shopper(one.trait.type) and one.polarity is Polarity.PRESENT for one in turn.heard
    )
