"""Shows audiences: what they are, who is in them, and why."""

from collections.abc import Sequence
from datetime import datetime

from pyroaring import BitMap
from sqlalchemy.orm import Session

from audiences import store
from audiences.bitmaps import select_members
from audiences.computing import bitmap, counted_for, moment_for, row_called, rules_of_all
from audiences.definitions import AudienceState, Definition, check_references
from audiences.errors import RuleInvalid
from audiences.evaluation import Answers
from audiences.language import parse_rule
from audiences.matching import Context, explain
from audiences.membership import is_held_out
from audiences.moments import Moment
from audiences.results import (
    Audience,
    Computation,
    Meanings,
    Member,
    MemberExplained,
    Membership,
    Preview,
    Sample,
)
from audiences.rules import Rule
from audiences.shelf import Shelf
from audiences.stages import stage_of
from audiences.tables import AudienceRow, ComputationRow
from audiences.wording import Explained, explained, in_words
from catalogue import service as catalogue
from profiles import service as profiles
from profiles.reach import subject_ids
from profiles.vocabulary import Vocabulary

_SAMPLES = 3


def list_audiences(session: Session) -> list[Audience]:
    """Return every audience by name."""
    last = store.last_computations(session)
    return [_audience(row, last.get(row.id)) for row in store.audiences(session)]


def get(session: Session, name: str) -> Audience:
    """Return one audience; raises AudienceNotFound."""
    row = row_called(session, name)
    last = store.computations_of(session, row.id, most=1)
    return _audience(row, last[0] if last else None)


def rule_in_words(audience: Audience, vocabulary: Vocabulary) -> str:
    """Return the rule as a sentence; where it is no longer legal, what is wrong with it."""
    try:
        return in_words(parse_rule(audience.rule, vocabulary), vocabulary)
    except RuleInvalid as error:
        return f"This rule is no longer legal: {error}"


def computations(session: Session, name: str, most: int = 30) -> list[Computation]:
    """Return the last computations of an audience, the newest first; raises AudienceNotFound."""
    rows = store.computations_of(session, row_called(session, name).id, most)
    return [_computation(row) for row in rows]


def members_of(session: Session, name: str) -> BitMap:
    """Return the numbers of the members of the last computation; raises AudienceNotFound."""
    return bitmap(row_called(session, name).members)


def members(session: Session, name: str, skip: int = 0, most: int | None = None) -> list[Member]:
    """Return members of the last computation by number, from one on; raises AudienceNotFound."""
    row = row_called(session, name)
    numbers = bitmap(row.members)
    page = BitMap(numbers[skip : None if most is None else skip + most])
    ids, since = subject_ids(session, page), _since(session, row, page)
    return [Member(ids[number], since[number]) for number in page if number in ids]


def audiences_of(session: Session, number: int) -> list[Membership]:
    """Return the audiences that are not archived and have a subject as a member, by name."""
    return [
        Membership(row.id, row.name, _since(session, row, BitMap([number]))[number])
        for row in store.audiences_with_members(session)
        if row.state != AudienceState.ARCHIVED and number in bitmap(row.members)
    ]


def preview(
    session: Session,
    rule: Rule,
    meanings: Meanings,
    now: datetime,
    destinations: Sequence[str] = (),
) -> Preview:
    """Return how many the rule holds for now, and why it does for a few of them.

    Raises:
        AudienceInvalid: where the rule refers to an unknown audience.
    """
    rules, _ = rules_of_all(session, meanings)
    check_references(Definition(name="", rule=rule), rules)
    moment = moment_for(meanings, rules, now, counted_for(destinations))
    found = select_members(rule, Answers(session, meanings.vocabulary), moment)
    few = BitMap(found[:_SAMPLES])
    context = _context(session, meanings, moment)
    ids = subject_ids(session, few)
    samples = (
        Sample(ids[number], _why(session, rule, number, context)) for number in few if number in ids
    )
    return Preview(size=len(found), samples=tuple(samples))


def explain_member(
    session: Session, name: str, reference: str, meanings: Meanings, now: datetime
) -> MemberExplained:
    """Return why a subject is in an audience or is not, part by part, with the evidence.

    Raises:
        AudienceNotFound: where there is none of that name.
        SubjectNotFound: where nobody goes by the reference.
        RuleInvalid: where the audience's rule is no longer legal.
    """
    row = row_called(session, name)
    # A membership computed for a moment ahead (`--now`) is not explained as of one before it.
    now = max(now, row.computed_at or now)
    subject = profiles.find_subject(session, reference)
    rule = parse_rule(row.rule, meanings.vocabulary)
    rules, _ = rules_of_all(session, meanings)
    check_references(Definition(name=name, rule=rule), rules)
    moment = moment_for(meanings, rules, now, counted_for(row.destinations))
    profile = profiles.profile(session, subject.number)
    context = _context(session, meanings, moment)
    member = subject.number in bitmap(row.members)
    since = _since(session, row, BitMap([subject.number])) if member else {}
    return MemberExplained(
        audience=name,
        subject=subject.id,
        member=member,
        since=since.get(subject.number),
        held_out=is_held_out(row.id, subject.id, row.holdout_percent),
        stage=stage_of(profile, now, meanings.stages),
        why=explained(explain(rule, profile, context), context),
    )


def _context(session: Session, meanings: Meanings, moment: Moment) -> Context:
    shelf = Shelf.of(catalogue.products(session), catalogue.fits(session))
    return Context(moment=moment, shelf=shelf, vocabulary=meanings.vocabulary)


def _why(session: Session, rule: Rule, number: int, context: Context) -> Explained:
    profile = profiles.profile(session, profiles.subject_ref(session, number).number)
    return explained(explain(rule, profile, context), context)


def _since(session: Session, row: AudienceRow, numbers: BitMap) -> dict[int, datetime]:
    """Return when each of these members came in: the last computation that they joined with."""
    found, left = dict[int, datetime](), BitMap(numbers)
    for computation in store.computations_of(session, row.id):
        if not left:
            break
        joined = BitMap.deserialize(computation.joined) & left
        found |= dict.fromkeys(joined, computation.at)
        left -= joined
    # Whom no computation names any more came in at the latest when the audience was last edited.
    return found | dict.fromkeys(left, row.edited_at)


def _audience(row: AudienceRow, last: ComputationRow | None) -> Audience:
    return Audience(
        id=row.id,
        name=row.name,
        description=row.description,
        rule=row.rule,
        destinations=tuple(row.destinations),
        min_size=row.min_size,
        holdout_percent=row.holdout_percent,
        max_days=row.max_days,
        state=AudienceState(row.state),
        created_at=row.created_at,
        edited_at=row.edited_at,
        computed_at=row.computed_at,
        size=last.size if last else 0,
        traits_named=tuple(row.traits_named),
        last=None if last is None else _computation(last),
    )


def _computation(row: ComputationRow) -> Computation:
    return Computation(
        at=row.at,
        size=row.size,
        joined=row.joined_count,
        left=row.left_count,
        seconds=row.seconds,
    )
