"""What others may ask of ad sync: reports, the state of lists, where a subject is, and releases."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from adsync import preparing, store
from adsync.asking import Choice, chosen
from adsync.destinations.base import Operation
from adsync.errors import ListNotFound, PauseNotFound, RunNotFound
from adsync.parts import Parts
from adsync.runs import BatchState, HeldState
from adsync.tables import SyncBatchRow, SyncListRow, SyncPauseRow, SyncRunRow

NAMELESS = "an audience no longer kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """One run in counts. `planned` = rows to add and to remove; `refusals` counts by reason.

    `run_id` is None for a preview, which sends nothing.
    """

    run_id: UUID | None
    audience: str
    destination: str
    planned: int
    to_add: int
    to_remove: int
    sent: int
    settled: int
    refused: int
    unresolved: int
    held_back: int
    state: str
    reason: str
    refusals: Mapping[str, int]
    asked_at: datetime
    asked_by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReport:
    """One batch of a run, in counts."""

    number: int
    operation: str
    state: str
    planned: int
    sent: int
    settled: int
    unresolved: int
    refusals: Mapping[str, int]
    reason: str
    sent_at: datetime | None
    check_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why a platform, or one list of it, is at rest."""

    id: UUID
    platform: str
    audience: str | None
    reason: str
    since: datetime
    whole_platform: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReport:
    """One list on one platform: what it may hold, and how its last run went."""

    list_id: UUID
    audience: str
    destination: str
    neutral_name: str
    holding: int
    unresolved: int
    refused: int
    size_told: int | None
    last_run: RunReport | None
    pause: Pause | None


def run_report(session: Session, run_id: UUID, audiences: Mapping[UUID, str]) -> RunReport:
    """Return one run in counts.

    Raises:
        RunNotFound: where no run has this id.
    """
    run = session.get(SyncRunRow, run_id)
    if run is None:
        message = f"no sync run {run_id}"
        raise RunNotFound(message)
    return _reports(session, [run], audiences)[0]


def recent_runs(
    session: Session, audiences: Mapping[UUID, str], limit: int = 50
) -> list[RunReport]:
    """Return the newest runs first."""
    return _reports(session, store.recent_runs(session, limit), audiences)


def run_batches(session: Session, run_id: UUID) -> list[BatchReport]:
    """Return a run's batches in the order they travel."""
    return [
        BatchReport(
            number=one.number,
            operation=one.operation,
            state=one.state,
            planned=one.planned,
            sent=one.sent,
            settled=one.settled,
            unresolved=one.unresolved,
            refusals=one.refusals,
            reason=one.reason,
            sent_at=one.sent_at,
            check_due_at=one.check_due_at if one.state == BatchState.SENT else None,
        )
        for one in store.batches(session, run_id)
    ]


def status(session: Session, audiences: Mapping[UUID, str]) -> list[ListReport]:
    """Return every list, oldest audience first."""
    counts, last = store.held_counts(session), store.last_runs(session)
    pauses = open_pauses(session, audiences)
    found = []
    for row, neutral_name in store.lists(session):
        held = counts.get(row.id, {})
        run = last.get(row.id)
        found.append(
            ListReport(
                list_id=row.id,
                audience=audiences.get(row.audience_id, NAMELESS),
                destination=row.platform,
                neutral_name=neutral_name,
                holding=sum(n for state, n in held.items() if state is not HeldState.REMOVED),
                unresolved=held.get(HeldState.UNRESOLVED, 0) + held.get(HeldState.SENDING, 0),
                refused=held.get(HeldState.REFUSED, 0),
                size_told=row.size,
                last_run=_reports(session, [run], audiences)[0] if run else None,
                pause=_pause_of(session, row, pauses),
            )
        )
    return found


def preview(session: Session, parts: Parts, choice: Choice) -> list[RunReport]:
    """Say what runs would do now; nothing is sent, and nothing is written down.

    Raises:
        NoDestination, ListNotFound: as asking for the runs would.
    """
    carried = {one.id: one for one in parts.audiences(session)}
    called = {audience_id: one.name for audience_id, one in carried.items()}
    found = []
    for target in chosen(session, parts, choice):
        planned = preparing.plan(session, parts, target, carried.get(target.audience_id))
        found.append(_previewed(planned, target, parts, called))
    return found


def where_is(session: Session, number: int) -> dict[UUID, tuple[tuple[str, str], ...]]:
    """Return, by audience, each platform that holds or held the subject, and in what state.

    It works for an erased subject too: the ledger keeps numbers and what was sent, not people.
    """
    found: dict[UUID, dict[str, str]] = {}
    for row, target in store.held_of(session, number):
        found.setdefault(target.audience_id, {})[target.platform] = row.state
    return {audience_id: tuple(held.items()) for audience_id, held in found.items()}


