"""The heart of audiences: what a rule means for one subject is what it means for all."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from audiences.bitmaps import select_members
from audiences.evaluation import Answers
from audiences.matching import Context, matches
from audiences.moments import Counted, Moment
from audiences.rules import Did, InStage, ProductFilter, Rule
from audiences.shelf import Shelf
from audiences.stages import Stage, StageSettings
from profiles.model import Event
from profiles.vocabulary import load_vocabulary
from tests.builders import a_cart
from tests.store.audience_stories import FITS, NOW, PRODUCTS, Story, record, stock
from tests.store.audience_strategies import LEAVES, rules_apart, rules_with_audiences, stories

VOCABULARY = load_vocabulary(Path(__file__).parents[2] / "nlu_data" / "vocabulary.yml")
SHELF = Shelf.of(PRODUCTS, FITS)
MOMENT = Moment(now=NOW, stages=StageSettings(), audiences={}, children=("other:son", "other:baby"))


several = st.lists(stories, min_size=3, max_size=8)
# A third of what the profile asks for: each example costs a small database.
unhurried = settings(
    max_examples=settings().max_examples // 3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(
    told=several, rule=rules_with_audiences, another=rules_apart, counted=st.sampled_from(Counted)
)
@unhurried
def test_a_rule_means_the_same_for_one_subject_and_for_all(
    engine: sa.Engine, told: list[Story], rule: Rule, another: Rule, counted: Counted
) -> None:
    moment = replace(MOMENT, audiences={"Another": another}, counted=counted)

    assert_both_meanings_agree(engine, told, rule, moment)


@pytest.mark.parametrize("kind", LEAVES)
@given(data=st.data(), told=several)
@unhurried
def test_a_leaf_alone_means_the_same_for_one_subject_and_for_all(
    engine: sa.Engine, kind: str, data: st.DataObject, told: list[Story]
) -> None:
    assert_both_meanings_agree(engine, told, data.draw(LEAVES[kind], label="rule"), MOMENT)


def assert_both_meanings_agree(
    engine: sa.Engine, told: list[Story], rule: Rule, moment: Moment
) -> None:
    with Session(engine) as session:
        stock(session)
        profiles = record(session, told)
        members = select_members(rule, Answers(session, VOCABULARY), moment)
        session.rollback()

    context = Context(moment=moment, shelf=SHELF, vocabulary=VOCABULARY)
    assert set(members) == {n for n, p in profiles.items() if matches(rule, p, context)}


# Edges that chance meets too seldom.


def test_a_deed_told_by_its_sku_alone_finds_its_product(engine: sa.Engine) -> None:
    viewed = Story(events=[Event(name="viewed", at=NOW, sku="sku-cream")])
    rule = Did(event="viewed", product=ProductFilter(categories=("moisturizer",)))

    assert_both_meanings_agree(engine, [viewed], rule, MOMENT)


def test_a_cart_forgiven_within_the_span_breaks_how_long_a_stage_lasted(engine: sa.Engine) -> None:
    last = NOW - timedelta(days=37, minutes=30)
    left = Story(carts=[replace(a_cart("cream"), opened_at=last, last_event_at=last)])
    rule = InStage(stages=(Stage.PROSPECT,), for_at_least=timedelta(days=7))

    assert_both_meanings_agree(engine, [left], rule, MOMENT)
