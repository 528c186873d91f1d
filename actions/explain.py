"""Why a product: the shopper's own disclosures, and the catalogue facts that answer them."""

from actions.dependencies import Dependencies
from actions.known import known
from actions.phrases import listed
from actions.referring import referred
from actions.reply import Reply, says, together
from actions.suiting import Reason, harms_for, reasons_for, reasons_told
from actions.turn import Turn
from actions.wishes import Wishes, wishes_of
from catalogue.model import Product


def explain_advice(turn: Turn, dependencies: Dependencies) -> Reply:
    """Say why the products meant, or all of the last advice, suit whom they were advised for."""
    shelf = dependencies.shelf
    meant = referred(turn, shelf.products, turn.shown, dependencies.cues)
    products = meant or tuple(
        product for one in turn.shown if (product := shelf.product(one)) is not None
    )
    if not products:
        return says("utter_explain_nothing_shown")
    look = known(turn, dependencies)
    wishes = wishes_of(look.folded, turn.whose, turn.conversation_id, dependencies.vocabulary)
    fresh = reasons_told(shelf, turn.shown, wishes)
    told = [_why(product, wishes, fresh.get(product.id), dependencies) for product in products]
    return together(*told, Reply(keeps={"focus": [product.id for product in products]}))


def _why(
    product: Product,
    wishes: Wishes,
    on_card: tuple[Reason, ...] | None,
    dependencies: Dependencies,
) -> Reply:
    if harms := harms_for(dependencies.shelf, product, wishes):
        against = listed([f"you mentioned {one.because}, and it {one.fact}" for one in harms])
        return says("utter_explain_unsafe", title=product.title, reasons=against)
    reasons = on_card or reasons_for(dependencies.shelf, product, wishes)
    if not reasons:
        return says("utter_explain_no_reason", title=product.title)
    told = [f"you mentioned {one.because}, and it {one.fact}" for one in reasons]
    return says("utter_explain", title=product.title, reasons="; ".join(told))
