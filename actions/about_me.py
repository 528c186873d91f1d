"""What do you know about me: everything kept, in words a shopper reads."""

from actions.dependencies import Dependencies
from actions.known import Known, known
from actions.phrases import listed, noted, person
from actions.reply import Reply, says, together
from actions.turn import Turn
from kit.db import reading
from profiles import service as profiles
from profiles.model import SELF, Answer


def tell_about_me(turn: Turn, dependencies: Dependencies) -> Reply:
    """Tell what is kept or in mind, which contact points, and what was agreed to."""
    look = known(turn, dependencies)
    return together(
        _needs(look, dependencies),
        _contacts(look, dependencies),
        _consents(look, dependencies),
    )


def needs_in_words(look: Known, dependencies: Dependencies) -> str:
    """Return all that stands, each person's apart: "dryness; redness for your mom"."""
    told = []
    for holder in look.folded.holders():
        heard = [one.heard for one in look.folded.needs(holder)]
        words = noted(heard, dependencies.vocabulary, dependencies.shop.currency, most=len(heard))
        if words:
            told.append(words if holder == SELF else f"{words} for {person(holder)}")
    return "; ".join(told)


def _needs(look: Known, dependencies: Dependencies) -> Reply:
    words = needs_in_words(look, dependencies)
    if not words:
        return says("utter_about_me_nothing")
    if look.may_remember:
        return says("utter_about_me", needs=words)
    return says("utter_about_me_waiting", needs=words)


def _contacts(look: Known, dependencies: Dependencies) -> Reply:
    if look.number is None:
        return Reply()
    with reading(dependencies.engine) as session:
        points = profiles.contact_points_masked(session, look.number, dependencies.keyring)
    if not points:
        return Reply()
    return says("utter_about_me_contact", contacts=listed([point.text for point in points]))


def _consents(look: Known, dependencies: Dependencies) -> Reply:
    granted = [
        dependencies.wording.names[purpose]
        for purpose, answer in look.consents.items()
        if answer is Answer.GRANTED
    ]
    if not granted:
        return says("utter_about_me_no_consents")
    return says("utter_about_me_consents", granted=listed(granted))
