"""What the tagger marks words with, and how labelled messages become lessons for it.

A word can bear several tags, one for each trait that it helps to tell ("hate sticky spf" tells of a
finish and of a product), and four attributes of the telling: denied, another's, past, future.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.tagger.pieces import Pieces, WordPieces

ATTRIBUTES = ("absent", "other", "past", "future")
# Of these the vocabulary closes only the kind, so that the kind is all that can be learned.
_EXCLUSIONS = ("allergy_", "avoid_")
_OPEN = ("on_", "ingredient_", "brand_")
# A trait told less often than this in the lessons is left to the vocabulary.
_LEAST_LESSONS = 5

Message = Mapping[str, Any]


def tag_of(kind: str, value: str) -> str:
    """Return the tag of a trait, e.g. `concern:acne`, `attribute:vegan`, `attribute:exclude_`."""
    if kind == "budget":
        return "budget:"
    if kind not in {"preference", "constraint", "attribute"}:
        return f"{kind}:{value}"
    if value.startswith(_EXCLUSIONS):
        return "attribute:exclude_"
    opened = next((prefix for prefix in _OPEN if value.startswith(prefix)), value)
    return f"attribute:{opened}"


def tags_of(messages: Iterable[Message]) -> tuple[str, ...]:
    """Return the tags that enough of the messages teach, in order."""
    seen = Counter(
        tag
        for message in messages
        for tag in {tag_of(told["type"], told["value"]) for told in message["disclosures"]}
    )
    return tuple(sorted(tag for tag, count in seen.items() if count >= _LEAST_LESSONS))


@dataclass(frozen=True, eq=False)
class Lesson:
    """One message and what the tagger should answer, a row for each piece.

    `targets` has a column for each tag and then one for each attribute; attributes are learned only
    where `told` is one, on pieces that tell something.
    """

    ids: np.ndarray
    targets: np.ndarray
    told: np.ndarray


def lessons_of(
    messages: Sequence[Message], tags: Sequence[str], pieces: WordPieces, most: int
) -> list[Lesson]:
    """Make a lesson of each message.

    Evidence that stands in a message twice is taken where it stands first; of two disclosures on
    the same words, the one labelled later says how they are told.

    Raises:
        ValueError: where evidence is not in its message word for word.
    """
    places = {tag: place for place, tag in enumerate(tags)}
    return [_lesson(message, places, pieces.cut(message["text"], most)) for message in messages]


def _lesson(message: Message, places: Mapping[str, int], cut: Pieces) -> Lesson:
    targets = np.zeros((len(cut.ids), len(places) + len(ATTRIBUTES)), dtype=np.float32)
    told = np.zeros(len(cut.ids), dtype=np.float32)
    for disclosure in message["disclosures"]:
        place = places.get(tag_of(disclosure["type"], disclosure["value"]))
        if place is None:
            continue
        start = message["text"].index(disclosure["span"])
        touched = cut.touching(start, start + len(disclosure["span"]))
        targets[touched, place] = 1
        targets[touched, len(places) :] = _attributes(disclosure)
        told[touched] = 1
    return Lesson(np.array(cut.ids, dtype=np.int32), targets, told)


def _attributes(disclosure: Mapping[str, Any]) -> list[bool]:
    return [
        disclosure["polarity"] == "absent",
        disclosure["holder"] != "self",
        disclosure["time"] == "past",
        disclosure["time"] == "future",
    ]
