"""The door to the trained model: Rasa's whole reading of a message, as the running bot does it."""

import asyncio
import contextlib
import io
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.evaluation.intents import Answer
from bot.evaluation.labels import Message

if TYPE_CHECKING:
    from rasa.core.agent import Agent


@dataclass(frozen=True)
class Parsed:
    """What the model made of one message, and how long it took in milliseconds."""

    intent: str
    oos_score: float
    milliseconds: float


class TrainedModel:
    """A model that Rasa trained; `load_seconds` is what loading it took, imports left out."""

    def __init__(self, path: Path) -> None:
        # What Rasa's old world warns of is no news; what fails is raised all the same.
        with contextlib.redirect_stderr(io.StringIO()):
            agent = _agent_class()
            began = time.perf_counter()
            self._agent = agent.load(path)
            self.load_seconds = time.perf_counter() - began
        self._loop = asyncio.new_event_loop()

    def parse(self, text: str) -> Parsed:
        """Read one message."""
        began = time.perf_counter()
        parsed = self._loop.run_until_complete(self._agent.parse_message(text))
        spent = (time.perf_counter() - began) * 1000
        return Parsed(
            intent=parsed["intent"].get("name") or "",
            oos_score=float(parsed.get("oos_score", 0.0)),
            milliseconds=spent,
        )

    def answers(self, messages: Sequence[Message]) -> list[Answer]:
        """Read messages and put what was found beside their labels."""
        found = [self.parse(message.text) for message in messages]
        return [
            Answer(message.intent, parsed.intent, parsed.oos_score)
            for message, parsed in zip(messages, found, strict=True)
        ]


def _agent_class() -> type["Agent"]:
    """Import Rasa, late, because it takes seconds, and keep it from talking."""
    # Rasa reports home unless told not to, and TensorFlow talks a lot on standard error.
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    from rasa.core.agent import Agent  # noqa: PLC0415 - late on purpose
    from rasa.utils.log_utils import configure_structlog  # noqa: PLC0415 - as above

    # Left alone it prints every message it reads, and that is timed as reading.
    configure_structlog(logging.ERROR)
    logging.getLogger("rasa").setLevel(logging.ERROR)
    return Agent
