"""Checking what became of the batches a platform took."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from adsync import store
from adsync.destinations.base import Destination, Operation, Outcome, Platform, Receipt
from adsync.errors import PlatformError, TryLater
from adsync.parts import Parts
from adsync.runs import BatchState, HeldState, RunState
from adsync.steps import Over, Wait, batch_of, run_and_list
from adsync.tables import SyncBatchRow
from kit.db import reading, transaction
from kit.log import logger

_SHORTEST_WAIT = 0.05
_log = logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A batch a platform took, whose rows' fate is open."""

    id: UUID
    receipt: Receipt
    sent_at: datetime
    due_at: datetime


def settle(parts: Parts, run_id: UUID) -> Wait | Over:
    """Check every batch whose time has come; wait until the next one's, or be over."""
    with reading(parts.engine) as session:
        _, target = run_and_list(session, run_id)
        destination = parts.destinations[Platform(target.platform)]
        waiting = _waiting(session, run_id)
    for one in waiting:
        if one.due_at <= parts.clock():
            _check(parts, destination, one)
    with transaction(parts.engine) as session:
        run, _ = run_and_list(session, run_id)
        if still := _waiting(session, run_id):
            left = min(one.due_at for one in still) - parts.clock()
            return Wait(max(left.total_seconds(), _SHORTEST_WAIT))
        if run.state == RunState.SETTLING:
            store.move_run(run, RunState.DONE, parts.clock())
    return Over()


def _waiting(session: Session, run_id: UUID) -> list[_Waiting]:
    return [
        _Waiting(id=one.id, receipt=_receipt(one), sent_at=one.sent_at, due_at=one.check_due_at)
        for one in store.batches(session, run_id)
        if one.state == BatchState.SENT and one.sent_at and one.check_due_at
    ]


def _check(parts: Parts, destination: Destination, batch: _Waiting) -> None:
    receipt, can = batch.receipt, destination.capabilities
    again = can.check_again_after
    try:
        outcome = destination.check(receipt) if receipt.taken else Outcome()
    except TryLater as error:
        outcome = Outcome(processing=receipt.taken)
        again = max(error.after, again)
    except PlatformError as error:
        outcome = Outcome(unresolved=receipt.taken - len(receipt.refused), refused=receipt.refused)
        _log.warning("check_failed", batch_id=str(batch.id), code=error.code)
    now = parts.clock()
    if outcome.processing and now - batch.sent_at > can.give_up_after:
        outcome = Outcome(unresolved=outcome.processing, refused=receipt.refused)
    with transaction(parts.engine) as session:
        row = batch_of(session, batch.id)
        if row.state != BatchState.SENT:
            return
        if outcome.processing:
            row.check_due_at = now + again
            return
        _note_outcome(session, row, outcome)


def _note_outcome(session: Session, batch: SyncBatchRow, outcome: Outcome) -> None:
    refusals: dict[str, int] = dict(outcome.unnamed)
    for reason in outcome.refused.values():
        refusals[reason] = refusals.get(reason, 0) + 1
    batch.settled = outcome.settled
    batch.unresolved = outcome.unresolved
    batch.refusals = refusals
    batch.rows = []
    if outcome.unresolved:
        store.move_batch(batch, BatchState.UNRESOLVED)
    else:
        store.move_batch(batch, BatchState.REFUSED if refusals else BatchState.SETTLED)
    if batch.operation == Operation.ADD:
        _settle_additions(session, batch.id, outcome)
    else:
        _settle_removals(session, batch.id, outcome)


def _settle_additions(session: Session, batch_id: UUID, outcome: Outcome) -> None:
    # Rows refused already at sending are past `sent` and stay as they are.
    store.move_held(session, batch_id, HeldState.SENT, HeldState.REFUSED, outcome.refused)
    if outcome.unresolved:
        rest = HeldState.UNRESOLVED
    elif outcome.unnamed and not outcome.settled:
        rest = HeldState.REFUSED
    elif outcome.unnamed:
        rest = HeldState.PARTLY
    else:
        rest = HeldState.SETTLED
    store.move_held(session, batch_id, HeldState.SENT, rest)


def _settle_removals(session: Session, batch_id: UUID, outcome: Outcome) -> None:
    """A removal that was refused, even in part, is asked for again by the next run."""
    pending = HeldState.REMOVAL_SENT
    store.move_held(session, batch_id, pending, HeldState.UNRESOLVED, outcome.refused)
    doubtful = outcome.unresolved or outcome.unnamed
    store.move_held(
        session, batch_id, pending, HeldState.UNRESOLVED if doubtful else HeldState.REMOVED
    )


def _receipt(batch: SyncBatchRow) -> Receipt:
    kept: Mapping[str, Any] = batch.receipt or {}
    return Receipt(
        operation=Operation(kept["operation"]),
        reference=kept["reference"],
        taken=kept["taken"],
        refused={int(number): reason for number, reason in kept["refused"]},
        unnamed=kept["unnamed"],
    )
