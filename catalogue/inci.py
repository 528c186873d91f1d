"""Ingredient lists: from a label's text to names, and names that can be compared. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# A comma parts names, but not inside brackets and not in 1,2-Hexanediol.
_SPLIT = re.compile(r"[;•·]\s*|\n+|,(?!\d)\s*|(?<!\d),\s*")
_AMOUNT = re.compile(r"\(?\b\d+([.,]\d+)?\s*%\)?")
_HEADING = re.compile(
    r"^\s*(?:full\s+)?(?:ingredients|inci)(?:\s+list)?\s*(?:\(inci\))?\s*:\s*", re.IGNORECASE
)
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


def ingredients_of(text: str) -> tuple[str, ...]:
    """Return the names of an ingredient list as they stand on the label, each once, in order."""
    names: dict[str, None] = {}
    for part in _parts(_HEADING.sub("", text)):
        name = part.strip(" \t\r*†.")
        if any(letter.isalpha() for letter in name):
            names.setdefault(name)
    return tuple(names)


def _parts(text: str) -> Iterable[str]:
    """Split at separators that stand outside brackets."""
    start = depth = 0
    position = 0
    while position < len(text):
        letter = text[position]
        depth = max(0, depth + (letter in "([") - (letter in ")]"))
        if depth == 0 and (found := _SPLIT.match(text, position)):
            yield text[start:position]
            start = position = found.end()
        else:
            position += 1
    yield text[start:]


def plain(text: str) -> str:
    """Return lower-case words of plain letters and digits, with one space between them."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return _NOT_A_WORD.sub(" ", "".join(c for c in bare if not unicodedata.combining(c))).strip()


@lru_cache(maxsize=65536)
def forms_of(name: str) -> tuple[str, ...]:
    """Return the ways to write an ingredient's name that a pattern may match.

    `Parfum (Fragrance)` is also `parfum` and `fragrance`; `Aqua/Water` is also each of the two.
    """
    name = _AMOUNT.sub(" ", name)
    bare = _BRACKETS.sub(" ", name)
    written = [name, bare, *_BRACKETS.findall(name), *bare.split("/")]
    return tuple(dict.fromkeys(form for form in map(plain, written) if form))


def pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    """Return what matches any of `names` as a whole; a star stands for any letters."""
    choices = (r".*".join(_piece(piece) for piece in name.split("*")) for name in names)
    return re.compile("|".join(f"(?:{choice})" for choice in choices) or r"(?!)")


def _piece(text: str) -> str:
    """Escape a literal piece of a pattern and keep the spaces at its ends."""
    inner = plain(text)
    before, after = text[:1].isspace(), text[-1:].isspace()
    return " " * before + re.escape(inner) + " " * (after and bool(inner))
