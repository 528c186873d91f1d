"""The encoder computes what the paper says, here written once more in the plainest way."""

import math

import numpy as np
import pytest

from bot.tagger.encoder import Encoder, Shape, Weights
from bot.tagger.tests.tiny import random_weights

SHAPE = Shape(layers=2, heads=2)
WEIGHTS = random_weights(SHAPE.layers, pieces=12)
Vector = list[float]


def plainly_read(weights: Weights, shape: Shape, ids: list[int]) -> list[Vector]:
    rows = {name: value.astype(float).tolist() for name, value in weights.items()}
    read = [
        normed(
            [
                sum(parts)
                for parts in zip(
                    rows["embeddings.word_embeddings.weight"][one],
                    rows["embeddings.position_embeddings.weight"][place],
                    rows["embeddings.token_type_embeddings.weight"][0],
                    strict=True,
                )
            ],
            rows,
            "embeddings.LayerNorm",
        )
        for place, one in enumerate(ids)
    ]
    for number in range(shape.layers):
        read = layer(read, rows, f"encoder.layer.{number}.", shape.heads)
    return read


def layer(read: list[Vector], rows: dict, name: str, heads: int) -> list[Vector]:
    asked, kept, told = (
        [linear(one, rows, f"{name}attention.self.{part}") for one in read]
        for part in ("query", "key", "value")
    )
    wide = len(read[0]) // heads
    after = []
    for place, vector in enumerate(read):
        seen: Vector = []
        for start in range(0, len(vector), wide):
            part = slice(start, start + wide)
            shares = [math.exp(dot(asked[place][part], key[part]) / wide**0.5) for key in kept]
            total = sum(shares)
            seen += [
                sum(
                    share / total * value[column] for share, value in zip(shares, told, strict=True)
                )
                for column in range(start, start + wide)
            ]
        seen = linear(seen, rows, f"{name}attention.output.dense")
        middle = normed(plus(vector, seen), rows, f"{name}attention.output.LayerNorm")
        wider = [gelu(one) for one in linear(middle, rows, f"{name}intermediate.dense")]
        thought = linear(wider, rows, f"{name}output.dense")
        after.append(normed(plus(middle, thought), rows, f"{name}output.LayerNorm"))
    return after


def normed(vector: Vector, rows: dict, name: str) -> Vector:
    mean = sum(vector) / len(vector)
    spread = math.sqrt(sum((one - mean) ** 2 for one in vector) / len(vector) + 1e-12)
    gains, shifts = rows[f"{name}.weight"], rows[f"{name}.bias"]
    return [
        (one - mean) / spread * gain + shift
        for one, gain, shift in zip(vector, gains, shifts, strict=True)
    ]


def linear(vector: Vector, rows: dict, name: str) -> Vector:
    return plus([dot(row, vector) for row in rows[f"{name}.weight"]], rows[f"{name}.bias"])


def dot(left: Vector, right: Vector) -> float:
    return sum(one * other for one, other in zip(left, right, strict=True))


def plus(left: Vector, right: Vector) -> Vector:
    return [one + other for one, other in zip(left, right, strict=True)]


def gelu(value: float) -> float:
    """By tanh, as the tagger is taught with; the exact one differs by up to a thousandth."""
    return value / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (value + 0.044715 * value**3)))


@pytest.mark.parametrize("ids", [[1, 2], [1, 5, 5, 7, 11, 0, 2]])
def test_reading_is_what_the_paper_says(ids: list[int]) -> None:
    read = Encoder(WEIGHTS, SHAPE).read(ids)

    assert read.dtype == np.float32
    np.testing.assert_allclose(read, plainly_read(WEIGHTS, SHAPE, ids), atol=1e-4)


def test_fewer_layers_read_what_the_lower_ones_make_of_it() -> None:
    lower = Shape(layers=1, heads=SHAPE.heads)

    read = Encoder(WEIGHTS, lower).read([1, 4, 2])

    np.testing.assert_allclose(read, plainly_read(WEIGHTS, lower, [1, 4, 2]), atol=1e-4)


def test_reading_changes_nothing() -> None:
    encoder = Encoder(WEIGHTS, SHAPE)

    first, second = encoder.read([1, 3, 2]), encoder.read([1, 3, 2])

    assert np.array_equal(first, second)
