"""Moments and durations."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.clock import clock_set_to, duration_of, in_utc, moment_of
from kit.db import Instant, microseconds

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


def test_a_moment_is_read_as_it_is_written() -> None:
    assert moment_of("2026-01-31T12:00:00Z") == NOON
    assert moment_of("2026-01-31T14:00:00+02:00") == NOON
    assert moment_of("2026-01-31T12:00:00") == NOON


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("90d", timedelta(days=90)),
        ("12h", timedelta(hours=12)),
        ("30m", timedelta(minutes=30)),
        ("45s", timedelta(seconds=45)),
    ],
)
def test_durations(text: str, duration: timedelta) -> None:
    assert duration_of(text) == duration


@pytest.mark.parametrize("text", ["", "d", "90", "-3d", "1.5h", "٣d", "3 weeks"])
def test_a_wrong_duration_is_told_how_to_be_right(text: str) -> None:
    with pytest.raises(ValueError, match="such as 90d"):
        duration_of(text)


def test_a_set_clock_starts_where_it_is_told_and_goes_on() -> None:
    clock = clock_set_to(NOON)

    first, second = clock(), clock()

    assert NOON <= first <= second < NOON + timedelta(minutes=1)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_survives_the_database_to_the_microsecond(moment: datetime) -> None:
    kept = Instant().process_result_value(microseconds(moment), dialect=None)  # type: ignore[arg-type] # no dialect is asked

    assert kept == moment


def test_a_moment_without_a_zone_is_refused_where_it_would_be_kept() -> None:
    with pytest.raises(ValueError, match="time zone"):
        microseconds(datetime(2026, 1, 31, 12))  # noqa: DTZ001 - the mistake under test

    assert in_utc(datetime(2026, 1, 31, 12)) == NOON  # noqa: DTZ001 - the mistake under test
