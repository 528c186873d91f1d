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
class Asking:
    """A question with the messages that put it; `keeps` are slots set only where it is asked."""

    question: Question
    messages: tuple[Says | Shows, ...]
    keeps: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """All that one turn answers.

    `keeps` are slots by name, set to what the next turn needs; `asking` is the question that the
    next message may answer, told last.
    """

    messages: tuple[Says | Shows, ...] = ()
    keeps: Mapping[str, Any] = field(default_factory=dict)
    asking: Asking | None = None


def says(response: str, **values: str) -> Reply:
    """Return a reply of one response."""
    return Reply(messages=(Says(response=response, values=values),))


def asks(question: Question, response: str, **values: str) -> Reply:
    """Return a reply that only asks a question, in the words of one response."""
    return Reply(asking=Asking(question=question, messages=says(response, **values).messages))


def together(*replies: Reply) -> Reply:
    """Return one reply that answers all of these in turn, and asks the weightiest question alone.

    Two questions at once would leave a yes unclear. Of two that weigh the same the later is asked.
    """
    keeps: dict[str, Any] = {}
    for reply in replies:
        keeps |= reply.keeps
    asked = [reply.asking for reply in reversed(replies) if reply.asking]
    return Reply(
        messages=tuple(message for reply in replies for message in reply.messages),
        keeps=keeps,
        asking=max(asked, key=lambda one: one.question.weight, default=None),
    )
