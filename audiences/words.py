"""The words a rule may use, taken from the vocabulary: trait references and categories. Pure."""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from audiences.rules import RefKind, TraitRef
from audiences.shapes import Schema, wrong
from profiles.errors import UnknownTrait
from profiles.model import Trait, TraitType
from profiles.vocabulary import Vocabulary

_MANY = 12


@dataclass(frozen=True, slots=True)
class Words:
    """The legal words of one vocabulary."""

    vocabulary: Vocabulary
    traits: tuple[str, ...]
    needs: tuple[str, ...]
    families: tuple[str, ...]
    categories: tuple[str, ...]

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> "Words":
        """Collect the words of this vocabulary."""
        traits = sorted(vocabulary.all_traits(), key=str)
        return cls(
            vocabulary=vocabulary,
            traits=tuple(str(trait) for trait in traits),
            needs=tuple(sorted(f"need:{need}" for need in vocabulary.needs())),
            families=tuple(str(family) for family in vocabulary.families),
            categories=tuple(t.value for t in traits if t.type == TraitType.PRODUCT_INTEREST),
        )

    def trait(self, text: str, at: str) -> str:
        """Return the reference as it was written; raises `Wrong` with the nearest legal ones."""
        ref = TraitRef(text)
        if ref.kind is RefKind.NEED and text in self.needs:
            return text
        if ref.kind is RefKind.FAMILY and text in self.families:
            return text
        if ref.kind is RefKind.TRAIT and self.vocabulary.knows(ref.type, ref.value):
            return text
        raise wrong(at, f"{text!r} is not in the vocabulary", self._near(text))

    def schema(self) -> Schema:
        """Return what a trait reference may be."""
        prefixes = "|".join(re.escape(family.removesuffix("*")) for family in self.families)
        return {
            "anyOf": [
                {"enum": [*self.traits, *self.needs, *self.families]},
                {"type": "string", "pattern": f"^({prefixes})[a-z0-9_]+$"},
                {"type": "string", "pattern": "^budget:[a-z0-9_]+$"},
            ]
        }

    def _near(self, text: str) -> tuple[str, ...]:
        type_, _, value = text.partition(":")
        known = [*self.needs, *self.families, *self.traits]
        near = [word for word in known if word.partition(":")[2] == value]
        near += get_close_matches(text, [*self.needs, *self.families], n=3, cutoff=0.7)
        near += self.vocabulary.nearest(text)
        same_type = [word for word in known if word.startswith(f"{type_}:")]
        legal = near or same_type or ["<type>:<value>", "need:<group>", *self.families]
        return tuple(dict.fromkeys(legal))[:_MANY]


def covers(ref: TraitRef, trait: Trait, vocabulary: Vocabulary) -> bool:
    """Return whether the reference stands for this trait, alone or among others."""
    match ref.kind:
        case RefKind.TRAIT:
            return ref.text == str(trait)
        case RefKind.FAMILY:
            return trait.type == ref.type and trait.value.startswith(ref.value)
        case RefKind.NEED:
            return _need_of(trait, vocabulary) == ref.value


def traits_meant(ref: TraitRef, vocabulary: Vocabulary) -> frozenset[Trait]:
    """Return the closed traits that the reference stands for; a family has none of its own."""
    match ref.kind:
        case RefKind.TRAIT:
            return frozenset([Trait.of(ref.text)])
        case RefKind.FAMILY:
            return frozenset()
        case RefKind.NEED:
            return vocabulary.in_need(ref.value)


def _need_of(trait: Trait, vocabulary: Vocabulary) -> str | None:
    """A record may hold a trait of an older vocabulary: it belongs to no need of this one."""
    try:
        return vocabulary.need_of(trait)
    except UnknownTrait:
        return None
