"""Fitting the scales that weigh the vocabulary's opinion and the tagger's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.evaluation.labels import Told
from bot.evaluation.needs import Needs
from bot.understanding.hearing import Hearing, Mention
from bot.understanding.model import SELF
from bot.understanding.pipeline import Ear
from bot.understanding.trained import Model, Row, Scales
from bot.understanding.weighing import Evidence

_STRENGTH = 0.3
# With which chance a mention stands; F1 on the messages it was fitted on is flat around it.
_LEAST = 0.5
_HEARD_ON = date(2026, 1, 1)

Message = Mapping[str, Any]


@dataclass
class _Rows:
    rows: list[Row] = field(default_factory=list)
    answers: list[bool] = field(default_factory=list)

    def add(self, row: Row, answer: bool) -> None:  # noqa: FBT001 - a pair of columns
        self.rows.append(row)
        self.answers.append(answer)

    def model(self) -> Model:
        fitted = LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=0)
        fitted.fit(np.array(self.rows), np.array(self.answers))
        weights = tuple(float(weight) for weight in fitted.coef_[0])
        return Model(weights=weights, bias=float(fitted.intercept_[0]))


def fit(
    messages: Sequence[Message], ear: Ear, siblings: Mapping[str, Sequence[str]], needs: Needs
) -> Scales:
    """Fit the scales; `ear` has a tagger and no scales yet.

    A mention counts as told where the labels tell its need, whatever polarity and holder they give
    it; those two are fitted on the mentions whose need the labels tell in one way only.

    Raises:
        ValueError: where the messages show one side of a question only, as none with a denial.
    """
    told, denied, others = _Rows(), _Rows(), _Rows()
    for message in messages:
        hearing = ear.hear(message["text"], heard_on=_HEARD_ON)
        for mention, labels in _compared(hearing, message, needs):
            evidence = Evidence(hearing, siblings, mention)
            told.add(evidence.told(), bool(labels))
            ways = {(label["polarity"], label["holder"] == SELF) for label in labels}
            if len(ways) == 1:
                polarity, own = ways.pop()
                denied.add(evidence.denied(), polarity == "absent")
                others.add(evidence.others(), not own)
    return Scales(told.model(), denied.model(), others.model(), _LEAST)


def _compared(
    hearing: Hearing, message: Message, needs: Needs
) -> Iterator[tuple[Mention, list[Message]]]:
    labels: dict[str, list[Message]] = {}
    for label in message["disclosures"]:
        labels.setdefault(_need(needs, label["type"], label["value"]), []).append(label)
    for mention in hearing.mentions:
        yield mention, labels.get(_need(needs, mention.type, mention.value), [])


def _need(needs: Needs, kind: str, value: str) -> str:
    return needs.of_trait(Told(type=kind, value=value))
