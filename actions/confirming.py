"""Asking about a doubt, and saying what came of the answer or of a correction."""

from dataclasses import replace

from actions import consent
from actions.about_me import needs_in_words
from actions.advise import ADVICE, NEEDS, give_advice, noting, offer_advice, surely_heard
from actions.dependencies import Dependencies
from actions.doubts import is_limit_of_safety
from actions.guard import Purpose
from actions.known import known
from actions.memory import Doubt, DoubtKind, Outcome, Question, Verdict
from actions.phrases import noted, person
from actions.reply import Asking, Reply, Says, asks, says, together
from actions.settling import ANSWER, is_about
from actions.statements import statement
from actions.turn import Turn
from actions.wishes import wishes_of
from profiles.model import SELF, Polarity

# Whoever was just hurt is not asked about their skin.
_CAREFUL = "utter_stop_using"
_NOTED = "utter_noted"


def with_outcome(purpose: Purpose) -> Purpose:
    """Return a purpose that says first what came of the message.

    What capturing it settled or mended is the answer to it, whatever else its intent may have been
    taken for: "keep the earlier one" speaks of no cart.
    """

    def reply(turn: Turn, dependencies: Dependencies) -> Reply:
        if told := _outcome_told(turn, dependencies):
            return told
        return _too_late(turn) if ANSWER in turn.given else purpose(turn, dependencies)

    return reply


def with_doubts(purpose: Purpose) -> Purpose:
    """Return a purpose that also asks about a doubt, where it asks nothing weightier."""
    answering = with_outcome(purpose)

    def reply(turn: Turn, dependencies: Dependencies) -> Reply:
        answered = answering(turn, dependencies)
        said = {one.response for one in answered.messages if isinstance(one, Says)}
        if _CAREFUL in said:
            return answered
        if not any(one.startswith(_NOTED) for one in said):
            answered = together(_limits_noted(turn, dependencies), answered)
        puts_off = ADVICE if _asks_for_advice(turn, answered) else ""
        asked = together(answered, _asking(turn, puts_off, dependencies))
        # Unsure again of what was asked about before: it stays open, and nobody is asked twice.
        return asked if asked.messages or asked.asking else says("utter_left_open")

    return reply


def _too_late(turn: Turn) -> Reply:
    """A button of a question that is settled: it answers no other, and what was asked still is."""
    stands = turn.answering.as_slot() if turn.answering else None
    return Reply(messages=says("utter_settled_already").messages, keeps={"question": stands})


def _limits_noted(turn: Turn, dependencies: Dependencies) -> Reply:
    """Note a limit of safety that came with a question: nobody should wonder if it is kept."""
    limits = [
        one
        for one in surely_heard(turn)
        if one.polarity is Polarity.PRESENT
        and is_limit_of_safety(one.trait, dependencies.vocabulary)
    ]
    return noting(replace(turn, heard=tuple(limits)), dependencies) if limits else Reply()


def due(turn: Turn) -> Doubt | None:
    """Return the doubt to ask about now, the most important first; each is asked about once."""
    order = list(DoubtKind)
    not_asked = [one for one in turn.doubts if one.key not in turn.asked]
    return min(not_asked, key=lambda one: order.index(one.kind), default=None)


def _asking(turn: Turn, puts_off: str, dependencies: Dependencies) -> Reply:
    doubt = due(turn)
    if doubt is None:
        return Reply()
    vocabulary, currency = dependencies.vocabulary, dependencies.shop.currency
    values = {"key": doubt.key, "said": statement(doubt.said.heard, vocabulary, currency)}
    if doubt.before is not None:
        values["before"] = statement(doubt.before, vocabulary, currency)
    return Reply(
        asking=Asking(
            question=Question(kind=doubt.kind, about={"doubt": doubt.key, "then": puts_off}),
            messages=(Says(response=_RESPONSES[_wording(doubt)], values=values),),
            keeps={"asked": sorted(turn.asked | {doubt.key})},
        )
    )


def _wording(doubt: Doubt) -> str:
    """The kind of a doubt; a contradiction of yes and no has words of its own."""
    flipped = doubt.before and doubt.before.polarity is not doubt.said.heard.polarity
    return "flip" if flipped and doubt.kind is DoubtKind.CHANGE else doubt.kind


