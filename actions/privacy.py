"""Requests about one's own data: what is known and why, taking consent back, forgetting."""

from collections.abc import Mapping

from actions import consent
from actions.about_me import tell_about_me
from actions.dependencies import Dependencies
from actions.forget import ask_to_forget
from actions.guard import Purpose
from actions.reply import Reply, says
from actions.turn import Turn
from profiles.model import Purpose as ConsentPurpose

_ADS = (ConsentPurpose.ADS_META, ConsentPurpose.ADS_GOOGLE)


def answer_privacy(turn: Turn, dependencies: Dependencies) -> Reply:
    """Do what the message asks; where that is not clear, show the choices."""
    if "withdraw" in turn.given:
        return consent.withdrawn(turn, consent.purposes_in(turn.given["withdraw"]), dependencies)
    kinds = dependencies.cues.kinds("privacy", turn.typed)
    purposes = withdrawn_purposes(turn, dependencies)
    if "withdraw" in kinds and purposes:
        return consent.withdrawn(turn, purposes, dependencies)
    if kinds[:1] == ("withdraw",):
        return consent.withdrawn(turn, (ConsentPurpose.ADVICE, *_ADS), dependencies)
    told = _ANSWERS.get(kinds[0]) if kinds else None
    return told(turn, dependencies) if told else says("utter_privacy_choices")


def tell_why(turn: Turn, dependencies: Dependencies) -> Reply:
    """Say why anything is asked at all."""
    del turn, dependencies
    return says("utter_why_we_ask")


def tell_how_used(turn: Turn, dependencies: Dependencies) -> Reply:
    """Say what goes to whom."""
    del turn, dependencies
    return says("utter_how_used")


def withdrawn_purposes(turn: Turn, dependencies: Dependencies) -> tuple[ConsentPurpose, ...]:
    """Return the purposes a message names: a platform by its name, "ads" for both platforms."""
    named = dependencies.cues.kinds("platforms", turn.typed)
    exact = tuple(ConsentPurpose(one) for one in named if one in set(ConsentPurpose))
    ads = [one for one in exact if one in _ADS]
    if "ads" in named and not ads:
        return (*exact, *_ADS)
    return exact


_ANSWERS: Mapping[str, Purpose] = {
    "forget": ask_to_forget,
    "know": tell_about_me,
    "why": tell_why,
    "how_used": tell_how_used,
}
