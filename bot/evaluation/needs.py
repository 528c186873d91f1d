"""When two disclosures name one need: dry skin as a type and as a concern is one answer."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.evaluation.labels import Told

_ATTRIBUTES = ("preference", "constraint")
_EXCLUDING = ("allergy_", "avoid_")
_OPEN = ("on_", "ingredient_", "brand_")
# Names of one substance: the ones on the right are what the shorter labels use.
_SAME = {
    "accutane": "isotretinoin",
    "aha": "acid",
    "almonds": "almond",
    "bha": "acid",
    "dairy": "milk",
    "la": "la_roche",
    "parfum": "fragrance",
    "peanut": "nut",
    "perfume": "fragrance",
    "petroleum": "petrolatum",
    "retinoid": "retinol",
    "roche": "la_roche",
    "scent": "fragrance",
    "tree": "nut",
    "tret": "tretinoin",
    "vaseline": "petrolatum",
}
_SHORTEST_PLURAL = 4


class Needs:
    """The need groups of one vocabulary.

    Args:
        groups: the group of each trait (`type:value`) that shares its need with others.
        free_of: the attribute that excluding a substance amounts to (fragrance: fragrance_free).
    """

    def __init__(self, groups: Mapping[str, str], free_of: Mapping[str, str]) -> None:
        self._groups = dict(groups)
        self._free_of = dict(free_of)

    @classmethod
    def of(cls, vocabulary: Path) -> "Needs":
        """Read the groups from a vocabulary file; OSError and YAMLError are left to the caller."""
        data = yaml.load(vocabulary.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return cls(groups=_groups(data["traits"]), free_of=_free_of(data.get("substances", {})))

    def of_trait(self, told: Told) -> str:
        """Name what is compared: the need group, else the trait itself with spellings folded."""
        if told.trait in self._groups:
            return "need:" + self._groups[told.trait]
        if told.type == "budget":
            return "budget:" + ("-".join(re.findall(r"\d+", told.value)) or told.value)
        if told.type in _ATTRIBUTES:
            return "attribute:" + self._attribute(told.value)
        return told.trait

    def _attribute(self, value: str) -> str:
        for family in _EXCLUDING:
            if value.startswith(family):
                substance = _first_word(value[len(family) :])
                return self._free_of.get(substance, "exclude_" + substance)
        for family in _OPEN:
            if value.startswith(family):
                return family + _first_word(value[len(family) :])
        return value


def _groups(traits: Mapping[str, Any]) -> dict[str, str]:
    return {
        f"{type_}:{value}": entry["need"]
        for type_, values in traits.items()
        for value, entry in values.items()
        if "need" in entry
    }


def _free_of(substances: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: entry["excluded_by"]
        for name, entry in substances.items()
        if isinstance(entry, dict) and "excluded_by" in entry
    }


def _first_word(slug: str) -> str:
    """Fold an open slug to its first word in the singular: `coconut_oils` is `coconut`."""
    word = slug.split("_", maxsplit=1)[0]
    if word.endswith("s") and len(word) >= _SHORTEST_PLURAL:
        word = word[:-1]
    return _SAME.get(word, word)
