"""Queries of the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from adsync.destinations.base import Row
from adsync.planning import HeldRow
from adsync.runs import OPEN_BATCHES, BatchState, HeldState, RunState, moved
from adsync.tables import (
    SyncAudienceRow,
    SyncBatchRow,
    SyncHeldRow,
    SyncListRow,
    SyncPauseRow,
    SyncRunRow,
)

_LOT = 5_000
Key = tuple[int, str]
"""A held row within its list: the subject's number and the fingerprint of the digests."""


# --- audiences and lists ---------------------------------------------------------------------


def neutral_names(session: Session) -> Sequence[str]:
    """Return every neutral name ever given."""
    return session.scalars(sa.select(SyncAudienceRow.neutral_name)).all()


def audience(session: Session, audience_id: UUID) -> SyncAudienceRow | None:
    """Return the neutral name's row of an audience."""
    return session.get(SyncAudienceRow, audience_id)


def list_of(session: Session, audience_id: UUID, platform: str) -> SyncListRow | None:
    """Return the list of an audience on a platform."""
    return session.scalar(
        sa.select(SyncListRow).where(
            SyncListRow.audience_id == audience_id, SyncListRow.platform == platform
        )
    )


def lists(session: Session) -> Sequence[tuple[SyncListRow, str]]:
    """Return every list with its neutral name, by name and platform."""
    statement = (
        sa.select(SyncListRow, SyncAudienceRow.neutral_name)
        .join(SyncAudienceRow)
        .order_by(SyncAudienceRow.named_at, SyncListRow.platform)
    )
    return [(one, name) for one, name in session.execute(statement)]


# --- runs and batches ------------------------------------------------------------------------


def run_under_way(session: Session, list_id: UUID) -> SyncRunRow | None:
    """Return the run that is asked for or sending on this list, if any."""
    states = (RunState.ASKED, RunState.SENDING)
    return session.scalar(
        sa.select(SyncRunRow)
        .where(SyncRunRow.list_id == list_id, SyncRunRow.state.in_(states))
        .order_by(SyncRunRow.asked_at.desc())
    )


def recent_runs(session: Session, limit: int) -> Sequence[SyncRunRow]:
    """Return the newest runs first."""
    statement = sa.select(SyncRunRow).order_by(SyncRunRow.asked_at.desc(), SyncRunRow.id)
    return session.scalars(statement.limit(limit)).all()


def last_runs(session: Session) -> Mapping[UUID, SyncRunRow]:
    """Return the newest run of each list."""
    newest = sa.select(sa.func.max(SyncRunRow.asked_at), SyncRunRow.list_id).group_by(
        SyncRunRow.list_id
    )
    chosen = newest.subquery()
    statement = sa.select(SyncRunRow).join(
        chosen,
        (chosen.c.list_id == SyncRunRow.list_id) & (chosen.c[0] == SyncRunRow.asked_at),
    )
    return {one.list_id: one for one in session.scalars(statement)}


def unfinished(session: Session, platforms: Iterable[str]) -> tuple[list[UUID], list[UUID]]:
    """Return the runs still to be carried, and those with a batch whose fate is open."""
    runs = sa.select(SyncRunRow.id).join(SyncListRow, SyncListRow.id == SyncRunRow.list_id)
    runs = runs.where(SyncListRow.platform.in_(list(platforms)))
    to_carry = runs.where(SyncRunRow.state.in_((RunState.ASKED, RunState.SENDING)))
    sent = sa.select(SyncBatchRow.run_id).where(SyncBatchRow.state == BatchState.SENT)
    to_settle = runs.where(
        sa.or_(SyncRunRow.state == RunState.SETTLING, SyncRunRow.id.in_(sent)),
        SyncRunRow.state.not_in((RunState.ASKED, RunState.SENDING)),
    )
    return list(session.scalars(to_carry)), list(session.scalars(to_settle))


def batches(session: Session, run_id: UUID) -> Sequence[SyncBatchRow]:
    """Return a run's batches in the order they travel."""
    statement = sa.select(SyncBatchRow).where(SyncBatchRow.run_id == run_id)
    return session.scalars(statement.order_by(SyncBatchRow.number)).all()


