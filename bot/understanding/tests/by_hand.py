"""A hearing put together by hand, so that one step can be seen alone."""

import re

from bot.tagger.tagging import Tagged
from bot.understanding.hearing import Hearing, Mention
from bot.understanding.words import Kind, Word


def hearing(text: str, *mentions: Mention, tagged: Tagged | None = None) -> Hearing:
    """Words parted by spaces, and these mentions in them."""
    words = tuple(
        Word(
            start=found.start(),
            end=found.end(),
            lower=found[0].lower(),
            kind=Kind.WORD if found[0].isalnum() else Kind.MARK,
            exact=frozenset({found[0].lower()}),
            forms=frozenset(),
        )
        for found in re.finditer(r"\w+|[^\w\s]", text)
    )
    return Hearing(text=text, words=words, hits=(), mentions=mentions, tagged=tagged)
