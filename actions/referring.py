"""Which products a shopper means: by name, by place, by kind, or by "it" (pure)."""

from collections.abc import Sequence

from actions.cues import Cues
from actions.suiting import variant_within
from actions.turn import Turn
from catalogue.model import Product
from catalogue.service import mentioned
from profiles.model import TraitType


def referred(
    turn: Turn, products: Sequence[Product], offered: Sequence[str], cues: Cues
) -> tuple[Product, ...]:
    """Return the products a message means, best known first; empty where it names none.

    `offered` are the product ids that places and kinds point into: the last advice, or a cart.
    A name in full always wins; then "the second one", "the cheapest", "the cleanser", "both" and,
    last of all, "it".
    """
    by_id = {product.id: product for product in products}
    pressed = turn.given.get("product_id")
    if pressed is not None:
        return (by_id[pressed],) if pressed in by_id else ()
    named = [by_id[one] for one in mentioned(products, turn.text) if one in by_id]
    if named and turn.typed:
        return tuple(named)
    seen = [by_id[one] for one in offered if one in by_id]
    return tuple(
        _at_places(turn, seen, cues)
        or _by_price(turn, seen, cues)
        or _of_kinds(turn, seen)
        or _all(turn, seen, cues)
        or _it(turn, seen, by_id, cues)
    )


def _at_places(turn: Turn, seen: Sequence[Product], cues: Cues) -> list[Product]:
    places = [place for place in cues.ordinals(turn.typed) if place < len(seen)]
    if cues.has("last", turn.typed) and seen:
        places.append(len(seen) - 1)
    return [seen[place] for place in dict.fromkeys(places)]


def _by_price(turn: Turn, seen: Sequence[Product], cues: Cues) -> list[Product]:
    if not seen:
        return []
    in_order = sorted(seen, key=lambda one: variant_within(one, None).price)
    if cues.has("dearest", turn.typed):
        return in_order[-1:]
    return in_order[:1] if cues.has("cheapest", turn.typed) else []


def _of_kinds(turn: Turn, seen: Sequence[Product]) -> list[Product]:
    kinds = {one.trait.value for one in turn.heard if one.trait.type == TraitType.PRODUCT_INTEREST}
    of_kind = [product for product in seen if product.category in kinds]
    if of_kind:
        return of_kind
    # "the cream" or "the cleanser" in the product's own title counts as much as its category.
    words = set(turn.typed.replace(",", " ").replace("?", " ").split())
    return [one for one in seen if words & _telling_words(one, seen)]


def _telling_words(product: Product, seen: Sequence[Product]) -> set[str]:
    """The words of a title that no other offered product shares."""
    others = {word for one in seen if one is not product for word in one.title.lower().split()}
    return {word for word in product.title.lower().split() if len(word) > len("the")} - others


def _all(turn: Turn, seen: Sequence[Product], cues: Cues) -> list[Product]:
    return list(seen) if cues.has("all", turn.typed) else []


def _it(
    turn: Turn, seen: Sequence[Product], by_id: dict[str, Product], cues: Cues
) -> list[Product]:
    if len(seen) == 1:
        return list(seen)
    focus = [by_id[one] for one in turn.focus if one in by_id]
    return focus if focus and cues.has("it", turn.typed) else []
