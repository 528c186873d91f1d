"""Durable work: runs as workflows that take up where a dead process left off, queues, a schedule.

DBOS remembers how far a run came, in tables of its own; what the platforms hold is the ledger's
alone, so losing DBOS's tables loses a place in a queue and nothing else. Long waits are delays in
a queue, never a sleeping thread.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from dbos import DBOS, DBOSClient, EnqueueOptions, SetEnqueueOptions, SetWorkflowID
from sqlalchemy.orm import Session

from adsync import preparing, sending, service, settling, steps, store
from adsync.asking import Choice, ask
from adsync.bench import APPLICATION, VERSION, Bench, config_of, engine_of, is_worked_at, locked
from adsync.destinations.base import Capabilities, Platform
from adsync.errors import WorkerElsewhere
from adsync.parts import Parts
from adsync.runs import OPEN_RUNS, RunState
from adsync.service import RunReport
from adsync.steps import Go, Over, Wait
from kit.db import reading, transaction
from kit.log import logger

_CARRY = "carry"
_SETTLE = "settle"
_SCHEDULED = "scheduled"
_SCHEDULE = "sync"
_SETTLING_QUEUE = "sync-settling"
_QUEUE_LOOK_SECONDS = 0.2
_FOLLOW_LOOK_SECONDS = 0.1
_PERIOD_SECONDS = 60
_SHORT_WAIT_SECONDS = 5.0
_AFTER_A_FAULT_SECONDS = 300.0
_MOST_TURNS = 1000
_log = logger(__name__)

Later = float | None
"""Seconds until a workflow is to go on, or None where it is through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When the worker syncs by itself: a cron expression and the time zone it is read in."""

    cron: str
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class _Workflows:
    """The workflows as DBOS knows them."""

    carry: Callable[[str, int], None]
    settle: Callable[[str, int], None]
    scheduled: Callable[[datetime, object], None]


@contextmanager
def working(parts: Parts, bench: Bench, schedule: Schedule | None = None) -> Iterator[_Workflows]:
    """Be the worker until the block ends: take up what was left, carry what is asked.

    Raises:
        WorkerElsewhere: where another process is the worker.
    """
    with locked(bench):
        engine = engine_of(bench)
        DBOS(config=config_of(engine))
        workflows = _register(parts)
        try:
            DBOS.launch()
            for platform, destination in parts.destinations.items():
                _open_queue(platform, destination.capabilities)
            DBOS.register_queue(_SETTLING_QUEUE, polling_interval_sec=_QUEUE_LOOK_SECONDS)
            _keep_schedule(schedule, workflows)
            _take_up(parts, workflows)
            yield workflows
        finally:
            DBOS.destroy(destroy_registry=True)
            engine.dispose()


def run_sync(
    parts: Parts,
    bench: Bench,
    choice: Choice,
    asked_by: str,
    patience: timedelta = timedelta(minutes=2),
) -> list[RunReport]:
    """Ask for runs and follow them; where no worker runs, be the worker meanwhile.

    A run that waits for a platform's late answer, or has not ended when patience does, is reported
    as it stands; the next worker goes on with it.

    Raises:
        NoDestination, ListNotFound: as asking for the runs does.
    """
    with transaction(parts.engine) as session:
        run_ids = ask(session, parts, choice, asked_by)
    ends = time.monotonic() + patience.total_seconds()
    while run_ids and not _follow(parts, run_ids, ends, lambda: False):
        try:
            with working(parts, bench) as workflows:
                _enqueue(parts, workflows.carry, run_ids)
                _follow(parts, run_ids, ends, lambda: True)
                break
        except WorkerElsewhere:
            # It may be the command of somebody else, which ends before it comes to our runs.
            _enqueue_elsewhere(parts, bench, run_ids)
            _follow(parts, run_ids, ends, lambda: is_worked_at(bench))
        if time.monotonic() >= ends:
            break
    return reports(parts, run_ids)


def request(parts: Parts, bench: Bench, choice: Choice, asked_by: str) -> list[UUID]:
    """Ask the worker elsewhere for runs and return at once, as a page's button does."""
    with transaction(parts.engine) as session:
        run_ids = ask(session, parts, choice, asked_by)
    _enqueue_elsewhere(parts, bench, run_ids)
    return run_ids


