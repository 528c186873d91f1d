"""The states of runs, batches and held rows, and the one table of what may follow what.

run     asked ─▶ sending ─▶ settling ─▶ done
          │         └─────────┴──▶ stopped
          └─▶ blocked, stopped
batch   planned ─▶ sending ─▶ sent ─▶ settled, refused, unresolved
          └─▶ dropped  └─▶ refused, unresolved
held    sending ─▶ sent ─▶ settled, partly, refused ─▶ removing ─▶ removal_sent ─▶ removed
"""

from enum import StrEnum
from typing import assert_never

from adsync.errors import IllegalTransition


class RunState(StrEnum):
    """How far a run came."""

    ASKED = "asked"
    SENDING = "sending"
    SETTLING = "settling"
    DONE = "done"
    BLOCKED = "blocked"
    STOPPED = "stopped"


class BatchState(StrEnum):
    """How far a batch came. `sending` is the intention; what follows is only seen afterwards."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    SETTLED = "settled"
    REFUSED = "refused"
    UNRESOLVED = "unresolved"
    DROPPED = "dropped"


class HeldState(StrEnum):
    """What a platform may hold of one subject.

    `partly`: the batch was settled but for a few rows the platform would not name.
    `unresolved`: nobody knows whether the row arrived; it is sent again, or removed, next time.
    """

    SENDING = "sending"
    SENT = "sent"
    SETTLED = "settled"
    PARTLY = "partly"
    REFUSED = "refused"
    UNRESOLVED = "unresolved"
    REMOVING = "removing"
    REMOVAL_SENT = "removal_sent"
    REMOVED = "removed"


State = RunState | BatchState | HeldState

OPEN_RUNS = frozenset({RunState.ASKED, RunState.SENDING, RunState.SETTLING})
OPEN_BATCHES = frozenset({BatchState.PLANNED, BatchState.SENDING})

_RUNS: dict[RunState, frozenset[RunState]] = {
    RunState.ASKED: frozenset({RunState.SENDING, RunState.BLOCKED, RunState.STOPPED}),
    RunState.SENDING: frozenset({RunState.SETTLING, RunState.STOPPED}),
    RunState.SETTLING: frozenset({RunState.DONE, RunState.STOPPED}),
    RunState.DONE: frozenset(),
    RunState.BLOCKED: frozenset(),
    RunState.STOPPED: frozenset(),
}
_FATES = frozenset({BatchState.SETTLED, BatchState.REFUSED, BatchState.UNRESOLVED})
_BATCHES: dict[BatchState, frozenset[BatchState]] = {
    BatchState.PLANNED: frozenset({BatchState.SENDING, BatchState.DROPPED}),
    BatchState.SENDING: frozenset({BatchState.SENT, BatchState.REFUSED, BatchState.UNRESOLVED}),
    BatchState.SENT: _FATES,
    BatchState.SETTLED: frozenset(),
    BatchState.REFUSED: frozenset(),
    BatchState.UNRESOLVED: frozenset(),
    BatchState.DROPPED: frozenset(),
}
# A held row may also be removed without a call, where another row keeps each of its digests.
_OUT = frozenset({HeldState.REMOVING, HeldState.REMOVED})
_OUT_OR_AGAIN = _OUT | {HeldState.SENDING}
_HELD: dict[HeldState, frozenset[HeldState]] = {
    HeldState.SENDING: _OUT_OR_AGAIN | {HeldState.SENT, HeldState.REFUSED, HeldState.UNRESOLVED},
    HeldState.SENT: _OUT
    | {HeldState.SETTLED, HeldState.PARTLY, HeldState.REFUSED, HeldState.UNRESOLVED},
    HeldState.SETTLED: _OUT,
    HeldState.PARTLY: _OUT,
    HeldState.REFUSED: _OUT,
    HeldState.UNRESOLVED: _OUT_OR_AGAIN,
    HeldState.REMOVING: _OUT_OR_AGAIN | {HeldState.REMOVAL_SENT, HeldState.UNRESOLVED},
    HeldState.REMOVAL_SENT: frozenset({HeldState.REMOVED, HeldState.UNRESOLVED}),
    HeldState.REMOVED: frozenset({HeldState.SENDING}),
}


def moved[S: (RunState, BatchState, HeldState)](current: S, to: S) -> S:
    """Return `to`, where it may follow `current`.

    Raises:
        IllegalTransition: where it may not.
    """
    if to not in followers(current):
        message = f"{type(to).__name__} {to.value!r} may not follow {current.value!r}"
        raise IllegalTransition(message)
    return to


def followers(state: State) -> frozenset[RunState] | frozenset[BatchState] | frozenset[HeldState]:
    """Return the states that may follow this one."""
    match state:
        case RunState():
            return _RUNS[state]
        case BatchState():
            return _BATCHES[state]
        case HeldState():
            return _HELD[state]
        case _:
            assert_never(state)
