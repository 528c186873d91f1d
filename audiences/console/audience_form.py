"""The page on which an audience is written: a new one, or one that is changed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audiences.errors import Problem
from audiences.results import Audience, Preview

BLANK = {
    "name": "",
    "description": "",
    "rule": {"said": {"trait": "need:dry", "answer": "yes", "holder": "self", "within": "90d"}},
    "destinations": [],
    "min_size": 100,
    "holdout_percent": 0,
    "max_days": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceForm:
    """What the form shows; `name` is empty for a new audience.

    `preview` and `in_words` are of what was written, where it was asked for and is legal.
    """

    name: str
    text: str
    problems: tuple[Problem, ...] = ()
    preview: Preview | None = None
    in_words: str = ""


def text_of(audience: Audience) -> str:
    """Return an audience as the file it could have been made from."""
    written = {key: getattr(audience, key) for key in BLANK}
    return as_text({**written, "destinations": list(audience.destinations)})


def as_text(definition: Mapping[str, Any]) -> str:
    """Return the file of an audience."""
    return json.dumps(definition, indent=2, ensure_ascii=False)