def reports(parts: Parts, run_ids: Sequence[UUID]) -> list[RunReport]:
    """Return runs as they stand."""
    with reading(parts.engine) as session:
        called = {one.id: one.name for one in parts.audiences(session)}
        return [service.run_report(session, one, called) for one in run_ids]


def _follow(
    parts: Parts, run_ids: Sequence[UUID], ends: float, going_on: Callable[[], bool]
) -> bool:
    """Look on until each run is over or only waits for a late answer; say whether that is so."""
    while True:
        with reading(parts.engine) as session:
            if all(_needs_no_waiting(session, parts, one) for one in run_ids):
                return True
        if time.monotonic() >= ends or not going_on():
            return False
        time.sleep(_FOLLOW_LOOK_SECONDS)


def _needs_no_waiting(session: Session, parts: Parts, run_id: UUID) -> bool:
    run, target = steps.run_and_list(session, run_id)
    if run.state == RunState.SETTLING:
        can = parts.destinations[Platform(target.platform)].capabilities
        return not can.settles_at_once
    return RunState(run.state) not in OPEN_RUNS


# --- the workflows ---------------------------------------------------------------------------


def _register(parts: Parts) -> _Workflows:
    """Tell DBOS the workflows; their names are what is written into its tables."""

    @DBOS.workflow(name=_SETTLE)
    def settle(run_id: str, turn: int) -> None:
        later = _settled(parts, UUID(run_id), turn)
        if later is not None:
            with SetWorkflowID(f"{run_id}-settle-{turn + 1}"), _delayed(later):
                DBOS.enqueue_workflow(_SETTLING_QUEUE, settle, run_id, turn + 1)

    @DBOS.workflow(name=_CARRY)
    def carry(run_id: str, turn: int) -> None:
        later = _guarded(parts, UUID(run_id))
        if later is None:
            _enqueue_settling(settle, run_id)
            return
        [(_, platform)] = _step("platform", lambda: _platforms(parts, [UUID(run_id)]))
        with SetWorkflowID(f"{run_id}-{turn + 1}"), _delayed(later):
            DBOS.enqueue_workflow(_queue(platform), carry, run_id, turn + 1)

    @DBOS.workflow(name=_SCHEDULED)
    def scheduled(at: datetime, _context: object) -> None:
        run_ids = _step(_SCHEDULED, lambda: _ask_all(parts, at))
        _enqueue(parts, carry, run_ids)

    return _Workflows(carry, settle, scheduled)


def _guarded(parts: Parts, run_id: UUID) -> Later:
    """A bug of ours must not leave a run open for ever: it is named by its kind and stopped."""
    try:
        return _carried(parts, run_id)
    except Exception as error:  # noqa: BLE001 - whatever it is, the run has to be closed
        kind = type(error).__name__
        _log.error("run_broke", run_id=str(run_id), kind=kind)
        _step("give_up", lambda: steps.give_up(parts, run_id, kind))
        return None


def _carried(parts: Parts, run_id: UUID) -> Later:
    go = _step("prepare", lambda: preparing.prepare(parts, run_id))
    while isinstance(go, Wait):
        if go.seconds > _SHORT_WAIT_SECONDS:
            return go.seconds
        DBOS.sleep(go.seconds)
        go = _step("prepare", lambda: preparing.prepare(parts, run_id))
    if isinstance(go, Go):
        for batch_id in go.batches:
            if later := _sent(parts, batch_id):
                return later
    _step("finish", lambda: sending.finish_sending(parts, run_id))
    return None


def _sent(parts: Parts, batch_id: UUID) -> Later:
    return _patiently(lambda: _step("send", lambda: sending.send(parts, batch_id)))


def _settled(parts: Parts, run_id: UUID, turn: int) -> Later:
    """A fault of ours while looking must not leave rows unsettled: the look is repeated."""
    try:
        return _patiently(lambda: _step(_SETTLE, lambda: settling.settle(parts, run_id)))
    except Exception as error:  # noqa: BLE001 - whatever it is, the rows are still to be settled
        _log.error("settling_broke", run_id=str(run_id), kind=type(error).__name__)
        return _AFTER_A_FAULT_SECONDS if turn < _MOST_TURNS else None


