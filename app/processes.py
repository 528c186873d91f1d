"""Starting our processes, waiting until each answers, and stopping every one we started."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from kit.environments import BOT_ENVIRONMENT, SHARED_VERTICAL, model_name

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
START_SECONDS = 90.0
STOP_SECONDS = 10.0
_POLL_SECONDS = 0.1
_SETTLES_SECONDS = 3.0


class DidNotStart(Exception):
    """A process ended, or did not answer in time; the message says where its output is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One process to run; its output goes to a log file.

    `ready_url` answers 200 once it serves; None for a process without an address, which is taken
    as ready unless it ends at once.
    """

    name: str
    command: tuple[str, ...]
    ready_url: str | None
    environment: Mapping[str, str]


@contextmanager
def running(programs: Sequence[Program], logs: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Start the programs together, go on once all answer, and stop them all in the end.

    Raises:
        DidNotStart: where one ends early or does not answer within `START_SECONDS`.
    """
    logs.mkdir(parents=True, exist_ok=True)
    started: list[tuple[Program, subprocess.Popen[bytes]]] = []
    try:
        for program in programs:
            _refuse_a_taken_port(program)
            started.append((program, _start(program, logs)))
        for program, process in started:
            _wait_until_ready(program, process, logs)
            tell(f"{program.name} answers")
        yield
    finally:
        _stop([process for _, process in started])


def stay_until_interrupted(tell: Callable[[str], None]) -> None:
    """Wait for Ctrl-C or a request to end."""
    tell("Ctrl-C stops everything.")

    def leave(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        tell("stopping")


def rasa(
    port: int,
    actions_url: str,
    extra: Mapping[str, str] | None = None,
    name: str = "Rasa",
    vertical: str = SHARED_VERTICAL,
) -> Program:
    """Return the bot's process on loopback, with the model of a vertical.

    Raises:
        DidNotStart: where the bot has not been trained for it.
    """
    model = MODELS / f"{model_name(vertical)}.tar.gz"
    if not model.exists():
        message = f"the bot is not trained for {vertical}; run `make setup` first"
        raise DidNotStart(message)
    command = (
        *(str(ROOT / "bot/.venv/bin/rasa"), "run", "--enable-api", "-m", str(model)),
        *("--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml"),
        *("-i", "127.0.0.1", "-p", str(port)),
    )
    environment = {
        **BOT_ENVIRONMENT,
        "PYTHONUNBUFFERED": "1",
        "CANDOR_ACTIONS_URL": actions_url,
        **(extra or {}),
    }
    return Program(
        name=name,
        command=command,
        ready_url=f"http://127.0.0.1:{port}/status",
        environment=environment,
    )


def candor(name: str, ready_url: str | None, *arguments: str, **environment: str) -> Program:
    """Return one of our own processes: `candor <arguments>`."""
    return Program(
        name=name,
        command=(sys.executable, "-m", "app.cli", *arguments),
        ready_url=ready_url,
        environment=environment,
    )


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(url: str) -> bool:
    """Whether somebody answers 200 there now."""
    try:
        return httpx.get(url, timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def _refuse_a_taken_port(program: Program) -> None:
    place = urlsplit(program.ready_url or "")
    if not place.port:
        return
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex((place.hostname or "", place.port)) == 0:
            message = (
                f"{program.name} cannot start: {place.netloc} is in use; stop what listens there, "
                "or choose another address (docs/settings.md)"
            )
            raise DidNotStart(message)


def _start(program: Program, logs: Path) -> subprocess.Popen[bytes]:
    with _log_file(program, logs).open("wb") as output:
        # A session of its own: Ctrl-C reaches us alone, and we end the others in order.
        return subprocess.Popen(  # noqa: S603 - our own programs
            program.command,
            cwd=ROOT,
            env={**os.environ, **program.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _log_file(program: Program, logs: Path) -> Path:
    return logs / f"{program.name.lower().replace(' ', '_')}.log"


def _wait_until_ready(program: Program, process: subprocess.Popen[bytes], logs: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    settled = time.monotonic() + _SETTLES_SECONDS
    log_file = _log_file(program, logs)
    while not _is_ready(program, settled):
        if process.poll() is not None:
            message = f"{program.name} ended with {process.returncode}; see {log_file}"
            raise DidNotStart(message)
        if time.monotonic() > deadline:
            message = f"{program.name} did not answer in {START_SECONDS:.0f} s; see {log_file}"
            raise DidNotStart(message)
        time.sleep(_POLL_SECONDS)


def _is_ready(program: Program, settled: float) -> bool:
    if program.ready_url is None:
        return time.monotonic() > settled
    return answers(program.ready_url)


def _stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in reversed(processes):
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for process in reversed(processes):
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(process, signal.SIGKILL)
            process.wait()


def _signal(process: subprocess.Popen[bytes], which: signal.Signals) -> None:
    if process.poll() is None:
        os.killpg(process.pid, which)
