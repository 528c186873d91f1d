"""The ways of hearing that are compared: a plain look-up, each reader alone, and both together."""

from collections.abc import Callable
from datetime import date

from bot.evaluation.counting import Heard
from bot.evaluation.keywords import Keywords
from bot.evaluation.labels import SELF, Told
from bot.tagger.tagging import Run, Tagged, Tagger
from bot.understanding.pipeline import VOCABULARY, Ear
from bot.understanding.trained import Trained
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.weighing import UNKNOWN_PERSON

LOOKED_UP = "keyword look-up"
RULES = "rules alone"
TAGGER = "tagger alone"
BOTH = "both readers"

Listen = Callable[[str], Heard]

_LIKELY = 0.5
# Any fixed day will do: none of the labels depends on it.
_HEARD_ON = date(2026, 11, 2)


def methods(vocabulary: Vocabulary, trained: Trained) -> dict[str, Listen]:
    """Give a listener for each way; `trained` has its scales."""
    return {
        LOOKED_UP: Keywords.of(VOCABULARY).hear,
        RULES: listener(Ear(vocabulary)),
        TAGGER: TaggerAlone(trained.tagger).hear,
        BOTH: listener(Ear(vocabulary, trained=trained)),
    }


def listener(ear: Ear) -> Listen:
    """Give a listener that answers in the shape of labels."""
    return lambda text: _heard(ear, text)


class TaggerAlone:
    """What the tagger hears by itself: every run that is likelier than not, with its attributes.

    What it only knows the kind of (something is avoided, some money is named) is left out, since
    a disclosure needs a value and the vocabulary alone could give it one.
    """

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger

    def hear(self, text: str) -> tuple[Told, ...]:
        """Give what is told in a message."""
        tagged = self._tagger.read(text)
        return tuple(
            _told(text, tagged, run)
            for run in tagged.runs(_LIKELY)
            if not run.tag.endswith(("_", ":"))
        )


def _told(text: str, tagged: Tagged, run: Run) -> Told:
    kind, value = run.tag.split(":", 1)
    likely = {
        name
        for name, chance in tagged.attributes(run.tag, run.start, run.end).items()
        if chance >= _LIKELY
    }
    return Told(
        type="preference" if kind == "attribute" else kind,
        value=value,
        polarity="absent" if "absent" in likely else "present",
        holder=UNKNOWN_PERSON if "other" in likely else SELF,
        time=next((time for time in ("past", "future") if time in likely), "current"),
        span=text[run.start : run.end],
        confidence=run.chance,
    )


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
