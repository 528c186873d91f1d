"""Runs as durable workflows: followed, interrupted by SIGKILL, and asked of a worker elsewhere."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from adsync.asking import Choice
from adsync.bench import Bench, is_worked_at, locked
from adsync.destinations.memory import MemoryDestination, Script
from adsync.errors import TryLater, WorkerElsewhere
from adsync.sandbox.server import Sandbox, running
from adsync.workflows import Schedule, request, run_sync, working
from kit.clock import machine_clock
from tests.adsync_world import World, digest
from tests.engines import all_tables, empty

ROOT = Path(__file__).parents[2]
CRASH = Path(__file__).with_name("adsync_crash.py")
PATIENCE = timedelta(seconds=30)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(url=f"sqlite:///{tmp_path}/dbos.db", lock=tmp_path / "worker.lock")


@pytest.fixture
def world(sqlite_engine: sa.Engine) -> World:
    made = World(sqlite_engine)
    return made.at_the_machines_pace()


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running(machine_clock) as started:
        yield started


def test_a_run_is_followed_to_its_end(world: World, bench: Bench) -> None:
    world.has_members(1, 2)

    [run] = run_sync(world.parts, bench, Choice(), "a test", PATIENCE)

    assert (run.state, run.settled) == ("done", 2)
    assert world.on_list() == world.expected(1, 2)
    assert not is_worked_at(bench)


def test_a_fault_of_the_platform_is_waited_out(world: World, bench: Bench) -> None:
    world.memory.answers.append(TryLater("busy", after=timedelta(milliseconds=50)))

    [run] = run_sync(world.has_members(1).parts, bench, Choice(), "a test", PATIENCE)

    assert (run.state, run.settled) == ("done", 1)


def test_a_fault_of_our_own_closes_the_run_and_the_next_one_mends_it(
    world: World, bench: Bench
) -> None:
    world.memory.answers.append(Script.LOSE_THE_ANSWER)

    [broken] = run_sync(world.has_members(1).parts, bench, Choice(), "a test", PATIENCE)
    [mended] = run_sync(world.parts, bench, Choice(), "a test", PATIENCE)

    assert (broken.state, broken.unresolved) == ("stopped", 1)
    assert broken.reason == "A fault of our own stopped this run: AnswerLost."
    assert (mended.state, mended.settled) == ("done", 1)


def test_a_run_waiting_for_a_late_answer_is_reported_as_it_stands(
    sqlite_engine: sa.Engine, bench: Bench
) -> None:
    late = MemoryDestination(capabilities=World.late())
    world = World(sqlite_engine, late).at_the_machines_pace().has_members(1)

    [run] = run_sync(world.parts, bench, Choice(), "a test", PATIENCE)

    assert (run.state, run.sent, run.settled, run.unresolved) == ("settling", 1, 0, 1)


def test_losing_the_engines_own_tables_loses_no_late_answer(
    sqlite_engine: sa.Engine, bench: Bench, tmp_path: Path
) -> None:
    late = MemoryDestination(capabilities=World.late())
    world = World(sqlite_engine, late).at_the_machines_pace().has_members(1)
    [run] = run_sync(world.parts, bench, Choice(), "a test", PATIENCE)
    assert run.run_id is not None
    for file in tmp_path.glob("dbos.db*"):
        file.unlink()

    world.sets_the_clock_ahead(timedelta(minutes=31))
    with working(world.parts, bench):
        settled = world.follows(run.run_id)

    assert (settled.state, settled.settled) == ("done", 1)


def test_only_one_process_is_the_worker(world: World, bench: Bench) -> None:
    with working(world.parts, bench):
        assert is_worked_at(bench)
        with pytest.raises(WorkerElsewhere), working(world.parts, bench):
            pass


def test_when_the_other_worker_ends_without_doing_it_the_command_does_it_itself(
    world: World, bench: Bench
) -> None:
    world.has_members(1)
    ours_to_take = threading.Event()

    def ask() -> None:
        run_sync(world.parts, bench, Choice(), "a test", PATIENCE)
        ours_to_take.set()

    with locked(bench):
        asked = threading.Thread(target=ask)
        asked.start()
        assert not ours_to_take.wait(timeout=0.5)
    asked.join()

    assert world.on_list() == world.expected(1)


def test_on_postgresql_the_ledgers_database_serves_the_worker_too(
    postgresql_engine: sa.Engine, tmp_path: Path
) -> None:
    url = postgresql_engine.url.render_as_string(hide_password=False)
    world = World(postgresql_engine).at_the_machines_pace().has_members(1, 2)
    try:
        [run] = run_sync(
            world.parts, Bench(url=url, lock=tmp_path / "lock"), Choice(), "a test", PATIENCE
        )
    finally:
        empty(postgresql_engine, all_tables())

    assert (run.state, run.settled) == ("done", 2)


def test_a_run_can_be_asked_of_the_worker_from_outside(world: World, bench: Bench) -> None:
    world.has_members(1)
    with working(world.parts, bench):
        [run] = run_sync(world.parts, bench, Choice(), "a test", PATIENCE)
        [next_id] = request(world.has_members(1, 2).parts, bench, Choice(), "a page")
        later = world.follows(next_id)

    assert (run.state, later.state) == ("done", "done")
    assert world.on_list() == world.expected(1, 2)


def test_the_schedule_refreshes_and_syncs_by_itself(world: World, bench: Bench) -> None:
    refreshed = threading.Event()
    world.has_members(1).refreshes(refreshed.set)

    with working(world.parts, bench, Schedule(cron="* * * * * *")):
        assert refreshed.wait(timeout=20)
        world.sees(world.expected(1))

    assert world.on_list() == world.expected(1)


@pytest.mark.parametrize("die_after", [1, 2])
def test_a_worker_killed_between_two_batches_is_taken_up_with_nothing_doubled_or_lost(
    sqlite_engine: sa.Engine, tmp_path: Path, sandbox: Sandbox, die_after: int
) -> None:
    sqlite_engine.dispose()

    died = crash(tmp_path, sandbox, str(die_after))
    again = crash(tmp_path, sandbox, "never")

    assert died.returncode == -signal.SIGKILL
    assert again.returncode == 0, again.stderr
    assert sorted(again.stdout.splitlines()) == ["google done 25 0", "meta done 25 0"]
    lists = sandbox.state.as_json()
    for platform in ("meta", "google"):
        [one] = lists[platform]
        assert sorted(one["members"]) == sorted(
            [digest(f"{platform} {number}")] for number in range(1, 26)
        )


def crash(folder: Path, sandbox: Sandbox, die_after: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, CRASH, folder, sandbox.graph_url, sandbox.google_address, die_after],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
