"""The vocabulary and the language data, read once and made into phrases to look for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.understanding.areas import Parts
from bot.understanding.budgets import Measures
from bot.understanding.patterns import Patterns, Phrase, parse
from bot.understanding.spelling import Spelling

MARKS = frozenset({"state", "occasion"})
# The groups of cues, in the order in which the language file explains them.
CUE_GROUPS = (
    "polarity",
    "time",
    "severity",
    "speech",
    "modality",
    "correction",
    "relevance",
    "limits",
    "harm",
    "wishes",
)
# Lists of words whose members are named by their own key: `substance:retinol`.
_NAMED = ("holders", "areas", "anchors", "substances", "medications", "brands")


class VocabularyInvalid(Exception):
    """A data file cannot be used; the message names the file, the place in it and what is wrong."""


@dataclass(frozen=True)
class Vocabulary:
    """What is listened for.

    `parts` is what it says of parts of the body, `marks` what traits are marked as;
    `excluded_by` the attribute that excluding a substance amounts to (fragrance: fragrance_free),
    `unwished` the substances that nobody wishes for by merely naming them.
    `names_no_product` holds traits whose phrases name a product without asking for it (with SPF),
    `unmistakable` those whose words mean nothing outside this shop. `siblings` names, for a trait
    that has a need, all traits of that need: dry skin as a type and as a concern.
    """

    vertical: str
    patterns: Patterns
    spelling: Spelling
    shorthand: Mapping[str, str]
    parts: Parts
    marks: Mapping[str, frozenset[str]]
    measures: Measures
    excluded_by: Mapping[str, str]
    unwished: frozenset[str]
    holders: frozenset[str]
    names_no_product: frozenset[str]
    unmistakable: frozenset[str]
    siblings: Mapping[str, tuple[str, ...]]


def load_vocabulary(path: Path, language: Path) -> Vocabulary:
    """Read the vocabulary at `path` and the folder of language data.

    Raises:
        VocabularyInvalid: where a file is missing, is no YAML or lacks a part.
    """
    data, english = _read(path), _read(language / "english.yml")
    ordinary = [
        line
        for line in (language / "ordinary_words.txt").read_text(encoding="utf-8").split("\n")
        if line and not line.startswith("#")
    ]
    try:
        return _compiled(data, english, ordinary)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{path}: {type(error).__name__}: {error}"
        raise VocabularyInvalid(message) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, yaml.YAMLError) as error:
        message = f"{path}: {error}"
        raise VocabularyInvalid(message) from error
    if not isinstance(data, dict):
        message = f"{path}: a mapping is expected"
        raise VocabularyInvalid(message)
    return data


def _compiled(data: dict[str, Any], english: dict[str, Any], ordinary: list[str]) -> Vocabulary:
    phrases = [*_trait_phrases(data), *_named_phrases(data), *_cue_phrases(english)]
    classes: dict[str, Sequence[str]] = {**english["classes"], **data.get("classes", {})}
    classes["area"] = [word for words in data["areas"].values() for word in words]
    classes["substance"] = [
        word for entry in data.get("substances", {}).values() for word in _words(entry)
    ]
    patterns = Patterns(phrases, classes)
    wanted = Patterns([*_trait_phrases(data), *_named_phrases(data)], classes).words()
    return Vocabulary(
        vertical=data["vertical"],
        patterns=patterns,
        spelling=Spelling(
            wanted, [*ordinary, *patterns.words()], dict(data.get("misspellings", {}))
        ),
        shorthand=english["shorthand"],
        parts=Parts(
            on_part=_given(data, "on_part"),
            whole=frozenset(data.get("whole_areas", ())),
            only_after={
                name: frozenset(words) for name, words in data.get("areas_only_after", {}).items()
            },
        ),
        marks=_marks(data),
        measures=Measures.of(**data.get("measures", {})),
        excluded_by={
            name: entry["excluded_by"]
            for name, entry in data.get("substances", {}).items()
            if isinstance(entry, dict) and "excluded_by" in entry
        },
        unwished=frozenset(data.get("unwished", ())),
        holders=frozenset(data["holders"]),
        names_no_product=frozenset(_given(data, "names_no_product")),
        unmistakable=frozenset(data.get("unmistakable", ())),
        siblings=_siblings(_given(data, "need")),
    )


def _siblings(needs: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each trait that shares its need with others, all traits of that need."""
    return {
        trait: tuple(other for other, its in needs.items() if its == need)
        for trait, need in needs.items()
    }


def _given(data: dict[str, Any], key: str) -> dict[str, str]:
    return {
        f"{type_}:{value}": entry[key]
        for type_, values in data["traits"].items()
        for value, entry in values.items()
        if key in entry
    }


def _marks(data: dict[str, Any]) -> dict[str, frozenset[str]]:
    return {
        f"{type_}:{value}": MARKS & {key for key, given in entry.items() if given is True}
        for type_, values in data["traits"].items()
        for value, entry in values.items()
    }


def _words(entry: Any) -> list[str]:  # noqa: ANN401 - a list, or a mapping that holds one
    return entry["words"] if isinstance(entry, dict) else entry


def _trait_phrases(data: dict[str, Any]) -> Iterator[Phrase]:
    for type_, values in data["traits"].items():
        for value, entry in values.items():
            yield from _phrases(f"trait:{type_}:{value}", entry)
    for trait, entry in data.get("sayings", {}).items():
        yield from _phrases(f"trait:{trait}", entry)
    for section in ("elsewhere", "silent"):
        for group, entry in data.get(section, {}).items():
            yield from _phrases(f"{section}:{group}", {"words": _words(entry)})


def _phrases(key: str, entry: dict[str, Any]) -> Iterator[Phrase]:
    for source in entry.get("words", ()):
        yield parse(key, source, idiom=False)
    for source in entry.get("patterns", ()):
        yield parse(key, source, idiom=True)
    for kind in ("denied", "against"):
        for source in entry.get(kind, ()):
            yield parse(key.replace("trait:", kind + ":", 1), source, idiom=True)


def _named_phrases(data: dict[str, Any]) -> Iterator[Phrase]:
    for group in _NAMED:
        for name, entry in data.get(group, {}).items():
            for source in _words(entry):
                yield parse(f"{group}:{name}", source, idiom=False)


def _cue_phrases(english: dict[str, Any]) -> Iterator[Phrase]:
    for group in CUE_GROUPS:
        for cue, sources in english[group].items():
            for source in sources:
                yield parse(f"{group}:{cue}", source, idiom=False)
