"""Tracking messages and the collector that takes them, for stories over a real socket."""

from typing import Any

import httpx
import sqlalchemy as sa
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app import collector
from app.taking import Intake
from profiles import service
from profiles.model import Profile
from tests.builders import KEYRING, NOW, the_vocabulary

WRITE_KEY = "write-key"


def collecting(engine: sa.Engine) -> FastAPI:
    """Return a web application that is nothing but the collector, at NOW."""
    app = FastAPI()
    intake = Intake(
        engine=engine,
        clock=lambda: NOW,
        keyring=KEYRING,
        vocabulary=the_vocabulary(),
        country="US",
    )
    app.include_router(collector.routes(intake, WRITE_KEY))
    return app


def message(kind: str = "track", **fields: object) -> dict[str, Any]:
    return {"type": kind, "messageId": "m1", "anonymousId": "a", **fields}


def agreed(message_id: str = "consent") -> dict[str, Any]:
    return message(
        event="Consent Given",
        messageId=message_id,
        properties={"purposes": ["advice", "ads_meta"], "wording_version": "2026-11"},
    )


def sent(client: httpx.Client, *messages: object) -> dict[str, Any]:
    answer = client.post("/v1/batch", json={"batch": list(messages)})
    assert answer.status_code == 200
    body: dict[str, Any] = answer.json()
    return body


def kept(session: Session, reference: str = "anonymous:a") -> Profile:
    return service.profile(session, service.find_subject(session, reference).number)
