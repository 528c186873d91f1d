"""Contact points -> match keys, normalised and hashed as each platform asks. No I/O here.

The platforms disagree: Meta keeps dots and "+tag" of a Gmail address and wants phones as bare
digits, Google strips the first and wants a "+" before the second. So a subject has one digest per
platform, made once, here, when a contact point is written.
"""

import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

import phonenumbers

from profiles.errors import ContactPointInvalid
from profiles.model import ContactKind

_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"]+@[^\s@,;:<>()\[\]\"]+\.[^\s@.,;:<>()\[\]\"]{2,}")
_LONGEST_ADDRESS = 254
_FEWEST_DIFFERENT_DIGITS = 2
_GMAIL = frozenset({"gmail.com", "googlemail.com"})


class Platform(StrEnum):
    """The ad platforms whose spelling of a digest we know."""

    META = "meta"
    GOOGLE = "google"


def email_address(text: str) -> str:
    """Return `text` as one trimmed lower-case address.

    Raises:
        ContactPointInvalid: where it is no address.
    """
    address = text.strip().lower()
    if not address:
        raise ContactPointInvalid(ContactKind.EMAIL, "it is empty")
    if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise ContactPointInvalid(ContactKind.EMAIL, "it is not shaped like name@example.com")
    return address


def phone_number(text: str, country: str) -> str:
    """Return `text` as E.164, such as `+15559876543`; `country` reads numbers without one.

    Raises:
        ContactPointInvalid: where no number of that length exists, or it is all zeros.
    """
    if not text.strip():
        raise ContactPointInvalid(ContactKind.PHONE, "it is empty")
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise ContactPointInvalid(
            ContactKind.PHONE, "it cannot be read as a phone number"
        ) from error
    spelled = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = str(number.national_number)
    # A phone of one repeated digit is a placeholder; one such row has sunk whole batches.
    if len(set(national)) < _FEWEST_DIFFERENT_DIGITS or not phonenumbers.is_possible_number(number):
        raise ContactPointInvalid(ContactKind.PHONE, "no phone has this number")
    return spelled


def meta_email(address: str) -> str:
    """Return the address as Meta wants it before hashing: dots and "+tag" stay."""
    return email_address(address)


def google_email(address: str) -> str:
    """Return the address as Google wants it: a Gmail name without its dots and "+suffix"."""
    local, _, domain = email_address(address).rpartition("@")
    if domain in _GMAIL:
        local = local.partition("+")[0].replace(".", "")
        if not local:
            raise ContactPointInvalid(ContactKind.EMAIL, "nothing is left of its Gmail name")
    return f"{local}@{domain}"


def meta_phone(e164: str) -> str:
    """Return the number as Meta wants it: digits with the country code, no "+" in front."""
    return e164.lstrip("+").lstrip("0")


def google_phone(e164: str) -> str:
    """Return the number as Google wants it: E.164 with its "+"."""
    return e164


@dataclass(frozen=True, slots=True)
class HashedEmail:
    """The SHA-256 of an address in a platform's spelling, as 64 lower-case hexadecimal digits."""

    digest: str = field(repr=False)

    @classmethod
    def of(cls, address: str, platform: Platform) -> Self:
        """Normalise and hash; the only way to get one.

        Raises:
            ContactPointInvalid: where there is nothing to hash.
        """
        match platform:
            case Platform.META:
                return cls(_sha256(meta_email(address)))
            case Platform.GOOGLE:
                return cls(_sha256(google_email(address)))


@dataclass(frozen=True, slots=True)
class HashedPhone:
    """The SHA-256 of a number in a platform's spelling, as 64 lower-case hexadecimal digits."""

    digest: str = field(repr=False)

    @classmethod
    def of(cls, e164: str, platform: Platform) -> Self:
        """Normalise and hash; the only way to get one."""
        match platform:
            case Platform.META:
                return cls(_sha256(meta_phone(e164)))
            case Platform.GOOGLE:
                return cls(_sha256(google_phone(e164)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchKeys:
    """The digests by which one platform may know a subject; an unknown one is None."""

    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
