from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from audiences.bitmaps import in_at_least
from audiences.membership import compare, is_held_out

sets = st.sets(st.integers(0, 40)).map(BitMap)


@given(sets, sets)
def test_a_delta_turns_the_one_membership_into_the_other(before: BitMap, after: BitMap) -> None:
    delta = compare(before, after)

    assert (before - delta.left) | delta.joined == after
    assert not delta.joined & before
    assert not delta.left & after
    assert delta.stayed == len(before & after)


@given(st.lists(sets, max_size=5), st.integers(1, 5))
def test_at_least_so_many_is_counting(found: list[BitMap], count: int) -> None:
    assert set(in_at_least(count, found)) == {
        number for number in range(41) if sum(number in each for each in found) >= count
    }


def test_a_holdout_is_about_the_share_asked_for_and_never_changes() -> None:
    audience = UUID(int=7)
    held = [n for n in range(2_000) if is_held_out(audience, UUID(int=n), 10)]

    assert 140 < len(held) < 260
    assert held == [n for n in range(2_000) if is_held_out(audience, UUID(int=n), 10)]


def test_no_holdout_holds_nobody_out() -> None:
    assert not any(is_held_out(UUID(int=7), UUID(int=n), 0) for n in range(200))


def test_a_bigger_holdout_keeps_those_of_the_smaller() -> None:
    small, big = (
        {n for n in range(500) if is_held_out(UUID(int=7), UUID(int=n), percent)}
        for percent in (5, 20)
    )

    assert small < big
