"""`candor demo`: everything on loopback, one conversation down the whole road, then stay up."""

import os
import secrets
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from app import stack
from app.bringing import prepare_demo_data
from app.people import Role, add_person
from app.processes import Program, running, stay_until_interrupted
from app.settings import Settings, load_settings
from app.story.tell import Story
from app.wiring import Parts
from kit.clock import machine_clock
from kit.db import transaction
from kit.folders import data_folder

MARKETER = "demo"
Tell = Callable[[str], None]


def run_demo(tell: Tell, *, once: bool) -> None:
    """Tell the story against a fresh Candor in `.candor/demo`; stay up afterwards unless `once`.

    Raises:
        DidNotStart: where a process does not come up.
        StoryFailed: naming the stop at which the story went wrong.
    """
    folder = _fresh_folder()
    environment = stack.sandboxed_environment(folder, ports="standard")
    os.environ |= environment
    settings = load_settings()
    parts = Parts(settings)
    tell("preparing the database, the catalogue and the console")
    password = prepared(parts)
    with running(programs_of(settings, environment), folder / "logs", tell):
        Story(parts, tell).run()
        if once:
            return
        # The story carried its own runs; from now on the console asks a worker for them.
        with running([stack.worker(environment)], folder / "logs", tell):
            _say_where_things_are(settings, password, tell)
            stay_until_interrupted(tell)


def _fresh_folder() -> Path:
    folder = data_folder() / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def programs_of(settings: Settings, environment: Mapping[str, str]) -> list[Program]:
    """Return the processes of a demo."""
    return [
        stack.sandbox(settings, environment),
        *stack.bot_and_actions(settings, environment),
        stack.web(settings, environment),
    ]


def prepared(parts: Parts) -> str:
    """Fill the database of a demo; give the password of its marketer."""
    prepare_demo_data(parts.settings)
    password = secrets.token_urlsafe(9)
    with transaction(parts.engine) as session:
        add_person(session, MARKETER, Role.MARKETER, password, machine_clock())
    return password


def _say_where_things_are(settings: Settings, password: str, tell: Tell) -> None:
    host, port = settings.sandbox_address
    tell("")
    tell("Everything is up:")
    tell(f"  the shop, with the advisor    {settings.web_url}/shop")
    tell(f"  the console                   {settings.web_url}/console")
    tell(f"                                log in as {MARKETER} with {password}")
    tell(f"  the sandbox platforms         http://{host}:{port}/")
