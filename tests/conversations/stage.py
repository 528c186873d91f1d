"""The real Rasa and the real action server on loopback, and conversations with them."""

# ruff: noqa: ANN401, S310, S603 - JSON holds anything; addresses and programs are our own

import json
import os
import socket
import subprocess
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MODEL = Path(os.environ.get("CANDOR_BOT_MODEL", ROOT / "models/candor.tar.gz"))
START_SECONDS = 90
TURN_SECONDS = 20


@dataclass(frozen=True)
class Stage:
    """Where everything listens."""

    rasa: str
    look: str

    def new_conversation(self, **options: Any) -> "Conversation":
        """A shopper nobody has seen before, or `subject` again, begins to talk."""
        options.setdefault("subject", _post(f"{self.look}/subjects", {})["subject"])
        return Conversation(stage=self, **options)


@dataclass
class Conversation:
    """One conversation of one subject; `turns` holds all answers so far."""

    stage: Stage
    subject: str
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    now: str = "2026-11-21T12:00:00+00:00"
    turns: list["Answers"] = field(default_factory=list)

    def says(self, text: str, message_id: str | None = None) -> "Answers":
        """Send a message as the gateway would, and return what comes back."""
        body = {
            "sender": self.id,
            "message": text,
            "metadata": {
                "message_id": message_id or uuid.uuid4().hex,
                "subject": self.subject,
                "conversation_id": self.id,
                "now": self.now,
                "language": "en",
            },
        }
        answers = Answers(_post(f"{self.stage.rasa}/webhooks/rest/webhook", body))
        self.turns.append(answers)
        return answers

    def record(self) -> dict[str, Any]:
        """Everything that is kept of this shopper."""
        record: dict[str, Any] = _get(f"{self.stage.look}/subjects/{self.subject}")
        return record

    def disclosed(self) -> list[str]:
        """The disclosures on record as `holder type:value polarity`, in their order."""
        return [
            f"{one['holder']} {one['type']}:{one['value']} {one['polarity']}"
            for one in self.record()["disclosures"]
            if one.get("kind", "disclosure") == "disclosure"
        ]

    def did(self, name: str) -> list[dict[str, Any]]:
        """The events of that name on record."""
        return [one for one in self.record()["events"] if one["name"] == name]


@dataclass(frozen=True)
class Answers:
    """What one message was answered with."""

    items: list[dict[str, Any]]

    @property
    def text(self) -> str:
        """All texts, one a line."""
        return "\n".join(item["text"] for item in self.items if item.get("text"))

    @property
    def buttons(self) -> list[str]:
        """The titles of all quick replies."""
        return [one["title"] for item in self.items for one in item.get("buttons", [])]

    @property
    def payloads(self) -> list[str]:
        """What the quick replies would send."""
        return [one["payload"] for item in self.items for one in item.get("buttons", [])]

    def custom(self, kind: str) -> dict[str, Any] | None:
        """The payload of that kind, or None."""
        customs = [item["custom"] for item in self.items if "custom" in item]
        return next((one for one in customs if one.get("kind") == kind), None)

    def shown(self, kind: str) -> dict[str, Any]:
        """The payload of that kind, which this answer must have."""
        found = self.custom(kind)
        assert found is not None, f"no {kind} in the answer: {self.items}"
        return found

    @property
    def products(self) -> list[dict[str, Any]]:
        """The product cards."""
        return [card for item in (self.custom("advice"),) if item for card in item["products"]]

    @property
    def heard(self) -> dict[str, Any]:
        """The answer of the capture action; every turn must have one."""
        return self.shown("heard")


@contextmanager
def stage() -> Iterator[Stage]:
    """Start the action server and Rasa on free ports, and stop them in the end."""
    if not MODEL.exists():
        msg = f"the bot is not trained: {MODEL} is missing; run `make train`"
        raise AssertionError(msg)
    actions, look, rasa = _free_ports(3)
    with tempfile.TemporaryDirectory() as folder:
        backstage = [
            *(str(ROOT / ".venv/bin/python"), "-m", "tests.conversations.backstage"),
            *(f"sqlite:///{folder}/candor.db", str(actions), str(look)),
        ]
        bot = [
            *(str(ROOT / "bot/.venv/bin/rasa"), "run", "--model", str(MODEL)),
            *("--endpoints", "bot/endpoints.yml", "--credentials", "bot/credentials.yml"),
            *("--enable-api", "-i", "127.0.0.1", "-p", str(rasa)),
        ]
        environment = {
            **os.environ,
            "CANDOR_ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook",
            "RASA_TELEMETRY_ENABLED": "false",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "PYTHONWARNINGS": "ignore",
        }
        logs = Path(os.environ.get("CANDOR_STAGE_LOGS", folder))
        started = []
        try:
            for name, command in (("backstage", backstage), ("rasa", bot)):
                with (logs / f"{name}.log").open("w") as output:
                    started.append(
                        subprocess.Popen(
                            command, cwd=ROOT, env=environment, stdout=output, stderr=output
                        )
                    )
            _wait_for(f"http://127.0.0.1:{actions}/health", started[0], logs / "backstage.log")
            _wait_for(f"http://127.0.0.1:{rasa}/status", started[1], logs / "rasa.log")
            yield Stage(rasa=f"http://127.0.0.1:{rasa}", look=f"http://127.0.0.1:{look}")
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(timeout=20)


def _free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            msg = f"ended with {process.returncode}:\n{log.read_text()[-4000:]}"
            raise AssertionError(msg)
        try:
            _get(url)
        except OSError:
            time.sleep(0.2)
        else:
            return
    msg = f"did not answer in {START_SECONDS} s:\n{log.read_text()[-4000:]}"
    raise AssertionError(msg)


def _get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=TURN_SECONDS) as answer:
        return json.load(answer)


def _post(url: str, body: Any) -> Any:
    request = urllib.request.Request(
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=TURN_SECONDS) as answer:
        return json.load(answer)
