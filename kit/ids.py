"""Makers of new identifiers, passed in as values so that tests can number theirs."""

import secrets
from collections.abc import Callable
from uuid import UUID, uuid4

NewId = Callable[[], UUID]


def random_id() -> UUID:
    """Return a new random UUID."""
    return uuid4()


def random_hex(digits: int) -> str:
    """Return that many random hexadecimal digits."""
    return secrets.token_hex((digits + 1) // 2)[:digits]
