"""One sandbox for a file of tests, emptied before each; and a client for each platform's wire."""

from collections.abc import Iterator

import pytest

from adsync.sandbox.server import Sandbox, running
from kit.clock import machine_clock
from tests.sandbox_wires import DataManager, Graph


@pytest.fixture(scope="module")
def started() -> Iterator[Sandbox]:
    with running(machine_clock) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(started: Sandbox) -> Sandbox:
    started.state.clear()
    return started


@pytest.fixture
def graph(sandbox: Sandbox) -> Graph:
    return Graph(sandbox)


@pytest.fixture
def google(sandbox: Sandbox) -> DataManager:
    return DataManager(sandbox)
