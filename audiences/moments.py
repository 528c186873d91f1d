"""The circumstances under which rules are evaluated, and the spans of time they come to. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from audiences.rules import Rule, Window
from audiences.shapes import Range
from audiences.stages import StageSettings

TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `since` (None: ever) until before `until`."""

    since: datetime | None
    until: datetime

    def __contains__(self, moment: datetime) -> bool:
        return (self.since is None or self.since <= moment) and moment < self.until


class Counted(StrEnum):
    """Whether what is told of a child counts; for a destination it never does."""

    EVERYBODY = "everybody"
    NO_CHILDREN = "no_children"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Under which circumstances rules are evaluated.

    `audiences` are the rules that others may refer to; `children` the holders that are children.
    """

    now: datetime
    stages: StageSettings
    audiences: Mapping[str, Rule]
    children: tuple[str, ...]
    counted: Counted = Counted.EVERYBODY

    @property
    def until_now(self) -> datetime:
        """The end of a span that includes now."""
        return self.now + TICK


def span_of(window: Window, now: datetime) -> Span:
    """Return when a window began and ended."""
    return Span(
        since=None if window.after is None else now - window.after,
        until=now + TICK if window.before is None else now - window.before,
    )


def cents(amount: Decimal | None) -> int | None:
    """Return an amount in cents; amounts of rules have two decimals at most."""
    return None if amount is None else int(amount * 100)


def recency_span(days: Range[int], now: datetime) -> Span:
    """Return when the last order must have been to be that many whole days ago."""
    since = None if days.at_most is None else now - (days.at_most + 1) * _DAY + TICK
    return Span(since=since, until=now + TICK - (days.at_least or 0) * _DAY)
