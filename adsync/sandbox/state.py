"""What the stand-ins keep: lists with members, requests with their answers, scripted faults.

All of it is guarded by one lock, since two servers write here. With a file, the lists survive a
restart.
"""

import json
import threading
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from kit.clock import Clock, moment_of

PLATFORMS = ("meta", "google")
KEPT_REQUESTS = 500
SHOWN_ROWS = 20
_FIRST_ID = 900_000_000_001

Answer = int | str
"""A scripted answer: an HTTP status, `ok`, `lost` (done, then no answer), `processing`, or the
platform's own code (`80003`, `100/1713230`, `TERMS_AND_CONDITIONS_NOT_SIGNED`)."""


@dataclass(slots=True)
class Member:
    """One person on a list, known by any of these digests."""

    keys: frozenset[str]
    since: str


@dataclass(slots=True)
class SandboxList:
    """One list of one account."""

    id: str
    platform: str
    account: str
    name: str
    code: str = ""
    flagged: bool = False
    _by_key: dict[str, Member] = field(default_factory=dict)

    @property
    def members(self) -> list[Member]:
        """Everybody on the list, longest there first."""
        once = {id(one): one for one in self._by_key.values()}
        return sorted(once.values(), key=lambda one: (one.since, min(one.keys)))

    def add(self, keys: frozenset[str], at: str) -> None:
        """Take a person on; one who shares a digest with a member is that member."""
        touched = [self._by_key[key] for key in keys if key in self._by_key]
        member = Member(
            keys.union(*(one.keys for one in touched)),
            min((one.since for one in touched), default=at),
        )
        self._by_key.update(dict.fromkeys(member.keys, member))

    def remove(self, keys: frozenset[str]) -> None:
        """Take off everybody who has one of these digests."""
        for key in keys:
            if (member := self._by_key.get(key)) is not None:
                for own in member.keys:
                    del self._by_key[own]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One request as it arrived, and what was answered."""

    at: str
    platform: str
    operation: str
    list_id: str
    rows: int
    sample: Sequence[Any]
    answer: str


class SandboxState:
    """Everything the stand-ins know."""

    def __init__(self, clock: Clock, file: Path | None = None) -> None:
        """Begin empty, or where the last one with this file ended."""
        self.lock = threading.RLock()
        self.lists: dict[str, SandboxList] = {}
        self.arrivals: deque[Arrival] = deque(maxlen=KEPT_REQUESTS)
        self.terms: dict[str, bool] = dict.fromkeys(PLATFORMS, True)
        self.statuses: dict[str, Any] = {}
        self._faults: dict[tuple[str, str], deque[Answer]] = defaultdict(deque)
        self._clock = clock
        self._file = file
        self._ids = count(_FIRST_ID)
        if file is not None and file.exists():
            self._read(file)

    def now(self) -> str:
        """Return this moment as ISO text to the second."""
        return self._clock().isoformat(timespec="seconds")

    def new_id(self) -> str:
        """Return an id no list or request had before."""
        return str(next(self._ids))

    def make_list(self, platform: str, account: str, name: str, code: str = "") -> SandboxList:
        """Keep a new list; that its name is free was the caller's to see."""
        made = SandboxList(self.new_id(), platform, account, name, code)
        self.lists[made.id] = made
        self.save()
        return made

    def lists_of(self, platform: str, account: str | None = None) -> list[SandboxList]:
        """Return the lists of a platform, or of one account of it, oldest first."""
        return [
            one
            for one in self.lists.values()
            if one.platform == platform and account in (None, one.account)
        ]

    def list_of(self, platform: str, list_id: str) -> SandboxList | None:
        """Return one list, or None where the platform has no such."""
        found = self.lists.get(list_id)
        return found if found is not None and found.platform == platform else None

    def lose(self, list_id: str) -> None:
        """Forget a list, as when somebody deletes it on the platform."""
        with self.lock:
            self.lists.pop(list_id, None)
            self.save()

    def script(self, platform: str, operation: str, answers: Iterable[Answer]) -> None:
        """Answer the coming requests of this operation so, in order, and then as usual."""
        with self.lock:
            self._faults[platform, operation].extend(answers)

    def next_answer(self, platform: str, operation: str) -> Answer:
        """Use up the next scripted answer; `ok` where none is left."""
        with self.lock:
            waiting = self._faults[platform, operation]
            return waiting.popleft() if waiting else "ok"

    def note(self, arrival: Arrival) -> None:
        """Remember a request for the page."""
        with self.lock:
            self.arrivals.appendleft(arrival)

    def clear(self) -> None:
        """Forget everything, scripted faults too."""
        with self.lock:
            self.lists.clear()
            self.arrivals.clear()
            self.statuses.clear()
            self._faults.clear()
            self.terms = dict.fromkeys(PLATFORMS, True)
            self.save()

    def as_json(self) -> dict[str, Any]:
        """Return the lists by platform: `members` as lists of digests, `since` likewise."""
        with self.lock:
            return {
                platform: [
                    {
                        "id": one.id,
                        "name": one.name,
                        "account": one.account,
                        "integration_code": one.code,
                        "members": [sorted(member.keys) for member in one.members],
                        "since": [member.since for member in one.members],
                    }
                    for one in self.lists_of(platform)
                ]
                for platform in PLATFORMS
            }

    def save(self) -> None:
        """Write the lists to the file, whole or not at all."""
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._file.with_suffix(".new")
        beside.write_text(json.dumps({"lists": self.as_json(), "at": self.now()}))
        beside.replace(self._file)

    def _read(self, file: Path) -> None:
        kept = json.loads(file.read_text())
        moment_of(kept["at"])  # a file of another make fails here, before anything is taken from it
        for platform, lists in kept["lists"].items():
            for one in lists:
                kept_list = SandboxList(
                    id=one["id"],
                    platform=platform,
                    account=one["account"],
                    name=one["name"],
                    code=one["integration_code"],
                )
                for keys, since in zip(one["members"], one["since"], strict=True):
                    kept_list.add(frozenset(keys), since)
                self.lists[kept_list.id] = kept_list
        highest = max((int(list_id) for list_id in self.lists), default=_FIRST_ID - 1)
        self._ids = count(highest + 1)


def sampled(rows: Sequence[Any]) -> Sequence[Any]:
    """Return as many rows as a page should show."""
    return list(rows[:SHOWN_ROWS])
