"""`candor chat`: a talk with the advisor."""

import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from app.chat import Conversation, running_gateway, sentences
from app.output import Json, show, show_json
from app.settings import load_settings
from app.wiring import Parts


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
