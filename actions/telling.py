"""How advice is told: a sentence, the cards, and what to look at before buying."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from actions.dependencies import Dependencies
from actions.phrases import listed, money, person
from actions.recommending import Advice, Choice, Missed
from actions.reply import Reply, Shows, says, together
from actions.turn import Turn
from actions.wishes import Wishes
from profiles.model import SELF


def told(advice: Advice, wishes: Wishes, turn: Turn, dependencies: Dependencies) -> Reply:
    """Tell advice: what fits, else the nearest with what they miss, else that nothing does."""
    currency = dependencies.shop.currency
    if advice.fitting:
        if _is_the_same(advice, turn) and turn.intent != "ask_recommendation":
            # Nobody asked to see them again: naming them is enough.
            titles = listed([one.product.title for one in advice.fitting])
            return says("utter_advice_unchanged", titles=titles)
        response = _response(advice, turn)
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


def cards_kept(advice: Advice) -> list[list[str]]:
    """Return what the slot `shown` holds: product and SKU of every card, in order."""
    return [[one.product.id, one.variant.sku] for one in advice.shown]


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


def _is_the_same(advice: Advice, turn: Turn) -> bool:
    return {one.product.id for one in advice.fitting} == set(turn.shown)


def _response(advice: Advice, turn: Turn) -> str:
    if _is_the_same(advice, turn):
        return "utter_advice_same"
    if turn.shown:
        return "utter_advice_again"
    return "utter_advice_one" if len(advice.fitting) == 1 else "utter_advice"


def _cards(choices: Sequence[Choice], currency: str) -> Reply:
    payload = {"kind": "advice", "products": [card(one, currency) for one in choices]}
    return Reply(messages=(Shows(payload),))
