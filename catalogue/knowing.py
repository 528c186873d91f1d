"""What is known about a vertical's ingredients, claims and categories, read from its file."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from catalogue.errors import KnowledgeInvalid
from catalogue.inci import pattern_of, plain
from catalogue.model import Effect

_TRAIT = re.compile(r"[a-z_]+:[a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Bearing:
    """One effect with its words, and the weight (0 to 1) it has for each trait."""

    why: str
    effect: Effect
    traits: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A kind of product: the feed's words for it and what such a product is for."""

    slug: str
    told: str
    words: tuple[str, ...]
    areas: frozenset[str]
    strength: float
    only: frozenset[str]
    unharmed: frozenset[str]
    only_when_asked: bool
    bearings: tuple[Bearing, ...]

    def lets(self, effect: Effect, trait: str) -> bool:
        """Whether what the ingredients do to `trait` counts in such a product."""
        if effect is Effect.HARMS:
            return trait not in self.unharmed
        return not self.only or trait in self.only


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Ingredients that belong together: their label names and what shoppers call them."""

    slug: str
    pattern: re.Pattern[str]
    excluded: re.Pattern[str]
    includes: tuple[str, ...]
    called: frozenset[str]
    at_traces: bool
    bearings: tuple[Bearing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """When a product has an attribute of the vocabulary, and how that is told."""

    slug: str
    claims: frozenset[str]
    variants: frozenset[str]
    free_of: tuple[str, ...]
    has: tuple[str, ...]
    never: tuple[str, ...]
    within: frozenset[str]
    yes: str
    no: str
    only_when_asked: bool
    by_claim: bool
    bearings: tuple[Bearing, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Knowledge:
    """Everything one knowledge file says; names between its parts are known to agree.

    One is equal to itself alone, so that what was worked out with it can be kept by it. `areas` are
    the parts of the body that categories without any are made for, `main_area` the one that is
    meant where a shopper names none, and `routine` the categories of a routine in their order.
    """

    vertical: str
    categories: Mapping[str, Category]
    groups: Mapping[str, Group]
    attributes: Mapping[str, Attribute]
    taking: Mapping[str, tuple[str, ...]]
    only_in: Mapping[str, frozenset[str]]
    unserved: Mapping[str, str]
    called: Mapping[str, tuple[str, ...]]
    areas: frozenset[str]
    main_area: str
    routine: tuple[str, ...]

    def members(self, slug: str) -> Iterator[Group]:
        """Yield the group called `slug` and every group it includes."""
        group = self.groups[slug]
        yield group
        for inner in group.includes:
            yield from self.members(inner)

    def traits(self) -> frozenset[str]:
        """Return every trait the file speaks of, as `type:value`."""
        parts: list[Category | Group | Attribute] = [
            *self.categories.values(),
            *self.groups.values(),
            *self.attributes.values(),
        ]
        named = {trait for part in parts for bearing in part.bearings for trait in bearing.traits}
        only = {
            trait
            for category in self.categories.values()
            for trait in (*category.only, *category.unharmed)
        }
        return frozenset(named | only | set(self.only_in) | set(self.unserved))


def load_knowledge(path: Path) -> Knowledge:
    """Read a knowledge file; `docs/catalogue.md` explains its shape.

    Raises:
        KnowledgeInvalid: naming the file, the key and what is wrong with it.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise KnowledgeInvalid(path, "the file", str(error)) from error
    return _Reader(path).knowledge(document)


