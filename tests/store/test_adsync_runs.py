"""Runs against the ledger, on both engines, with the in-memory platform."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from adsync import preparing, sending, service
from adsync.asking import Choice
from adsync.destinations.base import ListRef, Platform
from adsync.destinations.memory import AnswerLost, MemoryDestination, Script
from adsync.errors import (
    CallAPerson,
    ListNotFound,
    NoDestination,
    PauseNotFound,
    StopAndLook,
    TryLater,
    UnknownAnswer,
)
from adsync.parts import Standing
from adsync.policy import Blocked
from adsync.steps import Go, Wait
from adsync.tables import SyncBatchRow, SyncHeldRow, SyncListRow
from kit.db import reading, transaction
from tests.adsync_world import TwoKeys, World, digest


@pytest.fixture
def world(engine: sa.Engine) -> World:
    return World(engine)


def test_members_who_are_permitted_arrive_and_no_one_else(world: World) -> None:
    run = world.has_members(1, 2, 3).withdraws(3).syncs()

    assert world.on_list() == world.expected(1, 2)
    assert (run.state, run.planned, run.sent, run.settled) == ("done", 2, 2, 2)


def test_a_second_run_has_nothing_to_do(world: World) -> None:
    world.has_members(1, 2).syncs()

    assert world.syncs().planned == 0


def test_whoever_withdraws_is_taken_off_with_the_digest_that_was_sent(world: World) -> None:
    world.has_members(1, 2).syncs()
    world.people.keys[1] = TwoKeys(email=digest("a new address"))

    run = world.withdraws(1).syncs()

    assert world.on_list() == world.expected(2)
    assert (run.to_remove, run.to_add) == (1, 0)
    assert world.where_is(1) == {"memory": "removed"}


def test_a_settled_removal_leaves_no_digest_behind(world: World) -> None:
    world.has_members(1).syncs()
    world.withdraws(1).syncs()

    with reading(world.parts.engine) as session:
        [(email, phone)] = session.execute(
            sa.select(SyncHeldRow.email_digest, SyncHeldRow.phone_digest)
        )
        kept = session.scalars(sa.select(SyncBatchRow.rows)).all()
    assert (email, phone) == ("", "")
    assert kept == [[], []]


def test_somebody_who_comes_back_is_added_again(world: World) -> None:
    world.has_members(1).syncs()
    world.has_members().syncs()
    world.has_members(1).syncs()

    assert world.on_list() == world.expected(1)
    assert world.where_is(1) == {"memory": "settled"}


def test_consent_withdrawn_between_plan_and_sending_is_heeded(world: World) -> None:
    [run_id] = world.has_members(1, 2).asks()
    go = preparing.prepare(world.parts, run_id)
    world.withdraws(1)

    assert isinstance(go, Go)
    for batch_id in go.batches:
        sending.send(world.parts, batch_id)
    assert world.on_list() == world.expected(2)
    assert world.where_is(1) == {}


def test_a_crash_after_the_platform_took_a_batch_doubles_and_loses_nothing(world: World) -> None:
    world.memory.answers.append(Script.LOSE_THE_ANSWER)
    [run_id] = world.has_members(1, 2).asks()
    go = preparing.prepare(world.parts, run_id)
    assert isinstance(go, Go)
    with pytest.raises(AnswerLost):
        sending.send(world.parts, go.batches[0])
    assert world.where_is(1) == {"memory": "sending"}

    run = world.carries(run_id)

    assert world.on_list() == world.expected(1, 2)
    assert [len(one.rows) for one in world.memory.sent] == [2, 2]
    assert (run.state, run.settled, run.unresolved) == ("done", 2, 0)


def test_a_row_whose_fate_is_unknown_can_still_be_removed(world: World) -> None:
    world.memory.answers.append(UnknownAnswer("a riddle"))
    world.has_members(1).syncs()
    assert world.where_is(1) == {"memory": "unresolved"}
    world.release_all()

    world.withdraws(1).syncs()

    assert world.where_is(1) == {"memory": "removed"}
    assert [one.operation for one in world.memory.sent] == ["remove"]


def test_a_busy_platform_is_left_alone_and_then_served(world: World) -> None:
    world.memory.answers.extend(
        [
            TryLater("busy", after=timedelta(minutes=15)),
            TryLater("busy", after=timedelta(seconds=1)),
        ]
    )
    began = world.now

    run = world.has_members(1).syncs()

    assert run.state == "done"
    assert world.now - began >= timedelta(minutes=15)
    assert world.on_list() == world.expected(1)


def test_patience_has_an_end_and_the_next_run_mends_what_was_left(world: World) -> None:
    world.memory.answers.extend([TryLater("busy", after=timedelta(seconds=1))] * 6)

    first = world.has_members(1).syncs()
    second = world.syncs()

    assert (first.state, first.unresolved, first.reason) == ("stopped", 1, "busy")
    assert (second.state, second.settled) == ("done", 1)


def test_a_platform_that_needs_a_person_rests_until_released(world: World) -> None:
    world.memory.answers.append(CallAPerson("The terms are not accepted.", code="2663"))
    stopped = world.has_members(1).syncs()
    waiting = world.syncs()

    assert (stopped.state, waiting.state) == ("stopped", "blocked")
    assert "The terms are not accepted." in waiting.reason
    world.release_all()
    assert world.syncs().state == "done"


def test_only_the_list_that_needs_a_look_rests(engine: sa.Engine) -> None:
    memory = MemoryDestination([StopAndLook("flagged")])
    other = MemoryDestination(platform=Platform.META)
    world = World(engine, memory, other).has_members(1)

    runs = [world.carries(run_id) for run_id in world.asks()]

    assert {one.destination: one.state for one in runs} == {"memory": "stopped", "meta": "done"}
    with reading(engine) as session:
        [pause] = service.open_pauses(session, {world.audience.id: "Dry skin"})
    assert (pause.audience, pause.whole_platform) == ("Dry skin", False)


def test_a_list_the_platform_lost_is_made_and_filled_anew_once_released(world: World) -> None:
    world.has_members(1, 2).syncs()
    with reading(world.parts.engine) as session:
        [ref] = session.scalars(sa.select(SyncListRow.list_ref))
    assert ref is not None
    world.memory.forget_list(ListRef(ref))

    assert world.syncs().state == "stopped"
    world.release_all()
    run = world.syncs()

    assert (run.state, run.to_add) == ("done", 2)
    assert world.on_list() == world.expected(1, 2)


def test_a_blocked_audience_is_emptied_and_says_why(world: World) -> None:
    world.has_members(1).syncs()

    run = world.has_members(1, blocked=Blocked("Rosacea names a health condition.")).syncs()

    assert world.on_list() == set()
    assert run.reason == "Rosacea names a health condition."


def test_an_archived_audience_is_emptied(world: World) -> None:
    world.has_members(1, 2).syncs()

    world.has_members(standing=Standing.GONE).syncs()

    assert world.on_list() == set()


def test_a_paused_audience_keeps_whom_it_has_but_still_heeds_withdrawals(world: World) -> None:
    world.has_members(1, 2).syncs()

    world.has_members(standing=Standing.RESTING).withdraws(2).syncs()

    assert world.on_list() == world.expected(1)


def test_a_platform_taken_from_the_audience_is_emptied(world: World) -> None:
    world.has_members(1).syncs()

    world.has_members(1, platforms=("meta",)).syncs()

    assert world.on_list() == set()


def test_an_erased_subject_is_taken_off_although_nothing_else_is_known(world: World) -> None:
    world.has_members(1, 2).syncs()

    world.has_members(2).withdraws(1).syncs()

    assert world.on_list() == world.expected(2)


def test_too_few_members_hold_back_additions_but_never_a_withdrawal(world: World) -> None:
    world.has_members(1, 2, 3, min_size=3).syncs()

    run = world.has_members(1, 2, 4, min_size=3).withdraws(1).syncs()

    assert world.on_list() == world.expected(2)
    assert (run.held_back, run.to_remove) == (1, 2)
    assert "2 of at least 3 members" in run.reason


def test_a_sudden_growth_waits_until_a_person_allows_it_once(world: World) -> None:
    world.has_members(1, 2).syncs()
    many = range(1, 30)

    held_back = world.has_members(*many).syncs()
    with transaction(world.parts.engine) as session:
        [row] = service.status(session, {})
        service.allow_growth(session, row.list_id, "zoe")
    allowed = world.syncs()

    assert (held_back.to_add, held_back.held_back) == (0, 27)
    assert allowed.to_add == 27
    assert world.on_list() == world.expected(*many)


def test_late_answers_are_waited_for_and_counted_as_unresolved_until_then(
    engine: sa.Engine,
) -> None:
    memory = MemoryDestination(
        [Script.AS_USUAL, Script.AS_USUAL, Script.STILL_PROCESSING], capabilities=World.late()
    )
    world = World(engine, memory).has_members(1, 2, 3)
    [run_id] = world.asks()
    go = preparing.prepare(world.parts, run_id)
    assert isinstance(go, Go)
    for batch_id in go.batches:
        sending.send(world.parts, batch_id)
    sending.finish_sending(world.parts, run_id)
    waiting = world.report(run_id)

    settled = world.settles(run_id)

    assert (waiting.state, waiting.sent, waiting.settled, waiting.unresolved) == (
        "settling",
        3,
        0,
        3,
    )
    assert (settled.state, settled.settled, settled.unresolved) == ("done", 3, 0)
    assert world.where_is(1) == {"memory": "settled"}


def test_a_batch_nobody_answers_for_is_given_up_and_sent_again(engine: sa.Engine) -> None:
    silent = [Script.AS_USUAL, *[Script.STILL_PROCESSING] * 400]
    memory = MemoryDestination(silent, capabilities=World.late())
    world = World(engine, memory).has_members(1)
    [run_id] = world.asks()
    assert isinstance(preparing.prepare(world.parts, run_id), Go)
    world.carries(run_id)
    world.now += timedelta(days=3)
    given_up = world.settles(run_id)
    memory.answers.clear()

    again = world.syncs()

    assert (given_up.state, given_up.unresolved) == ("done", 1)
    assert again.settled == 1


def test_refused_rows_are_data_with_their_reason(world: World) -> None:
    world.people.keys[2] = TwoKeys(email="not a digest")

    run = world.has_members(1, 2).syncs()

    assert (run.state, run.settled, run.refused) == ("done", 1, 1)
    assert run.refusals == {"malformed_match_key": 1}


def test_a_neutral_name_is_the_same_on_every_platform(engine: sa.Engine) -> None:
    world = World(engine, MemoryDestination(), MemoryDestination(platform=Platform.META))
    world.has_members(1)
    for run_id in world.asks():
        world.carries(run_id)

    with reading(engine) as session:
        names = {one.neutral_name for one in service.status(session, {})}
    assert len(names) == 1
    assert all(name.startswith("candor-") and len(name) == 13 for name in names)


def test_a_preview_tells_and_writes_nothing(world: World) -> None:
    world.has_members(1, 2)
    with reading(world.parts.engine) as session:
        [told] = service.preview(session, world.parts, Choice())

    assert (told.state, told.to_add, told.run_id) == ("preview", 2, None)
    with reading(world.parts.engine) as session:
        assert service.status(session, {}) == []
    assert world.memory.sent == []


def test_asking_twice_gives_one_run(world: World) -> None:
    assert world.has_members(1).asks() == world.asks()


def test_a_run_left_behind_for_a_day_makes_room_for_another(world: World) -> None:
    [left] = world.has_members(1).asks()
    world.now += timedelta(days=2)

    run = world.syncs()

    assert run.run_id != left
    assert world.report(left).state == "stopped"
    assert run.state == "done"


def test_what_is_not_there_is_named(world: World) -> None:
    with transaction(world.parts.engine) as session, pytest.raises(NoDestination, match="memory"):
        service.preview(session, world.parts, Choice(platform=Platform.GOOGLE))
    with transaction(world.parts.engine) as session, pytest.raises(ListNotFound, match="Nobody"):
        service.preview(session, world.parts, Choice(audience="Nobody"))
    with transaction(world.parts.engine) as session, pytest.raises(PauseNotFound):
        service.release(session, world.audience.id, "zoe", world.now)


def test_a_wait_is_told_in_seconds_and_with_its_reason(world: World) -> None:
    world.memory.answers.append(TryLater("busy", after=timedelta(minutes=15)))
    [run_id] = world.has_members(1).asks()
    go = preparing.prepare(world.parts, run_id)

    assert isinstance(go, Go)
    assert sending.send(world.parts, go.batches[0]) == Wait(900.0)
    assert world.report(run_id).reason == "busy"
    assert world.carries(run_id).reason == ""


def test_an_error_of_the_database_tells_no_digest(world: World) -> None:
    secret = digest("a shopper")
    with reading(world.parts.engine) as session, pytest.raises(sa.exc.DBAPIError) as told:
        session.execute(
            sa.text("select * from no_such_table where email = :email"), {"email": secret}
        )

    assert secret not in str(told.value)
