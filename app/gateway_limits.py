"""How fast one shopper, and one address, may talk: a bucket of tokens each, refilled by time."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

_NO_WAIT = timedelta()


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, and `per_minute` in the long run."""

    burst: int
    per_minute: float


class Buckets:
    """One bucket for each key, kept in memory for the `room` keys seen last."""

    def __init__(self, rate: Rate, room: int = 10_000) -> None:
        """Begin with every bucket full."""
        self._rate = rate
        self._room = room
        self._levels: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def take(self, key: str, now: datetime) -> timedelta:
        """Take one token; return no time where one was there, else how long until one will be."""
        level, since = self._levels.pop(key, (float(self._rate.burst), now))
        gained = (now - since).total_seconds() / 60 * self._rate.per_minute
        level = min(float(self._rate.burst), level + max(0.0, gained))
        granted = level >= 1
        self._levels[key] = (level - 1 if granted else level, max(now, since))
        if len(self._levels) > self._room:
            self._levels.popitem(last=False)
        if granted:
            return _NO_WAIT
        return timedelta(minutes=(1 - level) / self._rate.per_minute)
