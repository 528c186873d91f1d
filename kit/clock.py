"""The one place that asks the machine for the time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]


def machine_clock() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the module the ban points to


def clock_set_to(moment: datetime) -> Clock:
    """Return a clock that starts at `moment` and goes on at the machine's pace.

    `--now` uses it: a story can be told an hour later without waiting for one.
    """
    ahead = in_utc(moment) - machine_clock()

    def now() -> datetime:
        return machine_clock() + ahead

    return now


def in_utc(moment: datetime) -> datetime:
    """Return `moment` in UTC; a moment without a zone is taken as UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def moment_of(text: str) -> datetime:
    """Read an ISO 8601 moment such as `2026-01-31T12:00:00Z`.

    Raises:
        ValueError: where `text` is no ISO moment.
    """
    return in_utc(datetime.fromisoformat(text))


_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def duration_of(text: str) -> timedelta:
    """Read a duration such as `90d`, `12h`, `30m` or `45s`.

    Raises:
        ValueError: where `text` is not a whole number with one of these units, or too large.
    """
    number, unit = text[:-1], text[-1:]
    if unit not in _UNITS or not number.isascii() or not number.isdigit():
        message = f"{text!r} is no duration: write a whole number and s, m, h or d, such as 90d"
        raise ValueError(message)
    try:
        return timedelta(**{_UNITS[unit]: int(number)})
    except OverflowError:
        message = f"{text!r} is longer than any calendar"
        raise ValueError(message) from None
