import hashlib
import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.errors import ContactPointInvalid
from profiles.keys import (
    HashedEmail,
    HashedPhone,
    Platform,
    email_address,
    google_email,
    google_phone,
    meta_email,
    meta_phone,
    phone_number,
)

LOCALS = st.from_regex(r"[a-z0-9]([a-z0-9._+-]{0,20}[a-z0-9])?", fullmatch=True)


def test_the_vectors_that_meta_publishes_come_out() -> None:
    email = HashedEmail.of(" Mary@Example.com", Platform.META)
    phone = HashedPhone.of("+15559876543", Platform.META)

    assert email.digest == "f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79"
    assert phone.digest == "1ef970831d7963307784fa8688e8fce101a15685d62aa765fed23f3a2c576a4e"


def test_the_platforms_spell_a_gmail_address_differently() -> None:
    assert meta_email("Zoe.Miller+shop@Gmail.com") == "zoe.miller+shop@gmail.com"
    assert google_email("Zoe.Miller+shop@Gmail.com") == "zoemiller@gmail.com"
    assert google_email("zoe.miller+shop@googlemail.com") == "zoemiller@googlemail.com"
    assert google_email("Zoe.Miller+shop@example.com") == "zoe.miller+shop@example.com"


def test_the_platforms_spell_a_phone_differently() -> None:
    assert meta_phone("+15559876543") == "15559876543"
    assert google_phone("+15559876543") == "+15559876543"
    meta, google = (HashedPhone.of("+15559876543", platform).digest for platform in Platform)
    assert meta == hashlib.sha256(b"15559876543").hexdigest()
    assert google == hashlib.sha256(b"+15559876543").hexdigest()


@pytest.mark.parametrize(
    ("told", "country", "number"),
    [
        ("(555) 987-6543", "US", "+15559876543"),
        ("+1 555 987 6543 ext. 9", "DE", "+15559876543"),
        ("0171 1234567", "DE", "+491711234567"),
        ("06 12 34 56 78", "FR", "+33612345678"),
    ],
)
def test_a_local_phone_is_read_by_the_shops_country(told: str, country: str, number: str) -> None:
    assert phone_number(told, country) == number


@pytest.mark.parametrize(
    "told",
    ["", "  ", "0000000000", "+0000000000", "+1 000 000 0000", "1111111111", "12", "call me"],
)
def test_what_is_no_phone_is_refused_without_repeating_it(told: str) -> None:
    with pytest.raises(ContactPointInvalid) as refused:
        phone_number(told, "US")

    assert not told.strip() or told not in str(refused.value)


@pytest.mark.parametrize(
    "told",
    ["", "  ", "zoe", "zoe@", "@example.com", "a@b", "a b@example.com", "a@b@example.com",
     "f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79", "a" * 250 + "@ex.com"],
)  # fmt: skip
def test_what_is_no_address_is_refused(told: str) -> None:
    with pytest.raises(ContactPointInvalid, match="email"):
        email_address(told)


def test_an_address_of_which_google_keeps_nothing_has_no_google_key() -> None:
    with pytest.raises(ContactPointInvalid, match="nothing is left"):
        HashedEmail.of("+shop@gmail.com", Platform.GOOGLE)


def test_a_digest_does_not_print() -> None:
    email = HashedEmail.of("mary@example.com", Platform.META)

    assert email.digest not in repr(email)


@given(LOCALS, st.sampled_from(["gmail.com", "googlemail.com", "example.com"]))
def test_normalising_twice_changes_nothing_and_case_and_space_never_matter(
    local: str, domain: str
) -> None:
    address = f"{local}@{domain}"
    for platform in Platform:
        digest = HashedEmail.of(address, platform).digest
        assert re.fullmatch("[0-9a-f]{64}", digest)
        assert HashedEmail.of(f"  {address.upper()} ", platform).digest == digest
    assert google_email(google_email(address)) == google_email(address)


@given(LOCALS, st.integers(0, 20), st.from_regex(r"[a-z0-9]{1,9}", fullmatch=True))
def test_dots_and_suffixes_of_gmail_are_nothing_to_google(
    local: str, place: int, suffix: str
) -> None:
    plain = local.replace("+", "")
    dotted = f"{plain[:place]}.{plain[place:]}+{suffix}@gmail.com"

    assert google_email(dotted) == google_email(f"{plain}@gmail.com")


@given(st.sampled_from(["US", "DE", "FR", "GB", "ES", "BR", "JP", "IN"]))
def test_every_countrys_example_phone_is_read_nationally_and_internationally(country: str) -> None:
    example = phonenumbers.example_number(country)
    assert example is not None
    national, international = (
        phonenumbers.format_number(example, form)
        for form in (
            phonenumbers.PhoneNumberFormat.NATIONAL,
            phonenumbers.PhoneNumberFormat.INTERNATIONAL,
        )
    )

    assert phone_number(national, country) == phone_number(international, "US")
