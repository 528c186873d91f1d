"""Who may be reached, and by which digests."""

import base64

import pytest
import sqlalchemy as sa
from pyroaring import BitMap

from kit.db import transaction
from profiles import reach, service
from profiles.errors import SecretKeyInvalid
from profiles.identity import Keyring
from profiles.model import ContactKind, Purpose
from tests.builders import KEYRING, NOW, SECRET_KEY, Shopper

MARY_FOR_BOTH = "f1904cf1a9d73a55fa5de0ac823c4403ded71afd4c3248d00bdcd0866552bb79"


def test_only_who_agreed_to_both_and_left_an_address_is_permitted(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        reachable = Shopper(session).agrees().leaves_email("mary@example.com")
        Shopper(session).agrees()
        Shopper(session).leaves_email("a@example.com")
        Shopper(session).agrees(Purpose.ADS_META).leaves_email("b@example.com")
        Shopper(session).agrees(Purpose.ADVICE).leaves_email("c@example.com")

        assert reach.permitted(session, "meta", NOW) == BitMap([reachable.number])
        keys = reach.match_keys(session, BitMap([reachable.number]), "meta")
        assert keys[reachable.number].email == MARY_FOR_BOTH
        assert keys[reachable.number].phone is None
        ids = reach.subject_ids(session, BitMap([reachable.number]))
        assert ids == {reachable.number: reachable.profile.subject_id}


def test_withdrawing_one_platform_leaves_the_other(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).agrees().leaves_email("mary@example.com")
        shopper.later("1m").withdraws(Purpose.ADS_META)

        assert reach.permitted(session, "meta", NOW) == BitMap()
        assert reach.permitted(session, "google", NOW) == BitMap([shopper.number])


@pytest.mark.parametrize("purpose", [Purpose.ADVICE, Purpose.ADS_META])
def test_a_later_no_under_another_number_holds_for_everyone_with_that_address(
    engine: sa.Engine, purpose: Purpose
) -> None:
    with transaction(engine) as session:
        phone = Shopper(session).agrees().leaves_email("mary@example.com")
        laptop = Shopper(session).agrees().leaves_email("Mary@Example.com")
        assert reach.permitted(session, "meta", NOW) == BitMap([phone.number, laptop.number])

        laptop.later("1d").withdraws(purpose)

        assert reach.permitted(session, "meta", NOW) == BitMap()

        phone.later("2d").agrees(purpose)

        assert reach.permitted(session, "meta", NOW) == BitMap([phone.number])


def test_a_gmail_address_is_one_person_for_google_and_two_for_meta(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        dotted = Shopper(session).agrees().leaves_email("Zoe.Miller+shop@Gmail.com")
        plain = Shopper(session).agrees().leaves_email("zoemiller@gmail.com")
        plain.later("1d").withdraws(Purpose.ADS_META, Purpose.ADS_GOOGLE)

        assert reach.permitted(session, "meta", NOW) == BitMap([dotted.number])
        assert reach.permitted(session, "google", NOW) == BitMap()


def test_a_sign_of_being_a_minor_keeps_a_subject_from_every_platform(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        visitor = Shopper(session, anonymous_id="a").agrees().leaves_email("mary@example.com")
        service.note_sign_of_minor(session, visitor.number, NOW)
        known = Shopper(session, user_id="mary").agrees().leaves_email("m@example.com")
        assert reach.permitted(session, "meta", NOW) == BitMap([known.number])

        Shopper(session, anonymous_id="a", user_id="mary")

        assert reach.permitted(session, "meta", NOW) == BitMap()


def test_the_newest_address_is_the_one_that_is_sent(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).agrees().leaves_email("mary@example.com")
        shopper.later("1d").leaves_email("new@example.com")
        shopper.later("1d").leaves_email("mary@example.com")
        shopper.leaves(ContactKind.PHONE, "(555) 987-6543")

        keys = reach.match_keys(session, BitMap([shopper.number]), "google")[shopper.number]

    assert keys.email == MARY_FOR_BOTH
    assert keys.phone is not None
    assert MARY_FOR_BOTH not in repr(keys)


def test_erasing_ends_permission(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).agrees().leaves_email("mary@example.com")
        service.erase(session, shopper.number, NOW)

        assert reach.permitted(session, "meta", NOW) == BitMap()


def test_rekeying_lets_the_old_key_go_and_finds_the_same_people(engine: sa.Engine) -> None:
    newer = base64.b64encode(bytes(reversed(range(32)))).decode()
    with transaction(engine) as session:
        shopper = Shopper(session, user_id="mary").leaves_email("mary@example.com")

        assert service.rekey(session, Keyring.of([newer, SECRET_KEY])) == 1

        points = service.contact_points_masked(session, shopper.number, Keyring.of([newer]))
        assert [point.text for point in points] == ["m***@e***.com"]
        with pytest.raises(SecretKeyInvalid):
            service.contact_points_masked(session, shopper.number, KEYRING)
