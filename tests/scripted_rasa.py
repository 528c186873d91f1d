"""An honest stand-in for Rasa's REST channel: it keeps to the wire, and answers what a test wrote.

It is told its turns in order, and answers them to whatever it is sent; what it was sent is kept.
"""

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

Item = dict[str, Any]  # JSON of the REST channel


class Sent(BaseModel):
    """What the gateway posts to Rasa."""

    sender: str
    message: str
    metadata: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn: what is answered, after how long, and with which status."""

    items: Sequence[Item] = ()
    heard: bool = True
    after: float = 0.0
    status: int = 200


def says(text: str, **buttons: str) -> Turn:
    """A turn of one text, with buttons by title."""
    return Turn(items=[_text(text, **buttons)])


def shows(*items: Item | str, after: float = 0.0) -> Turn:
    """A turn of several texts and payloads."""
    return Turn(items=[_text(one) if isinstance(one, str) else one for one in items], after=after)


def payload(kind: str, **what: object) -> Item:
    """One custom payload of an action."""
    return {"custom": {"kind": kind, **what}}


def card(product_id: str, sku: str, title: str, price: str, **reasons: str) -> dict[str, Any]:
    """One product as advice; `reasons` are the shopper's words and the catalogue's facts."""
    return {
        "product_id": product_id,
        "sku": sku,
        "title": title,
        "price": price,
        "currency": "USD",
        "image": f"/shop/images/{product_id}.svg",
        "url": f"/shop/products/{product_id}",
        "reasons": [
            {"because": because.replace("_", " "), "fact": fact, "cites": fact, "trait": ""}
            for because, fact in reasons.items()
        ],
    }


@dataclass
class ScriptedRasa:
    """The stand-in: `turns` are used up in order; `received` is what came."""

    turns: list[Turn] = field(default_factory=list)
    received: list[Sent] = field(default_factory=list)

    def app(self) -> FastAPI:
        """Return the REST channel."""
        app = FastAPI()

        @app.post("/webhooks/rest/webhook")
        async def webhook(sent: Sent) -> list[Item]:
            self.received.append(sent)
            if not self.turns:
                raise HTTPException(500, "the script is at its end")
            turn = self.turns.pop(0)
            await asyncio.sleep(turn.after)
            if turn.status != 200:
                raise HTTPException(turn.status)
            heard = [payload("heard", recorded=[], waiting=0, ok=True)] if turn.heard else []
            return [{"recipient_id": sent.sender, **item} for item in [*heard, *turn.items]]

        return app


@contextmanager
def served(app: FastAPI, port: int = 0) -> Iterator[str]:
    """Serve an app on a port of loopback, a free one if not told, and give its address."""
    config = uvicorn.Config(app, port=port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        if time.monotonic() > deadline:
            message = "the server did not start within 10 s"
            raise TimeoutError(message)
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def _text(text: str, **buttons: str) -> Item:
    replies = [{"title": title, "payload": what} for title, what in buttons.items()]
    return {"text": text, **({"buttons": replies} if replies else {})}
