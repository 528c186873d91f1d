"""The vocabulary: everything a shopper of one vertical can disclose, read once from a file.

Closed traits are listed; families (`constraint:allergy_*`) and budgets are open. The file is data
that people edit, so a wrong one is refused with the line that is wrong.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

import yaml

from profiles.errors import UnknownTrait, VocabularyInvalid
from profiles.model import SELF, Trait, TraitType, is_own_type

ATTRIBUTE = "attribute"
_ATTRIBUTE_TYPES = (TraitType.PREFERENCE, TraitType.CONSTRAINT)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9_]*")
_LONGEST_VALUE = 64
_NEAREST = 5
_OTHER = "other:"
_UNKNOWN = "unknown"
MARKS = frozenset({"state", "occasion", "open", "routine"})
_NUMBER = r"\d{1,7}(?:\.\d{1,2})?"
_BUDGET = re.compile(rf"(under|around|over)_({_NUMBER})|({_NUMBER})_to_({_NUMBER})|cheap|no_limit")


class Sensitivity(StrEnum):
    """Whether a trait names a health matter; those never reach an ad platform."""

    COSMETIC = "cosmetic"
    HEALTH = "health"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How a trait is spoken of: `said_back` fits into "since you mentioned ___".

    `marks` say what is special about it: `state` follows from a state of the person, `occasion` is
    a day to get ready for, `open` a goal by which no product is chosen, and `routine` asks for a
    whole routine, or is one. `on_part` names the trait that is meant where the same is said of one
    part of the body alone; empty where there is none. `placed` names the trait on a part of the
    body ("dry {}"), where that is not simply the label and "on".
    """

    label: str
    said_back: str
    need: str
    sensitivity: Sensitivity
    marks: frozenset[str] = frozenset()
    on_part: str = ""
    placed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """An open family of traits; `{}` in the wordings is the shopper's word."""

    type: str
    prefix: str
    label: str
    said_back: str
    sensitivity: Sensitivity

    def __str__(self) -> str:
        return f"{self.type}:{self.prefix}_*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Every trait, family, holder and body area of one vertical.

    `main_area` is the part of the body that is meant where none is named; it may be empty.
    `called` gives the holder for each word that shoppers call one by, and `one_of` lists traits of
    which a person has one at a time.
    """

    vertical: str
    entries: Mapping[Trait, Entry]
    families: tuple[Family, ...]
    budget: Entry
    holders: tuple[str, ...]
    child_holders: frozenset[str]
    areas: tuple[str, ...]
    main_area: str = ""
    called: Mapping[str, str] = field(default_factory=dict)
    one_of: tuple[frozenset[Trait], ...] = ()

    def trait(self, text: str) -> Trait:
        """Return the trait written `type:value`.

        Raises:
            UnknownTrait: naming the nearest legal ones.
        """
        type_, _, value = text.partition(":")
        if not self.knows(type_, value):
            raise UnknownTrait(text, self.nearest(text))
        return Trait(type_, value)

    def knows(self, type: str, value: str) -> bool:  # noqa: A002 - the record's own word
        """Whether `type:value` is a trait: listed, of an open family, or a budget."""
        trait = Trait(type, value)
        if type == TraitType.BUDGET:
            return bool(_BUDGET.fullmatch(value))
        return trait in self.entries or self._family(trait) is not None

    def entry(self, trait: Trait) -> Entry:
        """Return how a trait is spoken of.

        Raises:
            UnknownTrait: where it is none of the vocabulary.
        """
        if trait in self.entries:
            return self.entries[trait]
        if family := self._family(trait):
            words = _word_of(family, trait).replace("_", " ")
            return Entry(
                label=family.label.replace("{}", words),
                said_back=family.said_back.replace("{}", words),
                need=self._open_need(family, trait),
                sensitivity=family.sensitivity,
            )
        if self.knows(trait.type, trait.value):
            return Entry(
                label=f"{self.budget.label}: {trait.value.replace('_', ' ')}",
                said_back=self.budget.said_back,
                need=self.budget.need,
                sensitivity=self.budget.sensitivity,
            )
        raise UnknownTrait(str(trait), self.nearest(str(trait)))

    def nearest(self, text: str) -> tuple[str, ...]:
        """Return the legal traits and families that look most like `text`, best first."""
        legal = [*map(str, self.entries), *map(str, self.families)]
        value = text.rpartition(":")[2]
        same = [name for name in legal if name.partition(":")[2] == value]
        close = get_close_matches(text, legal, n=_NEAREST)
        return tuple(dict.fromkeys([*same, *close]))[:_NEAREST]

    def need_of(self, trait: Trait) -> str:
        """Return the need group of a trait; where it has none, a group of its own."""
        return self.entry(trait).need

    def in_need(self, need: str) -> frozenset[Trait]:
        """Return the listed traits of a need group; empty where there is none of that name."""
        return frozenset(trait for trait, entry in self.entries.items() if entry.need == need)

    def needs(self) -> tuple[str, ...]:
        """Return the names of all need groups of listed traits."""
        return tuple(dict.fromkeys(entry.need for entry in self.entries.values()))

    def types(self) -> tuple[str, ...]:
        """Return the types a trait can have, those of this vertical alone first."""
        listed = dict.fromkeys(trait.type for trait in self.entries)
        return (*(type_ for type_ in listed if is_own_type(type_)), *TraitType)

    def all_traits(self) -> tuple[Trait, ...]:
        """Return the listed traits, in the file's order."""
        return tuple(self.entries)

    def family_of(self, trait: Trait) -> str | None:
        """Return a trait's open family as rules write it, `constraint:allergy_*`, or None."""
        family = self._family(trait)
        return None if family is None or trait in self.entries else str(family)

    def excludes(self, one: Trait, other: Trait) -> bool:
        """Whether nobody has both traits at a time, such as dry and oily skin."""
        return one != other and any({one, other} <= group for group in self.one_of)

    def says_the_same(self, one: Trait, other: Trait) -> bool:
        """Whether two traits are one thing: the same, or one is the other on a part of the body."""
        return one == other or any(
            self.entry(whole).on_part == str(part) for whole, part in ((one, other), (other, one))
        )

    def is_health(self, trait: Trait) -> bool:
        """Whether a trait names a health matter."""
        return self.entry(trait).sensitivity is Sensitivity.HEALTH

    def knows_holder(self, holder: str) -> bool:
        """Whether `holder` is `self` or `other:<who>` with a who of the vocabulary."""
        who = holder.removeprefix(_OTHER)
        return holder == SELF or (holder.startswith(_OTHER) and who in (*self.holders, _UNKNOWN))

    def is_child(self, holder: str) -> bool:
        """Whether a holder (`other:son`, or `son`) is a child."""
        return holder.removeprefix(_OTHER) in self.child_holders

    def _family(self, trait: Trait) -> Family | None:
        if len(trait.value) > _LONGEST_VALUE or not _SLUG.fullmatch(trait.value):
            return None
        for family in self.families:
            if family.type == trait.type and _word_of(family, trait):
                return family
        return None

    def _open_need(self, family: Family, trait: Trait) -> str:
        """Both `allergy_x` and `avoid_x` exclude x, and may be a listed `x_free`."""
        word = _word_of(family, trait)
        if family.prefix not in ("allergy", "avoid"):
            return trait.value
        free = Trait(TraitType.CONSTRAINT, f"{word}_free")
        return self.entries[free].need if free in self.entries else f"without_{word}"