def _patiently(step: Callable[[], Wait | Over]) -> Later:
    """Repeat a step as often as it says to wait a little; a long wait is given back."""
    answer = step()
    while isinstance(answer, Wait):
        if answer.seconds > _SHORT_WAIT_SECONDS:
            return answer.seconds
        DBOS.sleep(answer.seconds)
        answer = step()
    return None


def _step[R](name: str, work: Callable[[], R]) -> R:
    return DBOS.run_step({"name": name}, work)


def _ask_all(parts: Parts, at: datetime) -> list[UUID]:
    _log.info("scheduled_sync", at=at.isoformat())
    with transaction(parts.engine) as session:
        parts.refresh(session, parts.clock())
    with transaction(parts.engine) as session:
        return ask(session, parts, Choice(), "the schedule")


# --- queues and schedule ---------------------------------------------------------------------


def _queue(platform: str) -> str:
    return f"sync-{platform}"


def _open_queue(platform: Platform, can: Capabilities) -> None:
    """One run at a time on each platform: two at once could undo one another's rows."""
    DBOS.register_queue(
        _queue(platform),
        global_concurrency=1,
        limiter={"limit": can.runs_per_minute, "period": _PERIOD_SECONDS},
        polling_interval_sec=_QUEUE_LOOK_SECONDS,
    )


def _keep_schedule(schedule: Schedule | None, workflows: _Workflows) -> None:
    """Replace the schedule by today's; who works for the length of one command leaves it alone."""
    if schedule is None:
        return
    if DBOS.get_schedule(_SCHEDULE) is not None:
        DBOS.delete_schedule(_SCHEDULE)
    DBOS.create_schedule(
        schedule_name=_SCHEDULE,
        workflow_fn=workflows.scheduled,
        schedule=schedule.cron,
        cron_timezone=schedule.time_zone,
    )


def _delayed(seconds: float) -> SetEnqueueOptions:
    return SetEnqueueOptions(delay_seconds=seconds)


def _platforms(parts: Parts, run_ids: Sequence[UUID]) -> list[tuple[str, str]]:
    with reading(parts.engine) as session:
        found = [steps.run_and_list(session, run_id) for run_id in run_ids]
        return [(str(run.id), target.platform) for run, target in found]


def _enqueue(parts: Parts, carry: Callable[[str, int], None], run_ids: Sequence[UUID]) -> None:
    for run_id, platform in _platforms(parts, run_ids):
        with SetWorkflowID(run_id):
            DBOS.enqueue_workflow(_queue(platform), carry, run_id, 1)


def _enqueue_settling(settle: Callable[[str, int], None], run_id: str) -> None:
    with SetWorkflowID(f"{run_id}-settle-1"):
        DBOS.enqueue_workflow(_SETTLING_QUEUE, settle, run_id, 1)


def _take_up(parts: Parts, workflows: _Workflows) -> None:
    """Enqueue whatever the ledger knows as unfinished; what DBOS has already is left as it is."""
    with reading(parts.engine) as session:
        to_carry, to_settle = store.unfinished(session, parts.destinations)
    _enqueue(parts, workflows.carry, to_carry)
    for run_id in to_settle:
        _enqueue_settling(workflows.settle, str(run_id))


def _enqueue_elsewhere(parts: Parts, bench: Bench, run_ids: Sequence[UUID]) -> None:
    engine = engine_of(bench)
    try:
        client = DBOSClient(system_database_engine=engine, application_name=APPLICATION)
        try:
            for run_id, platform in _platforms(parts, run_ids):
                client.enqueue(_errand(run_id, platform), run_id, 1)
        finally:
            client.destroy()
    except sa.exc.DBAPIError as error:
        # The other worker is only just making its tables; whoever asks comes round again.
        _log.warning("worker_not_ready", kind=type(error).__name__)
    finally:
        engine.dispose()


def _errand(run_id: str, platform: str) -> EnqueueOptions:
    return EnqueueOptions(
        queue_name=_queue(platform),
        workflow_name=_CARRY,
        workflow_id=run_id,
        app_version=VERSION,
    )