def _asks_for_advice(turn: Turn, answered: Reply) -> bool:
    """Whether advice was asked for that waits for an answer: nothing else was there to go by."""
    needs = answered.asking is not None and answered.asking.question.kind == NEEDS
    return turn.intent == "ask_recommendation" or needs or turn.outcome.then == ADVICE


def _outcome_told(turn: Turn, dependencies: Dependencies) -> Reply | None:
    """What to say of what the capture action settled or mended; None where it did neither."""
    outcome = turn.outcome
    if outcome.doubt and outcome.verdict:
        told = _settled(outcome.doubt, outcome.verdict, dependencies)
        return together(told, _going_on(turn, outcome, dependencies))
    if outcome.mended:
        return together(_mended(outcome, dependencies), _going_on(turn, outcome, dependencies))
    return None


def _settled(doubt: Doubt, verdict: Verdict, dependencies: Dependencies) -> Reply:
    vocabulary, currency = dependencies.vocabulary, dependencies.shop.currency
    response = _SETTLED.get((doubt.kind, verdict), "utter_left_open")
    said = statement(doubt.said.heard, vocabulary, currency)
    before = statement(doubt.before, vocabulary, currency) if doubt.before else ""
    return says(response, said=said, before=before)


def _mended(outcome: Outcome, dependencies: Dependencies) -> Reply:
    present = [replace(one, polarity=Polarity.PRESENT, holder=SELF) for one in outcome.mended]
    needs = noted(present, dependencies.vocabulary, dependencies.shop.currency)
    if outcome.whose == SELF:
        return says("utter_given_to_you", needs=needs)
    if outcome.whose:
        return says("utter_given_to", needs=needs, person=person(outcome.whose))
    return says("utter_taken_back", needs=needs)


def _going_on(turn: Turn, outcome: Outcome, dependencies: Dependencies) -> Reply:
    """Advice that was put off, or on the table, brought up to date; else the offer of it."""
    # The outcome is told: what was heard besides is the only thing left to note.
    turn = replace(turn, outcome=Outcome(), whose=outcome.whose or turn.whose)
    keeps = Reply(keeps={"whose": turn.whose}) if outcome.whose else Reply()
    look = known(turn, dependencies)
    wishes = wishes_of(look.folded, turn.whose, turn.conversation_id, dependencies.vocabulary)
    besides = [one for one in turn.heard if outcome.doubt and not is_about(one, outcome.doubt)]
    keeps = together(keeps, noting(replace(turn, heard=tuple(besides)), dependencies))
    some_need = wishes.needs or wishes.categories or wishes.musts
    if some_need and (turn.shown or outcome.then == ADVICE):
        return together(keeps, give_advice(replace(turn, heard=()), dependencies))
    if not some_need:
        return together(keeps, asks(Question(kind=NEEDS), "utter_go_on"))
    needs = needs_in_words(look, dependencies)
    gone = outcome.mended and not outcome.whose
    stands = says("utter_stands", needs=needs) if gone else Reply()
    return together(keeps, stands, offer_advice(), consent.asking(turn, look, dependencies))


_RESPONSES = {
    "limit": "utter_ask_limit",
    "lift": "utter_ask_lift",
    "change": "utter_ask_change",
    "flip": "utter_ask_flip",
    "unsure": "utter_ask_unsure",
}
_SETTLED = {
    (DoubtKind.LIMIT, Verdict.YES): "utter_limit_confirmed",
    (DoubtKind.LIMIT, Verdict.NO): "utter_limit_dropped",
    (DoubtKind.LIMIT, Verdict.SKIP): "utter_limit_stays",
    (DoubtKind.LIFT, Verdict.YES): "utter_change_noted",
    (DoubtKind.LIFT, Verdict.NO): "utter_limit_stays",
    (DoubtKind.LIFT, Verdict.SKIP): "utter_limit_stays",
    (DoubtKind.CHANGE, Verdict.YES): "utter_change_noted",
    (DoubtKind.CHANGE, Verdict.NO): "utter_kept_as_before",
    (DoubtKind.CHANGE, Verdict.BOTH): "utter_both_noted",
    (DoubtKind.CHANGE, Verdict.SKIP): "utter_left_open",
    (DoubtKind.UNSURE, Verdict.YES): "utter_confirmed",
    (DoubtKind.UNSURE, Verdict.NO): "utter_misheard",
    (DoubtKind.UNSURE, Verdict.SKIP): "utter_left_open",
}
