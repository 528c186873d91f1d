"""What a product is: answered from the catalogue, or honestly not at all."""

from collections.abc import Iterable, Sequence

from actions.dependencies import Dependencies
from actions.known import known, may_remember, number_of
from actions.phrases import listed, money
from actions.referring import referred
from actions.reply import Button, Reply, Says, says, together
from actions.skincare import ingredients_named
from actions.suiting import reasons_for, variant_within
from actions.turn import Turn
from actions.wishes import wishes_of
from actions.writing import consider
from catalogue.fit import Answer, Presence, contains
from catalogue.model import Effect, Product
from kit.db import transaction
from profiles.model import Heard, Trait, TraitType, is_of_shopper

_MOST_INGREDIENTS = 8
_MOST_PRODUCTS = 3
_TWO = 2
_ON_LABEL = ("allergy_", "avoid_", "ingredient_")
_PROPERTIES = frozenset({TraitType.PREFERENCE, TraitType.CONSTRAINT})


def describe_product(turn: Turn, dependencies: Dependencies) -> Reply:
    """Answer what was asked about one product."""
    products = _meant(turn, dependencies)
    if not products and _asks_something(turn, dependencies):
        # "Is it vegan?" of three cards is answered for each rather than asked back.
        products = _shown(turn, dependencies)
    if not products:
        return _which(turn, dependencies)
    products = products[:_MOST_PRODUCTS]
    note_considered(turn, products, dependencies)
    told = [_answer(product, turn, dependencies) for product in products]
    return together(*told, Reply(keeps={"focus": [product.id for product in products]}))


def compare_products(turn: Turn, dependencies: Dependencies) -> Reply:
    """Put products side by side, and say which fits the shopper better where one does."""
    products = _meant(turn, dependencies)
    if len(products) < _TWO:
        others = [one for one in _shown(turn, dependencies) if one not in products]
        products = (*products, *others)
    if len(products) < _TWO:
        return says("utter_compare_two")
    products = products[:_MOST_PRODUCTS]
    note_considered(turn, products, dependencies)
    lines = [_side(product, turn, dependencies) for product in products]
    pick = _pick(products, turn, dependencies)
    return together(
        says("utter_compare", comparison="\n".join(lines)),
        says("utter_compare_pick", title=pick.title) if pick else Reply(),
        Reply(keeps={"focus": [product.id for product in products]}),
    )


def note_considered(turn: Turn, products: Iterable[Product], dependencies: Dependencies) -> None:
    """Record that products were asked about, where the shopper may be remembered."""
    with transaction(dependencies.engine) as session:
        number = number_of(session, turn)
        if number is not None and may_remember(session, number):
            consider(session, number, turn, [product.id for product in products])


def _meant(turn: Turn, dependencies: Dependencies) -> tuple[Product, ...]:
    return referred(turn, dependencies.shelf.products, turn.shown, dependencies.cues)


def _shown(turn: Turn, dependencies: Dependencies) -> tuple[Product, ...]:
    seen = (dependencies.shelf.product(one) for one in turn.shown)
    return tuple(one for one in seen if one is not None)


def _asks_something(turn: Turn, dependencies: Dependencies) -> bool:
    """Whether a question names what it wants to know, and not only a product."""
    traits = any(_asks_of(one.trait.type) for one in turn.heard)
    asked = any(dependencies.cues.kinds(one, turn.typed) for one in ("facts", "properties"))
    return traits or asked or bool(_ingredients_asked(turn, dependencies))


def _ingredients_asked(turn: Turn, dependencies: Dependencies) -> list[tuple[str, tuple[str, ...]]]:
    """The ingredients that a question asks after, where it asks what is in a product."""
    if not dependencies.cues.has("contains", turn.typed):
        return []
    return ingredients_named(turn.typed, dependencies.shelf.knowledge)


def _asks_of(type_: str) -> bool:
    return is_of_shopper(type_) or type_ in _PROPERTIES


def _which(turn: Turn, dependencies: Dependencies) -> Reply:
    buttons = tuple(
        Button(one.title, f"Tell me about {one.title}") for one in _shown(turn, dependencies)
    )
    if not buttons:
        return says("utter_which_product")
    return Reply(messages=(Says(response="utter_which_of_these", buttons=buttons),))


def _answer(product: Product, turn: Turn, dependencies: Dependencies) -> Reply:
    """The most telling answer to what was asked: a trait, then an ingredient, then plain facts."""
    if wished := [one for one in turn.heard if is_of_shopper(one.trait.type)]:
        return _suits(product, wished, dependencies)
    heard = [one.trait.value for one in turn.heard if one.trait.type in _PROPERTIES]
    if attributes := heard or dependencies.cues.kinds("properties", turn.typed):
        return together(*(_has(product, one, dependencies) for one in attributes))
    if ingredients := _ingredients_asked(turn, dependencies):
        return together(*(_contains(product, words, dependencies) for words, _ in ingredients))
    return _plain_facts(product, turn, dependencies)


