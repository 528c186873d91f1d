"""The lexicon of the intent model: made from the vertical's vocabulary, kept inside the model."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.components.intent_words import Lexicon, plain, stem, tokens

_PERSON, _AREA = "<person>", "<area>"


def lexicon_of_files(vocabulary: Path, ordinary_words: Path) -> Lexicon:
    """Read the vocabulary of a vertical and a list of everyday words, one a line.

    Raises:
        OSError: where a file cannot be read.
    """
    known = yaml.safe_load(vocabulary.read_text(encoding="utf-8"))
    lines = ordinary_words.read_text(encoding="utf-8").splitlines()
    ordinary = {stem(plain(line.strip())) for line in lines if not line.startswith("#")}
    phrases: dict[tuple[str, ...], str] = {}
    for phrase, kind in _phrases(known):
        # The first kind wins: a vocabulary says the main meaning of a word first.
        phrases.setdefault(tokens(phrase), kind)
    phrases.pop((), None)
    return Lexicon(phrases, ordinary)


def _phrases(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, values in known["traits"].items():
        for entry in values.values():
            yield from _each(entry.get("words", ()), f"<{kind}>")
    for section, kind in (("holders", _PERSON), ("areas", _AREA)):
        for words in known.get(section, {}).values():
            yield from _each(words, kind)


def _each(words: Iterable[object], kind: str) -> Iterator[tuple[str, str]]:
    return ((str(word), kind) for word in words)


def as_data(lexicon: Lexicon) -> dict[str, Any]:
    """Give the lexicon as plain data for a file, in one order."""
    return {
        "phrases": sorted((" ".join(phrase), kind) for phrase, kind in lexicon.phrases.items()),
        "ordinary": sorted(lexicon.ordinary),
    }


def from_data(data: Mapping[str, Any]) -> Lexicon:
    """Make the lexicon again from what `as_data` gave."""
    phrases = {tuple(phrase.split(" ")): kind for phrase, kind in data["phrases"]}
    return Lexicon(phrases, data["ordinary"])
