"""The whole product, running: real bot, actions, gateway and SDKs, and the sandbox platforms."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app import stack
from app.demo import prepared, programs_of
from app.processes import running
from app.settings import Settings, load_settings
from app.wiring import Parts
from tests.journey.browser import running_browser


@dataclass(frozen=True, kw_only=True)
class Stack:
    """A running Candor of the tests' own; `password` lets the marketer `demo` in."""

    parts: Parts
    environment: dict[str, str] = field(repr=False)
    password: str = field(repr=False)
    folder: Path

    @property
    def settings(self) -> Settings:
        return self.parts.settings


@pytest.fixture(scope="session")
def candor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("candor")
    environment = stack.sandboxed_environment(folder, ports="free")
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        parts = Parts(load_settings())
        password = prepared(parts)
        with running(programs_of(parts.settings, environment), folder / "logs", tell=print):
            yield Stack(parts=parts, environment=environment, password=password, folder=folder)
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module: while it is there, no other test can run an event loop."""
    with running_browser() as found:
        yield found
