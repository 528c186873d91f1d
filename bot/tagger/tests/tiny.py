"""Encoders small enough to check by hand, and a tagger that knows words and nothing else."""

from collections.abc import Mapping

import numpy as np

from bot.tagger.encoder import Encoder, Shape, Weights
from bot.tagger.pieces import WordPieces
from bot.tagger.tagging import Tagger
from bot.tagger.tags import ATTRIBUTES

MARKS = ("[UNK]", "[CLS]", "[SEP]")
UNLIKELY = 0.01
_PLACES = 300


def word_pieces(*pieces: str) -> WordPieces:
    """A vocabulary of these pieces and the three marks that every vocabulary has."""
    return WordPieces({piece: place for place, piece in enumerate((*MARKS, *pieces))})


def random_weights(layers: int, pieces: int, width: int = 8, spread: float = 0.7) -> dict:
    """Weights of an encoder; at this spread every part of it is felt in what it reads."""
    random = np.random.RandomState(0)
    wide = 2 * width

    def some(*shape: int) -> np.ndarray:
        return random.normal(0, spread, shape).astype(np.float32)

    weights = {
        "embeddings.word_embeddings.weight": some(pieces, width),
        "embeddings.position_embeddings.weight": some(_PLACES, width) / 2,
        "embeddings.token_type_embeddings.weight": some(2, width),
        **_norm("embeddings.LayerNorm", 1 + some(width), some(width)),
    }
    for number in range(layers):
        layer = f"encoder.layer.{number}."
        for name, rows, columns in (
            ("attention.self.query", width, width),
            ("attention.self.key", width, width),
            ("attention.self.value", width, width),
            ("attention.output.dense", width, width),
            ("intermediate.dense", wide, width),
            ("output.dense", width, wide),
        ):
            weights[f"{layer}{name}.weight"] = some(rows, columns)
            weights[f"{layer}{name}.bias"] = some(rows)
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            weights |= _norm(layer + name, 1 + some(width), some(width))
    return weights


def knowing(words: Mapping[str, Mapping[str, float]]) -> Tagger:
    """A tagger without layers: on each of the words it gives these tags and attributes a chance.

    What is not named is unlikely. It sees no context, so that a test says all that it will answer.
    """
    pieces = (*MARKS, *words)
    tags = sorted({tag for chances in words.values() for tag in chances} - set(ATTRIBUTES))
    chances = np.full((len(pieces), len(tags) + len(ATTRIBUTES)), UNLIKELY)
    for row, word in enumerate(words, start=len(MARKS)):
        for name, chance in words[word].items():
            chances[row, [*tags, *ATTRIBUTES].index(name)] = chance
    weights, head = _looked_up(np.log(chances / (1 - chances)))
    return Tagger(Encoder(weights, Shape(layers=0, heads=1)), word_pieces(*words), head, tags)


def _looked_up(odds: np.ndarray) -> tuple[Weights, Weights]:
    """Weights that answer each piece with its row, through the norm that every encoder begins with.

    A piece is a one; the norm takes 1 / width from it and divides by the spread.
    """
    width = len(odds)
    spread = np.sqrt(1 / width - 1 / width**2)
    none = np.zeros(width, np.float32)
    weights = {
        "embeddings.word_embeddings.weight": np.eye(width, dtype=np.float32),
        "embeddings.position_embeddings.weight": np.zeros((_PLACES, width), np.float32),
        "embeddings.token_type_embeddings.weight": np.zeros((2, width), np.float32),
        **_norm("embeddings.LayerNorm", none + 1, none),
    }
    head = {"head.weight": odds * spread, "head.bias": odds.mean(axis=0)}
    return weights, {name: value.astype(np.float32) for name, value in head.items()}


def _norm(name: str, gain: np.ndarray, bias: np.ndarray) -> dict[str, np.ndarray]:
    return {f"{name}.weight": gain, f"{name}.bias": bias}
