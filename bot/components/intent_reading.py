"""Reading an intent off trained weights."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bot.components.intent_features import features
from bot.components.intent_learning import Weights
from bot.components.intent_words import Lexicon

OUT_OF_SCOPE = "out_of_scope"

# From here on a message is out of scope. In five-fold cross-validation over the examples, like
# messages kept together, this turns away 5.6 % of what is in scope and finds 88 % of what is not;
# on messages written by others it turned away half as many.
LINE = 0.5

# A bare need and a request about it lie close; who wins between them is asked after the two
# together have won against the others.
_FAMILY = ("inform_needs", "ask_recommendation")


@dataclass(frozen=True)
class Reading:
    """What a message wants.

    `ranking` names each intent with its confidence, the chosen one first; all add up to 1.
    `oos_score` lies between 0 and 1; from `LINE` on the message is out of scope.
    """

    ranking: tuple[tuple[str, float], ...]
    oos_score: float


_NOTHING = Reading(ranking=((OUT_OF_SCOPE, 1.0),), oos_score=1.0)


def read(text: str, weights: Weights, lexicon: Lexicon) -> Reading:
    """Read one message; one without a word wants nothing that we have."""
    if not text.strip():
        return _NOTHING
    shares = shares_of(text, weights, lexicon)
    score = shares[OUT_OF_SCOPE]
    chosen = OUT_OF_SCOPE if score >= LINE else _inside(shares)
    others = sorted((name for name in shares if name != chosen), key=lambda name: -shares[name])
    return Reading(
        ranking=tuple((name, shares[name]) for name in (chosen, *others)), oos_score=score
    )


def shares_of(text: str, weights: Weights, lexicon: Lexicon) -> dict[str, float]:
    """Give each intent's share of a message; together they are 1."""
    row = weights.space.rows([features(text, lexicon, weights.known)])
    values = weights.coefficients[:, row.indices] @ row.data + weights.intercepts
    chances = 1 / (1 + np.exp(-values))
    return dict(zip(weights.intents, (chances / chances.sum()).tolist(), strict=True))


def _inside(shares: Mapping[str, float]) -> str:
    family = max(_FAMILY, key=lambda name: shares[name])
    rivals = [name for name in shares if name not in (OUT_OF_SCOPE, *_FAMILY)]
    rival = max(rivals, key=lambda name: shares[name])
    return family if sum(shares[name] for name in _FAMILY) >= shares[rival] else rival
