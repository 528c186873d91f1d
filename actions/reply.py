"""What a purpose answers: which responses, which payloads, and what to keep for the next turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.memory import Question


@dataclass(frozen=True, slots=True)
class Button:
    """A quick reply: what it says, and the payload that pressing it sends."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """One response of `bot/domain/responses.yml`, with the values that fill its braces."""

    response: str
    values: Mapping[str, str] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Shows:
    """One payload that the widget draws: cards, a cart, a consent card."""

    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """All that one turn answers.

    `keeps` are slots by name, set to what the next turn needs; `asks` is the question that the next
    message may answer.
    """

    messages: tuple[Says | Shows, ...] = ()
    keeps: Mapping[str, Any] = field(default_factory=dict)
    asks: Question | None = None


def says(response: str, **values: str) -> Reply:
    """Return a reply of one response."""
    return Reply(messages=(Says(response=response, values=values),))


def together(*replies: Reply) -> Reply:
    """Return one reply that answers all of these in turn; the last question asked stands."""
    keeps: dict[str, Any] = {}
    for reply in replies:
        keeps |= reply.keeps
    return Reply(
        messages=tuple(message for reply in replies for message in reply.messages),
        keeps=keeps,
        asks=next((reply.asks for reply in reversed(replies) if reply.asks), None),
    )
