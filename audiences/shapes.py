"""Shapes of JSON values: each reads a value, naming all that is wrong in it, and knows its schema.

The language of rules is written once, in these shapes, so that what is read, what is refused and
what the published JSON Schema says cannot part. Pure.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, Protocol

from audiences.errors import Problem
from kit.clock import duration_of

type Schema = dict[str, Any]

LONGEST = timedelta(days=36_500)
DURATION_PATTERN = "^[0-9]*[1-9][0-9]*[smhd]$"


class Wrong(Exception):
    """A value does not have its shape."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(*problems)
        self.problems = tuple(problems)


def wrong(at: str, message: str, legal: Sequence[str] = ()) -> Wrong:
    """Return the error of one problem."""
    return Wrong([Problem(path=at, message=message, legal=tuple(legal))])


class Shape[T](Protocol):
    """What a value must look like.

    `read` gives the value as the program wants it or raises `Wrong`; `at` is its JSON path.
    """

    def read(self, value: object, at: str) -> T: ...  # noqa: D102 - said by the class
    def schema(self) -> Schema: ...  # noqa: D102 - said by the class


@dataclass(frozen=True, slots=True, kw_only=True)
class Range[T]:
    """From `at_least` to `at_most`, both included; None leaves that side open."""

    at_least: T | None = None
    at_most: T | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed list of words."""

    words: tuple[str, ...]

    def read(self, value: object, at: str) -> str:
        """Return the word."""
        if isinstance(value, str) and value in self.words:
            return value
        raise wrong(at, f"{value!r} is not known here", self.words)

    def schema(self) -> Schema:
        """Return an enumeration."""
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Text:
    """Free text that is not empty and at most `longest` characters."""

    longest: int = 255

    def read(self, value: object, at: str) -> str:
        """Return the text."""
        if not isinstance(value, str):
            raise wrong(at, f"text is wanted, not {kind_of(value)}")
        if not value.strip() or len(value) > self.longest:
            raise wrong(at, f"between 1 and {self.longest} characters are wanted")
        return value

    def schema(self) -> Schema:
        """Return a string with limits."""
        return {"type": "string", "minLength": 1, "maxLength": self.longest, "pattern": r"\S"}


@dataclass(frozen=True, slots=True)
class Judged:
    """Text that a judge accepts; the judge raises `Wrong` with what would be legal."""

    judge: Callable[[str, str], str]
    description: Callable[[], Schema]

    def read(self, value: object, at: str) -> str:
        """Return the text."""
        if not isinstance(value, str):
            raise wrong(at, f"text is wanted, not {kind_of(value)}")
        return self.judge(value, at)

    def schema(self) -> Schema:
        """Return what the judge accepts."""
        return self.description()


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `least` to `most`."""

    least: int = 0
    most: int = 1_000_000_000

    def read(self, value: object, at: str) -> int:
        """Return the number."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise wrong(at, f"a whole number is wanted, not {kind_of(value)}")
        if not self.least <= value <= self.most:
            raise wrong(at, f"{value} is not between {self.least} and {self.most}")
        return value

    def schema(self) -> Schema:
        """Return an integer with limits."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money in the shop's currency, not negative, in whole cents."""

    def read(self, value: object, at: str) -> Decimal:
        """Return the sum."""
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise wrong(at, f"an amount is wanted, not {kind_of(value)}")
        amount = Decimal(str(value))
        # Written so that NaN, which compares as false, is refused as well.
        if not (amount.is_finite() and 0 <= amount <= Decimal(10**9)):
            raise wrong(at, f"{value} is not between 0 and {10**9}")
        if amount * 100 % 1:
            raise wrong(at, f"{value} has more than two decimals")
        return amount

    def schema(self) -> Schema:
        """Return a number with limits; that it has two decimals at most cannot be said well."""
        return {"type": "number", "minimum": 0, "maximum": 10**9}


@dataclass(frozen=True, slots=True)
class Lasting:
    """A duration such as `90d`, `12h` or `30m`, longer than none and at most a century."""

    def read(self, value: object, at: str) -> timedelta:
        """Return the duration."""
        if not isinstance(value, str):
            raise wrong(at, f"a duration such as 90d, 12h or 30m is wanted, not {kind_of(value)}")
        try:
            duration = duration_of(value)
        except (ValueError, OverflowError):
            raise wrong(at, f"{value!r} is no duration such as 90d, 12h or 30m") from None
        if not timedelta(0) < duration <= LONGEST:
            raise wrong(at, f"{value!r} is not between 1s and {LONGEST.days}d")
        return duration

    def schema(self) -> Schema:
        """Return a pattern."""
        return {"type": "string", "pattern": DURATION_PATTERN}