def batches_of(session: Session, run_ids: Iterable[UUID]) -> Mapping[UUID, list[SyncBatchRow]]:
    """Return the batches of several runs."""
    found: dict[UUID, list[SyncBatchRow]] = {run_id: [] for run_id in run_ids}
    statement = sa.select(SyncBatchRow).where(SyncBatchRow.run_id.in_(list(found)))
    for one in session.scalars(statement.order_by(SyncBatchRow.number)):
        found[one.run_id].append(one)
    return found


def move_run(row: SyncRunRow, to: RunState, now: datetime, reason: str | None = None) -> None:
    """Move a run on, where its state allows it."""
    row.state = moved(RunState(row.state), to)
    row.changed_at = now
    if reason is not None:
        row.reason = reason
    if to in (RunState.DONE, RunState.BLOCKED, RunState.STOPPED):
        row.ended_at = now


def move_batch(row: SyncBatchRow, to: BatchState) -> None:
    """Move a batch on, where its state allows it."""
    row.state = moved(BatchState(row.state), to)


def drop_open_batches(session: Session, run_id: UUID, reason: str) -> None:
    """Give up on what has not been sent; what was being sent may have arrived."""
    for one in batches(session, run_id):
        if one.state not in OPEN_BATCHES:
            continue
        if one.state == BatchState.PLANNED:
            move_batch(one, BatchState.DROPPED)
        else:
            move_batch(one, BatchState.UNRESOLVED)
            one.unresolved = one.planned
            for state in (HeldState.SENDING, HeldState.REMOVING):
                move_held(session, one.id, state, HeldState.UNRESOLVED)
        one.reason = reason
        one.rows = []


# --- what platforms hold ---------------------------------------------------------------------


def held(session: Session, list_id: UUID) -> list[HeldRow]:
    """Return what a list may hold; rows settled as removed are left out."""
    statement = sa.select(
        SyncHeldRow.subject_number,
        SyncHeldRow.email_digest,
        SyncHeldRow.phone_digest,
        SyncHeldRow.fingerprint,
        SyncHeldRow.state,
    ).where(SyncHeldRow.list_id == list_id, SyncHeldRow.state != HeldState.REMOVED)
    states = {one.value: one for one in HeldState}
    return [
        HeldRow(
            row=Row(subject=number, email=email, phone=phone), fingerprint=mark, state=states[state]
        )
        for number, email, phone, mark, state in session.execute(statement)
    ]


def held_counts(session: Session) -> Mapping[UUID, Mapping[HeldState, int]]:
    """Return how many rows each list has in each state."""
    statement = sa.select(SyncHeldRow.list_id, SyncHeldRow.state, sa.func.count()).group_by(
        SyncHeldRow.list_id, SyncHeldRow.state
    )
    found: dict[UUID, dict[HeldState, int]] = {}
    for list_id, state, count in session.execute(statement):
        found.setdefault(list_id, {})[HeldState(state)] = count
    return found


def held_of(session: Session, number: int) -> Sequence[tuple[SyncHeldRow, SyncListRow]]:
    """Return every row of a subject with its list, oldest first."""
    statement = (
        sa.select(SyncHeldRow, SyncListRow)
        .join(SyncListRow, SyncListRow.id == SyncHeldRow.list_id)
        .where(SyncHeldRow.subject_number == number)
        .order_by(SyncHeldRow.since)
    )
    return [(row, of) for row, of in session.execute(statement)]


def intend_additions(
    session: Session, list_id: UUID, batch_id: UUID, rows: Sequence[tuple[Row, str]], now: datetime
) -> None:
    """Write down, before anything is sent, that these rows may be on the list from now on."""
    known = _states(session, list_id, {row.subject for row, _ in rows})
    new, again = [], []
    for row, mark in rows:
        values = {
            "list_id": list_id,
            "subject_number": row.subject,
            "fingerprint": mark,
            "email_digest": row.email,
            "phone_digest": row.phone,
            "state": HeldState.SENDING.value,
            "reason": "",
            "batch_id": batch_id,
            "since": now,
        }
        state = known.get((row.subject, mark))
        if state is None:
            new.append(values)
            continue
        if state is not HeldState.SENDING:
            moved(state, HeldState.SENDING)
        again.append(values)
    if new:
        session.execute(sa.insert(SyncHeldRow), new)
    if again:
        session.execute(sa.update(SyncHeldRow), again)


