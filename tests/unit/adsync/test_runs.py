import pytest

from adsync.errors import IllegalTransition
from adsync.runs import BatchState, HeldState, RunState, followers, moved


def test_a_run_moves_along_its_road() -> None:
    assert moved(RunState.ASKED, RunState.SENDING) is RunState.SENDING


def test_a_run_that_is_over_stays_over() -> None:
    with pytest.raises(IllegalTransition, match="'sending' may not follow 'done'"):
        moved(RunState.DONE, RunState.SENDING)


def test_a_batch_cannot_be_sent_without_its_intention() -> None:
    with pytest.raises(IllegalTransition):
        moved(BatchState.PLANNED, BatchState.SENT)


@pytest.mark.parametrize("state", [one for one in HeldState if one is not HeldState.REMOVED])
def test_whatever_a_platform_may_hold_can_be_taken_off_in_the_end(state: HeldState) -> None:
    reached, frontier = {state}, [state]
    while frontier:
        for one in followers(frontier.pop()):
            assert isinstance(one, HeldState)
            if one not in reached:
                reached.add(one)
                frontier.append(one)

    assert HeldState.REMOVED in reached


@pytest.mark.parametrize("states", [RunState, BatchState, HeldState])
def test_every_state_has_its_line_in_the_table(
    states: type[RunState] | type[BatchState] | type[HeldState],
) -> None:
    assert all(followers(one) is not None for one in states)
