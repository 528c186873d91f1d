"""A small world for ad sync: audiences and consents as values, a clock that is set by hand."""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.orm import Session

from adsync import preparing, sending, service, settling
from adsync.asking import Choice, ask
from adsync.destinations.base import Capabilities, Destination, Platform
from adsync.destinations.memory import MemoryDestination
from adsync.parts import Carried, Parts
from adsync.policy import VolumeGuard
from adsync.runs import OPEN_RUNS
from adsync.service import RunReport
from adsync.steps import Go, Wait
from kit.clock import machine_clock
from kit.db import reading, transaction

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
EVERYBODY = BitMap(range(1, 1000))
MOST_WAITS = 50


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class TwoKeys:
    email: str | None = None
    phone: str | None = None


@dataclass(slots=True)
class People:
    """Who is permitted, and by which keys; a subject without a line of its own has one e-mail."""

    permitted_now: BitMap = field(default_factory=lambda: BitMap(EVERYBODY))
    keys: dict[int, TwoKeys] = field(default_factory=dict)

    def permitted(self, session: Session, platform: str, now: datetime) -> BitMap:
        del session, platform, now
        return BitMap(self.permitted_now)

    def match_keys(self, session: Session, numbers: BitMap, platform: str) -> Mapping[int, TwoKeys]:
        del session
        return {
            one: self.keys.get(one, TwoKeys(email=digest(f"{platform} {one}"))) for one in numbers
        }


class World:
    """One audience, and every platform it is told of."""

    def __init__(self, engine: sa.Engine, *destinations: Destination) -> None:
        self.now = NOON
        self.people = People()
        self.memory = MemoryDestination()
        self.audience = Carried(id=uuid4(), name="Dry skin", platforms=("memory", "meta", "google"))
        self.audiences = [self.audience]
        chosen = destinations or (self.memory,)
        self.parts = Parts(
            engine=engine,
            destinations={one.platform: one for one in chosen},
            audiences=lambda _session: self.audiences,
            reach=self.people,
            clock=lambda: self.now,
            guard=VolumeGuard(floor=5, share=0.5),
        )

    @staticmethod
    def late() -> Capabilities:
        return Capabilities(
            max_rows=2,
            settles_at_once=False,
            names_refused_rows=False,
            first_check_after=timedelta(minutes=30),
        )

    def at_the_machines_pace(self) -> "World":
        self.parts = replace(self.parts, clock=machine_clock)
        return self

    def sets_the_clock_ahead(self, by: timedelta) -> "World":
        self.parts = replace(self.parts, clock=lambda: machine_clock() + by)
        return self

    def refreshes(self, refresh: Callable[[], None]) -> "World":
        self.parts = replace(self.parts, refresh=lambda _session, _now: refresh())
        return self

    def follows(self, run_id: UUID) -> RunReport:
        """Wait until a run that a worker carries is over."""
        ends = time.monotonic() + 30
        while (report := self.report(run_id)).state in OPEN_RUNS and time.monotonic() < ends:
            time.sleep(0.1)
        return report

    def sees(self, digests: set[str]) -> None:
        """Wait until the list holds exactly these."""
        ends = time.monotonic() + 30
        while self.on_list() != digests and time.monotonic() < ends:
            time.sleep(0.1)

    def has_members(self, *numbers: int, **changes: object) -> "World":
        """Change the audience: its members, and any other of its fields."""
        self.audience = replace(self.audience, members=BitMap(numbers), **changes)  # type: ignore[arg-type] # fields by name
        self.audiences = [self.audience]
        return self

    def withdraws(self, *numbers: int) -> "World":
        self.people.permitted_now -= BitMap(numbers)
        return self

    def asks(self, platform: Platform | None = None) -> list[UUID]:
        with transaction(self.parts.engine) as session:
            return ask(session, self.parts, Choice(platform=platform), "a test")

    def syncs(self, platform: Platform | None = None) -> RunReport:
        """Carry one run to its end, waiting by moving the clock."""
        [run_id] = self.asks(platform)
        return self.carries(run_id)

    def carries(self, run_id: UUID) -> RunReport:
        go = preparing.prepare(self.parts, run_id)
        while isinstance(go, Wait):
            self.waits(go)
            go = preparing.prepare(self.parts, run_id)
        for batch_id in go.batches if isinstance(go, Go) else ():
            while isinstance(answer := sending.send(self.parts, batch_id), Wait):
                self.waits(answer)
        sending.finish_sending(self.parts, run_id)
        return self.settles(run_id)

    def settles(self, run_id: UUID) -> RunReport:
        for _ in range(MOST_WAITS):
            answer = settling.settle(self.parts, run_id)
            if not isinstance(answer, Wait):
                break
            self.waits(answer)
        return self.report(run_id)

    def waits(self, answer: Wait) -> None:
        self.now += timedelta(seconds=answer.seconds)

    def report(self, run_id: UUID) -> RunReport:
        with reading(self.parts.engine) as session:
            return service.run_report(session, run_id, {self.audience.id: self.audience.name})

    def last_run(self) -> UUID | None:
        with reading(self.parts.engine) as session:
            return service.recent_runs(session, {}, 1)[0].run_id

    def where_is(self, number: int) -> dict[str, str]:
        with reading(self.parts.engine) as session:
            return dict(service.where_is(session, number).get(self.audience.id, ()))

    def release_all(self) -> None:
        with transaction(self.parts.engine) as session:
            for one in service.open_pauses(session, {}):
                service.release(session, one.id, "zoe", self.now)

    def on_list(self) -> set[str]:
        """Return every digest that the in-memory platform holds."""
        with reading(self.parts.engine) as session:
            lists = service.status(session, {})
        names = {one.neutral_name for one in lists}
        return {key for name in names for one in self.memory.members(name) for key in one}

    def expected(self, *numbers: int) -> set[str]:
        found = self.people.match_keys(None, BitMap(numbers), "memory")  # type: ignore[arg-type] # no database is asked
        return {key for one in found.values() for key in (one.email, one.phone) if key}
