"""Forgetting a shopper: asked once more, then everything goes."""

from actions.dependencies import Dependencies
from actions.known import number_of
from actions.memory import Question
from actions.reply import Reply, asks, says
from actions.turn import Turn
from kit.db import transaction
from profiles import service as profiles

FORGET = "forget"


def ask_to_forget(turn: Turn, dependencies: Dependencies) -> Reply:
    """Ask before what cannot be undone."""
    del turn, dependencies
    return asks(Question(kind=FORGET), "utter_ask_forget")


def forget(turn: Turn, dependencies: Dependencies) -> Reply:
    """Erase the subject, and empty the conversation's own memory."""
    with transaction(dependencies.engine) as session:
        number = number_of(session, turn)
        if number is not None:
            profiles.erase(session, number, turn.now)
    keeps = {
        "waiting": [],
        "shown": [],
        "focus": [],
        "whose": None,
        "doubts": [],
        # Nobody who just asked to be forgotten wants to be asked whether they may be remembered.
        "asked": ["consent"],
    }
    return Reply(messages=says("utter_forgotten").messages, keeps=keeps)
