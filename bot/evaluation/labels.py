"""Labelled messages: what a shopper wrote, and what a careful reader says it tells."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

SELF = "self"
OUT_OF_SCOPE = "out_of_scope"
# Messages for a doctor get one fixed answer, whatever else was heard in them.
MEDICAL = "medical"


class LabelsInvalid(Exception):
    """A file of labels cannot be used; the message names file, line and what is wrong."""


@dataclass(frozen=True)
class Told:
    """One disclosure, as labelled or as heard; `confidence` (0 to 1) is 1 in a label."""

    type: str
    value: str
    polarity: str = "present"
    holder: str = SELF
    time: str = "current"
    severity: str | None = None
    area: str | None = None
    span: str = ""
    confidence: float = 1.0

    @property
    def trait(self) -> str:
        """The trait as `type:value`."""
        return f"{self.type}:{self.value}"

    @property
    def whose(self) -> str:
        """`self` or `other`: what advice must never mix up."""
        return SELF if self.holder == SELF else "other"

    @property
    def to_act_on(self) -> bool:
        """Whether advice may act on it: not denied, not past; a skin type only where current."""
        return self.polarity == "present" and (
            self.time == "current" or (self.time == "future" and self.type != "skin_type")
        )


@dataclass(frozen=True)
class Message:
    """One labelled message; `tags` name the phenomena in it and only sort the errors.

    `intent` is empty where none was labelled: a forum post wants many things.
    """

    id: str
    text: str
    intent: str
    told: tuple[Told, ...]
    tags: frozenset[str]

    @property
    def is_out_of_scope(self) -> bool:
        """Whether it is nothing for this shop."""
        return self.intent == OUT_OF_SCOPE


def messages(path: Path) -> tuple[Message, ...]:
    """Read a file of JSON lines.

    Raises:
        LabelsInvalid: where a line is no label, or evidence is not in its message word for word.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found.append(_message(json.loads(line)))
        except (KeyError, TypeError, ValueError) as error:
            message = f"{path}, line {number}: {error}"
            raise LabelsInvalid(message) from error
    return tuple(found)


_FIELDS = tuple(field.name for field in fields(Told))


def told(record: Mapping[str, Any]) -> Told:
    """Read one disclosure from its record."""
    return Told(**{name: record[name] for name in _FIELDS if name in record})


def _message(record: Mapping[str, Any]) -> Message:
    disclosures = tuple(told(one) for one in record.get("disclosures", ()))
    for one in disclosures:
        if not one.span or one.span not in record["text"]:
            message = f"evidence {one.span!r} is not in the message"
            raise ValueError(message)
    return Message(
        id=record["id"],
        text=record["text"],
        intent=record.get("intent", ""),
        told=disclosures,
        tags=frozenset(record.get("tags", ())),
    )
