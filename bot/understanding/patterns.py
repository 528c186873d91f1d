"""The language phrases are written in, and the search for all of them in one pass.

A phrase is words with spaces between. `a|b` is a choice, `word?` may be missing, `=word` allows
neither inflection nor typo, `<area>` is any phrase of the class `area` (`<number>` any number), and
`*3` is a gap of up to three words. A phrase never runs over punctuation; hyphens are spaces.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.understanding.words import Kind, Word, bases, plain

_SHORTEST_JOINED = 6
# `<number>` is a word that every number carries; all other names in angles are classes.
_CLASS = re.compile(r"<(?!number>)[a-z_]+>")
# A phrase that has one of these has the other.
_ARTICLES = frozenset({"a", "an"})
_HYPHENS = re.compile(r"(?<=\w)[-\u2010-\u2013/](?=\w)")
# A gap never walks over these: what stands behind them is another thought.
_GAP_STOPS = frozenset(
    {"but", "however", "although", "though", "except", "don't", "doesn't", "isn't", "aren't"}
)


@dataclass(frozen=True)
class Part:
    """One step of a phrase: a choice of words and classes of phrases, or a gap of some width."""

    exact: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    classes: tuple[str, ...] = ()
    gap: int = 0
    optional: bool = False
    # Whether it takes one word and nothing else will do; most steps are such.
    plain: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "plain", not (self.classes or self.gap or self.optional))


@dataclass(frozen=True)
class Phrase:
    """One phrase and the key of what it names, such as `trait:concern:acne` or `cue:deny`."""

    key: str
    source: str
    parts: tuple[Part, ...]
    idiom: bool
    # The steps behind the first that no reading of the phrase goes without.
    needs: tuple[Part, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        needs = tuple(part for part in self.parts[1:] if not (part.gap or part.optional))
        object.__setattr__(self, "needs", needs)


@dataclass(frozen=True)
class Hit:
    """A phrase found at words [start, end)."""

    key: str
    start: int
    end: int
    phrase: Phrase
    corrected: bool


def parse(key: str, source: str, *, idiom: bool) -> Phrase:
    """Read one phrase.

    Raises:
        ValueError: where it is empty or begins or ends with a gap.
    """
    pieces = _HYPHENS.sub(" ", source).split()
    parts = tuple(part for piece in pieces for part in _parts(piece))
    if not parts or parts[0].gap or parts[-1].gap:
        message = f"a phrase needs words at both ends: {source!r}"
        raise ValueError(message)
    return Phrase(key=key, source=source, parts=parts, idiom=idiom)


def _parts(piece: str) -> list[Part]:
    """The steps a piece stands for: degrees come in pairs (a bit more, so very)."""
    part = _part(piece)
    return (
        [part, part] if part.optional and part.classes == ("adverb",) and not part.exact else [part]
    )


def _part(piece: str) -> Part:
    optional = piece.endswith("?") and len(piece) > 1
    bare = piece[:-1] if optional else piece
    if bare.startswith("*"):
        return Part(gap=int(bare[1:] or 2))
    choices = [plain(choice.rstrip("?") or choice) for choice in bare.split("|")]
    named = [choice[1:-1] for choice in choices if _CLASS.fullmatch(choice)]
    literal = [choice for choice in choices if not _CLASS.fullmatch(choice)]
    exact = frozenset(choice.lstrip("=") for choice in literal)
    exact |= _ARTICLES if exact & _ARTICLES else frozenset()
    loose = [bases(choice) for choice in literal if choice[:1] not in {"=", "<"}]
    return Part(
        exact=exact, forms=frozenset().union(*loose), classes=tuple(named), optional=optional
    )


def _joined(phrase: Phrase) -> Phrase | None:
    """The phrase as people write it without the spaces: darkcircles, fragrancefree."""
    simple = all(len(part.exact) == 1 and part.forms and not part.optional for part in phrase.parts)
    glued = "".join(next(iter(part.exact)) for part in phrase.parts) if simple else ""
    if len(phrase.parts) == 1 or len(glued) < _SHORTEST_JOINED or not glued.isalpha():
        return None
    part = Part(exact=frozenset({glued}), forms=bases(glued))
    return Phrase(key=phrase.key, source=phrase.source, parts=(part,), idiom=phrase.idiom)


def _openings(phrase: Phrase) -> Iterator[Phrase]:
    """The phrase once for each part it can begin with, so that every opening is certain."""
    parts = phrase.parts
    while parts:
        yield Phrase(key=phrase.key, source=phrase.source, parts=parts, idiom=phrase.idiom)
        if not parts[0].optional:
            return
        parts = parts[1:]


class Patterns:
    """All phrases of a product, found together.

    Args:
        phrases: what is looked for.
        classes: for each class name, its members as plain phrases.
    """

    def __init__(self, phrases: Iterable[Phrase], classes: Mapping[str, Sequence[str]]) -> None:
        self._by_word: dict[str, list[Phrase]] = defaultdict(list)
        self._by_class: dict[str, list[Phrase]] = defaultdict(list)
        self._members: dict[str, list[Phrase]] = defaultdict(list)
        self._class_words: dict[str, set[str]] = {}
        for name, members in classes.items():
            for member in members:
                self._file_member(parse(name, member, idiom=False))
        for phrase in phrases:
            glued = _joined(phrase)
            for opening in (*_openings(phrase), *([glued] if glued else [])):
                self._file(opening)

    def words(self) -> set[str]:
        """Every word that some phrase asks for, which spelling may then guess at."""
        found: set[str] = set()
        for filed in (*self._by_word.values(), *self._members.values(), *self._by_class.values()):
            for phrase in filed:
                for part in phrase.parts:
                    found |= part.exact
        return found

    def _file(self, phrase: Phrase) -> None:
        first = phrase.parts[0]
        for name in first.classes:
            self._by_class[name].append(phrase)
        for word in first.exact | first.forms:
            self._by_word[word].append(phrase)

    def _file_member(self, phrase: Phrase) -> None:
        for member in (phrase, _joined(phrase)):
            if member is not None:
                first = member.parts[0]
                for word in first.exact | first.forms:
                    self._members[word].append(member)

    def search(self, words: Sequence[Word]) -> list[Hit]:
        """Every phrase in the words, the longest of each key at each place."""
        return _Search(words, self).hits()


class _Search:
    """One message being searched; remembers where the members of classes stand."""

    def __init__(self, words: Sequence[Word], patterns: Patterns) -> None:
        self._words = words
        self._patterns = patterns
        self._classes: dict[tuple[str, int], list[int]] = defaultdict(list)
        self._named: set[str] = set()
        self._forms: set[str] = set()
        for word in words:
            self._forms |= word.exact
            self._forms |= word.forms

    def hits(self) -> list[Hit]:
        for hit in self._found(self._patterns._members, None):  # noqa: SLF001 - its own other half
            self._classes[hit.key, hit.start].append(hit.end)
            self._named.add(hit.key)
        for ends in self._classes.values():
            ends.sort(reverse=True)
        filed = self._patterns._by_class  # noqa: SLF001 - as above
        possible = {name: self._possible(filed.get(name, ())) for name in self._named}
        by_class: dict[int, list[Phrase]] = defaultdict(list)
        for name, start in self._classes:
            by_class[start] += possible[name]
        return self._found(self._patterns._by_word, by_class)  # noqa: SLF001 - as above

    def _found(
        self, index: Mapping[str, list[Phrase]], by_class: Mapping[int, list[Phrase]] | None
    ) -> list[Hit]:
        best: dict[tuple[str, int], Hit] = {}
        opened: dict[tuple[frozenset[str], frozenset[str]], dict[int, Phrase]] = {}
        for start, word in enumerate(self._words):
            spelt = (word.exact, word.forms)
            if spelt not in opened:
                opened[spelt] = self._opened(index, word)
            candidates = opened[spelt]
            if by_class is not None and start in by_class:
                candidates = candidates | {id(phrase): phrase for phrase in by_class[start]}
            for phrase in candidates.values():
                end = self._end(phrase.parts, 0, start)
                if end > start:
                    hit = self._hit(phrase, start, end)
                    known = best.get((phrase.key, start))
                    if known is None or (hit.end, not hit.corrected) > (
                        known.end,
                        not known.corrected,
                    ):
                        best[phrase.key, start] = hit
        return sorted(best.values(), key=lambda hit: (hit.start, -hit.end))

    def _opened(self, index: Mapping[str, list[Phrase]], word: Word) -> dict[int, Phrase]:
        """The phrases that a word may open and whose other words stand in the message."""
        # As typed first, then its bases: of two readings equally long the first found stays.
        forms = (*sorted(word.exact), *sorted(word.forms - word.exact))
        return {id(p): p for form in forms for p in self._possible(index.get(form, ()))}

    def _possible(self, phrases: Iterable[Phrase]) -> list[Phrase]:
        """Those of the phrases for which the message, anywhere, has all that they need."""
        return [phrase for phrase in phrases if all(map(self._at_hand, phrase.needs))]

    def _at_hand(self, part: Part) -> bool:
        if not (self._forms.isdisjoint(part.exact) and self._forms.isdisjoint(part.forms)):
            return True
        return not self._named.isdisjoint(part.classes)

    def _hit(self, phrase: Phrase, start: int, end: int) -> Hit:
        corrected = any(word.corrected for word in self._words[start:end])
        return Hit(key=phrase.key, start=start, end=end, phrase=phrase, corrected=corrected)

    def _end(self, parts: tuple[Part, ...], at: int, place: int) -> int:
        """Where the rest of a phrase ends when it goes on at `place`; 0 where it does not."""
        while at < len(parts) and parts[at].plain:
            if place >= len(self._words) or not _fits(parts[at], self._words[place]):
                return 0
            at, place = at + 1, place + 1
        if at == len(parts):
            return place
        part = parts[at]
        longest = self._end(parts, at + 1, place) if part.optional else 0
        for after in self._steps(part, place):
            longest = max(longest, self._end(parts, at + 1, after))
        return longest

    def _steps(self, part: Part, place: int) -> Iterator[int]:
        if part.gap:
            yield from self._gap(part.gap, place)
            return
        for name in part.classes:
            yield from self._classes.get((name, place), ())
        if place < len(self._words) and _fits(part, self._words[place]):
            yield place + 1

    def _gap(self, width: int, place: int) -> Iterator[int]:
        for after in range(place, min(place + width, len(self._words)) + 1):
            yield after
            if after < len(self._words) and not _passable(self._words[after]):
                return


def _passable(word: Word) -> bool:
    return word.kind is not Kind.MARK and word.lower not in _GAP_STOPS


def _fits(part: Part, word: Word) -> bool:
    return not (part.exact.isdisjoint(word.exact) and part.forms.isdisjoint(word.forms))
