"""The wording of each consent, and the card that shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from profiles.model import Answer, Purpose

WORDING = Path(__file__).with_name("wording.yml")
ASKED_FIRST = (Purpose.ADVICE, Purpose.ADS_META, Purpose.ADS_GOOGLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What shoppers are asked to agree to, by purpose, under one version.

    `texts` are what a yes agrees to; `titles` head a card and `names` fit into "you agreed to ___".
    """

    version: str
    language: str
    titles: Mapping[Purpose, str]
    names: Mapping[Purpose, str]
    texts: Mapping[Purpose, str]


def load_wording(path: Path = WORDING) -> Wording:
    """Read a wording file.

    Raises:
        ValueError: where a purpose is missing or one is named that we do not know.
    """
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    purposes = told["purposes"]
    if set(purposes) != set(Purpose):
        message = f"{path}: purposes must be exactly {', '.join(Purpose)}"
        raise ValueError(message)
    return Wording(
        version=str(told["version"]),
        language=str(told["language"]),
        titles={Purpose(name): one["title"] for name, one in purposes.items()},
        names={Purpose(name): one["name"] for name, one in purposes.items()},
        texts={Purpose(name): one["text"] for name, one in purposes.items()},
    )


def consent_card(
    wording: Wording,
    state: Mapping[Purpose, Answer],
    purposes: Iterable[Purpose] = ASKED_FIRST,
) -> dict[str, Any]:
    """Return the payload that the widget shows as a consent card.

    `state` is what stands on record now, so that the card shows a choice already made.
    """
    asked = tuple(purposes)
    return {
        "kind": "consent",
        "purposes": [purpose.value for purpose in asked],
        "wording_version": wording.version,
        "language": wording.language,
        "titles": {purpose.value: wording.titles[purpose] for purpose in asked},
        "wording": {purpose.value: wording.texts[purpose] for purpose in asked},
        "state": {purpose.value: state.get(purpose, Answer.NOT_ASKED).value for purpose in asked},
    }
