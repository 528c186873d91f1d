"""Starting processes: ready, ended early, and a port that is taken."""

import socket
import sys
from pathlib import Path

import pytest

from app.processes import DidNotStart, Program, answers, free_port, running

SERVES = """
import http.server, sys
place = ("127.0.0.1", int(sys.argv[1]))
http.server.HTTPServer(place, http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def address(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


def server(port: int) -> Program:
    return Program(
        name="a server",
        command=(sys.executable, "-c", SERVES, str(port)),
        ready_url=address(port),
        environment={},
    )


def test_programs_run_inside_the_block_and_not_after_it(tmp_path: Path) -> None:
    port = free_port()

    with running([server(port)], tmp_path, tell=lambda _: None):
        inside = answers(address(port))

    assert inside
    assert not answers(address(port))


def test_a_program_that_ends_early_is_named_with_its_log(tmp_path: Path) -> None:
    program = Program(
        name="a failure",
        command=(sys.executable, "-c", "print('why it ended'); raise SystemExit(3)"),
        ready_url=f"http://127.0.0.1:{free_port()}/",
        environment={},
    )

    with (
        pytest.raises(DidNotStart, match=r"a failure ended with 3; see .*a_failure\.log"),
        running([program], tmp_path, tell=lambda _: None),
    ):
        pass

    assert (tmp_path / "a_failure.log").read_text().strip() == "why it ended"


def test_the_others_are_stopped_where_one_does_not_start(tmp_path: Path) -> None:
    good, taken = free_port(), free_port()

    with (
        socket.create_server(("127.0.0.1", taken)),
        pytest.raises(DidNotStart, match="is in use"),
        running([server(good), server(taken)], tmp_path, tell=lambda _: None),
    ):
        pass

    assert not answers(address(good))
