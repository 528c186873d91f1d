"""`candor understand` and `candor chat`: what the bot hears, and a talk with it."""

import json
import os
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import httpx
import typer

from app.chat import Conversation, running_gateway, sentences
from app.hearing import some_rasa, understand
from app.output import Json, show, show_json, tell
from app.settings import load_settings
from app.wiring import Parts

BOT_TIMEOUT_SECONDS = 30.0


class MessageUnreadable(ValueError):
    """A line is not a message to be understood."""


def understand_lines() -> None:
    """Read JSON lines {"id","text"} and write for each what the running bot hears in it."""
    url = os.environ.get("CANDOR_RASA_URL", "http://127.0.0.1:5005")
    failed = False
    with (
        some_rasa(url) as address,
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


def chat(
    *,
    as_json: Json = False,
    subject: Annotated[
        str | None, typer.Option(help="Go on as this subject: an ID, anonymous:ID or user:ID.")
    ] = None,
) -> None:
    """Talk with the advisor, through the gateway and the running bot."""
    parts = Parts(load_settings())
    with running_gateway(parts.settings) as address, _begin(address, subject, parts) as talk:
        for answer in talk.greeting:
            _print(answer, talk.subject, as_json=as_json)
        for text in _messages():
            for answer in talk.say(text):
                _print(answer, talk.subject, as_json=as_json)


def _begin(address: str, subject: str | None, parts: Parts) -> Conversation:
    if subject is None:
        return Conversation.begin(address)
    return Conversation.go_on_as(address, subject, parts)


def _messages() -> Iterator[str]:
    if not sys.stdin.isatty():
        yield from (line.rstrip("\n") for line in sys.stdin if line.strip())
        return
    while True:
        try:
            text = input("you: ")
        except EOFError:
            return
        if text.strip():
            yield text


def _print(answer: dict[str, Any], subject: str, *, as_json: bool) -> None:
    if as_json:
        show_json(
            {
                "text": answer.get("text") or "",
                "quick_replies": answer.get("quick_replies") or [],
                "products": answer.get("products") or [],
                "subject": subject,
            }
        )
        return
    for sentence in sentences(answer):
        show(sentence)
