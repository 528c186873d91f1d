"""Computes the members of audiences: all of them in one go, each question asked once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from time import perf_counter

from pyroaring import BitMap
from sqlalchemy.orm import Session

from audiences import store
from audiences.bitmaps import select_members
from audiences.definitions import AudienceState, Definition, check_references
from audiences.errors import AudienceInvalid, AudienceNotFound, Invalid, Problem
from audiences.evaluation import Answers
from audiences.language import parse_rule
from audiences.membership import Delta, compare
from audiences.moments import Counted, Moment
from audiences.naming import traits_named
from audiences.results import Meanings, Refreshed
from audiences.rules import Rule
from audiences.tables import AudienceRow, ComputationRow
from catalogue import service as catalogue


def refresh(
    session: Session, meanings: Meanings, now: datetime, name: str | None = None
) -> list[Refreshed]:
    """Compute every audience that is not archived, or the one called `name`.

    An audience whose rule is no longer legal keeps its members and says what is wrong with it.

    Raises:
        AudienceNotFound: where there is none called `name`.
    """
    rows = store.audiences_with_members(session) if name is None else [row_called(session, name)]
    live = [row for row in rows if row.state != AudienceState.ARCHIVED]
    return compute(session, live, meanings, now)


def compute(
    session: Session, rows: Sequence[AudienceRow], meanings: Meanings, now: datetime
) -> list[Refreshed]:
    """Compute these audiences and keep what came of it; a broken one keeps its members."""
    rules, broken = rules_of_all(session, meanings)
    answers = Answers(session, meanings.vocabulary)
    categories = {product.id: product.category for product in catalogue.products(session)}
    done = []
    for row in rows:
        if problems := broken.get(row.name):
            done.append(_kept(row, problems))
            continue
        moment = moment_for(meanings, rules, now, counted_for(row.destinations))
        start = perf_counter()
        after = select_members(rules[row.name], answers, moment)
        seconds = perf_counter() - start
        delta = compare(bitmap(row.members), after)
        named = traits_named(rules[row.name], rules, categories, meanings.vocabulary)
        row.traits_named = sorted(named)
        _keep(session, row, after, (delta, now, seconds))
        done.append(Refreshed(name=row.name, size=len(after), delta=delta, seconds=seconds))
    return done


def _keep(
    session: Session, row: AudienceRow, members: BitMap, computed: tuple[Delta, datetime, float]
) -> None:
    delta, now, seconds = computed
    row.members, row.computed_at = members.serialize(), now
    computation = ComputationRow(
        audience_id=row.id,
        at=now,
        seconds=seconds,
        size=len(members),
        joined=delta.joined.serialize(),
        left=delta.left.serialize(),
        joined_count=len(delta.joined),
        left_count=len(delta.left),
    )
    store.add(session, computation)


def _kept(row: AudienceRow, problems: tuple[Problem, ...]) -> Refreshed:
    members = bitmap(row.members)
    delta = Delta(joined=BitMap(), left=BitMap(), stayed=len(members))
    return Refreshed(name=row.name, size=len(members), delta=delta, seconds=0.0, problems=problems)


def rules_of_all(
    session: Session, meanings: Meanings
) -> tuple[dict[str, Rule], dict[str, tuple[Problem, ...]]]:
    """Return the rules of all audiences by name, and what is wrong with those that are broken."""
    rules, broken = dict[str, Rule](), dict[str, tuple[Problem, ...]]()
    for row in store.audiences(session):
        try:
            rules[row.name] = parse_rule(row.rule, meanings.vocabulary)
        except Invalid as error:
            broken[row.name] = error.problems
    # A rule that refers to a broken one cannot be computed either, and so on.
    while unmet := _unmet(rules):
        for name, problems in unmet.items():
            broken[name] = problems
            del rules[name]
    return rules, broken


def _unmet(rules: Mapping[str, Rule]) -> dict[str, tuple[Problem, ...]]:
    found = {}
    for name, rule in rules.items():
        try:
            check_references(Definition(name=name, rule=rule), rules)
        except AudienceInvalid as error:
            found[name] = error.problems
    return found


def moment_for(
    meanings: Meanings, rules: Mapping[str, Rule], now: datetime, counted: Counted
) -> Moment:
    """Return the circumstances under which rules are evaluated in this shop now."""
    children = meanings.vocabulary.child_holders
    return Moment(
        now=now,
        stages=meanings.stages,
        audiences=rules,
        children=tuple(sorted({*children, *(f"other:{child}" for child in children)})),
        counted=counted,
    )


def counted_for(destinations: Sequence[str]) -> Counted:
    """Return whose disclosures count: bound for a destination, never those of a child."""
    return Counted.NO_CHILDREN if destinations else Counted.EVERYBODY


def bitmap(stored: bytes | None) -> BitMap:
    """Return a stored set; one that was never stored is empty."""
    return BitMap() if stored is None else BitMap.deserialize(stored)


def row_called(session: Session, name: str) -> AudienceRow:
    """Return the audience of that name; raises AudienceNotFound."""
    row = store.audience(session, name)
    if row is None:
        raise AudienceNotFound(name)
    return row
