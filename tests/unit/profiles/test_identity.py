import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.errors import ContactPointInvalid, SecretKeyInvalid
from profiles.identity import ContactPoint, Keyring
from profiles.model import ContactKind
from tests.builders import KEYRING, SECRET_KEY

OTHER_KEY = base64.b64encode(b"k" * 32).decode()
EMAIL = ContactPoint.of(ContactKind.EMAIL, "Zoe.Miller@Gmail.com", "US")


@pytest.mark.parametrize(
    ("kind", "told", "shown"),
    [
        (ContactKind.EMAIL, "Zoe.Miller@Gmail.com", "z***@g***.com"),
        (ContactKind.EMAIL, "a@b.co.uk", "a***@b***.uk"),
        (ContactKind.PHONE, "(555) 987-6543", "+1***43"),
        (ContactKind.FIRST_NAME, " Zoe ", "Z***"),
        (ContactKind.LAST_NAME, "Miller", "M***"),
        (ContactKind.POSTAL_CODE, "94105", "9***"),
        (ContactKind.COUNTRY, "us", "US"),
    ],
)
def test_what_may_be_shown_gives_nobody_away(kind: ContactKind, told: str, shown: str) -> None:
    point = ContactPoint.of(kind, told, "US")

    assert point.masked == shown
    assert point.text not in repr(point) or kind is ContactKind.COUNTRY


@pytest.mark.parametrize(
    ("kind", "told"), [(ContactKind.FIRST_NAME, " "), (ContactKind.COUNTRY, "Germany")]
)
def test_what_is_no_contact_point_is_refused(kind: ContactKind, told: str) -> None:
    with pytest.raises(ContactPointInvalid, match=str(kind)):
        ContactPoint.of(kind, told, "US")


def test_a_closed_contact_point_opens_with_the_same_keys_only() -> None:
    closed = KEYRING.close(EMAIL)

    assert KEYRING.open("email", closed) == EMAIL
    with pytest.raises(SecretKeyInvalid, match="none of the secret keys"):
        Keyring.of([OTHER_KEY]).open("email", closed)


def test_an_older_key_still_opens_and_still_finds() -> None:
    both = Keyring.of([OTHER_KEY, SECRET_KEY])

    assert both.open("email", KEYRING.close(EMAIL)) == EMAIL
    assert KEYRING.lookup(EMAIL) in both.lookups(EMAIL)
    assert both.lookup(EMAIL) == Keyring.of([OTHER_KEY]).lookup(EMAIL)


def test_one_text_of_two_kinds_is_looked_up_apart() -> None:
    first = ContactPoint.of(ContactKind.FIRST_NAME, "Miller", "US")
    last = ContactPoint.of(ContactKind.LAST_NAME, "Miller", "US")

    assert KEYRING.lookup(first) != KEYRING.lookup(last)


@pytest.mark.parametrize(
    ("keys", "told"),
    [([], "at least one"), (["c2hvcnQ="], "key 1"), ([SECRET_KEY, "no base64!"], "key 2")],
)
def test_a_wrong_key_is_named_by_its_place_and_never_shown(keys: list[str], told: str) -> None:
    with pytest.raises(SecretKeyInvalid, match=told) as refused:
        Keyring.of(keys)

    assert not any(key in str(refused.value) for key in keys)


def test_keys_may_be_written_in_either_alphabet_of_base64() -> None:
    secret = bytes(range(224, 256))
    plain, web_safe = base64.b64encode(secret), base64.urlsafe_b64encode(secret)

    one, other = Keyring.of([plain.decode()]), Keyring.of([web_safe.decode()])
    assert one.lookup(EMAIL) == other.lookup(EMAIL)


@given(st.text(min_size=1).filter(lambda text: text.split()))
def test_any_name_survives_closing_and_opening(name: str) -> None:
    point = ContactPoint.of(ContactKind.FIRST_NAME, name, "US")

    assert KEYRING.open(point.kind, KEYRING.close(point)) == point
