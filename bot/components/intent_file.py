"""Trained weights in files: numbers and JSON, nothing that could run when it is read."""

import json
from pathlib import Path

import numpy as np

from bot.components.intent_learning import Space, Weights
from bot.components.intent_lexicon import as_data, from_data
from bot.components.intent_words import Lexicon

_NUMBERS, _NAMES = "weights.npz", "names.json"


def write(folder: Path, weights: Weights, lexicon: Lexicon) -> None:
    """Write a model into an existing folder."""
    np.savez_compressed(
        folder / _NUMBERS,
        coefficients=weights.coefficients,
        intercepts=weights.intercepts,
        rarity=weights.space.rarity,
    )
    names = {
        "intents": weights.intents,
        "features": list(weights.space.index),
        "known": sorted(weights.known),
        "lexicon": as_data(lexicon),
    }
    (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")


def load(folder: Path) -> tuple[Weights, Lexicon]:
    """Read a model again.

    Raises:
        OSError: where the folder holds none.
    """
    names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
    with np.load(folder / _NUMBERS, allow_pickle=False) as numbers:
        weights = Weights(
            intents=tuple(names["intents"]),
            space=Space(
                index={name: place for place, name in enumerate(names["features"])},
                rarity=numbers["rarity"],
            ),
            known=frozenset(names["known"]),
            coefficients=numbers["coefficients"],
            intercepts=numbers["intercepts"],
        )
    return weights, from_data(names["lexicon"])
