"""The token a browser holds for its conversation: signed by us, expiring, and saying nothing else.

It carries no name of a person, only our own ids. Whoever holds it can go on with that conversation,
so it lives as long as a visit and is never put into an address.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from kit.keys import derived_key
from profiles.model import ConversationId, SubjectId

_USE = b"candor/chat-conversation"


class ConversationOver(Exception):
    """The token is not ours, was changed, or its time is up: begin a new conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One visit's talk: whose it is, and the language it is held in (such as `en`).

    `anonymous_id` is the visitor's name, empty where an operator talks as a known subject.
    """

    id: ConversationId
    subject: SubjectId
    anonymous_id: str
    language: str


class ConversationTokens:
    """Signs and reads tokens.

    Args:
        secret_keys: base64, newest first; the first signs, each of them is accepted.
        lifetime: how long a token is good for.
    """

    def __init__(self, secret_keys: Sequence[str], lifetime: timedelta) -> None:
        """Derive one signing key of this use from each secret key."""
        derived = [derived_key(base64.b64decode(key), _USE) for key in secret_keys]
        # itsdangerous wants the oldest key first and signs with the last.
        self._serializer = URLSafeSerializer(derived[::-1], salt="conversation")
        self._lifetime = lifetime

    def issue(self, conversation: Conversation, now: datetime) -> str:
        """Return a token that is good from `now` for the lifetime."""
        return str(
            self._serializer.dumps(
                [
                    conversation.id,
                    conversation.subject.hex,
                    conversation.anonymous_id,
                    conversation.language,
                    int((now + self._lifetime).timestamp()),
                ]
            )
        )

    def read(self, token: str, now: datetime) -> Conversation:
        """Return the conversation a token stands for.

        Raises:
            ConversationOver: where the token is not ours or no longer good.
        """
        try:
            id_, subject, anonymous_id, language, expires = self._serializer.loads(token)
        except BadData as error:
            raise ConversationOver from error
        if now >= datetime.fromtimestamp(expires, UTC):
            raise ConversationOver
        return Conversation(
            id=ConversationId(id_),
            subject=SubjectId(UUID(hex=subject)),
            anonymous_id=anonymous_id,
            language=language,
        )
