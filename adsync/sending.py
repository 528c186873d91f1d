"""Sending one batch: the intention is committed before, the receipt after.

A crash between the two is seen: the batch is still `sending` and is sent again, which platforms
take without harm. No transaction is open across a call.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy.orm import Session

from adsync import store
from adsync.destinations.base import Batch, Destination, ListRef, Operation, Platform, Receipt, Row
from adsync.errors import PlatformError
from adsync.parts import Parts
from adsync.runs import BatchState, HeldState, RunState
from adsync.steps import Over, Wait, batch_of, run_and_list, try_again_or_stop
from adsync.tables import SyncBatchRow, SyncListRow
from kit.db import reading, transaction


def send(parts: Parts, batch_id: UUID) -> Wait | Over:
    """Send one batch; `Over` also where it turned out that the run must stop."""
    with reading(parts.engine) as session:
        run, target = run_and_list(session, batch_of(session, batch_id).run_id)
        permitted = parts.reach.permitted(session, target.platform, parts.clock())
    with transaction(parts.engine) as session:
        batch = batch_of(session, batch_id)
        run, target = run_and_list(session, batch.run_id)
        if batch.state not in (BatchState.PLANNED, BatchState.SENDING):
            return Over()
        rows = _intend(session, batch, target, permitted, parts.clock())
    destination = parts.destinations[Platform(target.platform)]
    try:
        receipt = _handed_over(destination, batch, target, rows)
    except PlatformError as error:
        return try_again_or_stop(parts, run.id, error)
    with transaction(parts.engine) as session:
        now = parts.clock()
        _note_receipt(batch_of(session, batch_id), receipt, now, destination)
        _move_sent(session, batch_id, receipt)
        run_and_list(session, run.id)[0].attempts = 0
    return Over()


def finish_sending(parts: Parts, run_id: UUID) -> None:
    """All batches of the run are on their way, or it was stopped."""
    with transaction(parts.engine) as session:
        run, _ = run_and_list(session, run_id)
        if run.state == RunState.SENDING:
            store.move_run(run, RunState.SETTLING, parts.clock())


def _intend(
    session: Session,
    batch: SyncBatchRow,
    target: SyncListRow,
    permitted: BitMap,
    now: datetime,
) -> list[Row]:
    """Commit what is about to be sent. Consent is asked again here, where data leaves."""
    adding = batch.operation == Operation.ADD
    rows = [
        (Row(subject=number, email=email, phone=phone), mark)
        for number, mark, email, phone in batch.rows
        if not adding or number in permitted
    ]
    if batch.state == BatchState.PLANNED:
        store.move_batch(batch, BatchState.SENDING)
        batch.intended_at = now
        if adding:
            store.intend_additions(session, target.id, batch.id, rows, now)
        else:
            keys = [(row.subject, mark) for row, mark in rows]
            store.intend_removals(session, target.id, batch.id, keys, now)
    batch.attempts += 1
    return [row for row, _ in rows]


def _handed_over(
    destination: Destination, batch: SyncBatchRow, target: SyncListRow, rows: Sequence[Row]
) -> Receipt:
    operation = Operation(batch.operation)
    if not rows:  # Everybody in it withdrew since the plan was made.
        return Receipt(operation=operation, reference="", taken=0)
    ref = ListRef(target.list_ref or "")
    return destination.send(Batch(list_ref=ref, operation=operation, rows=rows))


def _note_receipt(
    batch: SyncBatchRow, receipt: Receipt, now: datetime, destination: Destination
) -> None:
    store.move_batch(batch, BatchState.SENT)
    batch.reason = ""
    batch.sent = receipt.taken
    batch.sent_at = now
    batch.check_due_at = now + destination.capabilities.first_check_after
    batch.receipt = asdict(receipt) | {"refused": list(receipt.refused.items())}


def _move_sent(session: Session, batch_id: UUID, receipt: Receipt) -> None:
    before, after, refused = (
        (HeldState.SENDING, HeldState.SENT, HeldState.REFUSED)
        if receipt.operation is Operation.ADD
        else (HeldState.REMOVING, HeldState.REMOVAL_SENT, HeldState.UNRESOLVED)
    )
    store.move_held(session, batch_id, before, refused, receipt.refused)
    store.move_held(session, batch_id, before, after)
