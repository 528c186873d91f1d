"""Advice: up to three products that fit, each with its reasons, or an honest "nothing fits"."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from actions import consent
from actions.dependencies import Dependencies
from actions.known import Known, known
from actions.memory import Question
from actions.phrases import listed, money, noted, person
from actions.recommending import Advice, Choice, Missed, recommend
from actions.reply import Reply, Says, Shows, says, together
from actions.turn import Turn
from actions.wishes import Wishes, about_whom, wishes_of
from kit.db import transaction
from profiles.model import SELF, Heard, Polarity, TraitType

ADVICE = "advice"
_HEARING = frozenset({TraitType.CONCERN, TraitType.SKIN_TYPE, TraitType.GOAL})


def note_needs(turn: Turn, dependencies: Dependencies) -> Reply:
    """Answer what a shopper told of themselves: note it, and offer advice or bring it up to date.

    A message that asks for something, or that refines advice already on the table, is answered
    with advice at once.
    """
    if asks_for_products(turn) or turn.shown or _was_hurt(turn, dependencies):
        return give_advice(turn, dependencies)
    look = known(turn, dependencies)
    consent_question = consent.asking(turn, look, dependencies)
    offer = Reply() if consent_question.asks else _offer()
    return together(_noting(turn, dependencies), consent_question, offer)


def give_advice(turn: Turn, dependencies: Dependencies) -> Reply:
    """Answer with products that fit whom the message is about."""
    if _was_hurt(turn, dependencies):
        return says("utter_stop_using")
    look = known(turn, dependencies)
    whose = whom(turn, dependencies)
    wishes = wishes_of(look.folded, whose, turn.conversation_id, dependencies.vocabulary)
    if not wishes.are_there:
        return together(_asking_needs(turn, whose), Reply(keeps={"whose": whose}))
    advice = recommend(dependencies.shelf, wishes, without=_seen(turn, dependencies))
    shown = [one.product.id for one in advice.shown]
    if advice.fitting:
        _record(turn, shown, look, dependencies)
    return together(
        _noting(turn, dependencies),
        _told(advice, wishes, turn, dependencies),
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


def cards_kept(advice: Advice) -> list[list[str]]:
    """Return what the slot `shown` holds: product and SKU of every card, in order."""
    return [[one.product.id, one.variant.sku] for one in advice.shown]


def whom(turn: Turn, dependencies: Dependencies) -> str:
    """Return the holder that advice is for in this turn."""
    if dependencies.cues.has("for_me", turn.typed):
        return SELF
    others = [one for one in turn.heard if one.holder != SELF]
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


def card(choice: Choice, currency: str) -> dict[str, Any]:
    """Return one product card as the wire has it."""
    product, variant = choice.product, choice.variant
    return {
        "product_id": product.id,
        "sku": variant.sku,
        "title": product.title,
        "price": f"{variant.price:.2f}",
        "currency": product.currency or currency,
        "image": variant.image or product.image,
        "url": product.url,
        "reasons": [
            {"because": one.because, "fact": one.fact, "cites": one.cites, "trait": one.trait}
            for one in choice.reasons
        ],
    }


def missed_in_words(choice: Choice, at_most: Decimal | None, currency: str) -> str:
    """Return which wishes a near miss misses: "costs $46, over your $40"."""
    told = []
    for miss in choice.misses:
        if miss.kind is Missed.BUDGET and at_most is not None:
            price = money(choice.variant.price, currency)
            told.append(f"costs {price}, over your {money(at_most, currency)}")
        elif miss.kind is Missed.BUDGET:
            told.append(f"costs only {money(choice.variant.price, currency)}")
        elif miss.kind is Missed.CATEGORY:
            told.append(f"is {miss.wish}")
        else:
            told.append(f"is not known to be {miss.wish}")
    return listed(told)


def _was_hurt(turn: Turn, dependencies: Dependencies) -> bool:
    """Whether something the shopper used harmed their skin: no time for another product."""
    cues = dependencies.cues
    return cues.has("hurt", turn.typed) and cues.has("harmed_by", turn.typed)


def _noting(turn: Turn, dependencies: Dependencies) -> Reply:
    """Say back what was heard, the shopper's own and other people's apart."""
    groups: dict[str, list[Heard]] = {}
    for one in turn.heard:
        groups.setdefault(one.holder, []).append(one)
    currency, vocabulary = dependencies.shop.currency, dependencies.vocabulary
    said = {who: noted(heard, vocabulary, currency) for who, heard in groups.items()}
    own = said.pop(SELF, "")
    others = listed([f"{text} for {person(who)}" for who, text in said.items() if text])
    if own and others:
        return says("utter_noted_both", needs=own, others=others)
    if own or others:
        return says("utter_noted", needs=own or others)
    return says("utter_noted_nothing") if turn.heard else Reply()


def _told(advice: Advice, wishes: Wishes, turn: Turn, dependencies: Dependencies) -> Reply:
    currency = dependencies.shop.currency
    if advice.fitting:
        response = _response(advice.fitting, turn)
        for_whom = "" if wishes.holder == SELF else f" for {person(wishes.holder)}"
        told = says(response, for_whom=for_whom)
        cards = _cards(advice.fitting, currency)
    elif advice.nearest:
        near = [
            f"{one.product.title} ({missed_in_words(one, wishes.at_most, currency)})"
            for one in advice.nearest
        ]
        told = says("utter_nothing_fits", nearest=listed(near, "or"))
        cards = _cards(advice.nearest, currency)
    else:
        return says("utter_nothing_more" if turn.shown else "utter_nothing_at_all")
    return together(told, cards, _cautions(advice, wishes, dependencies))


def _cautions(advice: Advice, wishes: Wishes, dependencies: Dependencies) -> Reply:
    """What to look at before buying: limits nobody could check, and a child's skin."""
    unsure = [one.label for one in advice.unchecked]
    return together(
        says("utter_cannot_check", limits=listed(unsure)) if unsure else Reply(),
        says("utter_for_child") if dependencies.vocabulary.is_child(wishes.holder) else Reply(),
    )


def _response(fitting: Sequence[Choice], turn: Turn) -> str:
    if {one.product.id for one in fitting} == set(turn.shown):
        return "utter_advice_same"
    if turn.shown:
        return "utter_advice_again"
    return "utter_advice_one" if len(fitting) == 1 else "utter_advice"


def _cards(choices: Sequence[Choice], currency: str) -> Reply:
    payload = {"kind": "advice", "products": [card(one, currency) for one in choices]}
    return Reply(messages=(Shows(payload),))


def _seen(turn: Turn, dependencies: Dependencies) -> tuple[str, ...]:
    """What was shown already, where the shopper asks for something else."""
    return turn.shown if dependencies.cues.has("something_else", turn.typed) else ()


def _record(turn: Turn, shown: Sequence[str], look: Known, dependencies: Dependencies) -> None:
    if look.number is not None and look.may_remember:
        with transaction(dependencies.engine) as session:
            consent.recommended(session, look.number, turn, shown)


def _asking_needs(turn: Turn, whose: str) -> Reply:
    if turn.heard and not any(one.trait.type in _HEARING for one in turn.heard):
        return says("utter_ask_needs_more")
    if whose != SELF:
        return says("utter_ask_needs_of", person=person(whose))
    return says("utter_ask_needs")


def _offer() -> Reply:
    return Reply(
        messages=(Says(response="utter_offer_advice"),),
        asks=Question(kind=ADVICE),
    )
