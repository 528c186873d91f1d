"""The command line as a process of its own, in a folder of its own, and what is told to it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KEY = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa="
DRY = {
    "name": "Dry skin",
    "rule": {"said": {"trait": "need:dry", "answer": "yes"}},
    "destinations": ["meta"],
    "min_size": 1,
}
AGREES = {
    "type": "track",
    "event": "Consent Given",
    "anonymousId": "zoe",
    "messageId": "m1",
    "properties": {"purposes": ["advice"], "wording_version": "1", "language": "en"},
}
TELLS = {
    "type": "track",
    "event": "Disclosure Made",
    "anonymousId": "zoe",
    "messageId": "m2",
    "properties": {"type": "concern", "value": "dryness", "polarity": "present"},
}
Candor = Callable[..., "Told"]


class Told:
    """What a command printed, and its exit code."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.result = done.stdout.decode()
        # A box is drawn around wrong use; only its words count.
        self.said = " ".join(done.stderr.decode().replace("│", " ").split())
        assert "Traceback" not in self.said, done.stderr.decode()

    @property
    def json(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.result)
        return read


def lines(*messages: object) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in messages)


def run_in(folder: Path, *words: str, typed: bytes = b"", **settings: str) -> Told:
    """Run a command in `folder`, with no setting but those given and those of its `.env`."""
    kept = {name: told for name, told in os.environ.items() if not name.startswith("CANDOR_")}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "app.cli", *words],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), **settings},
        input=typed,
        capture_output=True,
        check=False,
    )
    return Told(done)
