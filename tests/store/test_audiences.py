"""What marketers, ad sync and the console do with audiences, on both engines."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from pyroaring import BitMap
from sqlalchemy.orm import Session

from audiences import service
from audiences.definitions import AudienceState, read_definition
from audiences.errors import (
    AudienceInvalid,
    AudienceNameTaken,
    AudienceNotFound,
    IllegalTransition,
)
from audiences.service import Audience, Decision, Meanings
from audiences.stages import Stage, StageSettings
from audiences.tables import AudienceRow
from kit.db import transaction
from tests.builders import NOW, Shopper, the_vocabulary

MEANINGS = Meanings(vocabulary=the_vocabulary(), stages=StageSettings())
MARTA = Decision("Marta", NOW)
DRY = {"said": {"trait": "concern:dryness", "answer": "yes"}}


def make(session: Session, name: str = "Dry skin", rule: object = DRY, **rest: object) -> Audience:
    definition = read_definition({"name": name, "rule": rule, **rest}, MEANINGS.vocabulary)
    return service.create(session, definition, MEANINGS, MARTA)


def change(
    session: Session, name: str = "Dry skin", rule: object = DRY, **rest: object
) -> Audience:
    definition = read_definition({"name": name, "rule": rule, **rest}, MEANINGS.vocabulary)
    return service.update(session, definition, MEANINGS, MARTA)


def test_a_new_audience_is_a_draft_that_knows_its_members(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        zoe = Shopper(session).agrees().tells("concern:dryness")
        Shopper(session).agrees().tells("concern:acne")

        audience = make(session)

        assert (audience.state, audience.size) == (AudienceState.DRAFT, 1)
        assert service.members_of(session, "Dry skin") == BitMap([zoe.number])
        assert [m.subject for m in service.members(session, "Dry skin")] == [zoe.profile.subject_id]


def test_a_retracted_concern_leaves_the_audience_at_the_next_refresh(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        zoe = Shopper(session).agrees().tells("concern:dryness")
        make(session)

        zoe.later("1h").takes_back("concern:dryness")
        [refreshed] = service.refresh(session, MEANINGS, NOW + timedelta(hours=1))

        assert refreshed.delta.left == BitMap([zoe.number])
        assert (refreshed.size, refreshed.delta.joined) == (0, BitMap())


def test_members_say_since_when_they_are_in(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        ann = Shopper(session).agrees().tells("concern:dryness")
        make(session)
        zoe = Shopper(session).agrees().tells("concern:dryness")
        ann.takes_back("concern:dryness")
        later = NOW + timedelta(days=1)
        service.refresh(session, MEANINGS, later)
        ann.later("2h").tells("concern:dryness")
        latest = NOW + timedelta(days=2)
        service.refresh(session, MEANINGS, latest, "Dry skin")

        since = {m.subject: m.since for m in service.members(session, "Dry skin")}

        assert since == {ann.profile.subject_id: latest, zoe.profile.subject_id: later}
        assert service.audiences_of(session, zoe.number)[0].since == later


def test_members_come_in_pages(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        shoppers = [Shopper(session).agrees().tells("concern:dryness") for _ in range(5)]
        make(session)

        page = service.members(session, "Dry skin", skip=2, most=2)

        assert [m.subject for m in page] == [s.profile.subject_id for s in shoppers[2:4]]


def test_only_an_approved_audience_is_seen_by_ad_sync(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        zoe = Shopper(session).agrees().tells("concern:dryness")
        make(session, destinations=["meta"], min_size=1)
        assert service.approved_audiences(session) == []

        service.approve(session, "Dry skin", MARTA)
        [approved] = service.approved_audiences(session)

        assert approved.members == BitMap([zoe.number])
        assert approved.rule_sensitivity == {"concern:dryness"}
        assert approved.holdout == BitMap()
        service.pause(session, "Dry skin", MARTA)
        assert service.approved_audiences(session) == []


def test_editing_an_approved_audience_makes_it_a_draft_again(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        make(session)
        service.approve(session, "Dry skin", MARTA)

        changed = change(session, rule={"not": DRY})

        assert changed.state is AudienceState.DRAFT
        assert changed.rule == {"not": {"said": {**DRY["said"], "holder": "self"}}}


def test_an_archived_audience_stays_where_it_is(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        make(session)
        service.archive(session, "Dry skin", MARTA)

        with pytest.raises(IllegalTransition, match="archived and cannot become approved"):
            service.approve(session, "Dry skin", MARTA)
        with pytest.raises(IllegalTransition):
            change(session)
        assert service.refresh(session, MEANINGS, NOW) == []


def test_two_audiences_never_share_a_name(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        make(session)

        with pytest.raises(AudienceNameTaken, match="Dry skin"):
            make(session)


def test_an_unknown_audience_is_named(engine: sa.Engine) -> None:
    with transaction(engine) as session, pytest.raises(AudienceNotFound, match="Nobody"):
        service.refresh(session, MEANINGS, NOW, "Nobody")


def test_audiences_that_refer_to_each_other_in_a_loop_are_refused(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        make(session, "A")
        make(session, "B", rule={"in_audience": "A"})

        with pytest.raises(AudienceInvalid, match="loop: A → B → A"):
            change(session, "A", rule={"not": {"in_audience": "B"}})
        with pytest.raises(AudienceInvalid, match="no audience called 'C'"):
            make(session, "D", rule={"in_audience": "C"})


def test_an_audience_of_another_follows_it(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        zoe = Shopper(session).agrees().tells("concern:dryness")
        ann = Shopper(session)
        make(session)
        make(session, "The rest", rule={"not": {"in_audience": "Dry skin"}}, destinations=["meta"])
        service.approve(session, "The rest", MARTA)

        assert service.members_of(session, "The rest") == BitMap([ann.number])
        assert service.approved_audiences(session)[0].rule_sensitivity == {"concern:dryness"}
        assert zoe.number not in service.members_of(session, "The rest")


def test_what_is_told_of_a_child_never_counts_for_a_destination(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        son = Shopper(session).agrees().tells("concern:dryness", holder="other:son")
        mom = Shopper(session).agrees().tells("concern:dryness", holder="other:mom")
        rule = {"said": {**DRY["said"], "holder": "other"}}

        make(session, "Seen here only", rule=rule)
        make(session, "Bound for Meta", rule=rule, destinations=["meta"])

        assert service.members_of(session, "Seen here only") == BitMap([son.number, mom.number])
        assert service.members_of(session, "Bound for Meta") == BitMap([mom.number])


def test_a_rule_that_is_no_longer_legal_keeps_its_members_and_says_so(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        Shopper(session).agrees().tells("concern:dryness")
        make(session)
        make(session, "Fine")
        make(session, "Leans on it", rule={"in_audience": "Dry skin"})
        broken = {"said": {"trait": "concern:gone", "answer": "yes"}}
        row = sa.update(AudienceRow).where(AudienceRow.name == "Dry skin")
        session.execute(row.values(rule=broken))
        session.expire_all()

        refreshed = {r.name: r for r in service.refresh(session, MEANINGS, NOW)}

        assert "concern:gone" in str(refreshed["Dry skin"].problems[0])
        assert refreshed["Dry skin"].size == 1
        assert refreshed["Leans on it"].problems
        assert refreshed["Fine"].problems == ()


def test_a_preview_counts_and_says_why(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        Shopper(session).agrees().tells("concern:dryness")
        definition = read_definition({"name": "x", "rule": DRY}, MEANINGS.vocabulary)

        preview = service.preview(session, definition.rule, MEANINGS, NOW)

        assert preview.size == 1
        assert preview.samples[0].why.evidence[0].quoted == "about concern:dryness"
        assert service.list_audiences(session) == []


def test_a_member_is_explained_down_to_their_words(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        zoe = Shopper(session).agrees().tells("concern:dryness")
        rule = {"all": [DRY, {"not": {"did": {"event": "bought", "within": "90d"}}}]}
        make(session, rule=rule)
        reference = str(zoe.profile.subject_id)

        told = service.explain_member(session, "Dry skin", reference, MEANINGS, NOW)

        assert (told.member, told.since, told.stage) == (True, NOW, Stage.PROSPECT)
        assert [part.holds for part in told.why.parts] == [True, True]
        assert told.why.parts[0].evidence[0].quoted == "about concern:dryness"


def test_holdout_is_the_same_share_of_members_every_time(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        for _ in range(60):
            Shopper(session).agrees().tells("concern:dryness")
        make(session, holdout_percent=50)
        service.approve(session, "Dry skin", MARTA)

        first, second = (service.approved_audiences(session)[0].holdout for _ in range(2))

        assert first == second
        assert 10 < len(first) < 50


def test_a_forgotten_subject_is_in_no_set_that_is_kept(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        zoe = Shopper(session).agrees().tells("concern:dryness")
        ann = Shopper(session).agrees().tells("concern:dryness")
        make(session)

        service.forget(session, zoe.number)

        assert service.members_of(session, "Dry skin") == BitMap([ann.number])
        assert service.audiences_of(session, zoe.number) == []
        stored = session.scalars(sa.text("SELECT joined FROM computations")).all()
        assert all(zoe.number not in BitMap.deserialize(blob) for blob in stored)


def test_the_history_of_sizes_is_kept(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        make(session)
        Shopper(session).agrees().tells("concern:dryness")
        service.refresh(session, MEANINGS, NOW + timedelta(days=1))

        history = service.computations(session, "Dry skin")

        assert [(c.size, c.joined, c.left) for c in history] == [(1, 1, 0), (0, 0, 0)]
        assert service.get(session, "Dry skin").last == history[0]
