"""Where one thought of a message ends and the next begins."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from enum import IntEnum

from bot.understanding.words import Kind, Word, word_set


class Break(IntEnum):
    """How strongly two words are parted; a stronger break stops more."""

    NONE = 0
    LIST = 1
    COMMA = 2
    CLAUSE = 3
    SENTENCE = 4


_SENTENCE_MARKS = frozenset(".!?;\n…¡¿")
_CLAUSE_MARKS = frozenset(":()\u2013\u2014•|*")
_CONTRASTS = word_set(
    "but however although though whereas while yet except because cause since unless if when"
)
_LISTS = word_set("and or nor plus & / y o et ou")
_SUBJECTS = word_set(
    "i i'm i've i'd i'll my she she's he he's they they're we we're it it's her his their there "
    "there's that's the this these you your"
)
_OPENERS = word_set("so then also plus which who where and or as")


class Breaks:
    """The breaks of one message: `after(i)` tells what stands between word i - 1 and word i."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._levels = [Break.NONE] * (len(words) + 1)
        for place, word in enumerate(words):
            level = _level(words, place)
            self._levels[place] = max(self._levels[place], level)
            if word.kind is Kind.MARK:
                self._levels[place + 1] = max(self._levels[place + 1], level)
        self._count = len(words)
        self._sentences = self._numbered(Break.SENTENCE)
        self._clauses = self._numbered(Break.CLAUSE)

    def between(self, left: int, right: int) -> Break:
        """The strongest break crossed on the way from the end `left` to the word `right`."""
        if left > right:
            left, right = right, left
        return max(self._levels[left : right + 1], default=Break.NONE)

    def at(self, place: int) -> Break:
        """What stands directly before word `place`."""
        return self._levels[place]

    def sentence(self, place: int) -> int:
        """The number of the sentence that holds word `place`."""
        return self._sentences[place]

    def clause(self, place: int) -> int:
        """The number of the clause that holds word `place`."""
        return self._clauses[place]

    def sentence_of(self, place: int) -> range:
        """The places of all words of the sentence that holds word `place`."""
        return self._alike(self._sentences, place)

    def clause_of(self, place: int) -> range:
        """The places of all words of the clause that holds word `place`."""
        return self._alike(self._clauses, place)

    def _alike(self, numbers: Sequence[int], place: int) -> range:
        number = numbers[place]
        return range(bisect_left(numbers, number), min(bisect_right(numbers, number), self._count))

    def _numbered(self, level: Break) -> list[int]:
        numbers, number = [], 0
        for broken in self._levels:
            number += broken >= level
            numbers.append(number)
        return numbers


def _level(words: Sequence[Word], place: int) -> Break:
    word = words[place]
    if word.kind is Kind.MARK:
        return _mark_level(words, place)
    following = words[place + 1].lower if place + 1 < len(words) else ""
    if word.lower in _CONTRASTS:
        return Break.CLAUSE
    if word.lower in _OPENERS and following in _SUBJECTS and place:
        return Break.CLAUSE
    return Break.LIST if word.lower in _LISTS else Break.NONE


def _mark_level(words: Sequence[Word], place: int) -> Break:
    sign = words[place].lower
    following = words[place + 1].lower if place + 1 < len(words) else ""
    if sign in _SENTENCE_MARKS:
        return Break.SENTENCE
    if sign in _CLAUSE_MARKS or sign == "-":
        return Break.CLAUSE
    if sign == ",":
        return Break.CLAUSE if following in _SUBJECTS else Break.COMMA
    if sign in {"/", "&", "+"}:
        return Break.LIST
    # An emoji or any other sign parts nothing by itself.
    return Break.NONE if sign in "'\"\u201c\u201d\u2018\u2019%$€£#@" else Break.COMMA
