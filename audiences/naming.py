"""Which traits a rule names, in any way: what ad sync's policy judges before anything leaves. Pure.

A trait is named also where it is denied or nested, through what a product serves, through its need
group, through a category (which is a `product_interest`), and through another audience. A family
is named by one trait of it, such as `constraint:allergy_any`.
"""

from collections.abc import Iterable, Mapping

from audiences.rules import (
    RefKind,
    Rule,
    TraitRef,
    audiences_of,
    categories_of,
    product_ids_of,
    traits_of,
)
from audiences.words import covers, traits_meant
from profiles.model import Trait, TraitType
from profiles.vocabulary import Vocabulary


def traits_named(
    rule: Rule,
    rules: Mapping[str, Rule],
    categories: Mapping[str, str],
    vocabulary: Vocabulary,
) -> frozenset[str]:
    """Return every trait the rule names, as `type:value`.

    Args:
        rule: the rule to look through.
        rules: the rules of all audiences by name.
        categories: the category of each product of the catalogue, by id.
        vocabulary: the words.
    """
    found = set[str]()
    for each in _reached(rule, rules):
        shelves = categories_of(each) | {categories.get(id_, "") for id_ in product_ids_of(each)}
        found |= {
            f"{TraitType.PRODUCT_INTEREST}:{shelf}"
            for shelf in shelves
            if vocabulary.knows(TraitType.PRODUCT_INTEREST, shelf)
        }
        for ref in traits_of(each):
            found |= {str(trait) for trait in _expanded(ref, vocabulary)}
    return frozenset(found)


def _reached(rule: Rule, rules: Mapping[str, Rule]) -> Iterable[Rule]:
    """Yield the rule and every one it refers to, at any remove."""
    yield rule
    seen, waiting = set[str](), list(audiences_of(rule))
    while waiting:
        name = waiting.pop()
        if name in seen or name not in rules:
            continue
        seen.add(name)
        yield rules[name]
        waiting.extend(audiences_of(rules[name]))


def _expanded(ref: TraitRef, vocabulary: Vocabulary) -> Iterable[Trait]:
    match ref.kind:
        case RefKind.TRAIT:
            yield Trait.of(ref.text)
        case RefKind.FAMILY:
            yield Trait(ref.type, f"{ref.value}any")
        case RefKind.NEED:
            yield from traits_meant(ref, vocabulary)
            yield from _open_in_need(ref, vocabulary)


def _open_in_need(ref: TraitRef, vocabulary: Vocabulary) -> Iterable[Trait]:
    """Yield traits of open families that belong to a need: an allergy to x needs things x-free."""
    for family in vocabulary.families:
        for word in (ref.value, ref.value.removesuffix("_free")):
            trait = Trait(family.type, f"{family.prefix}_{word}")
            if vocabulary.knows(trait.type, trait.value) and covers(ref, trait, vocabulary):
                yield trait
