"""One whole evaluation: every set heard and scored, and the results in one value."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.evaluation import latency
from bot.evaluation.calibration import Calibration, calibration
from bot.evaluation.counting import Agreement
from bot.evaluation.disclosures import (
    DisclosureScores,
    Scored,
    disclosure_scores,
    main_key,
    slices,
    weakest,
)
from bot.evaluation.intents import IntentScores, confusions, intent_scores
from bot.evaluation.labels import Message, messages
from bot.evaluation.latency import Latency, latencies
from bot.evaluation.methods import BOTH, LOOKED_UP, RULES, Listen, listener, methods
from bot.evaluation.needs import Needs
from bot.evaluation.steps import Step, added, taken_away
from bot.evaluation.trained import TrainedModel
from bot.understanding.pipeline import LANGUAGE, VOCABULARY, Ear
from bot.understanding.trained import Trained
from bot.understanding.vocabulary import load_vocabulary

TUNED, UNSEEN = "tuned", "unseen"


@dataclass(frozen=True)
class Sets:
    """The labelled files by name.

    `tuned` ones were looked at while the rules were built; the `unseen` come from authors whose
    messages teach nothing and are opened by nobody. The intents of `tuned` ones are coarse and
    count for nothing.
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
    """Everything the page tells; mappings are by set unless said otherwise.

    `methods` is by way of hearing and then by set, those that were tuned on and those that were not
    also taken together as `tuned` and `unseen`. `added` and `taken_away` are of the rules alone.
    """

    sizes: Mapping[str, int]
    disclosures: Mapping[str, DisclosureScores]
    methods: Mapping[str, Mapping[str, DisclosureScores]]
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


def results(folder: Path, model: TrainedModel, trained: Trained) -> Results:
    """Hear, read and score every labelled message below a folder; `trained` has its scales."""
    sets = Sets.of(folder)
    hearing = _Hearing(sets, trained)
    heard = {name: hearing.groups(listen) for name, listen in hearing.methods.items()}
    by_method = {name: hearing.scores(groups) for name, groups in heard.items()}
    both = heard[BOTH]
    intents = {name: model.answers(group) for name, group in sets.wanting().items()}

    def score(without: frozenset[str]) -> dict[str, DisclosureScores]:
        return hearing.scores(hearing.groups(hearing.rules(without)), (TUNED, UNSEEN))

    return Results(
        sizes={name: len(group) for name, group in {**sets.telling(), **sets.wanting()}.items()},
        disclosures={name: by_method[BOTH][name] for name in sets.telling()},
        methods=by_method,
        slices={part: slices(both[part], hearing.needs) for part in (TUNED, UNSEEN)},
        weakest=weakest(both[UNSEEN], hearing.needs),
        calibrations={
            part: calibration(both[part], main_key(hearing.needs)) for part in (TUNED, UNSEEN)
        },
        intents={name: intent_scores(answers) for name, answers in intents.items()},
        confusions=confusions([answer for answers in intents.values() for answer in answers]),
        latencies=_latencies(sets, hearing, model),
        bad_inputs={
            name: max(latency.milliseconds(model.parse, text) for _ in range(3))
            for name, text in latency.BAD_INPUT.items()
        },
        load_seconds=model.load_seconds,
        added=tuple(added(score)),
        taken_away=tuple(taken_away(score)),
    )


class _Hearing:
    """Every way of hearing, over all sets whose disclosures are labelled."""

    def __init__(self, sets: Sets, trained: Trained) -> None:
        self.needs = Needs.of(VOCABULARY)
        self._sets = sets
        self._vocabulary = load_vocabulary(VOCABULARY, LANGUAGE)
        self.methods = methods(self._vocabulary, trained)

    def rules(self, without: frozenset[str]) -> Listen:
        """Give a listener by the rules alone that leaves some steps out."""
        return listener(Ear(self._vocabulary, without))

    def groups(self, listen: Listen) -> dict[str, Scored]:
        """Hear each set, and put together what was tuned on and what was not."""
        heard = {
            name: Scored.of(group, [listen(message.text) for message in group])
            for name, group in self._sets.telling().items()
        }
        return {
            **heard,
            TUNED: _together(heard, self._sets.tuned),
            UNSEEN: _together(heard, self._sets.unseen),
        }

    def scores(
        self, groups: Mapping[str, Scored], names: Sequence[str] = ()
    ) -> dict[str, DisclosureScores]:
        """Score the groups named, or all."""
        return {name: disclosure_scores(groups[name], self.needs) for name in names or groups}


def _latencies(sets: Sets, hearing: _Hearing, model: TrainedModel) -> dict[str, Latency]:
    texts = [message.text for group in sets.telling().values() for message in group]
    readers = {name: hearing.methods[name] for name in (LOOKED_UP, RULES, BOTH)}
    return latencies({**readers, "the whole model": model.parse}, texts)


def _together(heard: Mapping[str, Scored], names: Mapping[str, object]) -> Scored:
    chosen = [heard[name] for name in names]
    return Scored(
        tuple(message for one in chosen for message in one.messages),
        tuple(got for one in chosen for got in one.heard),
    )
