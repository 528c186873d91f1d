"""Contact points in the clear, and the keys that close them: the only module that holds both."""

import base64
import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from kit.keys import KEY_BYTES, derived_key
from profiles.errors import ContactPointInvalid, SecretKeyInvalid
from profiles.keys import email_address, phone_number
from profiles.model import ContactKind

_CLOSING = b"candor contact points: closing"
_LOOKING_UP = b"candor contact points: looking up"
_COUNTRY_LETTERS = 2


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """One contact point in the clear, in its canonical spelling. It does not print."""

    kind: ContactKind
    text: str = field(repr=False)

    @classmethod
    def of(cls, kind: ContactKind, text: str, country: str) -> Self:
        """Return the canonical contact point; `country` (ISO, two letters) reads local phones.

        Raises:
            ContactPointInvalid: where `text` is no such thing.
        """
        match kind:
            case ContactKind.EMAIL:
                return cls(kind, email_address(text))
            case ContactKind.PHONE:
                return cls(kind, phone_number(text, country))
            case ContactKind.FIRST_NAME | ContactKind.LAST_NAME | ContactKind.POSTAL_CODE:
                return cls(kind, _worded(kind, text))
            case ContactKind.COUNTRY:
                if len(letters := _worded(kind, text).upper()) != _COUNTRY_LETTERS:
                    raise ContactPointInvalid(kind, "write the two letters of ISO 3166")
                return cls(kind, letters)

    @property
    def masked(self) -> str:
        """The form that may be shown: `z***@g***.com`, `+1***43`, `Z***`."""
        match self.kind:
            case ContactKind.EMAIL:
                local, _, domain = self.text.rpartition("@")
                host, _, ending = domain.rpartition(".")
                return f"{local[:1]}***@{host[:1]}***.{ending}"
            case ContactKind.PHONE:
                return f"{self.text[:2]}***{self.text[-2:]}"
            case ContactKind.FIRST_NAME | ContactKind.LAST_NAME | ContactKind.POSTAL_CODE:
                return f"{self.text[:1]}***"
            case ContactKind.COUNTRY:
                return self.text


class Keyring:
    """The secret keys of this installation, newest first, each split by use. It does not print."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        fernets = [Fernet(base64.urlsafe_b64encode(derived_key(key, _CLOSING))) for key in keys]
        self._closing = MultiFernet(fernets)
        self._looking_up = [derived_key(key, _LOOKING_UP) for key in keys]

    @classmethod
    def of(cls, secret_keys: Sequence[str]) -> Self:
        """Read keys of 32 bytes in base64 (either alphabet), newest first.

        Raises:
            SecretKeyInvalid: naming which key is wrong, never the key.
        """
        if not secret_keys:
            message = "at least one secret key is needed"
            raise SecretKeyInvalid(message)
        return cls([_decoded(place, key) for place, key in enumerate(secret_keys, start=1)])

    def close(self, point: ContactPoint) -> bytes:
        """Encrypt with the newest key."""
        return self._closing.encrypt(point.text.encode())

    def open(self, kind: str, ciphertext: bytes) -> ContactPoint:
        """Decrypt with whichever key fits.

        Raises:
            SecretKeyInvalid: where none does.
        """
        try:
            return ContactPoint(ContactKind(kind), self._closing.decrypt(ciphertext).decode())
        except InvalidToken:
            message = "none of the secret keys opens a contact point; was one taken away too early?"
            raise SecretKeyInvalid(message) from None

    def lookup(self, point: ContactPoint) -> bytes:
        """Return the keyed look-up value of a contact point under the newest key."""
        return self.lookups(point)[0]

    def lookups(self, point: ContactPoint) -> list[bytes]:
        """Return its look-up values under every key, newest first."""
        said = f"{point.kind}:{point.text}".encode()
        return [hmac.digest(key, said, "sha256") for key in self._looking_up]


def _worded(kind: ContactKind, text: str) -> str:
    if not (words := " ".join(text.split())):
        raise ContactPointInvalid(kind, "it is empty")
    return words


def _decoded(place: int, key: str) -> bytes:
    try:
        secret = base64.b64decode(key.strip().replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        secret = b""
    if len(secret) != KEY_BYTES:
        message = f"secret key {place} is not {KEY_BYTES} bytes in base64"
        raise SecretKeyInvalid(message)
    return secret
