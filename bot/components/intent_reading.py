"""Reading an intent off trained weights."""

from dataclasses import dataclass

import numpy as np

from bot.components.intent_features import features
from bot.components.intent_learning import OUT_OF_SCOPE, Weights
from bot.components.intent_words import Lexicon

# A bare need and a request about it lie close; who wins between them is asked after the two
# together have won against the others.
_FAMILY = ("inform_needs", "ask_recommendation")
_LINE = 0.5


@dataclass(frozen=True)
class Reading:
    """What a message wants.

    `ranking` names each intent with its confidence, the chosen one first. `oos_score` lies between
    0 and 1; from 0.5 on the message is out of scope.
    """

    ranking: tuple[tuple[str, float], ...]
    oos_score: float


def read(text: str, weights: Weights, lexicon: Lexicon) -> Reading:
    """Read one message."""
    row = weights.space.rows([features(text, lexicon, weights.known)])
    values = weights.coefficients[:, row.indices] @ row.data + weights.intercepts
    chances = 1 / (1 + np.exp(-values))
    outside = weights.intents.index(OUT_OF_SCOPE)
    score = float(1 / (1 + np.exp(-(weights.slope * values[outside] + weights.offset))))
    chances[outside] = 0.0
    chances *= (1 - score) / max(float(chances.sum()), 1e-9)
    chances[outside] = score
    shares = {name: float(share) for name, share in zip(weights.intents, chances, strict=True)}
    chosen = OUT_OF_SCOPE if score >= _LINE else _inside(shares)
    others = sorted((name for name in shares if name != chosen), key=lambda name: -shares[name])
    return Reading(
        ranking=tuple((name, shares[name]) for name in (chosen, *others)), oos_score=score
    )


def _inside(shares: dict[str, float]) -> str:
    inside = {name: share for name, share in shares.items() if name != OUT_OF_SCOPE}
    likeliest = max(inside, key=lambda name: inside[name])
    family = [name for name in _FAMILY if name in inside]
    if family and sum(inside[name] for name in family) >= inside[likeliest]:
        return max(family, key=lambda name: inside[name])
    return likeliest
