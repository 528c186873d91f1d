"""What the parts of hearing hand to each other about one message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from bot.tagger.tagging import Tagged
from bot.understanding.clauses import Breaks
from bot.understanding.model import SELF
from bot.understanding.patterns import Hit
from bot.understanding.words import Word

# The types every vertical shares; any other that a vocabulary names says what somebody is like.
SHARED_TYPES = frozenset(
    {"concern", "goal", "attribute", "preference", "constraint", "product_interest", "budget"}
)
OWN = "own"


@dataclass(frozen=True)
class Mention:
    """One trait named in the message, at words [start, end), and what is known of it so far."""

    type: str
    value: str
    start: int
    end: int
    source: str = "word"
    corrected: bool = False
    polarity: str = "present"
    holder: str = SELF
    time: str = "current"
    severity: str | None = None
    area: str | None = None
    since: date | None = None
    confidence: float = 0.0
    # True where the words themselves settle polarity, so that no cue is asked.
    settled: bool = False
    # True where it is absent because it has stopped, not because it never was.
    ceased: bool = False
    # True where the words name what is not wanted (sticky), so that to deny them is to ask for it.
    complaint: bool = False
    # What the vocabulary marks its trait as: `state` follows from a state of the person, such as a
    # pregnancy; `occasion` is a day to get ready for.
    marks: frozenset[str] = frozenset()

    @property
    def trait(self) -> str:
        """The trait as `type:value`."""
        return f"{self.type}:{self.value}"

    @property
    def role(self) -> str:
        """Its type, or `own` where the type is the vertical's own: a skin type, a gait."""
        return self.type if self.type in SHARED_TYPES else OWN


@dataclass(frozen=True)
class Cue:
    """A wording of one kind (`polarity:deny`, `time:past`) at words [start, end)."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Hearing:
    """One message cut into words, with everything found in it."""

    text: str
    words: tuple[Word, ...]
    hits: tuple[Hit, ...]
    cues: tuple[Cue, ...] = ()
    mentions: tuple[Mention, ...] = field(default=())
    # What the trained tagger makes of the text, where there is one.
    tagged: Tagged | None = None

    @cached_property
    def breaks(self) -> Breaks:
        """Where its clauses end."""
        return Breaks(self.words)

    @cached_property
    def crowd(self) -> tuple[int, ...]:
        """For each word, how many mentions it stands in."""
        counts = [0] * len(self.words)
        for mention in self.mentions:
            for place in range(mention.start, mention.end):
                counts[place] += 1
        return tuple(counts)

    def of(self, kind: str) -> list[Cue]:
        """The cues of one kind, in order."""
        return list(self._cues_by_kind.get(kind, ()))

    def named(self, group: str) -> Iterator[tuple[str, Hit]]:
        """The names and hits of one group, such as `areas`."""
        yield from self._hits_by_group.get(group, ())

    @cached_property
    def _cues_by_kind(self) -> dict[str, list[Cue]]:
        kinds: dict[str, list[Cue]] = {}
        for cue in self.cues:
            kinds.setdefault(cue.kind, []).append(cue)
        return kinds

    @cached_property
    def _hits_by_group(self) -> dict[str, list[tuple[str, Hit]]]:
        groups: dict[str, list[tuple[str, Hit]]] = {}
        for hit in self.hits:
            group, _, name = hit.key.partition(":")
            groups.setdefault(group, []).append((name, hit))
        return groups

    def lower(self, start: int, end: int) -> list[str]:
        """The normal forms of words [start, end), kept inside the message."""
        return [word.lower for word in self.words[max(start, 0) : max(end, 0)]]

    def sentence(self, place: int) -> list[str]:
        """The normal forms of the words of the sentence that holds word `place`."""
        return [self.words[at].lower for at in self.breaks.sentence_of(place)]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters that words [start, end) cover."""
        return self.words[start].start, self.words[end - 1].end


def longest_apart(hits: Sequence[Hit]) -> list[Hit]:
    """Of hits that overlap only the longest; of equal ones the surest, then the first."""
    chosen: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=_strength):
        places = range(hit.start, hit.end)
        if taken.isdisjoint(places):
            chosen.append(hit)
            taken.update(places)
    return sorted(chosen, key=lambda hit: hit.start)


def _strength(hit: Hit) -> tuple[int, bool, bool, int]:
    return (hit.start - hit.end, hit.corrected, hit.phrase.idiom, hit.start)