def load_vocabulary(path: Path) -> Vocabulary:
    """Read and check a vocabulary file.

    Raises:
        VocabularyInvalid: naming the file, the line and what is wrong there.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise VocabularyInvalid(str(path), line, error.problem or "it is no YAML") from error
    return _File(str(path)).vocabulary(node)


@dataclass(frozen=True, slots=True)
class _File:
    """Reads nodes, and knows which file to blame."""

    path: str

    def vocabulary(self, node: yaml.Node | None) -> Vocabulary:
        if node is None:
            raise VocabularyInvalid(self.path, 1, "it is empty")
        top = self._mapping(node)
        traits = self._field(node, top, "traits")
        budget = self._field(node, top, "budget")
        entries = dict(self._traits(traits, self._own_types(top)))
        names = self._mapping(self._field(node, top, "holders"))
        holders = tuple(names)
        self._check_references(self._mapping(traits), entries)
        return Vocabulary(
            vertical=self._text(self._field(node, top, "vertical")),
            entries=entries,
            families=tuple(self._families(self._field(node, top, "families"))),
            budget=self._entry(budget, need="budget"),
            holders=holders,
            child_holders=self._children(self._field(node, top, "child_holders"), holders),
            areas=tuple(self._mapping(self._field(node, top, "areas"))),
            main_area=self._text(top["main_area"]) if "main_area" in top else "",
            called=dict(self._called(names)),
            one_of=tuple(self._one_of(top["one_of"], entries)) if "one_of" in top else (),
        )

    def _called(self, names: Mapping[str, yaml.Node]) -> Iterator[tuple[str, str]]:
        for holder, words in names.items():
            for word in self._items(words):
                # "=" asks the ear for the exact word, which is how a name is looked up here anyway.
                yield self._text(word).removeprefix("="), holder

    def _one_of(
        self, node: yaml.Node, entries: Mapping[Trait, Entry]
    ) -> Iterator[frozenset[Trait]]:
        known = {str(trait): trait for trait in entries}
        for group in self._items(node):
            for name in self._items(group):
                if self._text(name) not in known:
                    self._refuse(name, f"{self._text(name)!r} is not listed")
            yield frozenset(known[self._text(name)] for name in self._items(group))

    def _own_types(self, top: Mapping[str, yaml.Node]) -> tuple[str, ...]:
        nodes = self._items(top["own_types"]) if "own_types" in top else []
        for node in nodes:
            if not _NAME.fullmatch(self._text(node)) or not is_own_type(self._text(node)):
                self._refuse(node, f"{self._text(node)!r} cannot be a type of this vertical alone")
        return tuple(self._text(node) for node in nodes)

    def _traits(self, types: yaml.Node, own: tuple[str, ...]) -> Iterator[tuple[Trait, Entry]]:
        listed = (*own, *(t for t in TraitType if t is not TraitType.BUDGET), ATTRIBUTE)
        for name, values in self._mapping(types).items():
            if name not in listed:
                reason = f"{name!r} is no type of traits: one of {', '.join(listed)}"
                self._refuse(_key(types, name), reason)
            for value, body in self._mapping(values).items():
                if not _NAME.fullmatch(value):
                    reason = f"{value!r} is no name: small letters, digits and _"
                    self._refuse(_key(values, value), reason)
                for type_ in _ATTRIBUTE_TYPES if name == ATTRIBUTE else (name,):
                    yield Trait(type_, value), self._entry(body, need=value)

    def _entry(self, node: yaml.Node, need: str) -> Entry:
        fields = self._mapping(node)
        return Entry(
            label=self._text(self._field(node, fields, "label")),
            said_back=self._text(self._field(node, fields, "said_back")),
            need=self._text(fields["need"]) if "need" in fields else need,
            sensitivity=self._sensitivity(self._field(node, fields, "sensitivity")),
            marks=frozenset(mark for mark in MARKS & fields.keys() if self._yes(fields[mark])),
            on_part=self._text(fields["on_part"]) if "on_part" in fields else "",
            placed=self._text(fields["placed"]) if "placed" in fields else "",
        )

    def _yes(self, node: yaml.Node) -> bool:
        if self._text(node) not in {"true", "false"}:
            self._refuse(node, "write true or false")
        return self._text(node) == "true"

    def _families(self, types: yaml.Node) -> Iterator[Family]:
        for type_, prefixes in self._mapping(types).items():
            if type_ not in _ATTRIBUTE_TYPES:
                reason = f"{type_!r} has no open families: preference or constraint"
                self._refuse(_key(types, type_), reason)
            for prefix, body in self._mapping(prefixes).items():
                entry = self._entry(body, need=prefix)
                if "{}" not in entry.label:
                    self._refuse(body, f"the label of {prefix!r} lacks {{}}, the shopper's word")
                yield Family(
                    type=type_,
                    prefix=prefix,
                    label=entry.label,
                    said_back=entry.said_back,
                    sensitivity=entry.sensitivity,
                )

    def _children(self, node: yaml.Node, holders: tuple[str, ...]) -> frozenset[str]:
        for child in self._items(node):
            if self._text(child) not in holders:
                self._refuse(child, f"{self._text(child)!r} is none of the holders")
        return frozenset(self._text(child) for child in self._items(node))

    def _check_references(
        self, types: Mapping[str, yaml.Node], entries: Mapping[Trait, Entry]
    ) -> None:
        for values in types.values():
            for body in self._mapping(values).values():
                self._check_reference(self._mapping(body).get("on_part"), entries)

    def _check_reference(self, node: yaml.Node | None, entries: Mapping[Trait, Entry]) -> None:
        if node is not None and self._text(node) not in map(str, entries):
            self._refuse(node, f"on_part names {self._text(node)!r}, which is not listed")

    def _sensitivity(self, node: yaml.Node) -> Sensitivity:
        if (text := self._text(node)) not in set(Sensitivity):
            self._refuse(node, f"sensitivity is {text!r}: write health or cosmetic")
        return Sensitivity(text)

    def _field(self, owner: yaml.Node, fields: Mapping[str, yaml.Node], name: str) -> yaml.Node:
        if name not in fields:
            self._refuse(owner, f"{name!r} is missing")
        return fields[name]

    def _mapping(self, node: yaml.Node) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self._refuse(node, "names with values are expected here")
        fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if (name := self._text(key)) in fields:
                self._refuse(key, f"{name!r} is written twice")
            fields[name] = value
        return fields

    def _items(self, node: yaml.Node) -> list[yaml.Node]:
        if not isinstance(node, yaml.SequenceNode):
            self._refuse(node, "a list is expected here")
        items: list[yaml.Node] = node.value
        return items

    def _text(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self._refuse(node, "a word is expected here")
        text: str = node.value
        return text.strip()

    def _refuse(self, node: yaml.Node, reason: str) -> NoReturn:
        raise VocabularyInvalid(self.path, node.start_mark.line + 1, reason)


def _word_of(family: Family, trait: Trait) -> str:
    before, prefix, word = trait.value.partition(f"{family.prefix}_")
    return word if prefix and not before else ""


def _key(owner: yaml.Node, name: str) -> yaml.Node:
    """Return the node that spells a name, since that is the line to look at."""
    return next((key for key, _ in owner.value if key.value == name), owner)
