"""Makes and changes audiences, and moves them between their states."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from sqlalchemy.orm import Session

from audiences import store
from audiences.computing import compute, row_called, rules_of_all
from audiences.definitions import AudienceState, Definition, check_references, moved_to
from audiences.errors import AudienceNameTaken
from audiences.looking import get
from audiences.results import Audience, Decision, Meanings
from audiences.rules import rule_to_json
from audiences.tables import AudienceRow, AudienceStateRow
from kit.ids import random_id


def create(
    session: Session, definition: Definition, meanings: Meanings, decision: Decision
) -> Audience:
    """Make a draft and compute its members.

    Raises:
        AudienceNameTaken: where another audience has the name.
        AudienceInvalid: where the rule refers to an unknown audience or to itself.
    """
    if store.audience(session, definition.name) is not None:
        raise AudienceNameTaken(definition.name)
    check_references(definition, rules_of_all(session, meanings)[0])
    row = AudienceRow(id=random_id(), name=definition.name, created_at=decision.at)
    row.members, row.computed_at = None, None
    _define(row, definition, decision)
    store.add(session, row)
    _note_state(session, row, AudienceState.DRAFT, decision)
    compute(session, [row], meanings, decision.at)
    return get(session, definition.name)


def update(
    session: Session, definition: Definition, meanings: Meanings, decision: Decision
) -> Audience:
    """Change the audience of that name: it becomes a draft again, and is computed anew.

    Raises:
        AudienceNotFound: where there is none of that name.
        AudienceInvalid: where the rule refers to an unknown audience or, at any remove, to itself.
        IllegalTransition: where it is archived.
    """
    row = row_called(session, definition.name)
    check_references(definition, rules_of_all(session, meanings)[0])
    if row.state != AudienceState.DRAFT:
        moved_to(row.name, AudienceState(row.state), AudienceState.DRAFT)
    _define(row, definition, decision)
    _note_state(session, row, AudienceState.DRAFT, decision)
    compute(session, [row], meanings, decision.at)
    return get(session, definition.name)


def submit(session: Session, name: str, decision: Decision) -> Audience:
    """Ask for review; raises AudienceNotFound, IllegalTransition."""
    return _move(session, name, AudienceState.IN_REVIEW, decision)


def approve(session: Session, name: str, decision: Decision) -> Audience:
    """Let ad sync carry an audience; raises AudienceNotFound, IllegalTransition."""
    return _move(session, name, AudienceState.APPROVED, decision)


def pause(session: Session, name: str, decision: Decision) -> Audience:
    """Take an approved audience out of the next syncs; raises as `approve`."""
    return _move(session, name, AudienceState.PAUSED, decision)


def archive(session: Session, name: str, decision: Decision) -> Audience:
    """Put an audience away for good; raises as `approve`."""
    return _move(session, name, AudienceState.ARCHIVED, decision)


class Move(StrEnum):
    """What a person can do with an audience as it is."""

    SUBMIT = "submit"
    APPROVE = "approve"
    PAUSE = "pause"
    ARCHIVE = "archive"


MOVES: Mapping[Move, Callable[[Session, str, Decision], Audience]] = {
    Move.SUBMIT: submit,
    Move.APPROVE: approve,
    Move.PAUSE: pause,
    Move.ARCHIVE: archive,
}


def _move(session: Session, name: str, wanted: AudienceState, decision: Decision) -> Audience:
    row = row_called(session, name)
    moved = moved_to(name, AudienceState(row.state), wanted)
    _note_state(session, row, moved, decision)
    return get(session, name)


def _define(row: AudienceRow, definition: Definition, decision: Decision) -> None:
    row.description = definition.description
    row.rule = rule_to_json(definition.rule)
    row.destinations = list(definition.destinations)
    row.min_size = definition.min_size
    row.holdout_percent = definition.holdout_percent
    row.max_days = definition.max_days
    row.state = AudienceState.DRAFT
    row.traits_named = []
    row.edited_at = decision.at


def _note_state(
    session: Session, row: AudienceRow, state: AudienceState, decision: Decision
) -> None:
    row.state = state
    store.add(
        session,
        AudienceStateRow(audience_id=row.id, state=state, person=decision.person, at=decision.at),
    )
