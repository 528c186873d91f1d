"""What an ingredient does, or what helps: from the ingredient knowledge, or honestly not at all."""

import re
from collections.abc import Iterable, Sequence

from actions.advise import whom
from actions.dependencies import Dependencies
from actions.known import known
from actions.memory import Question
from actions.phrases import listed
from actions.reply import Reply, asks, says, together
from actions.turn import Turn
from actions.wishes import Wishes, wishes_of
from catalogue.fit import Presence, contains
from catalogue.inci import plain
from catalogue.knowing import Bearing, Knowledge, singular
from catalogue.model import Effect, Product
from profiles.model import Heard, Trait, is_of_shopper

_MOST_FACTS = 2
_MOST_PRODUCTS = 3
_MOST_INGREDIENTS = 3
_ENOUGH = 0.5


def explain_skincare(turn: Turn, dependencies: Dependencies) -> Reply:
    """Answer about the ingredients that a message names, else about the need it names."""
    named = ingredients_named(turn.typed, dependencies.shelf.knowledge)
    wishes = _wishes(turn, dependencies) if named else Wishes()
    told = [_about(words, groups, wishes, dependencies) for words, groups in named[:_MOST_FACTS]]
    if answered := [reply for reply in told if reply is not None]:
        return together(*answered)
    wished = next((one for one in turn.heard if is_of_shopper(one.trait.type)), None)
    answered_need = _what_helps(wished, dependencies) if wished else None
    return answered_need or says("utter_skincare_unknown")


def ingredients_named(text: str, knowledge: Knowledge) -> list[tuple[str, tuple[str, ...]]]:
    """Return the ingredients that a text names, in its order: the words, and their groups."""
    words = singular(plain(text))
    found: list[tuple[int, str]] = []
    for name in sorted(knowledge.called, key=len, reverse=True):
        hit = re.search(rf"\b{re.escape(name)}\b", words)
        # A longer name holds a shorter one: "hyaluronic acid" is not also "acid".
        if hit and not any(name in longer for _, longer in found):
            found.append((hit.start(), name))
    return [(name, knowledge.called[name]) for _, name in sorted(found)]


def _wishes(turn: Turn, dependencies: Dependencies) -> Wishes:
    look = known(turn, dependencies)
    whose = whom(turn, dependencies)
    return wishes_of(look.folded, whose, turn.conversation_id, dependencies.vocabulary)


def _about(
    words: str, groups: Sequence[str], wishes: Wishes, dependencies: Dependencies
) -> Reply | None:
    """What one ingredient does, and where it is found; None where nothing is known of it.

    Where the shopper has a limit that speaks against it, they hear that, and no products.
    """
    knowledge = dependencies.shelf.knowledge
    own = [bearing for slug in groups for bearing in knowledge.groups[slug].bearings]
    bearings = own or [
        bearing
        for slug in groups
        for group in knowledge.members(slug)
        for bearing in group.bearings
    ]
    good = _told(bearings, Effect.SERVES)
    bad = _told(bearings, Effect.HARMS)
    if not good and not bad:
        return None
    name = words.capitalize()
    facts = f"{name} {listed(good)}." if good else f"{name}: a word of caution."
    if bad:
        facts = f"{facts} It also {listed(bad)}." if good else f"{name} {listed(bad)}."
    against = [one.because for one in wishes.musts if speaks_against(one.trait, groups, knowledge)]
    if against:
        where = says("utter_skincare_not_for_you", ingredient=words, because=listed(against))
    else:
        products = _with(words, dependencies)
        where = says("utter_skincare_products", products=listed(products)) if products else Reply()
    return together(says("utter_skincare_fact", facts=facts), where)


def speaks_against(limit: Trait, groups: Sequence[str], knowledge: Knowledge) -> bool:
    """Whether a limit rules out ingredients of these groups."""
    family, _, words = limit.value.partition("_")
    named = singular(plain(words))
    if rule := knowledge.attributes.get(limit.value):
        ruled_out: Iterable[str] = (*rule.never, *rule.free_of)
    elif family == "on":
        ruled_out = knowledge.taking.get(named, ())
    elif family in {"allergy", "avoid"}:
        ruled_out = knowledge.called.get(named, ())
    else:
        return False
    members = {group.slug for slug in ruled_out for group in knowledge.members(slug)}
    return any(group.slug in members for slug in groups for group in knowledge.members(slug))


def _told(bearings: Sequence[Bearing], effect: Effect) -> list[str]:
    """What is said of some bearings, the weightiest first, each sentence once."""
    of_effect = [one for one in bearings if one.effect is effect]
    of_effect.sort(key=lambda one: -max(one.traits.values()))
    return list(dict.fromkeys(one.why for one in of_effect))[:_MOST_FACTS]


def _with(words: str, dependencies: Dependencies) -> list[str]:
    """The products in stock that contain it, those that hold more of it first."""
    shelf = dependencies.shelf
    found: list[tuple[int, Product]] = []
    for product in shelf.products:
        finding = contains(product, words, shelf.knowledge)
        if product.in_stock and finding.presence is Presence.CONTAINS:
            found.append((product.ingredients.index(finding.cites), product))
    found.sort(key=lambda pair: pair[0])
    return [product.title for _, product in found[:_MOST_PRODUCTS]]


def _what_helps(wished: Heard, dependencies: Dependencies) -> Reply | None:
    """The ingredients that serve a need best; None where the knowledge names none."""
    knowledge = dependencies.shelf.knowledge
    if why := knowledge.unserved.get(str(wished.trait)):
        return says("utter_skincare_unserved", why=why)
    serving = sorted(
        (
            (-bearing.traits[str(wished.trait)], min(group.called, key=len), bearing.why)
            for group in knowledge.groups.values()
            for bearing in group.bearings
            if bearing.effect is Effect.SERVES
            and group.called
            and bearing.traits.get(str(wished.trait), 0) >= _ENOUGH
        ),
    )
    if not serving:
        return None
    facts = [f"{name} ({why})" for _, name, why in serving[:_MOST_INGREDIENTS]]
    told = says(
        "utter_skincare_for",
        need=dependencies.vocabulary.entry(wished.trait).label,
        facts=listed(facts),
    )
    return together(told, asks(Question(kind="advice"), "utter_offer_advice"))
