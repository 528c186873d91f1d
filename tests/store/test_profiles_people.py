"""Subjects, their names, joins and what they agreed to."""

import pytest
import sqlalchemy as sa

from kit.db import transaction
from profiles import service
from profiles.errors import ConsentMissing, JoinNotFound, JoinRefused, SubjectNotFound
from profiles.model import Answer, ContactKind, EventName, Names, Purpose
from tests.builders import KEYRING, NOW, Shopper, before


def test_a_visitor_is_the_same_subject_at_every_visit(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        first = Shopper(session, anonymous_id="a")
        second = Shopper(session, anonymous_id="a")

    assert first.number == second.number


def test_signing_in_for_the_first_time_names_the_visitor(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        visitor = Shopper(session, anonymous_id="a").views("cream")
        known = Shopper(session, anonymous_id="a", user_id="zoe")

        assert known.number == visitor.number
        assert [event.product_id for event in known.profile.events] == ["cream"]


def test_a_visitor_who_turns_out_to_be_known_joins_with_everything(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        known = Shopper(session, user_id="zoe").buys("serum")
        visitor = Shopper(session, anonymous_id="a", now=before("1d")).agrees()
        visitor.tells("concern:dryness").adds("cream").leaves_email("zoe@example.com")
        alone = visitor.profile

        Shopper(session, anonymous_id="a", user_id="zoe")

        joined = known.profile
        assert joined.disclosures == alone.disclosures
        assert joined.carts == alone.carts
        assert joined.consents == alone.consents
        assert [event.name for event in joined.events] == ["carted", "bought"]
        assert service.find_subject(session, str(alone.subject_id)).number == known.number
        assert service.find_subject(session, "anonymous:a").number == known.number
        points = service.contact_points_masked(session, known.number, KEYRING)
        assert [point.text for point in points] == ["z***@e***.com"]


def test_after_a_join_the_newest_answer_for_each_purpose_holds(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        known = Shopper(session, user_id="zoe", now=before("1d")).agrees(Purpose.ADS_META)
        known.withdraws(Purpose.ADS_GOOGLE)
        visitor = Shopper(session, anonymous_id="a").withdraws(Purpose.ADS_META)
        service.join(session, anonymous=visitor.number, known=known.number, now=NOW)

        state = service.consent_state(session, known.number)

    assert state[Purpose.ADS_META] is Answer.DECLINED
    assert state[Purpose.ADS_GOOGLE] is Answer.DECLINED
    assert state[Purpose.ADVICE] is Answer.NOT_ASKED


def test_a_wrong_join_is_taken_apart_without_loss(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        known = Shopper(session, user_id="zoe").agrees().buys("serum")
        visitor = Shopper(session, anonymous_id="a").agrees().tells("concern:dryness").adds("cream")
        alone, before_join = visitor.profile, known.profile
        join = service.join(session, anonymous=visitor.number, known=known.number, now=NOW)

        stands = service.undo_join(session, join, NOW)

        assert stands == visitor.number
        assert service.profile(session, stands) == alone
        assert service.profile(session, known.number) == before_join
        assert service.find_subject(session, "anonymous:a").number == visitor.number
        with pytest.raises(JoinNotFound):
            service.undo_join(session, join, NOW)


def test_a_withdrawal_after_a_join_survives_its_undoing_on_both_sides(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        known = Shopper(session, user_id="zoe").agrees()
        visitor = Shopper(session, anonymous_id="a").agrees()
        join = service.join(session, anonymous=visitor.number, known=known.number, now=NOW)
        known.later("1d").withdraws(Purpose.ADS_META)

        service.undo_join(session, join, known.now)

        for number in (known.number, visitor.number):
            state = service.consent_state(session, number)
            assert state[Purpose.ADS_META] is Answer.DECLINED
            assert state[Purpose.ADS_GOOGLE] is Answer.GRANTED


def test_two_known_subjects_never_become_one(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        zoe, ann = Shopper(session, user_id="zoe"), Shopper(session, user_id="ann")
        browser = Shopper(session, anonymous_id="shared", user_id="zoe")

        borrowed = Shopper(session, anonymous_id="shared", user_id="ann")

        assert browser.number == zoe.number
        assert borrowed.number == ann.number
        with pytest.raises(JoinRefused):
            service.join(session, anonymous=zoe.number, known=ann.number, now=NOW)


def test_an_order_tracked_under_both_names_counts_once_after_the_join(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        Shopper(session, anonymous_id="a").buys("cream", order_id="1001")
        known = Shopper(session, user_id="zoe").buys("cream", order_id="1001")

        Shopper(session, anonymous_id="a", user_id="zoe")

        assert [order.order_id for order in known.profile.orders] == ["1001"]
        assert [event.name for event in known.profile.events] == ["bought"]


def test_the_email_of_one_known_subject_joins_a_visitor_who_identifies(engine: sa.Engine) -> None:
    email = [(ContactKind.EMAIL, "Zoe@Example.com ")]
    with transaction(engine) as session:
        known = service.identify(
            session,
            names=Names(user_id="zoe"),
            points=email,
            keyring=KEYRING,
            country="US",
            now=NOW,
        )
        visitor = service.identify(
            session,
            names=Names(anonymous_id="a"),
            points=email,
            keyring=KEYRING,
            country="US",
            now=NOW,
        )

        assert visitor.number == known.number


def test_an_email_left_in_a_conversation_joins_nobody(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        known = Shopper(session, user_id="zoe").leaves_email("zoe@example.com")
        visitor = Shopper(session, anonymous_id="a").leaves_email("zoe@example.com")

        assert service.find_subject(session, "anonymous:a").number == visitor.number
        assert visitor.number != known.number


def test_unusable_contact_points_are_reported_and_the_rest_is_kept(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        identified = service.identify(
            session,
            names=Names(user_id="zoe"),
            points=[
                (ContactKind.PHONE, "0000000000"),
                (ContactKind.EMAIL, ""),
                (ContactKind.PHONE, "(555) 987-6543"),
            ],
            keyring=KEYRING,
            country="US",
            now=NOW,
        )
        kept = service.contact_points_masked(session, identified.number, KEYRING)

    assert [kind for kind, _ in identified.unusable] == [ContactKind.PHONE, ContactKind.EMAIL]
    assert [point.text for point in kept] == ["+1***43"]


@pytest.mark.parametrize(
    "reference",
    ["anonymous:nobody", "user:nobody", "nonsense", "00000000-0000-0000-0000-000000000001"],
)
def test_nobody_goes_by_an_unknown_reference(engine: sa.Engine, reference: str) -> None:
    with transaction(engine) as session, pytest.raises(SubjectNotFound, match="no subject"):
        service.find_subject(session, reference)


def test_nothing_is_written_down_before_consent_to_advice(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).agrees(Purpose.ADS_META)
        with pytest.raises(ConsentMissing):
            shopper.tells("concern:dryness")

        assert shopper.profile.disclosures == ()


def test_withdrawing_advice_erases_what_was_disclosed_and_keeps_the_deeds(
    engine: sa.Engine,
) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).agrees().tells("concern:dryness").views("cream")

        shopper.later("1d").withdraws(Purpose.ADVICE)

        assert shopper.profile.disclosures == ()
        assert [event.name for event in shopper.profile.events] == [EventName.VIEWED]
        assert service.export(session, shopper.number, KEYRING)["messages"] == []
        with pytest.raises(ConsentMissing):
            shopper.tells("concern:dryness")


def test_an_old_answer_that_comes_late_does_not_undo_a_newer_one(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).withdraws(Purpose.ADS_META)
        shopper.now = before("3d")
        shopper.agrees(Purpose.ADS_META)

        state = service.consent_state(session, shopper.number)

    assert state[Purpose.ADS_META] is Answer.DECLINED


def test_erasing_leaves_an_empty_number_that_is_never_given_away(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session, anonymous_id="a").agrees().tells("concern:dryness")
        shopper.adds("cream").buys("cream").leaves_email("zoe@example.com")

        service.erase(session, shopper.number, NOW)

        left = service.export(session, shopper.number, KEYRING)
        assert {name: rows for name, rows in left.items() if rows} == {
            "subject": left["subject"],
            "created_at": left["created_at"],
        }
        assert Shopper(session, anonymous_id="a").number != shopper.number
