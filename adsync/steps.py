"""What the steps of a run share: what a step may answer, and how a run is stopped."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from adsync import store
from adsync.errors import CallAPerson, PlatformError, RunNotFound, StopAndLook, TryLater
from adsync.parts import Parts
from adsync.runs import OPEN_RUNS, BatchState, RunState
from adsync.tables import SyncBatchRow, SyncListRow, SyncPauseRow, SyncRunRow
from kit.db import transaction
from kit.log import logger

MOST_ATTEMPTS = 6
_LONGEST_BACK_OFF = 64.0
_log = logger(__name__)


@dataclass(frozen=True, slots=True)
class Wait:
    """The platform asked to be left alone for so long; then the same step again."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Go:
    """The batches to send now, in order."""

    batches: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing more to do in this run."""


def try_again_or_stop(parts: Parts, run_id: UUID, error: PlatformError) -> Wait | Over:
    """Wait where the platform asks for it and patience is left; else stop the run for a person."""
    now = parts.clock()
    with transaction(parts.engine) as session:
        run, target = run_and_list(session, run_id)
        run.attempts += 1
        _log.warning(
            "platform_answered", run_id=str(run_id), kind=type(error).__name__, code=error.code
        )
        if isinstance(error, TryLater) and run.attempts < MOST_ATTEMPTS:
            _tell_why(session, run, error.reason)
            return Wait(_patience(error, run.attempts))
        store.drop_open_batches(session, run_id, error.reason)
        store.move_run(run, RunState.STOPPED, now, str(error))
        if not isinstance(error, TryLater):
            session.add(_pause(parts, target, error, now))
        return Over()


def _tell_why(session: Session, run: SyncRunRow, reason: str) -> None:
    """Let whoever looks on see what is waited for."""
    if run.state == RunState.ASKED:
        run.reason = reason
    for one in store.batches(session, run.id):
        if one.state == BatchState.SENDING:
            one.reason = reason


def _patience(error: TryLater, attempts: int) -> float:
    """Wait as long as was asked, doubling with each attempt where that was seconds only."""
    asked = error.after.total_seconds()
    return max(asked, min(asked * float(2 ** (attempts - 1)), _LONGEST_BACK_OFF))


def _pause(parts: Parts, target: SyncListRow, error: PlatformError, now: datetime) -> SyncPauseRow:
    """What concerns the account stops its platform; anything else stops this list alone."""
    return SyncPauseRow(
        id=parts.new_id(),
        platform=target.platform,
        list_id=None if isinstance(error, CallAPerson) else target.id,
        kind=type(error).__name__,
        reason=str(error),
        list_gone=isinstance(error, StopAndLook) and error.list_gone,
        since=now,
    )


def give_up(parts: Parts, run_id: UUID, fault: str) -> None:
    """Stop a run for a fault of our own, named by its kind alone; what was sent stays removable."""
    with transaction(parts.engine) as session:
        run, _ = run_and_list(session, run_id)
        reason = f"A fault of our own stopped this run: {fault}."
        if run.state in OPEN_RUNS:
            store.drop_open_batches(session, run_id, reason)
            store.move_run(run, RunState.STOPPED, parts.clock(), reason)


def run_and_list(session: Session, run_id: UUID) -> tuple[SyncRunRow, SyncListRow]:
    """Return a run with the list it is about.

    Raises:
        RunNotFound: where no run has this id.
    """
    run = session.get(SyncRunRow, run_id)
    if run is None:
        raise RunNotFound(str(run_id))
    return run, session.get_one(SyncListRow, run.list_id)


def batch_of(session: Session, batch_id: UUID) -> SyncBatchRow:
    """Return one batch."""
    return session.get_one(SyncBatchRow, batch_id)
