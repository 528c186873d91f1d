"""Asking for runs: which lists need one, and the rows that say so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from adsync import policy, store
from adsync.destinations.base import Platform
from adsync.errors import ListNotFound, NoDestination
from adsync.parts import Carried, Parts, Standing
from adsync.runs import HeldState, RunState
from adsync.tables import SyncAudienceRow, SyncListRow, SyncRunRow

_STALE_AFTER = timedelta(days=1)
_STALE = "This run was left behind; the next one takes up what it left."


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which lists are meant; None means all."""

    audience: str | None = None
    platform: Platform | None = None


def ask(session: Session, parts: Parts, choice: Choice, asked_by: str) -> list[UUID]:
    """Write down one run for each list that is to be brought up to date, and return their ids.

    A list with a run already under way gets no second one: that one's id is returned.

    Raises:
        NoDestination: where the platform is not set up.
        ListNotFound: where no such audience is bound for any platform.
    """
    targets = chosen(session, parts, choice)
    for one in targets:
        _keep(session, parts, one)
    return [_run_for(session, parts, one, asked_by) for one in targets]


def chosen(session: Session, parts: Parts, choice: Choice) -> list[SyncListRow]:
    """Return the lists meant; those that are new are not written down yet.

    Raises:
        NoDestination: where the platform is not set up.
        ListNotFound: where no such audience is bound for any platform.
    """
    if choice.platform is not None and choice.platform not in parts.destinations:
        known = ", ".join(parts.destinations) or "none"
        message = f"{choice.platform} is not set up; set up: {known}"
        raise NoDestination(message)
    carried = {one.id: one for one in parts.audiences(session)}
    targets = [
        _list_for(session, parts, audience_id, platform)
        for audience_id, platform in _needed(session, parts, carried)
        if choice.platform in (None, platform)
        and choice.audience in (None, _name(carried, audience_id))
    ]
    if choice.audience is not None and not targets:
        message = f"no approved audience called {choice.audience!r} is bound for a platform"
        raise ListNotFound(message)
    return targets


def _needed(
    session: Session, parts: Parts, carried: Mapping[UUID, Carried]
) -> Iterator[tuple[UUID, Platform]]:
    """Each approved audience on each of its platforms, then lists left over from before."""
    seen: set[tuple[UUID, str]] = set()
    for one in carried.values():
        if one.standing is not Standing.APPROVED:
            continue
        for name in one.platforms:
            if name in parts.destinations:
                seen.add((one.id, name))
                yield one.id, Platform(name)
    counts = store.held_counts(session)
    for row, _ in store.lists(session):
        holding = sum(
            n for state, n in counts.get(row.id, {}).items() if state != HeldState.REMOVED
        )
        known = row.platform in parts.destinations and (row.audience_id, row.platform) not in seen
        if holding and known:
            yield row.audience_id, Platform(row.platform)


def _list_for(session: Session, parts: Parts, audience_id: UUID, platform: str) -> SyncListRow:
    found = store.list_of(session, audience_id, platform)
    return found or SyncListRow(
        id=parts.new_id(), audience_id=audience_id, platform=platform, created_at=parts.clock()
    )


def _keep(session: Session, parts: Parts, target: SyncListRow) -> None:
    """Write a new list down, and with an audience's first list its neutral name."""
    if store.audience(session, target.audience_id) is None:
        name = policy.neutral_name(parts.new_hex, store.neutral_names(session))
        session.add(
            SyncAudienceRow(
                audience_id=target.audience_id, neutral_name=name, named_at=parts.clock()
            )
        )
        session.flush()
    session.add(target)
    session.flush()


def _run_for(session: Session, parts: Parts, target: SyncListRow, asked_by: str) -> UUID:
    now = parts.clock()
    under_way = store.run_under_way(session, target.id)
    if under_way is not None and now - under_way.changed_at < _STALE_AFTER:
        return under_way.id
    if under_way is not None:
        store.drop_open_batches(session, under_way.id, _STALE)
        store.move_run(under_way, RunState.STOPPED, now, _STALE)
    made = SyncRunRow(
        id=parts.new_id(),
        list_id=target.id,
        state=RunState.ASKED,
        reason="",
        asked_by=asked_by,
        asked_at=now,
        changed_at=now,
        attempts=0,
        held_back=0,
        refusals={},
    )
    session.add(made)
    session.flush()
    return made.id


def _name(carried: Mapping[UUID, Carried], audience_id: UUID) -> str | None:
    return carried[audience_id].name if audience_id in carried else None
