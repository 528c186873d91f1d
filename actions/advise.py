"""Advice: up to three products that fit, each with its reasons, or an honest "nothing fits"."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions import consent
from actions.dependencies import Dependencies
from actions.known import Known, known
from actions.memory import DoubtKind, Question
from actions.phrases import denied, listed, noted, person
from actions.privacy import answer_privacy
from actions.recommending import recommend
from actions.reply import Reply, asks, says, together
from actions.suiting import variant_within
from actions.telling import cards_kept, told
from actions.turn import Turn
from actions.wishes import SOMEBODY, about_whom, wishes_of
from kit.db import transaction
from profiles.model import SELF, Heard, Polarity, TraitType, is_of_shopper

ADVICE = "advice"
NEEDS = "needs"
_BRAND = "brand_"
_CENT = Decimal("0.01")


def note_needs(turn: Turn, dependencies: Dependencies) -> Reply:
    """Answer what a shopper told of themselves: note it, and offer advice or bring it up to date.

    A message that asks for something, or that refines advice already on the table, is answered
    with advice at once.
    """
    if turn.heard and not surely_heard(turn):
        # Nothing to go by before the question is answered that all of it raised.
        return Reply()
    if asks_for_products(turn) or turn.shown or _was_hurt(turn, dependencies):
        return give_advice(turn, dependencies)
    look = known(turn, dependencies)
    consent_question = consent.asking(turn, look, dependencies)
    return together(noting(turn, dependencies), consent_question, offer_advice())


def give_advice(turn: Turn, dependencies: Dependencies) -> Reply:
    """Answer with products that fit whom the message is about."""
    if _was_hurt(turn, dependencies):
        return says("utter_stop_using")
    others = dependencies.cues.has("something_else", turn.typed)
    return advice_without(turn.shown if others else (), turn, dependencies)


def advice_without(seen: Sequence[str], turn: Turn, dependencies: Dependencies) -> Reply:
    """Answer with products that fit, other than those with an id in `seen`."""
    look = known(turn, dependencies)
    whose = whom(turn, dependencies)
    wishes = wishes_of(look.folded, whose, turn.conversation_id, dependencies.vocabulary)
    if not wishes.are_there:
        return together(_asking_needs(turn, whose, dependencies), Reply(keeps={"whose": whose}))
    if brands := _not_carried(turn, dependencies):
        return says("utter_brand_not_carried", brands=listed(brands, "or"))
    ceiling = _ceiling(turn, dependencies)
    if ceiling is not None:
        wishes = replace(wishes, at_most=ceiling, cheap=True)
    advice = recommend(dependencies.shelf, wishes, without=seen)
    if ceiling is not None and not advice.fitting:
        return together(noting(turn, dependencies), says("utter_already_cheapest"))
    shown = [one.product.id for one in advice.shown]
    if advice.fitting:
        _record(turn, shown, look, dependencies)
    return together(
        noting(turn, dependencies),
        told(advice, wishes, turn, dependencies),
        Reply(
            keeps={
                "shown": cards_kept(advice),
                "focus": shown[:1] if len(shown) == 1 else [],
                "whose": whose,
            }
        ),
        consent.asking(turn, look, dependencies),
    )


def after_consent(turn: Turn, dependencies: Dependencies) -> Reply:
    """Go on where the consent question interrupted: with the advice that needs were told for."""
    if turn.shown:
        return Reply()
    look = known(turn, dependencies)
    wishes = wishes_of(look.folded, turn.whose, turn.conversation_id, dependencies.vocabulary)
    return give_advice(turn, dependencies) if wishes.needs or wishes.categories else Reply()


def whom(turn: Turn, dependencies: Dependencies) -> str:
    """Return the holder that advice is for in this turn."""
    if dependencies.cues.has("for_me", turn.typed):
        return SELF
    others = [one for one in turn.heard if one.holder not in {SELF, SOMEBODY}]
    if not others and turn.whose != SELF and dependencies.cues.has("for_them", turn.typed):
        return turn.whose
    return about_whom(turn.heard, turn.whose)


def asks_for_products(turn: Turn) -> bool:
    """Whether a message that was understood as needs asks for products all the same."""
    wants = any(
        one.trait.type in {TraitType.PRODUCT_INTEREST, TraitType.BUDGET}
        and one.polarity is Polarity.PRESENT
        for one in turn.heard
    )
    return wants and "?" in turn.typed


def _was_hurt(turn: Turn, dependencies: Dependencies) -> bool:
    """Whether something the shopper used harmed their skin: no time for another product."""
    cues = dependencies.cues
    return cues.has("hurt", turn.typed) and cues.has("harmed_by", turn.typed)


def noting(turn: Turn, dependencies: Dependencies) -> Reply:
    """Say back in passing what was surely heard, the shopper's own and other people's apart.

    What is asked about is not taken for granted in the same breath.
    """
    groups: dict[str, list[Heard]] = {}
    for one in surely_heard(turn):
        groups.setdefault(one.holder, []).append(one)
    currency, vocabulary = dependencies.shop.currency, dependencies.vocabulary
    said = {who: noted(heard, vocabulary, currency) for who, heard in groups.items()}
    own = said.pop(SELF, "")
    only_money = all(one.trait.type == TraitType.BUDGET for one in groups.get(SELF, ()))
    others = listed([f"{text} for {person(who)}" for who, text in said.items() if text])
    if own and others and only_money:
        return _noted("utter_noted", listed([others, own]))
    if own and others:
        return _noted("utter_noted_both", own, others=others)
    if own or others:
        return _noted("utter_noted", own or others)
    if not_had := denied(groups.get(SELF, ()), vocabulary, currency):
        return _noted("utter_noted_denied", not_had)
    return says("utter_noted_nothing") if groups else Reply()


def _noted(response: str, needs: str, **values: str) -> Reply:
    # Some wordings begin with it.
    return says(response, needs=needs, begins=needs[0].upper() + needs[1:], **values)


def surely_heard(turn: Turn) -> list[Heard]:
    """Return what a message told without leaving a doubt that has to be settled first."""
    doubted = [
        one.said.heard
        for one in turn.doubts
        if one.said.message_id == turn.message_id and one.kind is not DoubtKind.CHANGE
    ]
    return [one for one in turn.heard if one not in doubted]


def _ceiling(turn: Turn, dependencies: Dependencies) -> Decimal | None:
    """The highest price that is cheaper than all of what is shown, where that was asked for."""
    if not turn.shown or not dependencies.cues.has("cheaper", turn.typed):
        return None
    shown = [dependencies.shelf.product(one) for one in turn.shown]
    prices = [variant_within(one, None).price for one in shown if one is not None]
    return min(prices) - _CENT if prices else None


def _not_carried(turn: Turn, dependencies: Dependencies) -> list[str]:
    """The brands that a message asks for and the shop does not have."""
    carried = {product.brand.lower() for product in dependencies.shelf.products}
    asked = [
        one.trait.value.removeprefix(_BRAND).replace("_", " ")
        for one in turn.heard
        if one.trait.value.startswith(_BRAND) and one.polarity is Polarity.PRESENT
    ]
    return [brand.title() for brand in asked if brand not in carried]


def _record(turn: Turn, shown: Sequence[str], look: Known, dependencies: Dependencies) -> None:
    if look.number is not None and look.may_remember:
        with transaction(dependencies.engine) as session:
            consent.recommended(session, look.number, turn, shown)


def _asking_needs(turn: Turn, whose: str, dependencies: Dependencies) -> Reply:
    if not turn.heard and dependencies.cues.kinds("privacy", turn.typed):
        # A question about one's data must reach its answer, whatever it was taken for.
        return answer_privacy(turn, dependencies)
    question = Question(kind=NEEDS)
    if turn.heard and not any(is_of_shopper(one.trait.type) for one in turn.heard):
        return asks(question, "utter_ask_needs_more")
    if whose != SELF:
        return asks(question, "utter_ask_needs_of", person=person(whose))
    return asks(question, "utter_ask_needs")


def offer_advice() -> Reply:
    """Offer to show products."""
    return asks(Question(kind=ADVICE), "utter_offer_advice")
