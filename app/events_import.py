"""Tracking messages from a file: one JSON object a line, taken like those of a batch call."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TextIO

import orjson

from app.taking import Intake, Outcome, taken
from app.tracking import Message, Reason, Refused, message_of
from kit.db import transaction

LINES_AT_ONCE = 500
_FIRST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """One line that was not taken; `line` counts from 1."""

    line: int
    code: str
    message: str


@dataclass(slots=True, kw_only=True)
class Imported:
    """What became of the lines; `reasons` counts the refused ones by code and field."""

    taken: int = 0
    repeated: int = 0
    ignored: int = 0
    refused: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    first_refused: list[RefusedLine] = field(default_factory=list)


def import_events(intake: Intake, lines: Iterable[str], refused: TextIO | None = None) -> Imported:
    """Take lines, some hundreds to a transaction; one bad line sinks no other.

    Refused lines are written to `refused` as they came.
    """
    counts = Imported()
    numbered = enumerate(lines, start=1)
    while batch := list(islice(numbered, LINES_AT_ONCE)):
        now = intake.clock()
        with transaction(intake.engine) as session:
            for number, line in batch:
                if not line.strip():
                    continue
                try:
                    _count(counts, taken(session, _reader(line, now), intake, now).outcome)
                except Refused as error:
                    _count_refused(counts, number, error)
                    if refused is not None:
                        refused.write(line.rstrip("\n") + "\n")
    return counts


def _count(counts: Imported, outcome: Outcome) -> None:
    match outcome:
        case Outcome.TAKEN:
            counts.taken += 1
        case Outcome.REPEATED:
            counts.repeated += 1
        case Outcome.IGNORED:
            counts.ignored += 1


def _count_refused(counts: Imported, number: int, error: Refused) -> None:
    counts.refused += 1
    reason = f"{error.code}: {error.place}"
    counts.reasons[reason] = counts.reasons.get(reason, 0) + 1
    if len(counts.first_refused) < _FIRST:
        counts.first_refused.append(RefusedLine(line=number, code=error.code, message=str(error)))


def _reader(line: str, now: datetime) -> Callable[[], Message]:
    def read() -> Message:
        try:
            told = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise Refused(Reason.WRONG_TYPE, "line", f"it is no JSON: {error.msg}") from error
        return message_of(told, kind=None, sent_at=None, received=now, user_agent="")

    return read