def _plain_facts(product: Product, turn: Turn, dependencies: Dependencies) -> Reply:
    """Price, size, stock, use or ingredients, where asked for; else the product in short."""
    asked = dependencies.cues.kinds("facts", turn.typed)
    if "ingredients" in asked:
        return _ingredients(product)
    if asked:
        return together(*(_fact(kind, product, dependencies) for kind in asked))
    return says(
        "utter_product",
        title=product.title,
        price=_price(product, dependencies),
        sizes=_in_sizes(product),
        facts=_description(product),
    )


def _suits(product: Product, wished: Sequence[Heard], dependencies: Dependencies) -> Reply:
    """Whether a product serves or harms what was asked about."""
    shelf = dependencies.shelf
    groups = {shelf.need_of(str(one.trait)) for one in wished}
    facts = [fit for fit in shelf.of(product) if shelf.need_of(fit.trait) in groups]
    harms = [fit.fact for fit in facts if fit.effect is Effect.HARMS]
    serves = [fit.fact for fit in facts if fit.effect is Effect.SERVES]
    if harms:
        return says("utter_product_bad_for", title=product.title, facts=_few(harms))
    if serves:
        return says("utter_product_good_for", title=product.title, facts=_few(serves))
    labels = [dependencies.vocabulary.entry(one.trait).label for one in wished]
    return says("utter_product_unknown_for", title=product.title, traits=listed(labels, "or"))


def _has(product: Product, value: str, dependencies: Dependencies) -> Reply:
    """Whether the catalogue says that a product has a property, an ingredient or a brand."""
    if value.startswith(_ON_LABEL):
        return _contains(product, value.partition("_")[2].replace("_", " "), dependencies)
    trait = Trait(TraitType.PREFERENCE, value)
    known = dependencies.vocabulary.knows(trait.type, trait.value)
    label = dependencies.vocabulary.entry(trait).label if known else value.replace("_", " ")
    verdict = dependencies.shelf.verdict(product, value)
    if verdict.answer is Answer.NOT_STATED:
        return says("utter_product_no_fact", title=product.title, label=label)
    return says("utter_product_is", title=product.title, facts=verdict.fact)


def _contains(product: Product, words: str, dependencies: Dependencies) -> Reply:
    """Whether something is in a product, by its label."""
    found = contains(product, words, dependencies.shelf.knowledge)
    match found.presence:
        case Presence.CONTAINS:
            return says(
                "utter_product_contains", title=product.title, asked=words, ingredient=found.cites
            )
        case Presence.FREE:
            return says("utter_product_contains_not", title=product.title, ingredient=words)
        case Presence.UNKNOWN:
            return says("utter_product_no_ingredients", title=product.title)


def _ingredients(product: Product) -> Reply:
    if not product.ingredients:
        return says("utter_product_no_ingredients", title=product.title)
    first = list(product.ingredients[:_MOST_INGREDIENTS])
    rest = len(product.ingredients) - len(first)
    more = [*first, f"{rest} more"] if rest else first
    return says("utter_product_ingredients", title=product.title, ingredients=listed(more))


def _fact(kind: str, product: Product, dependencies: Dependencies) -> Reply:
    title = product.title
    match kind:
        case "price":
            price = _price(product, dependencies)
            return says("utter_product_price", title=title, price=price, sizes=_in_sizes(product))
        case "size":
            sizes = listed([one.size or one.title for one in product.variants])
            return says("utter_product_size", title=title, sizes=sizes)
        case "stock":
            response = "utter_product_stock" if product.in_stock else "utter_product_no_stock"
            return says(response, title=title)
        case _:
            return says("utter_product_use", title=title, description=product.description)


def _side(product: Product, turn: Turn, dependencies: Dependencies) -> str:
    """One product of a comparison: price, size, and what speaks for it."""
    look = known(turn, dependencies)
    wishes = wishes_of(look.folded, turn.whose, turn.conversation_id, dependencies.vocabulary)
    facts = [one.fact for one in reasons_for(dependencies.shelf, product, wishes)]
    facts = facts or [_description(product)]
    price = _price(product, dependencies)
    return f"{product.title}: {price}{_in_sizes(product)}. It {_few(facts)}."


def _pick(products: Sequence[Product], turn: Turn, dependencies: Dependencies) -> Product | None:
    """The product with more to say for it; None where they stand alike or differ in kind."""
    if len({one.category for one in products}) > 1:
        return None
    look = known(turn, dependencies)
    wishes = wishes_of(look.folded, turn.whose, turn.conversation_id, dependencies.vocabulary)
    scored = sorted(
        ((len(reasons_for(dependencies.shelf, one, wishes)), one) for one in products),
        key=lambda pair: -pair[0],
    )
    return scored[0][1] if scored[0][0] > scored[1][0] else None


def _few(facts: Sequence[str]) -> str:
    return listed(list(dict.fromkeys(facts))[:_TWO])


def _price(product: Product, dependencies: Dependencies) -> str:
    return money(variant_within(product, None).price, dependencies.shop.currency)


def _in_sizes(product: Product) -> str:
    size = variant_within(product, None).size
    return f" ({size})" if size else ""


def _description(product: Product) -> str:
    first = product.description.split("\n")[0]
    sentence, stop, _ = first.partition(". ")
    return f"{sentence}." if stop else first
