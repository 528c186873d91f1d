"""Learning intents from examples: linear, on the processor, and the same each time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.components.intent_features import GROUPS, Features, features
from bot.components.intent_words import Lexicon, tokens

_STRENGTH = 20.0
_SEEN_OFTEN = 2
_LETTERS_SEEN = 2
# How much each group of features may say; found by cross-validation.
_VOICE = {"words": 1.0, "kinds": 1.0, "letters": 1.5, "shape": 0.5}


@dataclass(frozen=True)
class Space:
    """The numbered features of a model, each with the weight of its rarity."""

    index: dict[str, int]
    rarity: np.ndarray

    @staticmethod
    def of(messages: Sequence[Features]) -> "Space":
        """Number the features of the training messages, rarest first in weight."""
        seen: Counter[str] = Counter()
        for message in messages:
            for group in GROUPS:
                seen.update(f"{group}:{name}" for name in message[group])
        kept = sorted(
            name
            for name, count in seen.items()
            if count >= _LETTERS_SEEN or not name.startswith("letters:")
        )
        counts = np.array([seen[name] for name in kept], dtype=float)
        rarity = np.log((1 + len(messages)) / (1 + counts)) + 1
        return Space(index={name: place for place, name in enumerate(kept)}, rarity=rarity)

    def rows(self, messages: Iterable[Features]) -> csr_matrix:
        """Messages as rows; in each group of features all messages are of one length."""
        places: list[int] = []
        values: list[float] = []
        ends = [0]
        for message in messages:
            for group in GROUPS:
                found, weights = self._weigh(group, message[group])
                places.extend(found)
                values.extend(weights)
            ends.append(len(places))
        return csr_matrix((values, places, ends), shape=(len(ends) - 1, len(self.index)))

    def _weigh(self, group: str, counted: Counter[str]) -> tuple[list[int], list[float]]:
        found = [
            (place, count)
            for name, count in counted.items()
            if (place := self.index.get(f"{group}:{name}")) is not None
        ]
        if not found:
            return [], []
        places = [place for place, _ in found]
        counts = np.array([count for _, count in found], dtype=float)
        weights = (1 + np.log(counts)) * self.rarity[places]
        return places, list(_VOICE[group] * weights / np.linalg.norm(weights))


@dataclass(frozen=True)
class Weights:
    """A trained model as numbers.

    `coefficients` has one row for each intent and one column for each feature of `space`, and
    `intercepts` one number for each intent.
    """

    intents: tuple[str, ...]
    space: Space
    known: frozenset[str]
    coefficients: np.ndarray
    intercepts: np.ndarray


def learn(texts: Sequence[str], intents: Sequence[str], lexicon: Lexicon) -> Weights:
    """Learn from examples; the same examples in the same order give the same weights."""
    known = _often_seen(texts)
    messages = [features(text, lexicon, known) for text in texts]
    space = Space.of(messages)
    # liblinear trains one intent against the rest and gives the same result each time.
    model = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0)
    model.fit(space.rows(messages), np.array(intents))
    return Weights(
        intents=tuple(str(name) for name in model.classes_),
        space=space,
        known=known,
        coefficients=model.coef_.astype(np.float32),
        intercepts=model.intercept_.astype(np.float32),
    )


def _often_seen(texts: Sequence[str]) -> frozenset[str]:
    seen = Counter(word for text in texts for word in set(tokens(text)))
    return frozenset(word for word, count in seen.items() if count >= _SEEN_OFTEN)
