"""How the command line speaks: results on standard output, everything else on standard error."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from kit.clock import Clock, clock_set_to, machine_clock, moment_of

# What reckons from now reaches a century back at most, and the calendar ends in the year 9999.
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
# Read by a program, a row is one line however long it is.
_WIDTH_OF_A_PIPE = 10_000


def _moment(text: str) -> datetime:
    try:
        moment = moment_of(text)
    except (ValueError, OverflowError):
        message = f"{text!r} is no moment: write it as 2026-01-31T12:00:00Z"
        raise typer.BadParameter(message) from None
    if not _EARLIEST <= moment <= _LATEST:
        message = f"{text!r} is not between {_EARLIEST.year} and {_LATEST.year}"
        raise typer.BadParameter(message)
    return moment


Json = Annotated[bool, typer.Option("--json", help="Print JSON in place of words.")]
Now = Annotated[
    datetime | None,
    typer.Option("--now", parser=_moment, help="Take this moment for now: 2026-01-31T12:00:00Z."),
]


def clock_at(now: datetime | None) -> Clock:
    """Return the machine's clock, or one that starts at `now`."""
    return machine_clock if now is None else clock_set_to(now)


def tell(text: str) -> None:
    """Say something to the person at the terminal, beside the result."""
    typer.echo(text, err=True)


def show(text: str) -> None:
    """Print a result in words."""
    typer.echo(text)


def show_json(document: object) -> None:
    """Print one JSON document on one line."""
    typer.echo(json.dumps(document, default=plain, ensure_ascii=False))


def show_table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    """Print rows in aligned columns."""
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*("–" if cell is None else str(cell) for cell in row))  # noqa: RUF001 - a dash for readers
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH_OF_A_PIPE)
    console.print(table)


def with_progress[T](items: Iterable[T], what: str) -> Iterator[T]:
    """Go through items with a progress bar on standard error, where a person watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from items
        return
    with Progress(console=console, transient=True) as progress:
        yield from progress.track(items, description=what)


def plain(value: Any) -> Any:  # noqa: ANN401 - anything that JSON does not know
    """Turn a value that JSON does not know into one it does.

    Raises:
        TypeError: for a value that has no plain form.
    """
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, frozenset | set):
        return sorted(value, key=str)
    message = f"{type(value).__name__} has no JSON form"
    raise TypeError(message)