def open_pauses(session: Session, audiences: Mapping[UUID, str]) -> list[Pause]:
    """Return what is at rest, longest first."""
    return [_pause(session, one, audiences) for one in store.open_pauses(session)]


def release(session: Session, pause_id: UUID, by: str, now: datetime) -> None:
    """Let a platform or a list go on; a list the platform lost will be made and filled anew.

    Raises:
        PauseNotFound: where no open pause has this id.
    """
    pause = session.get(SyncPauseRow, pause_id)
    if pause is None or pause.released_at is not None:
        message = "nothing is at rest under this id any more"
        raise PauseNotFound(message)
    pause.released_at, pause.released_by = now, by
    if pause.list_gone and pause.list_id is not None:
        session.get_one(SyncListRow, pause.list_id).list_ref = None
        store.forget_list(session, pause.list_id)


def allow_growth(session: Session, list_id: UUID, by: str) -> None:
    """Let the next run add as many members as there are, once.

    Raises:
        ListNotFound: where no list has this id.
    """
    target = session.get(SyncListRow, list_id)
    if target is None:
        message = f"no list {list_id}"
        raise ListNotFound(message)
    target.growth_allowed_by = by


def _reports(
    session: Session, runs: Sequence[SyncRunRow], audiences: Mapping[UUID, str]
) -> list[RunReport]:
    batches = store.batches_of(session, [run.id for run in runs])
    return [_report(session, run, batches[run.id], audiences) for run in runs]


def _report(
    session: Session,
    run: SyncRunRow,
    batches: Sequence[SyncBatchRow],
    audiences: Mapping[UUID, str],
) -> RunReport:
    target = session.get_one(SyncListRow, run.list_id)
    refusals: Counter[str] = Counter(run.refusals)
    for one in batches:
        refusals.update(one.refusals)
    to_add = sum(one.planned for one in batches if one.operation == Operation.ADD)
    planned = sum(one.planned for one in batches)
    return RunReport(
        run_id=run.id,
        audience=audiences.get(target.audience_id, NAMELESS),
        destination=target.platform,
        planned=planned,
        to_add=to_add,
        to_remove=planned - to_add,
        sent=sum(one.sent for one in batches),
        settled=sum(one.settled for one in batches),
        refused=refusals.total(),
        unresolved=sum(_unresolved(one) for one in batches),
        held_back=run.held_back,
        state=run.state,
        reason=run.reason or _waiting_for(batches),
        refusals=dict(refusals),
        asked_at=run.asked_at,
        asked_by=run.asked_by,
        ended_at=run.ended_at,
    )


def _waiting_for(batches: Sequence[SyncBatchRow]) -> str:
    """What the batch that is being sent waits for, if anything."""
    return next((one.reason for one in batches if one.state == BatchState.SENDING), "")


def _unresolved(batch: SyncBatchRow) -> int:
    """Rows nobody knows the fate of yet: a batch that waits for its check counts whole."""
    return batch.sent if batch.state == BatchState.SENT else batch.unresolved


def _previewed(
    planned: preparing.Planned, target: SyncListRow, parts: Parts, audiences: Mapping[UUID, str]
) -> RunReport:
    sizes = dict.fromkeys(Operation, 0)
    for one in planned.batches:
        sizes[one.operation] += len(one.rows)
    unsendable = planned.difference.unsendable
    return RunReport(
        run_id=None,
        audience=audiences.get(target.audience_id, NAMELESS),
        destination=target.platform,
        planned=sum(sizes.values()),
        to_add=sizes[Operation.ADD],
        to_remove=sizes[Operation.REMOVE],
        sent=0,
        settled=0,
        refused=sum(unsendable.values()),
        unresolved=0,
        held_back=planned.held_back,
        state="preview",
        reason=planned.reason,
        refusals=unsendable,
        asked_at=parts.clock(),
        asked_by="preview",
        ended_at=None,
    )


def _pause(session: Session, row: SyncPauseRow, audiences: Mapping[UUID, str]) -> Pause:
    target = session.get(SyncListRow, row.list_id) if row.list_id else None
    return Pause(
        id=row.id,
        platform=row.platform,
        audience=audiences.get(target.audience_id, NAMELESS) if target else None,
        reason=row.reason,
        since=row.since,
        whole_platform=row.list_id is None,
    )


def _pause_of(session: Session, target: SyncListRow, pauses: Sequence[Pause]) -> Pause | None:
    row = store.open_pause(session, target.platform, target.id)
    return next((one for one in pauses if row is not None and one.id == row.id), None)
