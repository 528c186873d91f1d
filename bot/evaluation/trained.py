"""The door to the trained model: Rasa's whole reading of a message, as the running bot does it."""

import asyncio
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.evaluation.intents import Answer
from bot.evaluation.labels import Message


@dataclass(frozen=True)
class Parsed:
    """What the model made of one message, and how long it took in milliseconds."""

    intent: str
    oos_score: float
    milliseconds: float


class TrainedModel:
    """A model that Rasa trained; `load_seconds` is what loading it took, imports left out."""

    def __init__(self, path: Path) -> None:
        # Rasa reports home unless told not to, and TensorFlow talks a lot on standard error.
        os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        # Imported late: Rasa takes seconds, and whoever asks for help should not wait for it.
        from rasa.core.agent import Agent  # noqa: PLC0415

        logging.getLogger("rasa").setLevel(logging.ERROR)
        began = time.perf_counter()
        self._agent = Agent.load(path)
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
