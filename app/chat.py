"""A conversation in the terminal, over the same gateway that the widget talks to."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx

from app.gateway import CONVERSATION_LIFETIME
from app.gateway_tokens import Conversation as Talk
from app.gateway_tokens import ConversationTokens
from app.processes import answers, candor, free_port, rasa, running
from app.settings import Settings
from app.wiring import Parts
from kit.db import reading
from kit.folders import data_folder
from profiles.model import ConversationId
from profiles.service import find_subject

ANSWER_SECONDS = 20.0


@contextmanager
def running_gateway(settings: Settings) -> Iterator[str]:
    """Give the address of the running gateway, or of one started for the occasion."""
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
        rasa(bot, f"http://127.0.0.1:{actions}/webhook", vertical=settings.vertical),
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
    def begin(cls, address: str, anonymous_id: str | None = None) -> Self:
        """Begin a conversation of a visitor, a new one where no id is given.

        Raises:
            httpx.HTTPStatusError: where the gateway refuses.
        """
        http = httpx.Client(base_url=address, timeout=ANSWER_SECONDS)
        visitor = {"anonymous_id": anonymous_id or f"chat-{uuid4()}"}
        begun = http.post("/chat/conversations", json=visitor)
        begun.raise_for_status()
        body = begun.json()
        return cls(http, body["conversation"], body["subject"], body["greeting"])

    @classmethod
    def go_on_as(cls, address: str, reference: str, parts: Parts) -> Self:
        """Begin a conversation of a known subject: `UUID`, `anonymous:<id>` or `user:<id>`.

        A browser cannot do this: it takes the secret keys that sign conversations.

        Raises:
            SubjectNotFound: where nobody goes by that reference.
        """
        with reading(parts.engine) as session:
            subject = find_subject(session, reference)
        talk = Talk(
            id=ConversationId(str(uuid4())),
            subject=subject.id,
            anonymous_id="",
            language="en",
        )
        tokens = ConversationTokens(parts.settings.keys, CONVERSATION_LIFETIME)
        http = httpx.Client(base_url=address, timeout=ANSWER_SECONDS)
        return cls(http, tokens.issue(talk, parts.clock()), str(subject.id), ())

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
        """Send one message and return the answers to it, in order; waits where told to slow down.

        Raises:
            httpx.HTTPStatusError: where the gateway refuses.
        """
        message = {
            "conversation": self.token,
            "message_id": message_id or str(uuid4()),
            "text": text,
        }
        told = self.http.post("/chat/messages", json=message)
        while told.status_code == httpx.codes.TOO_MANY_REQUESTS:
            time.sleep(float(told.headers.get("Retry-After", "1")))
            told = self.http.post("/chat/messages", json=message)
        told.raise_for_status()
        answered: list[dict[str, Any]] = told.json()["answers"]
        return answered


def sentences(answer: Mapping[str, Any]) -> Iterator[str]:
    """Put one answer into lines for a terminal."""
    if answer.get("text"):
        yield f"advisor: {answer['text']}"
    for product in answer.get("products") or ():
        yield f"  * {product['title']}, {product['price']} {product['currency']}"
        for reason in product["reasons"]:
            yield f"      because you mentioned {reason['because']}: {reason['fact']}"
    if cart := answer.get("cart"):
        yield from _cart(cart)
    if consent := answer.get("consent"):
        for purpose, wording in (consent.get("wording") or {}).items():
            yield f"  {purpose}: {wording}"
    if replies := answer.get("quick_replies"):
        yield "  " + "  ".join(f"[{reply['title']}]" for reply in replies)


def _cart(cart: Mapping[str, Any]) -> Iterator[str]:
    for line in cart["lines"]:
        yield f"  {line['quantity']} x {line['title']}  {line['total']}"
    yield f"  total {cart['total']} {cart['currency']}"
