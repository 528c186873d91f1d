"""The private wire to Rasa's REST channel: one message out, a list of answers back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import httpx

from app.gateway_answers import RasaItem
from app.gateway_tokens import Conversation

# A turn that outlives the shopper's patience may still finish: asking again then finds its answer.
_TURN_MAY_TAKE = timedelta(seconds=30)
_CONNECTING_MAY_TAKE = timedelta(seconds=3)
_COMMAND = re.compile(r"\s*/(restart|back|session_start)\b")


class Failure(StrEnum):
    """Why a turn has no answer."""

    AWAY = "rasa_away"
    REFUSED = "rasa_refused"
    UNREADABLE = "rasa_unreadable"
    UNHEARD = "unheard"
    SLOW = "slow"


class TurnFailed(Exception):
    """This turn has no answer: say so, and take the same message again."""

    def __init__(self, failure: Failure) -> None:
        """Keep the reason."""
        super().__init__(failure)
        self.failure = failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a shopper sent: an id the browser made, and the words or a button's payload."""

    id: str
    text: str = field(repr=False)


def rasa_client(url: str) -> httpx.AsyncClient:
    """Return a client for Rasa's private address; it belongs to the loop that first uses it."""
    return httpx.AsyncClient(
        base_url=url,
        timeout=httpx.Timeout(
            _TURN_MAY_TAKE.total_seconds(), connect=_CONNECTING_MAY_TAKE.total_seconds()
        ),
        # Rasa drops an idle connection after 5 s: one that may be gone by then is not used again.
        limits=httpx.Limits(
            max_connections=200, max_keepalive_connections=50, keepalive_expiry=2.0
        ),
        trust_env=False,  # a private address is never reached through a proxy
    )


async def rasas_answers(
    client: httpx.AsyncClient, conversation: Conversation, message: Message, now: datetime
) -> Sequence[RasaItem]:
    """Send one message and return what Rasa answered, as it came.

    Raises:
        TurnFailed: where Rasa is away, refuses, or answers something that is no list.
    """
    try:
        response = await client.post(
            "/webhooks/rest/webhook",
            json={
                "sender": conversation.id,
                "message": _without_command(message.text),
                "metadata": _metadata(conversation, message, now),
            },
        )
    except httpx.TransportError as error:
        raise TurnFailed(Failure.AWAY) from error
    if response.status_code != HTTPStatus.OK:
        raise TurnFailed(Failure.REFUSED)
    return _items(response)


def _without_command(text: str) -> str:
    """Take the slash off Rasa's own commands: they skip capture, and none of our buttons is one."""
    return text.lstrip().removeprefix("/") if _COMMAND.match(text) else text


def _metadata(conversation: Conversation, message: Message, now: datetime) -> dict[str, str]:
    return {
        # Ids are the browser's: two conversations may number their messages alike.
        "message_id": f"{conversation.id}:{message.id}",
        "subject": str(conversation.subject),
        "anonymous_id": conversation.anonymous_id,
        "conversation_id": conversation.id,
        "now": now.isoformat(),
        "language": conversation.language,
    }


def _items(response: httpx.Response) -> Sequence[RasaItem]:
    try:
        items: Any = response.json()
    except ValueError as error:
        raise TurnFailed(Failure.UNREADABLE) from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise TurnFailed(Failure.UNREADABLE)
    return items
