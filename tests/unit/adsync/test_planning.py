from hypothesis import given
from hypothesis import strategies as st

from adsync.destinations.base import (
    MALFORMED_KEY,
    NO_KEY,
    Capabilities,
    Operation,
    Row,
)
from adsync.planning import Difference, HeldRow, PlannedRow, batches, difference, fingerprint
from adsync.runs import HeldState

AT_ONCE = Capabilities(max_rows=2, settles_at_once=True, names_refused_rows=True)
LATE = Capabilities(max_rows=2, settles_at_once=False, names_refused_rows=False)


def digest(letter: str) -> str:
    return letter * 64


def row(subject: int, email: str = "", phone: str = "") -> Row:
    return Row(
        subject=subject,
        email=digest(email) if email else "",
        phone=digest(phone) if phone else "",
    )


def held(one: Row, state: HeldState = HeldState.SETTLED) -> HeldRow:
    return HeldRow(row=one, fingerprint=fingerprint(one), state=state)


def wanted(*rows: Row) -> dict[int, Row]:
    return {one.subject: one for one in rows}


def subjects(rows: tuple[PlannedRow, ...]) -> list[int]:
    return [one.row.subject for one in rows]


def test_who_is_wanted_and_not_held_joins_and_who_is_held_and_not_wanted_leaves() -> None:
    found = difference(
        [held(row(1, "a")), held(row(2, "b"))], wanted(row(2, "b"), row(3, "c")), AT_ONCE
    )

    assert subjects(found.joining) == [3]
    assert subjects(found.leaving) == [1]


def test_nothing_is_sent_where_the_list_holds_what_is_wanted() -> None:
    found = difference([held(row(1, "a"))], wanted(row(1, "a")), AT_ONCE)

    assert (found.joining, found.leaving, found.again) == ((), (), ())


def test_a_row_nobody_knows_the_fate_of_is_sent_again() -> None:
    lost = [
        held(row(1, "a"), HeldState.SENDING),
        held(row(2, "b"), HeldState.UNRESOLVED),
        held(row(3, "c"), HeldState.REMOVING),
    ]

    found = difference(lost, wanted(row(1, "a"), row(2, "b"), row(3, "c")), AT_ONCE)

    assert subjects(found.again) == [1, 2, 3]


def test_a_refused_row_is_not_sent_again_but_can_still_be_removed() -> None:
    refused = [held(row(1, "a"), HeldState.REFUSED)]

    assert difference(refused, wanted(row(1, "a")), AT_ONCE).additions == 0
    assert subjects(difference(refused, {}, AT_ONCE).leaving) == [1]


def test_a_changed_address_takes_the_old_digest_off_and_puts_the_new_one_on() -> None:
    found = difference([held(row(1, "a"))], wanted(row(1, "b")), AT_ONCE)

    assert [one.row.email for one in found.leaving] == [digest("a")]
    assert [one.row.email for one in found.joining] == [digest("b")]


def test_a_removal_never_names_a_digest_that_another_member_keeps() -> None:
    family = [held(row(1, "a", phone="f")), held(row(2, "b", phone="f"))]

    [leaving] = difference(family, wanted(row(2, "b", phone="f")), AT_ONCE).leaving

    assert leaving.row.keys == (digest("a"),)
    assert leaving.fingerprint == fingerprint(row(1, "a", phone="f"))


def test_a_row_whose_digests_all_belong_to_others_leaves_without_a_call() -> None:
    found = difference([held(row(1, "a")), held(row(2, "a"))], wanted(row(2, "a")), AT_ONCE)

    assert found.leaving == ()
    assert [one.row.subject for one in found.covered] == [1]


def test_a_removal_on_its_way_is_not_sent_twice_and_holds_up_additions_of_its_digest() -> None:
    going = [held(row(1, "a"), HeldState.REMOVAL_SENT)]

    found = difference(going, wanted(row(2, "a"), row(3, "c")), AT_ONCE)

    assert found.leaving == ()
    assert subjects(found.joining) == [3]
    assert found.waiting == 1


def test_where_answers_come_late_a_digest_is_not_removed_and_added_in_one_run() -> None:
    joined = [held(row(1, "a"))]

    assert subjects(difference(joined, wanted(row(2, "a")), AT_ONCE).joining) == [2]
    assert difference(joined, wanted(row(2, "a")), LATE).joining == ()


def test_a_row_without_a_usable_key_never_travels_and_is_counted_by_reason() -> None:
    broken = Row(subject=2, email="zoe@example.com")

    found = difference([], wanted(row(1), broken, row(3, "c")), AT_ONCE)

    assert subjects(found.joining) == [3]
    assert found.unsendable == {NO_KEY: 1, MALFORMED_KEY: 1}


def test_removals_travel_before_additions_in_batches_no_larger_than_the_platform_takes() -> None:
    found = difference([held(row(1, "a"))], wanted(row(2, "b"), row(3, "c"), row(4, "d")), AT_ONCE)

    cut = list(batches(found.leaving, found.joining, AT_ONCE.max_rows))

    assert [(one.operation, len(one.rows)) for one in cut] == [
        (Operation.REMOVE, 1),
        (Operation.ADD, 2),
        (Operation.ADD, 1),
    ]


def test_digests_do_not_print() -> None:
    assert digest("a") not in repr(row(1, "a"))


ROWS = st.builds(
    row,
    st.integers(1, 6),
    email=st.sampled_from(["", "a", "b", "c", "d"]),
    phone=st.sampled_from(["", "e", "f"]),
)
HELD = st.lists(
    st.builds(
        held,
        ROWS.filter(lambda one: bool(one.keys)),
        st.sampled_from(list(HeldState)),
    ),
    max_size=8,
    unique_by=lambda one: (one.row.subject, one.fingerprint),
)


@given(held_rows=HELD, rows=st.lists(ROWS, max_size=6))
def test_after_a_run_that_settles_the_list_holds_what_is_wanted_and_nothing_else(
    held_rows: list[HeldRow], rows: list[Row]
) -> None:
    target = wanted(*rows)

    found = difference(held_rows, target, AT_ONCE)

    assert _digests_after(held_rows, found) == _digests_wanted(held_rows, target, found)


def _digests_after(held_rows: list[HeldRow], found: Difference) -> set[str]:
    on_list = _keys(
        one.row for one in held_rows if one.state not in (HeldState.REMOVED, HeldState.REMOVAL_SENT)
    )
    on_list -= _keys(one.row for one in found.leaving)
    return on_list | _keys(one.row for one in (*found.joining, *found.again))


def _digests_wanted(
    held_rows: list[HeldRow], target: dict[int, Row], found: Difference
) -> set[str]:
    leaving = _keys(one.row for one in held_rows if one.state is HeldState.REMOVAL_SENT)
    known = {
        (one.row.subject, one.fingerprint): one.state
        for one in held_rows
        if one.state is not HeldState.REMOVED
    }
    expected: set[str] = set()
    for one in target.values():
        state = known.get((one.subject, fingerprint(one)))
        if state is HeldState.REMOVAL_SENT:
            continue  # It is on its way out, and is added again once that is settled.
        if state is None and not leaving.isdisjoint(one.keys):
            continue
        expected |= set(one.keys)
    assert found.waiting >= 0
    return expected


def _keys(rows: object) -> set[str]:
    return {key for one in rows for key in one.keys}  # type: ignore[attr-defined] # rows or a generator of rows
