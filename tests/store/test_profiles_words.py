"""What shoppers say, as it is written down."""

import pytest
import sqlalchemy as sa

from kit.db import transaction
from profiles import service
from profiles.errors import UnknownTrait
from profiles.folding import Said, fold
from profiles.model import Disclosure, Heard, MessageRef, PersonalData, Polarity, Tense, Trait
from tests.builders import KEYRING, NOW, Shopper, heard, the_vocabulary

DRYNESS = Trait("concern", "dryness")


def _told(shopper: Shopper, message: MessageRef, *said: Heard) -> list[Disclosure]:
    return service.record_heard(
        shopper.session,
        number=shopper.number,
        heard=said,
        message=message,
        now=shopper.now,
        vocabulary=shopper.vocabulary,
    )


def test_a_disclosure_keeps_everything_that_was_heard(engine: sa.Engine) -> None:
    said = heard("concern:rosacea", holder="other:mom", time=Tense.PAST, polarity=Polarity.ABSENT)
    with transaction(engine) as session:
        shopper = Shopper(session).agrees()
        told = _told(shopper, MessageRef(message_id="m1", conversation_id="c1"), said)

        (kept,) = shopper.profile.disclosures

    assert told == [kept]
    assert kept.heard == said
    assert (kept.heard_at, kept.message_id, kept.conversation_id) == (NOW, "m1", "c1")


def test_the_same_message_is_taken_once_and_answered_alike(engine: sa.Engine) -> None:
    message = MessageRef(message_id="m1", conversation_id="c1", text="so dry!")
    with transaction(engine) as session:
        shopper = Shopper(session).agrees()
        first = _told(shopper, message, heard("concern:dryness"), heard("goal:glow"))
        again = _told(shopper, message, heard("concern:dryness"), heard("goal:glow"))

        assert again == first
        assert len(shopper.profile.disclosures) == 2
        assert len(service.export(session, shopper.number, KEYRING)["messages"]) == 1


def test_the_same_message_id_in_two_conversations_is_two_messages(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).agrees()
        for conversation in ("c1", "c2"):
            message = MessageRef(message_id="1", conversation_id=conversation)
            _told(shopper, message, heard("concern:dryness"))

        assert len(shopper.profile.disclosures) == 2


def test_a_repeated_message_does_not_bring_back_what_was_erased(engine: sa.Engine) -> None:
    message = MessageRef(message_id="m1", conversation_id="c1")
    with transaction(engine) as session:
        shopper = Shopper(session).agrees()
        _told(shopper, message, heard("concern:dryness"))
        shopper.later("1m").withdraws().later("1m").agrees()

        assert _told(shopper, message, heard("concern:dryness")) == []
        assert shopper.profile.disclosures == ()


def test_taking_back_leaves_nothing_standing_and_edits_nothing(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shopper = Shopper(session).agrees().tells("concern:dryness")
        shopper.takes_back("concern:dryness")

        assert len(shopper.profile.disclosures) == 2
        assert fold(shopper.profile.disclosures).answer(DRYNESS) is Said.NEVER


def test_taking_back_twice_by_one_message_is_one_retraction(engine: sa.Engine) -> None:
    message = MessageRef(message_id="m2", conversation_id="c1", text="forget the dryness")
    with transaction(engine) as session:
        shopper = Shopper(session).agrees().tells("concern:dryness")
        taken = [
            service.retract(
                session,
                number=shopper.number,
                trait=DRYNESS,
                holder="self",
                message=message,
                now=NOW,
            )
            for _ in range(2)
        ]

        assert taken[0] == taken[1]
        assert len(shopper.profile.disclosures) == 2


def test_personal_data_is_masked_in_evidence_and_in_kept_messages(engine: sa.Engine) -> None:
    text = "I'm Zoe Miller, dry skin, write zoe@example.com or +1 555 987 6543"
    message = MessageRef(
        message_id="m1",
        conversation_id="c1",
        text=text,
        personal=(PersonalData("name", "Zoe Miller"),),
    )
    said = Heard(trait=DRYNESS, words=text)
    with transaction(engine) as session:
        shopper = Shopper(session).agrees()
        _told(shopper, message, said)

        kept = service.export(session, shopper.number, KEYRING)

    masked = "I'm [name], dry skin, write [email] or [phone]"
    assert kept["disclosures"][0]["words"] == masked
    assert kept["messages"][0]["text"] == masked


@pytest.mark.parametrize("said", ["concern:drynes", "budget:lots", "constraint:allergy_"])
def test_an_unknown_trait_is_refused_and_nothing_of_its_message_is_kept(
    engine: sa.Engine, said: str
) -> None:
    message = MessageRef(message_id="m1", conversation_id="c1", text="hm")
    with transaction(engine) as session:
        shopper = Shopper(session).agrees()
        with pytest.raises(UnknownTrait, match="no trait of the vocabulary"):
            _told(shopper, message, heard("concern:dryness"), heard(said))

        assert shopper.profile.disclosures == ()


def test_an_unknown_holder_is_refused(engine: sa.Engine) -> None:
    with transaction(engine) as session, pytest.raises(UnknownTrait, match="other:goldfish"):
        Shopper(session).agrees().tells("concern:dryness", holder="other:goldfish")


def test_what_the_advisor_said_is_kept_beside_it(engine: sa.Engine) -> None:
    message = MessageRef(message_id="m1", conversation_id="c1", text="Try this cream.")
    with transaction(engine) as session:
        shopper = Shopper(session, vocabulary=the_vocabulary()).agrees()
        kept = [
            service.keep_message(
                session, number=shopper.number, speaker="advisor", message=message, now=NOW
            )
            for _ in range(2)
        ]

    assert kept == [True, False]
