"""What a marketer writes down of an audience, and the states an audience goes through. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import yaml

from audiences.errors import AudienceInvalid, IllegalTransition, Problem, RuleInvalid
from audiences.language import NAME_LENGTH, parse_rule
from audiences.rules import Rule, audiences_of
from audiences.shapes import Choice, Fields, Judged, ListOf, Shape, Text, Whole, Wrong, wrong
from profiles.vocabulary import Vocabulary

DESTINATIONS = ("meta", "google")
MIN_SIZE = 100


class AudienceState(StrEnum):
    """Where an audience stands between a marketer's idea and the ad platforms."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PAUSED = "paused"
    ARCHIVED = "archived"


_S = AudienceState
LEGAL: Mapping[AudienceState, tuple[AudienceState, ...]] = {
    _S.DRAFT: (_S.IN_REVIEW, _S.APPROVED, _S.ARCHIVED),
    _S.IN_REVIEW: (_S.DRAFT, _S.APPROVED, _S.ARCHIVED),
    _S.APPROVED: (_S.DRAFT, _S.PAUSED, _S.ARCHIVED),
    _S.PAUSED: (_S.DRAFT, _S.APPROVED, _S.ARCHIVED),
    _S.ARCHIVED: (),
}


def moved_to(name: str, state: AudienceState, wanted: AudienceState) -> AudienceState:
    """Return the state asked for.

    Raises:
        IllegalTransition: where it cannot be reached from here.
    """
    if wanted not in LEGAL[state]:
        raise IllegalTransition(name, state, wanted)
    return wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a marketer writes down of an audience."""

    name: str
    rule: Rule
    description: str = ""
    destinations: tuple[str, ...] = ()
    min_size: int = MIN_SIZE
    holdout_percent: int = 0
    max_days: int | None = None


@dataclass(frozen=True, slots=True)
class _RuleText:
    """A rule as a field of a file: its paths begin where the field stands."""

    vocabulary: Vocabulary

    def read(self, value: object, at: str) -> Rule:
        try:
            return parse_rule(value, self.vocabulary)
        except RuleInvalid as error:
            raise Wrong(
                [
                    Problem(path=at + p.path.removeprefix("$"), message=p.message, legal=p.legal)
                    for p in error.problems
                ]
            ) from None

    def schema(self) -> dict[str, Any]:
        return {"$ref": "#/$defs/rule"}


def document_of(text: str) -> object:
    """Return what a text says as JSON or YAML.

    Raises:
        AudienceInvalid: where it is neither, with the line where it ceases to be.
    """
    try:
        return yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        message = f"line {line} is neither JSON nor YAML: {error.problem or 'it cannot be read'}"
        raise AudienceInvalid([Problem(path="$", message=message)]) from None
    except (yaml.YAMLError, ValueError) as error:
        # Dates that are none and forbidden characters come without a place.
        raise AudienceInvalid([Problem(path="$", message=f"it cannot be read: {error}")]) from None


def read_definition(value: object, vocabulary: Vocabulary) -> Definition:
    """Read the file of an audience (JSON or YAML, loaded).

    Raises:
        AudienceInvalid: with everything that is wrong, the rule included.
    """
    try:
        given = _fields(vocabulary).read(value, "$")
    except Wrong as error:
        raise AudienceInvalid(error.problems) from None
    destinations = tuple(dict.fromkeys(given.pop("destinations", ())))
    return Definition(**given, destinations=destinations)


def _fields(vocabulary: Vocabulary) -> Fields:
    optional: dict[str, Shape[Any]] = {
        "description": _Maybe(Text(2_000)),
        "destinations": ListOf(Choice(DESTINATIONS), least=0),
        "min_size": Whole(0),
        "holdout_percent": Whole(0, 90),
        "max_days": Whole(1, 540),
    }
    name = Judged(_name, Text(NAME_LENGTH).schema)
    return Fields(required={"name": name, "rule": _RuleText(vocabulary)}, optional=optional)


def _name(text: str, at: str) -> str:
    """A name stands in addresses, where a slash would part it."""
    if "/" in text:
        raise wrong(at, "a name has no slash")
    return Text(NAME_LENGTH).read(text, at)


@dataclass(frozen=True, slots=True)
class _Maybe:
    """Text that may be empty."""

    text: Text

    def read(self, value: object, at: str) -> str:
        return "" if value == "" else self.text.read(value, at)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [{"const": ""}, self.text.schema()]}


def check_references(definition: Definition, others: Mapping[str, Rule]) -> None:
    """Check that the rule refers to known audiences only and never, at any remove, to itself.

    Args:
        definition: the audience to be.
        others: the rules of all audiences by name, an older one of this name among them or not.

    Raises:
        AudienceInvalid: naming what is unknown, or the loop.
    """
    rules = {**others, definition.name: definition.rule}
    unknown = sorted(audiences_of(definition.rule) - rules.keys())
    problems = [
        Problem(path="$.rule", message=f"there is no audience called {name!r}", legal=tuple(others))
        for name in unknown
    ]
    if not unknown and (loop := _loop(definition.name, rules)):
        problems = [Problem(path="$.rule", message=f"this goes in a loop: {' → '.join(loop)}")]
    if problems:
        raise AudienceInvalid(problems)


def _loop(start: str, rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """Return the way from an audience back to itself, or nothing."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = set[str]()
    while ways:
        way = ways.pop()
        for name in sorted(audiences_of(rules[way[-1]])) if way[-1] in rules else ():
            if name == start:
                return (*way, name)
            if name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return ()
