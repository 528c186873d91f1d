"""Words of shoppers that tell what a message asks for, where its intent alone does not."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

CUES = Path(__file__).with_name("cues.yml")


@dataclass(frozen=True, slots=True)
class Cues:
    """Lists of phrases by what they tell, as `cues.yml` has them."""

    told: Mapping[str, Any]

    def has(self, kind: str, text: str) -> bool:
        """Whether `text` (lower case) holds a phrase of the list `kind`."""
        return mentions(text, self.told[kind])

    def begins(self, kind: str, text: str) -> bool:
        """Whether `text` (lower case) begins with a phrase of the list `kind`."""
        return any(re.match(rf"\W*{re.escape(phrase)}(?!\w)", text) for phrase in self.told[kind])

    def kinds(self, family: str, text: str) -> tuple[str, ...]:
        """The kinds of a family of lists whose phrases occur in `text`, in the file's order."""
        return tuple(
            str(kind) for kind, phrases in self.told[family].items() if mentions(text, phrases)
        )

    def ordinals(self, text: str) -> tuple[int, ...]:
        """The places that `text` names, from 0: "the second one" is 1."""
        if self.has("first_two", text):
            return (0, 1)
        return tuple(
            place for place, phrases in enumerate(self.told["ordinals"]) if mentions(text, phrases)
        )

    def matches(self, kind: str, text: str) -> bool:
        """Whether a pattern of the list `kind` occurs in `text`."""
        return any(re.search(pattern, text) for pattern in self.told[kind])

    def number(self, text: str) -> int | None:
        """A quantity named in `text` by digits or a word; None where there is none.

        Prices ("$40") and places ("number 2", "#2", "2nd") are no quantities.
        """
        bare = _pattern(tuple(self.told["all"])).sub(" ", text)
        bare = re.sub(r"(?:\$|€|£|#|number |option )\d+", " ", bare)
        if digits := re.search(r"(?<![\w.])(\d{1,3})(?:x|\b)(?!\s*(?:ml|oz|g|%|\$))", bare):
            return int(digits[1])
        named = [int(kind) for kind in self.kinds("numbers", _without_pointing(bare))]
        return named[-1] if named else None


def load_cues(own: Path | None = None) -> Cues:
    """Read the shared cues, and over them the lists of a vertical's own file where there is one."""
    told = yaml.safe_load(CUES.read_text(encoding="utf-8"))
    return Cues(told | (yaml.safe_load(own.read_text(encoding="utf-8")) if own else {}))


def mentions(text: str, phrases: Iterable[str]) -> bool:
    """Whether any phrase stands in `text` as whole words."""
    return _pattern(tuple(phrases)).search(text) is not None


def _without_pointing(text: str) -> str:
    """Drop "one" where it only points: "the second one", "that one"."""
    return re.sub(r"\b(?:\w+ one|one of)\b", " ", text)


@lru_cache(maxsize=256)
def _pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    words = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")