@dataclass(frozen=True, slots=True)
class ListOf[T]:
    """A list of at least `least` values of one shape."""

    shape: Shape[T]
    least: int = 1

    def read(self, value: object, at: str) -> tuple[T, ...]:
        """Return the values in their order."""
        if not isinstance(value, list):
            raise wrong(at, f"a list is wanted, not {kind_of(value)}")
        if len(value) < self.least:
            raise wrong(at, f"at least {self.least} {'is' if self.least == 1 else 'are'} wanted")
        found, problems = [], list[Problem]()
        for index, item in enumerate(value):
            try:
                found.append(self.shape.read(item, f"{at}[{index}]"))
            except Wrong as error:
                problems.extend(error.problems)
        if problems:
            raise Wrong(problems)
        return tuple(found)

    def schema(self) -> Schema:
        """Return an array."""
        return {"type": "array", "minItems": self.least, "items": self.shape.schema()}


@dataclass(frozen=True, slots=True)
class OneOrMore[T]:
    """One value, or a list of which any may hold."""

    shape: Shape[T]

    def read(self, value: object, at: str) -> tuple[T, ...]:
        """Return the values in their order, without repeats."""
        if not isinstance(value, list):
            return (self.shape.read(value, at),)
        return tuple(dict.fromkeys(ListOf(self.shape).read(value, at)))

    def schema(self) -> Schema:
        """Return both ways of writing it."""
        return {"anyOf": [self.shape.schema(), ListOf(self.shape).schema()]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """An object with these keys and no others."""

    required: Mapping[str, Shape[Any]] = field(default_factory=dict)
    optional: Mapping[str, Shape[Any]] = field(default_factory=dict)
    least: int = 0

    def read(self, value: object, at: str) -> dict[str, Any]:
        """Return the values by key; optional ones that are absent or null are left out."""
        if not isinstance(value, dict):
            raise wrong(at, f"an object is wanted, not {kind_of(value)}", self._keys())
        problems = [
            *(
                Problem(path=at, message=f"{key!r} is not known here", legal=self._keys())
                for key in value
                if key not in self.required and key not in self.optional
            ),
            *(
                Problem(path=f"{at}.{key}", message="this is missing")
                for key in self.required
                if key not in value
            ),
        ]
        found = dict[str, Any]()
        for key, shape in {**self.required, **self.optional}.items():
            if key not in value or (value[key] is None and key in self.optional):
                continue
            try:
                found[key] = shape.read(value[key], f"{at}.{key}")
            except Wrong as error:
                problems.extend(error.problems)
        if not problems and len(found) < self.least:
            problems.append(Problem(path=at, message="one of these is wanted", legal=self._keys()))
        if problems:
            raise Wrong(problems)
        return found

    def schema(self) -> Schema:
        """Return a closed object."""
        optional = {
            key: {"anyOf": [shape.schema(), {"type": "null"}]}
            for key, shape in self.optional.items()
        }
        return {
            "type": "object",
            "properties": {
                **{key: shape.schema() for key, shape in self.required.items()},
                **optional,
            },
            "required": list(self.required),
            "minProperties": max(self.least, len(self.required)),
            "additionalProperties": False,
        }

    def _keys(self) -> tuple[str, ...]:
        return (*self.required, *self.optional)


@dataclass(frozen=True, slots=True)
class RangeOf[T]:
    """`{"at_least": n}`, `{"at_most": n}`, both, or `{"between": [a, b]}`; ends are included."""

    shape: Shape[T]

    def read(self, value: object, at: str) -> Range[T]:
        """Return the range."""
        fields = self._fields().read(value, at)
        if "between" in fields:
            if len(fields) > 1 or len(fields["between"]) != 2:  # noqa: PLR2004 - a and b
                raise wrong(at, "between takes two values and stands alone")
            low, high = fields["between"]
        else:
            low, high = fields.get("at_least"), fields.get("at_most")
        if low is not None and high is not None and low > high:
            raise wrong(at, "the lower end is above the upper one")
        return Range(at_least=low, at_most=high)

    def schema(self) -> Schema:
        """Return the ways of writing it."""
        two = {"type": "array", "minItems": 2, "maxItems": 2, "items": self.shape.schema()}
        ends = Fields(optional={"at_least": self.shape, "at_most": self.shape}, least=1).schema()
        between = {
            "type": "object",
            "properties": {"between": two},
            "required": ["between"],
            "additionalProperties": False,
        }
        return {"anyOf": [ends, between]}

    def _fields(self) -> Fields:
        ends: dict[str, Shape[Any]] = {"at_least": self.shape, "at_most": self.shape}
        return Fields(optional={**ends, "between": ListOf(self.shape)}, least=1)


def kind_of(value: object) -> str:
    """Return what JSON calls this value."""
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
    if value is None:
        return "nothing"
    return names.get(
        type(value), "a number" if isinstance(value, int | float) else "something else"
    )


def in_duration(duration: timedelta) -> str:
    """Return a duration as rules write it, in the largest unit that fits."""
    seconds = int(duration.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def word_pattern(prefix: str) -> Schema:
    """Return the schema of `prefix` followed by a slug."""
    return {"type": "string", "pattern": f"^{re.escape(prefix)}[a-z0-9_]+$"}
