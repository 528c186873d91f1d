"""Rows of a delimited file, read a record at a time: encodings, delimiters, broken quotes."""

import codecs
import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from catalogue.errors import FeedUnreadable
from catalogue.model import Refused

_DELIMITERS = (",", "\t", ";", "|")
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CHUNK = 1 << 20
# Spreadsheets are zip files; any other file with so many NULs is no text either.
_ZIP = b"PK\x03\x04"
_MOST_NULS = 0.3
# A record longer than this has a quote that was opened by mistake.
_MOST_LINES = 1_000
# PostgreSQL keeps no NUL, and no label needs another control character.
_UNPRINTABLE = {code: None for code in range(32) if chr(code) not in "\t\n\r"}


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it begins on (from 1), and its cells by plain column name."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return a cell without the blanks around it; empty where the feed has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """An open file of rows: its column names in lower case, remarks, and the rows to come."""

    columns: tuple[str, ...]
    notes: tuple[str, ...]
    rows: Iterator[Row | Refused]


@contextmanager
def table_in(path: Path) -> Iterator[Table]:
    """Open a delimited file, whatever its encoding and delimiter.

    Raises:
        FeedUnreadable: where the file cannot be read or has no header.
    """
    encoding = encoding_of(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        first = file.readline()
        if not first.strip():
            message = f"{path} has no header: its first line must name the columns"
            raise FeedUnreadable(message)
        delimiter = max(_DELIMITERS, key=first.count)
        records = _Records(chain([first], file), delimiter)
        header = records.take()
        if header is None or isinstance(header, Refused):
            message = f"{path} has a header with broken quotes"
            raise FeedUnreadable(message)
        columns = tuple(name.strip().casefold() for name in header[1])
        yield Table(columns, _remarks(encoding, delimiter), _rows(records, columns))


def encoding_of(path: Path) -> str:
    """Return the encoding of a file: by its mark, else UTF-8, else Windows-1252.

    Raises:
        FeedUnreadable: where the file cannot be opened or is no text.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            start = file.read(_CHUNK)
            if mark := next((mark for mark in _BOMS if start.startswith(mark)), None):
                return _BOMS[mark]
            if start.startswith(_ZIP) or start.count(b"\0") > len(start) * _MOST_NULS:
                message = f"{path} is no text: save it as CSV (not as a spreadsheet) in UTF-8"
                raise FeedUnreadable(message)
            while start:
                decoder.decode(start)
                start = file.read(_CHUNK)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise FeedUnreadable(message) from error
    return "utf-8"


def _remarks(encoding: str, delimiter: str) -> tuple[str, ...]:
    notes = []
    if encoding == "cp1252":
        notes.append("the file is not UTF-8; it was read as Windows-1252, so look at its accents")
    if delimiter in ";|":
        notes.append(f"the columns are parted by {delimiter!r}, and were read that way")
    return tuple(notes)


def _rows(records: "_Records", columns: tuple[str, ...]) -> Iterator[Row | Refused]:
    while (record := records.take()) is not None:
        if isinstance(record, Refused):
            yield record
        elif len(record[1]) > len(columns):
            line, cells = record
            yield Refused(
                line,
                f"it has {len(cells)} cells and the header {len(columns)}: put cells that hold "
                "the delimiter in quotes",
            )
        elif any(cell.strip() for cell in record[1]):
            yield _row(*record, columns)


def _row(line: int, cells: list[str], columns: tuple[str, ...]) -> Row:
    named = zip(columns, cells, strict=False)
    return Row(line, {name: cell.translate(_UNPRINTABLE).strip() for name, cell in named if name})


class _Records:
    """The records of a file with the lines they begin on.

    Where quotes are broken, only the line that began them is lost: reading goes on with the next.
    """

    def __init__(self, lines: Iterable[str], delimiter: str) -> None:
        self._lines = iter(lines)
        self._delimiter = delimiter
        self._waiting: deque[str] = deque()
        self._line = 0

    def take(self) -> tuple[int, list[str]] | Refused | None:
        """Return the next record with its first line, a line that is lost, or None at the end."""
        taken: list[str] = []
        reader = csv.reader(self._feed(taken), delimiter=self._delimiter, strict=True)
        try:
            cells = next(reader, None)
        except csv.Error as error:
            self._waiting.extendleft(reversed(taken[1:]))
            self._line += 1
            return Refused(
                self._line, f"its quotes are broken ({error}): double a quote inside quotes"
            )
        self._line += len(taken)
        return None if cells is None else (self._line - len(taken) + 1, cells)

    def _feed(self, taken: list[str]) -> Iterator[str]:
        while len(taken) < _MOST_LINES:
            line = self._waiting.popleft() if self._waiting else next(self._lines, None)
            if line is None:
                return
            taken.append(line)
            yield line
