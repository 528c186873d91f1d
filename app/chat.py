"""A conversation in the terminal, over the same gateway that the widget talks to."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

from app.processes import answers, candor, free_port, rasa, running
from app.settings import load_settings
from kit.folders import data_folder

ANSWER_SECONDS = 20.0


@contextmanager
def running_gateway() -> Iterator[str]:
    """Give the address of the running gateway, or of one started for the occasion."""
    settings = load_settings()
    if answers(f"{settings.web_url}/readyz"):
        yield settings.web_url
        return
    bot, actions, web = free_port(), free_port(), free_port()
    places = {
        "CANDOR_RASA_URL": f"http://127.0.0.1:{bot}",
        "CANDOR_ACTIONS_ADDRESS": f"127.0.0.1:{actions}",
        "CANDOR_WEB_ADDRESS": f"127.0.0.1:{web}",
    }
    programs = [
        candor("actions", f"http://127.0.0.1:{actions}/health", "actions", **places),
        candor("web", f"http://127.0.0.1:{web}/healthz", "web", **places),
        rasa(bot, f"http://127.0.0.1:{actions}/webhook"),
    ]
    with running(programs, data_folder() / "logs", tell=lambda _: None):
        yield f"http://127.0.0.1:{web}"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation with the advisor; `greeting` is what it says first."""

    http: httpx.Client
    token: str
    subject: str
    greeting: Sequence[dict[str, Any]]

    @classmethod
    def begin(cls, address: str, subject: str | None = None) -> Self:
        """Begin a conversation, as a known subject where one is named.

        Raises:
            httpx.HTTPStatusError: where the gateway refuses, e.g. an unknown subject.
        """
        http = httpx.Client(base_url=address, timeout=ANSWER_SECONDS)
        begun = http.post("/chat/conversations", json=_who(subject))
        begun.raise_for_status()
        body = begun.json()
        return cls(http, body["conversation"], body["subject"], body.get("greeting", []))

    def __enter__(self) -> Self:
        """Use as a context, so that the connection is closed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connection."""
        self.http.close()

    def say(self, text: str, message_id: str | None = None) -> list[dict[str, Any]]:
        """Send one message and return the answers to it, in order."""
        message = {
            "conversation": self.token,
            "message_id": message_id or str(uuid4()),
            "text": text,
        }
        told = self.http.post("/chat/messages", json=message)
        told.raise_for_status()
        answered: list[dict[str, Any]] = told.json()["answers"]
        return answered


def _who(subject: str | None) -> dict[str, str]:
    if subject is None:
        return {"anonymous_id": f"chat-{uuid4()}"}
    kind, _, name = subject.partition(":")
    return {"anonymous_id": name} if kind == "anonymous" else {"subject": subject}


def sentences(answer: Mapping[str, Any]) -> Iterator[str]:
    """Put one answer into lines for a terminal."""
    if answer.get("text"):
        yield f"advisor: {answer['text']}"
    for product in answer.get("products") or ():
        yield f"  * {product['title']}, {product['price']} {product['currency']}"
        for reason in product["reasons"]:
            yield f"      because you mentioned {reason['because']}: {reason['fact']}"
    if cart := answer.get("cart"):
        for line in cart["lines"]:
            yield f"  {line['quantity']} x {line['title']}  {line['total']}"
        yield f"  total {cart['total']} {cart['currency']}"
    replies = answer.get("quick_replies") or ()
    if replies:
        yield "  " + "  ".join(f"[{reply['title']}]" for reply in replies)
