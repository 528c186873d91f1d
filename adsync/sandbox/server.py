"""Starting and stopping the stand-ins: HTTP on the address given, gRPC on the port after it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
import uvicorn
from fastapi import FastAPI

from adsync.sandbox import data_manager, graph, pages
from adsync.sandbox.state import SandboxState
from kit.clock import Clock, machine_clock

_START_SECONDS = 20
_POLL_SECONDS = 0.02
_GRACE_SECONDS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """Running stand-ins: `graph_url` for Meta's SDK, `google_address` for Google's."""

    graph_url: str
    google_address: str
    state: SandboxState


def app(state: SandboxState, google_address: str, app_secret: str | None = None) -> FastAPI:
    """Return the HTTP side; the page and its doors come before the Graph API's addresses."""
    made = FastAPI(title="Sandbox platforms", openapi_url=None)
    made.include_router(pages.routes(state, google_address))
    made.include_router(graph.routes(state, app_secret))
    return made


def serve(
    address: str,
    *,
    clock: Clock = machine_clock,
    file: Path | None = None,
    app_secret: str | None = None,
) -> None:
    """Serve until interrupted: the Graph API and the page on `address`, gRPC on the next port.

    Args:
        address: `host:port`.
        clock: tells the time of arrivals.
        file: keeps the lists over a restart, where given.
        app_secret: where given, Meta's proof of the token is checked against it.
    """
    host, _, port = address.rpartition(":")
    google_address = f"{host}:{int(port) + 1}"
    state = SandboxState(clock, file)
    google, _bound = data_manager.server(state, google_address)
    google.start()
    try:
        uvicorn.run(
            app(state, google_address, app_secret), host=host, port=int(port), log_level="warning"
        )
    finally:
        google.stop(_GRACE_SECONDS).wait()


@contextmanager
def running(
    clock: Clock = machine_clock, *, file: Path | None = None, app_secret: str | None = None
) -> Iterator[Sandbox]:
    """Run both stand-ins inside this process, on loopback and free ports, until the block ends."""
    state = SandboxState(clock, file)
    google, port = data_manager.server(state, "127.0.0.1:0")
    google.start()
    google_address = f"127.0.0.1:{port}"
    web = app(state, google_address, app_secret)
    server = uvicorn.Server(uvicorn.Config(web, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, name="sandbox-http", daemon=True)
    thread.start()
    try:
        yield Sandbox(
            graph_url=f"http://127.0.0.1:{_port_of(server, thread)}",
            google_address=google_address,
            state=state,
        )
    finally:
        _stop(server, thread, google)


def _port_of(server: uvicorn.Server, thread: threading.Thread) -> int:
    ends = time.monotonic() + _START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > ends:
            message = "the sandbox's HTTP side did not start"
            raise RuntimeError(message)
        time.sleep(_POLL_SECONDS)
    port: int = server.servers[0].sockets[0].getsockname()[1]
    return port


def _stop(server: uvicorn.Server, thread: threading.Thread, google: grpc.Server) -> None:
    server.should_exit = True
    google.stop(_GRACE_SECONDS).wait()
    thread.join(timeout=_START_SECONDS)
