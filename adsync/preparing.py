"""The first step of a run: see that the list is well, plan, and write the plan down."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy.orm import Session

from adsync import policy, store
from adsync.destinations.base import ListRef, ListState, ListStatus, Platform, Row
from adsync.errors import PlatformError, RunNotFound, StopAndLook, TryLater
from adsync.parts import Carried, Parts, Standing
from adsync.planning import Difference, PlannedBatch, batches, difference
from adsync.runs import BatchState, RunState
from adsync.steps import Go, Over, Wait, run_and_list, try_again_or_stop
from adsync.tables import SyncBatchRow, SyncListRow, SyncPauseRow, SyncRunRow
from kit.db import reading, transaction

_BUSY_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What would travel to one list, and why not more."""

    difference: Difference
    batches: tuple[PlannedBatch, ...]
    held_back: int
    blocked: bool
    reason: str


def prepare(parts: Parts, run_id: UUID) -> Wait | Go | Over:
    """See that the list exists and is well, plan the run, and write the plan down."""
    with transaction(parts.engine) as session:
        run, target = run_and_list(session, run_id)
        if run.state != RunState.ASKED:
            return _where_it_was(session, run)
        if pause := store.open_pause(session, target.platform, target.id):
            store.move_run(run, RunState.BLOCKED, parts.clock(), _at_rest(pause))
            return Over()
        name = _neutral_name(session, target)
        destination = parts.destinations[Platform(target.platform)]
    try:
        ref = ListRef(target.list_ref) if target.list_ref else None
        ref = ref or destination.ensure_list(name, target.audience_id)
        _keep_ref(parts, target.id, ref)
        status = _usable(destination.status(ref))
    except PlatformError as error:
        return try_again_or_stop(parts, run_id, error)
    # Planning takes its time and writes nothing, so it holds up no writer.
    with reading(parts.engine) as session:
        _, target = run_and_list(session, run_id)
        planned = plan(session, parts, target, _carried(session, parts, target))
    with transaction(parts.engine) as session:
        return _write_plan(session, parts, run_id, status, planned)


def plan(session: Session, parts: Parts, target: SyncListRow, carried: Carried | None) -> Planned:
    """Work out what one list needs, without writing anything."""
    platform, now = target.platform, parts.clock()
    destination = parts.destinations[Platform(platform)]
    held = store.held(session, target.id)
    permitted = parts.reach.permitted(session, platform, now)
    wanted = _wanted(session, parts, carried, platform, permitted)
    if carried is not None and carried.standing is Standing.RESTING:
        wanted = {one.row.subject: one.row for one in held if one.row.subject in permitted}
    found = difference(held, wanted, destination.capabilities)
    guard = _guards(parts, target, carried, len(wanted), found)
    joining = () if guard else found.joining
    blocked = carried.blocked if carried is not None else None
    reasons = [one.reason for one in (blocked, guard) if one is not None]
    cut = batches(found.leaving, (*found.again, *joining), destination.capabilities.max_rows)
    return Planned(
        difference=found,
        batches=tuple(cut),
        held_back=len(found.joining) if guard else 0,
        blocked=blocked is not None,
        reason=" ".join(reasons),
    )


def _wanted(
    session: Session, parts: Parts, carried: Carried | None, platform: str, permitted: BitMap
) -> dict[int, Row]:
    if (
        carried is None
        or carried.standing is not Standing.APPROVED
        or carried.blocked is not None
        or platform not in carried.platforms
    ):
        return {}
    numbers = carried.members & permitted
    keys = parts.reach.match_keys(session, numbers, platform)
    return {
        number: Row(subject=number, email=one.email or "", phone=one.phone or "")
        for number, one in keys.items()
    }


def _guards(
    parts: Parts,
    target: SyncListRow,
    carried: Carried | None,
    wanted: int,
    found: Difference,
) -> policy.HeldBack | None:
    if carried is None or not found.joining:
        return None
    if small := policy.size_guard(wanted, carried.min_size):
        return small
    if target.growth_allowed_by:
        return None
    return policy.volume_guard(len(found.joining), found.holding, parts.guard)


def _carried(session: Session, parts: Parts, target: SyncListRow) -> Carried | None:
    return next((one for one in parts.audiences(session) if one.id == target.audience_id), None)


def _write_plan(
    session: Session, parts: Parts, run_id: UUID, status: ListStatus, planned: Planned
) -> Go | Over:
    run, target = run_and_list(session, run_id)
    if run.state != RunState.ASKED:
        return _where_it_was(session, run)
    now = parts.clock()
    target.size = status.size
    covered = [(one.row.subject, one.fingerprint) for one in planned.difference.covered]
    store.cover(session, target.id, None, covered, now)
    run.held_back = planned.held_back
    run.refusals = dict(planned.difference.unsendable)
    if not planned.held_back:
        target.growth_allowed_by = None
    if planned.blocked and not planned.batches:
        store.move_run(run, RunState.BLOCKED, now, planned.reason)
        return Over()
    store.move_run(run, RunState.SENDING, now, planned.reason)
    rows = [_batch_row(parts, run_id, number, one) for number, one in enumerate(planned.batches)]
    session.add_all(rows)
    return Go(tuple(one.id for one in rows))


def _batch_row(parts: Parts, run_id: UUID, number: int, batch: PlannedBatch) -> SyncBatchRow:
    return SyncBatchRow(
        id=parts.new_id(),
        run_id=run_id,
        number=number + 1,
        operation=batch.operation,
        state=BatchState.PLANNED,
        reason="",
        rows=[
            [one.row.subject, one.fingerprint, one.row.email, one.row.phone] for one in batch.rows
        ],
        planned=len(batch.rows),
        sent=0,
        settled=0,
        unresolved=0,
        refusals={},
        attempts=0,
    )


def _where_it_was(session: Session, run: SyncRunRow) -> Go | Over:
    """Pick up a run that was planned before: the batches whose fate is open."""
    if run.state != RunState.SENDING:
        return Over()
    still = (BatchState.PLANNED, BatchState.SENDING)
    return Go(tuple(one.id for one in store.batches(session, run.id) if one.state in still))


def _neutral_name(session: Session, target: SyncListRow) -> str:
    row = store.audience(session, target.audience_id)
    if row is None:
        message = "a list without a named audience"
        raise RunNotFound(message)
    return row.neutral_name


def _keep_ref(parts: Parts, list_id: UUID, ref: ListRef) -> None:
    with transaction(parts.engine) as session:
        target = session.get_one(SyncListRow, list_id)
        target.list_ref = ref


def _usable(status: ListStatus) -> ListStatus:
    match status.state:
        case ListState.READY:
            return status
        case ListState.BUSY:
            reason = "The platform is still working on an earlier update of this list."
            raise TryLater(reason, after=_BUSY_WAIT)
        case ListState.FLAGGED:
            reason = "The platform flagged this list in an integrity review."
            raise StopAndLook(reason)
        case ListState.GONE:
            reason = "The list is no longer on the platform; releasing it makes it anew."
            raise StopAndLook(reason, list_gone=True)


def _at_rest(pause: SyncPauseRow) -> str:
    return f"At rest until a person releases it: {pause.reason}"
