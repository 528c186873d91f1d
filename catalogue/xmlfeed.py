"""Items of an RSS or Atom product feed, read as the file streams by, with their lines."""

from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from catalogue.errors import FeedUnreadable

_CHUNK = 1 << 16
_ITEMS = {"item", "entry"}
# Google's details are boxed: section_name, attribute_name, attribute_value.
_BOXED = {"product_detail"}

Item = tuple[int, dict[str, list[str]]]


def items_of(path: Path) -> Iterator[Item]:
    """Yield each item's line and its fields, by name without a namespace.

    Raises:
        FeedUnreadable: where the XML is broken, naming the line: what follows a break is unknown,
            so a half-read feed must not replace a catalogue.
    """
    reader = _Items()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                reader.feed(chunk)
                yield from reader.ready()
            reader.close()
            yield from reader.ready()
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code]
        message = f"{path} is broken XML on line {error.lineno}: {reason}"
        raise FeedUnreadable(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise FeedUnreadable(message) from error
    if not reader.seen_items:
        message = f"{path} holds no item and no entry: is it an RSS or Atom product feed?"
        raise FeedUnreadable(message)


class _Items:
    """Gathers the items of a stream of XML; a document that declares entities is refused."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._entity
        self._parser.buffer_text = True
        self._ready: list[Item] = []
        self._item: Item | None = None
        self._path: list[str] = []
        self._words: list[str] = []
        self.seen_items = False

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)  # noqa: FBT003 - expat's own signature

    def close(self) -> None:
        self._parser.Parse(b"", True)  # noqa: FBT003 - expat's own signature

    def ready(self) -> list[Item]:
        items, self._ready = self._ready, []
        return items

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2].casefold()
        if self._item is None:
            if name in _ITEMS:
                self._item = (self._parser.CurrentLineNumber, {})
                self._path = []
                self.seen_items = True
            return
        self._path.append(name)
        self._words = [attributes["href"]] if name == "link" and "href" in attributes else []

    def _text(self, text: str) -> None:
        self._words.append(text)

    def _end(self, _name: str) -> None:
        if self._item is None:
            return
        if not self._path:
            self._ready.append(self._item)
            self._item = None
            return
        name = self._path.pop()
        words = "".join(self._words).strip()
        self._words = []
        fields = self._item[1]
        if self._path and self._path[-1] in _BOXED:
            self._detail(name, words)
        elif words and not self._path:
            fields.setdefault(name, []).append(words)

    def _detail(self, name: str, words: str) -> None:
        """Keep a boxed detail as `name:value`, as the delimited form of the feed writes it."""
        details = self._item[1].setdefault("product_detail", []) if self._item else []
        if name == "attribute_name":
            details.append(f"{words}:")
        elif name == "attribute_value" and details:
            details[-1] += words

    def _entity(self, *_declaration: object) -> NoReturn:
        message = "the feed declares XML entities, which no product feed needs"
        raise FeedUnreadable(message)
