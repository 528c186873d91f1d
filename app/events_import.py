"""Tracking messages from a file: one JSON object a line, taken like those of a batch call."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import BinaryIO

import orjson

from app.taking import Intake, Outcome, Taken, taken
from app.tracking import Message, Reason, Refused, message_of
from kit.db import transaction

LINES_AT_ONCE = 500
_FIRST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """One line that was not taken; `line` counts from 1, `legal` lists what would have been."""

    line: int
    code: str
    message: str
    legal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusablePoint:
    """A contact point that could not be kept, in a line that was taken."""

    line: int
    kind: str
    reason: str


@dataclass(slots=True, kw_only=True)
class Imported:
    """What became of the lines; `reasons` counts the refused ones by code and field.

    Of `first_refused` and `unusable` only the first some are kept.
    """

    taken: int = 0
    repeated: int = 0
    ignored: int = 0
    refused: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    first_refused: list[RefusedLine] = field(default_factory=list)
    unusable: list[UnusablePoint] = field(default_factory=list)


def import_events(
    intake: Intake, lines: Iterable[bytes], refused: BinaryIO | None = None
) -> Imported:
    """Take lines, some hundreds to a transaction; one bad line sinks no other.

    Lines are bytes, since one that is no UTF-8 is refused like any other. Refused ones are written
    to `refused` as they came.
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
                    _count(counts, number, taken(session, _reader(line, now), intake, now))
                except Refused as error:
                    _count_refused(counts, number, error)
                    if refused is not None:
                        refused.write(line.rstrip(b"\n") + b"\n")
    return counts


def _count(counts: Imported, number: int, done: Taken) -> None:
    for point in done.unusable[: _FIRST - len(counts.unusable)]:
        counts.unusable.append(UnusablePoint(line=number, kind=point.kind, reason=point.reason))
    match done.outcome:
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
        counts.first_refused.append(
            RefusedLine(line=number, code=error.code, message=str(error), legal=error.legal)
        )


def _reader(line: bytes, now: datetime) -> Callable[[], Message]:
    def read() -> Message:
        try:
            told = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise Refused(Reason.WRONG_TYPE, "line", f"it is no JSON: {error.msg}") from error
        return message_of(told, kind=None, sent_at=None, received=now, user_agent="")

    return read
