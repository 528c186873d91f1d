"""One whole evaluation: every set heard and scored, and the results in one value."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.evaluation import latency
from bot.evaluation.calibration import Calibration, calibration
from bot.evaluation.counting import Agreement, Heard
from bot.evaluation.disclosures import (
    DisclosureScores,
    Scored,
    disclosure_scores,
    main_key,
    slices,
    weakest,
)
from bot.evaluation.intents import IntentScores, confusions, intent_scores
from bot.evaluation.keywords import Keywords
from bot.evaluation.labels import Message, Told, messages
from bot.evaluation.latency import Latency, latencies
from bot.evaluation.needs import Needs
from bot.evaluation.steps import Step, added, taken_away
from bot.evaluation.trained import TrainedModel
from bot.understanding.pipeline import LANGUAGE, VOCABULARY, Ear
from bot.understanding.vocabulary import load_vocabulary

# Any fixed day will do: none of the labels depends on it.
_HEARD_ON = date(2026, 11, 2)


@dataclass(frozen=True)
class Sets:
    """The labelled files by name.

    `tuned` ones were looked at while hearing was built; the `unseen` were labelled before anything
    was scored on them. The intents of `tuned` ones are coarse and count for nothing.
    """

    tuned: Mapping[str, tuple[Message, ...]]
    unseen: Mapping[str, tuple[Message, ...]]
    only_intents: Mapping[str, tuple[Message, ...]]

    @classmethod
    def of(cls, folder: Path) -> "Sets":
        """Read the labelled files of a folder.

        Raises:
            LabelsInvalid: where one cannot be used.
        """
        return cls(
            tuned={
                "chat": messages(folder / "chat_messages.jsonl"),
                "forum": messages(folder / "forum_messages.jsonl"),
            },
            unseen={
                path.stem.replace("_", " "): messages(path)
                for path in sorted(folder.glob("holdout_*.jsonl"))
            },
            only_intents={"intents": messages(folder / "intent_messages.jsonl")},
        )

    def telling(self) -> dict[str, tuple[Message, ...]]:
        """Give the sets whose disclosures are labelled."""
        return {**self.tuned, **self.unseen}

    def wanting(self) -> dict[str, tuple[Message, ...]]:
        """Give the sets whose intents are labelled."""
        labelled = {
            name: group
            for name, group in self.unseen.items()
            if all(message.intent for message in group)
        }
        return {**self.only_intents, **labelled}


@dataclass(frozen=True)
class Results:
    """Everything the page tells; mappings are by set unless said otherwise."""

    sizes: Mapping[str, int]
    disclosures: Mapping[str, DisclosureScores]
    keywords: Mapping[str, DisclosureScores]
    slices: Mapping[str, Mapping[str, Agreement]]
    weakest: Sequence[tuple[str, float, int]]
    calibrations: Mapping[str, Calibration]
    intents: Mapping[str, IntentScores]
    confusions: Counter[tuple[str, str]]
    latencies: Mapping[str, Latency]
    bad_inputs: Mapping[str, float]
    load_seconds: float
    added: Sequence[Step]
    taken_away: Sequence[Step]


def results(folder: Path, model: TrainedModel) -> Results:
    """Hear, read and score every labelled message below a folder."""
    sets = Sets.of(folder)
    hearing = _Hearing()
    keywords = Keywords.of(VOCABULARY)
    ear = hearing.ear(frozenset())
    heard = {name: hearing.scored(group, ear) for name, group in sets.telling().items()}
    unseen = _together(heard, sets.unseen)
    intents = {name: model.answers(group) for name, group in sets.wanting().items()}
    texts = [message.text for group in sets.telling().values() for message in group]

    def score(without: frozenset[str]) -> dict[str, DisclosureScores]:
        return hearing.scores(sets, without)

    return Results(
        sizes={name: len(group) for name, group in {**sets.telling(), **sets.wanting()}.items()},
        disclosures={name: disclosure_scores(one, hearing.needs) for name, one in heard.items()},
        keywords={
            name: disclosure_scores(_looked_up(group, keywords), hearing.needs)
            for name, group in sets.telling().items()
        },
        slices={
            "tuned": slices(_together(heard, sets.tuned), hearing.needs),
            "unseen": slices(unseen, hearing.needs),
        },
        weakest=weakest(unseen, hearing.needs),
        calibrations={
            name: calibration(_together(heard, part), main_key(hearing.needs))
            for name, part in (("tuned", sets.tuned), ("unseen", sets.unseen))
        },
        intents={name: intent_scores(answers) for name, answers in intents.items()},
        confusions=confusions([answer for answers in intents.values() for answer in answers]),
        latencies=latencies(
            {"keyword look-up": keywords.hear, "the ear": ear, "the whole model": model.parse},
            texts,
        ),
        bad_inputs={
            name: max(latency.milliseconds(model.parse, text) for _ in range(3))
            for name, text in latency.BAD_INPUT.items()
        },
        load_seconds=model.load_seconds,
        added=tuple(added(score)),
        taken_away=tuple(taken_away(score)),
    )


class _Hearing:
    """The ear with some of its steps, over whole sets."""

    def __init__(self) -> None:
        self.needs = Needs.of(VOCABULARY)
        self._vocabulary = load_vocabulary(VOCABULARY, LANGUAGE)

    def ear(self, without: frozenset[str]) -> Callable[[str], Heard]:
        """Give a listener that leaves some steps out."""
        ear = Ear(self._vocabulary, without)
        return lambda text: _heard(ear, text)

    def scored(self, group: Sequence[Message], listen: Callable[[str], Heard]) -> Scored:
        """Hear one set."""
        return Scored.of(group, [listen(message.text) for message in group])

    def scores(self, sets: Sets, without: frozenset[str]) -> dict[str, DisclosureScores]:
        """Score what was tuned on and what was not, each as one set."""
        listen = self.ear(without)
        parts = {"tuned": sets.tuned, "unseen": sets.unseen}
        return {
            name: disclosure_scores(
                self.scored([one for group in part.values() for one in group], listen), self.needs
            )
            for name, part in parts.items()
        }


def _heard(ear: Ear, text: str) -> tuple[Told, ...]:
    return tuple(
        Told(
            type=one.type,
            value=one.value,
            polarity=one.polarity,
            holder=one.holder,
            time=one.time,
            severity=one.severity,
            area=one.area,
            span=one.span,
            confidence=one.confidence,
        )
        for one in ear.understand(text, heard_on=_HEARD_ON).disclosures
    )


def _looked_up(group: Sequence[Message], keywords: Keywords) -> Scored:
    return Scored.of(group, [keywords.hear(message.text) for message in group])


def _together(heard: Mapping[str, Scored], names: Mapping[str, object]) -> Scored:
    chosen = [heard[name] for name in names]
    return Scored(
        tuple(message for one in chosen for message in one.messages),
        tuple(got for one in chosen for got in one.heard),
    )
