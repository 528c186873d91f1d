"""Teaching the tagger: the upper layers of an encoder and a head, from labelled messages.

The lower layers stay as they came, so what they make of each message is computed once. TensorFlow
is asked for determinism: the same lessons on the same machine give the same weights.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from bot.tagger.encoder import Encoder, Shape, Weights
from bot.tagger.tags import ATTRIBUTES, Lesson

_ROUND = 8


@dataclass(frozen=True)
class Settings:
    """How to teach; found by trials on authors that were left out of the lessons."""

    frozen: int = 3
    epochs: int = 6
    rate: float = 5e-4
    head_faster: float = 6.0
    warm: float = 0.1
    # Word pieces in one step, padding counted.
    at_once: int = 768
    dropout: float = 0.1
    decay: float = 0.01
    attribute_voice: float = 0.3


def learn(
    lessons: Sequence[Lesson],
    weights: Weights,
    shape: Shape,
    settings: Settings,
    told: Callable[[str], None] = lambda _: None,
) -> Weights:
    """Return the weights that changed, by name: upper layers, `head.weight` and `head.bias`.

    `told` is called with a line of progress from time to time.
    """
    tf.keras.utils.set_random_seed(1)
    tf.config.experimental.enable_op_determinism()
    network = _Network(weights, shape, settings, lessons[0].targets.shape[1])
    lower = Encoder(weights, Shape(settings.frozen, shape.heads))
    prepared = [lower.read(lesson.ids) for lesson in lessons]
    plan = list(_plan(lessons, settings))
    tenth = -(-len(plan) // 10)
    for number, chosen in enumerate(plan):
        if number % tenth == 0:
            told(f"  {number // tenth * 10} % of {settings.epochs} rounds, {len(lessons)} messages")
        network.step(_batch(lessons, prepared, chosen), _pace(number, len(plan), settings.warm))
    return network.trained()


def _pace(step: int, steps: int, warm: float) -> float:
    """Rise for the first share of all steps, then fall to nothing."""
    return min((step + 1) / (warm * steps), 1.0) * (1 - step / steps)


def _plan(lessons: Sequence[Lesson], settings: Settings) -> Iterator[list[int]]:
    """Which lessons go into each step: of like length together, in another order each epoch."""
    random = np.random.RandomState(1)
    for _ in range(settings.epochs):
        shuffled = random.permutation(len(lessons))
        order = sorted(shuffled, key=lambda place: len(lessons[place].ids) // 4)
        steps = list(_filled(order, lessons, settings.at_once))
        random.shuffle(steps)
        yield from steps


def _filled(order: Sequence[int], lessons: Sequence[Lesson], most: int) -> Iterator[list[int]]:
    chosen: list[int] = []
    longest = 0
    for place in order:
        longest = max(longest, len(lessons[place].ids))
        if chosen and longest * (len(chosen) + 1) > most:
            yield chosen
            chosen, longest = [], len(lessons[place].ids)
        chosen.append(place)
    if chosen:
        yield chosen


@dataclass(frozen=True)
class _Batch:
    vectors: np.ndarray
    mask: np.ndarray
    targets: np.ndarray
    told: np.ndarray


def _batch(
    lessons: Sequence[Lesson], prepared: Sequence[np.ndarray], chosen: Sequence[int]
) -> _Batch:
    longest = max(len(lessons[place].ids) for place in chosen)
    length = -(-longest // _ROUND) * _ROUND
    rows, width = len(chosen), prepared[chosen[0]].shape[1]
    batch = _Batch(
        vectors=np.zeros((rows, length, width), np.float32),
        mask=np.zeros((rows, length), np.float32),
        targets=np.zeros((rows, length, lessons[chosen[0]].targets.shape[1]), np.float32),
        told=np.zeros((rows, length), np.float32),
    )
    for row, place in enumerate(chosen):
        long = len(lessons[place].ids)
        batch.vectors[row, :long] = prepared[place]
        batch.mask[row, :long] = 1
        batch.targets[row, :long] = lessons[place].targets
        batch.told[row, :long] = lessons[place].told
    return batch


class _Network:
    """The encoder as TensorFlow sees it, its upper layers and the head open to change."""

    def __init__(self, weights: Weights, shape: Shape, settings: Settings, answers: int) -> None:
        self._shape, self._settings = shape, settings
        upper = tuple(f"encoder.layer.{n}." for n in range(settings.frozen, shape.layers))
        width = weights["embeddings.LayerNorm.weight"].shape[0]
        tags = answers - len(ATTRIBUTES)
        self._tags = tags
        self._open = {
            name: tf.Variable(value) for name, value in weights.items() if name.startswith(upper)
        }
        head = np.random.RandomState(1).normal(0, 0.02, (width, answers)).astype(np.float32)
        # Nearly every tag is wrong for nearly every word, so it begins there.
        bias = np.concatenate([np.full(tags, -4.0), np.full(len(ATTRIBUTES), -1.0)])
        self._head = (tf.Variable(head), tf.Variable(bias.astype(np.float32)))
        self._variables = [*self._open.values(), *self._head]
        optimizer = tf.keras.optimizers.AdamW
        self._slow = optimizer(settings.rate, weight_decay=settings.decay)
        self._fast = optimizer(settings.rate * settings.head_faster, weight_decay=settings.decay)
        self._change = tf.function(self._changed, autograph=False, reduce_retracing=True)

    def step(self, batch: _Batch, pace: float) -> None:
        """Learn from one batch at a share of the full rates."""
        settings = self._settings
        self._slow.learning_rate.assign(settings.rate * pace)
        self._fast.learning_rate.assign(settings.rate * settings.head_faster * pace)
        self._change(batch.vectors, batch.mask, batch.targets, batch.told)

    def trained(self) -> dict[str, np.ndarray]:
        """Return what was learned, by name."""
        head = {"head.weight": self._head[0].numpy(), "head.bias": self._head[1].numpy()}
        return {name: value.numpy() for name, value in self._open.items()} | head

    def _changed(
        self, vectors: tf.Tensor, mask: tf.Tensor, targets: tf.Tensor, told: tf.Tensor
    ) -> None:
        with tf.GradientTape() as tape:
            loss = self._loss(vectors, mask, targets, told)
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, self._variables), 1.0)
        opened = len(self._open)
        self._slow.apply_gradients(zip(gradients[:opened], self._variables[:opened], strict=True))
        self._fast.apply_gradients(zip(gradients[opened:], self._variables[opened:], strict=True))

    def _loss(
        self, vectors: tf.Tensor, mask: tf.Tensor, targets: tf.Tensor, told: tf.Tensor
    ) -> tf.Tensor:
        answers = tf.matmul(self._upper(vectors, mask), self._head[0]) + self._head[1]
        wrong = tf.nn.sigmoid_cross_entropy_with_logits(labels=targets, logits=answers)
        of_tags = tf.reduce_sum(wrong[..., : self._tags] * mask[..., None]) / tf.reduce_sum(mask)
        of_attributes = tf.reduce_sum(wrong[..., self._tags :] * told[..., None]) / (
            tf.reduce_sum(told) + 1
        )
        return of_tags + self._settings.attribute_voice * of_attributes

    def _upper(self, vectors: tf.Tensor, mask: tf.Tensor) -> tf.Tensor:
        bias = (1 - mask)[:, None, None, :] * -1e4
        for number in range(self._settings.frozen, self._shape.layers):
            prefix = f"encoder.layer.{number}."
            vectors = self._layer(vectors, bias, self._open, prefix, self._settings.dropout)
        return vectors

    def _layer(
        self,
        vectors: tf.Tensor,
        bias: tf.Tensor,
        weights: Mapping[str, tf.Tensor],
        prefix: str,
        dropout: float,
    ) -> tf.Tensor:
        def linear(values: tf.Tensor, name: str) -> tf.Tensor:
            weight, shift = weights[f"{prefix}{name}.weight"], weights[f"{prefix}{name}.bias"]
            return tf.matmul(values, weight, transpose_b=True) + shift

        def dropped(values: tf.Tensor) -> tf.Tensor:
            return tf.nn.dropout(values, dropout) if dropout else values

        attended = dropped(self._attention(vectors, bias, linear, dropped))
        vectors = _normed(vectors + attended, weights, f"{prefix}attention.output.LayerNorm")
        thought = linear(
            tf.nn.gelu(linear(vectors, "intermediate.dense"), approximate=True), "output.dense"
        )
        return _normed(vectors + dropped(thought), weights, f"{prefix}output.LayerNorm")

    def _attention(self, vectors, bias, linear, dropped):  # noqa: ANN001, ANN202 - as in `_layer`
        rows, length = tf.shape(vectors)[0], tf.shape(vectors)[1]
        heads, width = self._shape.heads, vectors.shape[-1]

        def split(name: str) -> tf.Tensor:
            values = linear(vectors, f"attention.self.{name}")
            return tf.transpose(tf.reshape(values, (rows, length, heads, -1)), (0, 2, 1, 3))

        scores = tf.matmul(split("query"), split("key"), transpose_b=True)
        shares = dropped(tf.nn.softmax(scores / float(np.sqrt(width // heads)) + bias))
        together = tf.transpose(tf.matmul(shares, split("value")), (0, 2, 1, 3))
        return linear(tf.reshape(together, (rows, length, width)), "attention.output.dense")


def _normed(values: tf.Tensor, weights: Mapping[str, tf.Tensor], name: str) -> tf.Tensor:
    centred = values - tf.reduce_mean(values, -1, keepdims=True)
    spread = tf.reduce_mean(tf.square(centred), -1, keepdims=True)
    return (
        centred * tf.math.rsqrt(spread + 1e-12) * weights[f"{name}.weight"]
        + weights[f"{name}.bias"]
    )
