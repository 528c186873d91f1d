import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.masking import masked
from profiles.model import PersonalData


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("write zoe.miller+shop@gmail.com, ok?", "write [email], ok?"),
        ("call +1 (555) 987-6543 or 0171/1234567", "call [phone] or [phone]"),
        ("my card is 4111 1111 1111 1111 thanks", "my card is [card] thanks"),
        ("dry since 2025-11-01, under $40, spf 50", "dry since 2025-11-01, under $40, spf 50"),
        ("I have 3 kids and 2 cats, budget 1500", "I have 3 kids and 2 cats, budget 1500"),
    ],
)
def test_what_the_ear_overlooked_is_masked_all_the_same(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_what_the_ear_found_is_masked_by_its_kind() -> None:
    personal = [
        PersonalData("name", "Zoe"),
        PersonalData("name", "Zoe Miller"),
        PersonalData("address", "12 High St."),
        PersonalData("mood", "dry"),
        PersonalData("name", " "),
    ]

    told = "Zoe Miller, 12 High St. Dry! ZOE is not Zoey"

    assert masked(told, personal) == "[name], [address] Dry! [name] is not Zoey"


@given(st.text(), st.from_regex(r"[a-z]{1,9}@[a-z]{1,9}\.[a-z]{2,3}", fullmatch=True), st.text())
def test_no_address_gets_through_whatever_stands_around_it(
    before: str, address: str, after: str
) -> None:
    assert address not in masked(f"{before} {address} {after}")


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)
