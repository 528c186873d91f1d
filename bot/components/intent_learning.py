"""Learning intents from examples: linear, on the processor, and the same each time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.components.intent_features import GROUPS, Features, features
from bot.components.intent_words import Lexicon, tokens

OUT_OF_SCOPE = "out_of_scope"

# Of the in-scope examples, the share that may be turned away: the price of noticing the others.
_TURNED_AWAY = 0.035
_FOLDS = 5
_SAME = 0.7
_STRENGTH = 20.0
_SEEN_OFTEN = 2
_LETTERS_SEEN = 2


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
        """Messages as rows of unit length in each group of features."""
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
        return places, list(weights / np.linalg.norm(weights))


@dataclass(frozen=True)
class Weights:
    """A trained model as numbers.

    `coefficients` has one row for each intent and one column for each feature of `space`, and
    `intercepts` one number for each intent. `slope` and `offset` turn the value of the row of
    `out_of_scope` into a score of which 0.5 is the line.
    """

    intents: tuple[str, ...]
    space: Space
    known: frozenset[str]
    coefficients: np.ndarray
    intercepts: np.ndarray
    slope: float
    offset: float


def learn(texts: Sequence[str], intents: Sequence[str], lexicon: Lexicon) -> Weights:
    """Learn from examples; the same examples in the same order give the same weights."""
    names = np.array(intents)
    known = _often_seen(texts)
    messages = [features(text, lexicon, known) for text in texts]
    space = Space.of(messages)
    rows = space.rows(messages)
    model = _fit(rows, names)
    slope, offset = _calibrate(_unseen_values(texts, names, lexicon, _alike(rows)), names)
    return Weights(
        intents=tuple(str(name) for name in model.classes_),
        space=space,
        known=known,
        coefficients=model.coef_.astype(np.float32),
        intercepts=model.intercept_.astype(np.float32),
        slope=slope,
        offset=offset,
    )


def _often_seen(texts: Sequence[str]) -> frozenset[str]:
    seen = Counter(word for text in texts for word in set(tokens(text)))
    return frozenset(word for word, count in seen.items() if count >= _SEEN_OFTEN)


def _fit(rows: csr_matrix, names: np.ndarray) -> LogisticRegression:
    # liblinear trains one intent against the rest and gives the same result each time.
    model = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0)
    return model.fit(rows, names)


def _unseen_values(
    texts: Sequence[str], names: np.ndarray, lexicon: Lexicon, groups: np.ndarray
) -> np.ndarray:
    """How far out of scope each example looks to a model that has not seen it nor its like."""
    values = np.zeros(len(names))
    for seen, unseen in GroupKFold(_FOLDS).split(texts, groups=groups):
        known = _often_seen([texts[place] for place in seen])
        messages = [features(text, lexicon, known) for text in texts]
        space = Space.of([messages[place] for place in seen])
        model = _fit(space.rows(messages[place] for place in seen), names[seen] == OUT_OF_SCOPE)
        values[unseen] = model.decision_function(space.rows(messages[place] for place in unseen))
    return values


def _calibrate(values: np.ndarray, names: np.ndarray) -> tuple[float, float]:
    """Fit a probability to the values, and move it so that 0.5 turns away `_TURNED_AWAY`."""
    outside = names == OUT_OF_SCOPE
    curve = LogisticRegression(solver="liblinear", random_state=0).fit(values[:, None], outside)
    slope = float(curve.coef_[0, 0])
    line = float(np.quantile(values[~outside], 1 - _TURNED_AWAY))
    return slope, -slope * line


def _alike(rows: csr_matrix) -> np.ndarray:
    """Number the groups of messages that share most of their features, directly or by others."""
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1)).A1
    near = (rows @ rows.T).tocoo()
    likeness = near.data / np.maximum(lengths[near.row] * lengths[near.col], 1e-9)
    close = likeness >= _SAME
    links = csr_matrix((likeness[close], (near.row[close], near.col[close])), shape=near.shape)
    _, groups = connected_components(links, directed=False)
    return groups
