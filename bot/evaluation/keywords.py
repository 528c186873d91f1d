"""The baseline: the vocabulary's plain phrases looked up, and nothing else."""

import re
from pathlib import Path

import yaml

from bot.evaluation.labels import Told

_PLAIN = re.compile(r"^[^\W\d_][\w' -]*$")


class Keywords:
    """Finds phrases as they are written; whatever is named counts as the shopper's own, today."""

    def __init__(self, phrases: dict[str, Told]) -> None:
        self._phrases = phrases
        longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
        self._anywhere = re.compile(
            r"\b(?:" + "|".join(re.escape(phrase) for phrase in longest_first) + r")\b"
        )

    @classmethod
    def of(cls, vocabulary: Path) -> "Keywords":
        """Read the phrases of a vocabulary file."""
        data = yaml.load(vocabulary.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return cls(
            {
                phrase.lower(): Told("preference" if type_ == "attribute" else type_, value)
                for type_, values in data["traits"].items()
                for value, entry in values.items()
                for phrase in entry.get("words", ())
                if _PLAIN.match(phrase)
            }
        )

    def hear(self, text: str) -> tuple[Told, ...]:
        """Give what the phrases in a message stand for."""
        found = self._anywhere.findall(text.lower())
        return tuple(dict.fromkeys(self._phrases[phrase] for phrase in found))