def intend_removals(
    session: Session, list_id: UUID, batch_id: UUID, keys: Sequence[Key], now: datetime
) -> None:
    """Write down, before anything is sent, that these rows are to leave the list."""
    known = _states(session, list_id, {number for number, _ in keys})
    _update(session, list_id, keys, known, (HeldState.REMOVING, batch_id, now))


def cover(
    session: Session, list_id: UUID, batch_id: UUID | None, keys: Sequence[Key], now: datetime
) -> None:
    """Close rows whose digests all belong to somebody who stays: nothing needs to be sent."""
    known = _states(session, list_id, {number for number, _ in keys})
    _update(session, list_id, keys, known, (HeldState.REMOVED, batch_id, now))


def move_held(
    session: Session,
    batch_id: UUID,
    before: HeldState,
    after: HeldState,
    subjects: Mapping[int, str] | None = None,
) -> None:
    """Move a batch's rows on: all that are in `before`, or those of `subjects` with its reasons.

    Rows settled as removed lose their digests.
    """
    moved(before, after)
    values: dict[str, str] = {"state": after.value}
    if after is HeldState.REMOVED:
        values |= {"email_digest": "", "phone_digest": ""}
    chosen = (
        sa.update(SyncHeldRow)
        .where(SyncHeldRow.batch_id == batch_id, SyncHeldRow.state == before)
        .execution_options(synchronize_session=False)
    )
    if subjects is None:
        session.execute(chosen.values(values))
        return
    by_reason: dict[str, list[int]] = {}
    for number, reason in subjects.items():
        by_reason.setdefault(reason, []).append(number)
    for reason, numbers in by_reason.items():
        for lot in batched(numbers, _LOT):
            named = chosen.where(SyncHeldRow.subject_number.in_(lot))
            session.execute(named.values(values | {"reason": reason}))


def forget_list(session: Session, list_id: UUID) -> None:
    """The platform lost the list, so it holds nobody; whoever is wanted will be sent anew."""
    session.execute(
        sa.update(SyncHeldRow)
        .where(SyncHeldRow.list_id == list_id)
        .values(state=HeldState.REMOVED.value, email_digest="", phone_digest="", reason="")
    )


def _states(session: Session, list_id: UUID, numbers: set[int]) -> dict[Key, HeldState]:
    found: dict[Key, HeldState] = {}
    for lot in batched(sorted(numbers), _LOT):
        statement = sa.select(
            SyncHeldRow.subject_number, SyncHeldRow.fingerprint, SyncHeldRow.state
        ).where(SyncHeldRow.list_id == list_id, SyncHeldRow.subject_number.in_(lot))
        for number, mark, state in session.execute(statement):
            found[number, mark] = HeldState(state)
    return found


def _update(
    session: Session,
    list_id: UUID,
    keys: Sequence[Key],
    known: Mapping[Key, HeldState],
    change: tuple[HeldState, UUID | None, datetime],
) -> None:
    to, batch_id, now = change
    values = []
    for number, mark in keys:
        state = known[number, mark]
        if state is not to:
            moved(state, to)
        one = {
            "list_id": list_id,
            "subject_number": number,
            "fingerprint": mark,
            "state": to.value,
            "reason": "",
            "since": now,
        }
        if batch_id is not None:
            one["batch_id"] = batch_id
        if to is HeldState.REMOVED:
            one |= {"email_digest": "", "phone_digest": ""}
        values.append(one)
    if values:
        session.execute(sa.update(SyncHeldRow), values)


# --- pauses ----------------------------------------------------------------------------------


def open_pause(session: Session, platform: str, list_id: UUID) -> SyncPauseRow | None:
    """Return what keeps this list at rest: a pause of its own, or of its whole platform."""
    return session.scalar(
        sa.select(SyncPauseRow)
        .where(
            SyncPauseRow.platform == platform,
            SyncPauseRow.released_at.is_(None),
            sa.or_(SyncPauseRow.list_id.is_(None), SyncPauseRow.list_id == list_id),
        )
        .order_by(SyncPauseRow.since)
    )


def open_pauses(session: Session) -> Sequence[SyncPauseRow]:
    """Return every open pause, oldest first."""
    statement = sa.select(SyncPauseRow).where(SyncPauseRow.released_at.is_(None))
    return session.scalars(statement.order_by(SyncPauseRow.since)).all()
