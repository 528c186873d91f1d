"""`candor understand`: what the bot hears."""

import json
import sys
from typing import Any

import httpx
import typer

from app.hearing import some_rasa, understand
from app.output import show_json, tell
from app.settings import load_open_settings

BOT_TIMEOUT_SECONDS = 30.0


class MessageUnreadable(ValueError):
    """A line is not a message to be understood."""


def understand_lines() -> None:
    """Read JSON lines {"id","text"} and write for each what the running bot hears in it."""
    settings = load_open_settings()
    failed = False
    with (
        some_rasa(settings.rasa_url, settings.vertical) as address,
        httpx.Client(base_url=address, timeout=BOT_TIMEOUT_SECONDS) as bot,
    ):
        bot.post("/model/parse", json={"text": "hello"})  # the first parse warms what loads lazily
        for number, line in enumerate(sys.stdin, start=1):
            if not line.strip():
                continue
            try:
                show_json(understand(bot, _message(line)))
            except (ValueError, httpx.HTTPError) as error:
                tell(f"line {number}: {error}")
                failed = True
    if failed:
        raise typer.Exit(1)


def _message(line: str) -> dict[str, Any]:
    """Read one line.

    Raises:
        MessageUnreadable: where it is no JSON object with `id` and a text.
        ValueError: where it is no JSON at all.
    """
    message = json.loads(line)
    if not isinstance(message, dict) or "id" not in message:
        problem = 'write one JSON object a line, such as {"id": "1", "text": "my skin is dry"}'
        raise MessageUnreadable(problem)
    if not isinstance(message.get("text"), str):
        problem = f"message {message['id']!r} has no text"
        raise MessageUnreadable(problem)
    return message