class _Reader:
    """Reads one file and knows where it stands in it, so that errors can say so."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def knowledge(self, document: object) -> Knowledge:
        keys = {"vertical", "categories", "groups", "attributes", "taking", "only_in", "unserved"}
        keys |= {"areas", "main_area", "routine"}
        entry = self._entry(document, "the file", keys)
        groups = self._each(entry, "groups", self._group)
        taking = self._mapping(entry.get("taking", {}), "taking")
        knowledge = Knowledge(
            vertical=str(entry.get("vertical", "")),
            categories=self._each(entry, "categories", self._category),
            groups=groups,
            attributes=self._each(entry, "attributes", self._attribute),
            taking={singular(plain(k)): self._texts(v, f"taking.{k}") for k, v in taking.items()},
            only_in=self._only_in(entry.get("only_in", {})),
            unserved=self._unserved(entry.get("unserved", {})),
            called=_index(groups),
            areas=frozenset(self._texts(entry.get("areas", ()), "areas")),
            main_area=str(entry.get("main_area", "")),
            routine=self._texts(entry.get("routine", ()), "routine"),
        )
        self._check_names(knowledge)
        return knowledge

    def _category(self, slug: str, value: object, where: str) -> Category:
        keys = {"is", "words", "areas", "strength", "only", "unharmed", "effects"}
        keys |= {"only_when_asked"}
        entry = self._entry(value, where, keys)
        words = self._texts(entry.get("words", ()), f"{where}.words")
        if not words:
            raise self._wrong(where, "a category needs at least one of words")
        told = entry.get("is") or f"{'an' if words[0][0] in 'aeiou' else 'a'} {words[0]}"
        return Category(
            slug=slug,
            told=str(told),
            words=tuple(plain(word) for word in words),
            areas=frozenset(self._texts(entry.get("areas", ()), f"{where}.areas")),
            strength=self._weight(entry.get("strength", 1.0), f"{where}.strength"),
            only=frozenset(self._texts(entry.get("only", ()), f"{where}.only")),
            unharmed=frozenset(self._texts(entry.get("unharmed", ()), f"{where}.unharmed")),
            only_when_asked=entry.get("only_when_asked") is True,
            bearings=self._bearings(entry.get("effects", ()), f"{where}.effects"),
        )

    def _group(self, slug: str, value: object, where: str) -> Group:
        keys = {"inci", "not", "called", "includes", "at_traces", "effects"}
        entry = self._entry(value, where, keys)
        called = self._texts(entry.get("called", ()), f"{where}.called")
        return Group(
            slug=slug,
            pattern=pattern_of(self._texts(entry.get("inci", ()), f"{where}.inci")),
            excluded=pattern_of(self._texts(entry.get("not", ()), f"{where}.not")),
            includes=self._texts(entry.get("includes", ()), f"{where}.includes"),
            called=frozenset(singular(plain(word)) for word in called),
            at_traces=entry.get("at_traces") is True,
            bearings=self._bearings(entry.get("effects", ()), f"{where}.effects"),
        )

    def _attribute(self, slug: str, value: object, where: str) -> Attribute:
        lists = ("claims", "variants", "free_of", "has", "never", "within")
        flags = {"only_when_asked", "by_claim"}
        entry = self._entry(value, where, {*lists, *flags, "yes", "no", "effects"})
        texts = {key: self._texts(entry.get(key, ()), f"{where}.{key}") for key in lists}
        return Attribute(
            slug=slug,
            claims=frozenset(map(plain, texts["claims"])),
            variants=frozenset(map(plain, texts["variants"])),
            free_of=texts["free_of"],
            has=texts["has"],
            never=texts["never"],
            within=frozenset(texts["within"]),
            yes=str(entry.get("yes", f"is {slug.replace('_', ' ')}")),
            no=str(entry.get("no", "contains {}")),
            only_when_asked=entry.get("only_when_asked") is True,
            by_claim=entry.get("by_claim") is True,
            bearings=self._bearings(entry.get("effects", ()), f"{where}.effects"),
        )

    def _bearings(self, value: object, where: str) -> tuple[Bearing, ...]:
        if not isinstance(value, (list, tuple)):
            raise self._wrong(where, "write a list of effects")
        found: list[Bearing] = []
        for number, item in enumerate(value):
            here = f"{where}[{number}]"
            entry = self._entry(item, here, {"why", "serves", "harms"})
            for effect in Effect:
                traits = self._mapping(entry.get(effect.value, {}), f"{here}.{effect}")
                weights = {self._trait(t, here): self._weight(w, here) for t, w in traits.items()}
                if weights:
                    found.append(Bearing(str(entry.get("why", "")), effect, weights))
        if any(not bearing.why for bearing in found):
            raise self._wrong(where, "an effect needs its why, the words a shopper reads")
        return tuple(found)

    def _unserved(self, value: object) -> dict[str, str]:
        reasons = self._mapping(value, "unserved")
        return {self._trait(trait, "unserved"): str(why) for trait, why in reasons.items()}

    def _only_in(self, value: object) -> dict[str, frozenset[str]]:
        limits = self._mapping(value, "only_in")
        return {
            self._trait(trait, "only_in"): frozenset(self._texts(slugs, f"only_in.{trait}"))
            for trait, slugs in limits.items()
        }

    def _check_names(self, knowledge: Knowledge) -> None:
        """Refuse names of groups and categories that stand nowhere."""
        rules = knowledge.attributes.values()
        groups = [(f"groups.{g.slug}.includes", g.includes) for g in knowledge.groups.values()]
        groups += [(f"taking.{k}", slugs) for k, slugs in knowledge.taking.items()]
        groups += [(f"attributes.{r.slug}", (*r.free_of, *r.has, *r.never)) for r in rules]
        categories = [(f"only_in.{trait}", slugs) for trait, slugs in knowledge.only_in.items()]
        categories += [(f"attributes.{r.slug}.within", r.within) for r in rules]
        categories += [("routine", frozenset(knowledge.routine))]
        self._check(groups, knowledge.groups, "group of ingredients")
        self._check(categories, knowledge.categories, "category")
        for slug in knowledge.groups:
            self._check_depth(knowledge, slug, ())

    def _check(
        self, named: Iterable[tuple[str, Iterable[str]]], known: Container[str], kind: str
    ) -> None:
        for where, slugs in named:
            for slug in slugs:
                if slug not in known:
                    raise self._wrong(where, f"no {kind} is named {slug!r}")

    def _check_depth(self, knowledge: Knowledge, slug: str, above: tuple[str, ...]) -> None:
        if slug in above:
            where = f"groups.{slug}.includes"
            raise self._wrong(where, "a group cannot include itself")
        for inner in knowledge.groups[slug].includes:
            self._check_depth(knowledge, inner, (*above, slug))

    def _each[T](
        self, entry: Mapping[str, Any], key: str, read: Callable[[str, object, str], T]
    ) -> dict[str, T]:
        items = self._mapping(entry.get(key, {}), key)
        return {str(slug): read(str(slug), value, f"{key}.{slug}") for slug, value in items.items()}

    def _entry(self, value: object, where: str, keys: set[str]) -> Mapping[str, Any]:
        entry = self._mapping(value, where)
        if unknown := sorted(map(str, set(entry) - keys)):
            legal = ", ".join(sorted(keys))
            raise self._wrong(where, f"{unknown[0]!r} is no key here; there are {legal}")
        return entry

    def _mapping(self, value: object, where: str) -> Mapping[Any, Any]:
        if not isinstance(value, Mapping):
            raise self._wrong(where, "write keys and values")
        return value

    def _texts(self, value: object, where: str) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)):
            raise self._wrong(where, "write a list")
        return tuple(str(item) for item in value)

    def _weight(self, value: object, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
            raise self._wrong(where, f"{value!r} is no weight from 0 to 1")
        return float(value)

    def _trait(self, value: object, where: str) -> str:
        if not isinstance(value, str) or not _TRAIT.fullmatch(value):
            raise self._wrong(where, f"{value!r} is no trait: write type:value")
        return value

    def _wrong(self, where: str, problem: str) -> KnowledgeInvalid:
        return KnowledgeInvalid(self._path, where, problem)


def _index(groups: Mapping[str, Group]) -> dict[str, tuple[str, ...]]:
    """Return, for every name shoppers use, the groups that go by it."""
    found: dict[str, tuple[str, ...]] = {}
    for group in groups.values():
        for name in group.called:
            found[name] = (*found.get(name, ()), group.slug)
    return found


def singular(words: str) -> str:
    """Return plain words with the plural endings of English taken off each."""
    return " ".join(_singular(word) for word in words.split())


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004 - "ties" and shorter stay
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):  # noqa: PLR2004 - "gas" stays
        return word[:-1]
    return word
