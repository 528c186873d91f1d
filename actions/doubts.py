"""What is kept of a message at once, and what is asked about first (pure).

A limit of safety is always obeyed at once and asked about where it was heard unsurely; what lifts
one waits for a yes. Anything else that was heard unsurely waits for a yes. What contradicts an
earlier statement stands, since the newest decides, and is asked about.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from actions.memory import Doubt, DoubtKind, Waiting
from profiles.folding import Folded, Said, said_by
from profiles.model import (
    Disclosure,
    Heard,
    Polarity,
    RecordKind,
    Tense,
    Trait,
    TraitType,
    is_had,
)
from profiles.vocabulary import Vocabulary

SURE = 0.7
"""From this confidence on, what was heard is taken as said.

Confidence is calibrated to be how often such a hearing is right. Below 0.7 it errs every second
time on messages it was not made from, and one question, asked once, costs a shopper less than
advice for what they never said. This is the only place of the number.
"""
CONFIRMED = 0.99
"""The confidence of what a shopper said yes to: as good as certain, but still a hearing."""
_STATE = "state"


class Manner(StrEnum):
    """How a message puts what contradicts an earlier one.

    `plainly` says nothing of the earlier; `as_changed` says that it was so and is no more;
    `as_mended` says that it never was.
    """

    PLAINLY = "plainly"
    AS_CHANGED = "as_changed"
    AS_MENDED = "as_mended"


@dataclass(frozen=True, slots=True)
class Sifted:
    """What is kept of a message, in the order to write it, and what is asked about."""

    kept: tuple[Waiting, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def sift(new: Sequence[Waiting], folded: Folded, manner: Manner, vocabulary: Vocabulary) -> Sifted:
    """Part what a message disclosed into what is kept and what is asked about.

    `folded` is what stood before the message.
    """
    if _replaces_itself([one.heard for one in new], vocabulary):
        manner = Manner.AS_MENDED
    kept: list[Waiting] = []
    doubts: list[Doubt] = []
    for one in new:
        against = contradicted(one.heard, folded, vocabulary)
        doubt = _doubt(one, against, folded, manner, vocabulary)
        if doubt is not None:
            doubts.append(doubt)
        elif _denies_elsewhere(one.heard, folded):
            continue
        if doubt is None and manner is not Manner.PLAINLY:
            kept += closed(one, against, manner)
        if doubt is None or is_kept(doubt):
            kept.append(one)
    order = list(DoubtKind)
    return Sifted(tuple(kept), tuple(sorted(doubts, key=lambda one: order.index(one.kind))))


def is_kept(doubt: Doubt) -> bool:
    """Whether what is asked about stands already while it is asked."""
    return doubt.kind in {DoubtKind.LIMIT, DoubtKind.CHANGE}


def is_limit_of_safety(trait: Trait, vocabulary: Vocabulary) -> bool:
    """Whether ignoring a trait could harm: allergy, avoidance, medication, pregnancy, nursing."""
    return trait.type == TraitType.CONSTRAINT and (
        vocabulary.family_of(trait) is not None or _STATE in vocabulary.entry(trait).marks
    )


def contradicted(heard: Heard, folded: Folded, vocabulary: Vocabulary) -> tuple[Disclosure, ...]:
    """Return what stands and cannot be true beside what was heard, the newest first.

    Only what somebody has, is, or must keep to: wishes may change without a question.
    """
    current = heard.time is Tense.CURRENT and is_had(heard.trait)
    if not current and not _lifts(heard, vocabulary):
        return ()
    standing = [
        one
        for one in folded.standing.values()
        if one.heard.holder == heard.holder
        and one.heard.time is Tense.CURRENT
        and _clash(one.heard, heard, vocabulary)
    ]
    return tuple(sorted(standing, key=lambda one: (one.heard_at, one.sequence), reverse=True))


def closed(one: Waiting, against: Iterable[Disclosure], manner: Manner) -> tuple[Waiting, ...]:
    """Return the records that end what `one` stands against: as over, or as never so."""
    if manner is Manner.AS_MENDED:
        return tuple(
            replace(one, kind=RecordKind.RETRACTION, heard=before.heard) for before in against
        )
    # The same trait needs no second record: the newer one decides.
    return tuple(
        replace(
            one,
            kind=RecordKind.DISCLOSURE,
            heard=replace(before.heard, time=Tense.PAST, words=one.heard.words),
        )
        for before in against
        if before.heard.trait != one.heard.trait and said_by(before) is Said.YES
    )


def _doubt(
    one: Waiting,
    against: Sequence[Disclosure],
    folded: Folded,
    manner: Manner,
    vocabulary: Vocabulary,
) -> Doubt | None:
    heard, unsure = one.heard, one.heard.confidence < SURE
    before = against[0].heard if against else None
    repeats = _answer(heard) is folded.answer(heard.trait, heard.holder)
    if is_limit_of_safety(heard.trait, vocabulary) and not _lifts(heard, vocabulary):
        doubted = unsure and not repeats
        return Doubt(kind=DoubtKind.LIMIT, said=one) if doubted else None
    if before and _lifts(heard, vocabulary):
        # "I took it until May" says by itself that it is over.
        over = manner is not Manner.PLAINLY or heard.time is Tense.PAST
        lifted = over and not unsure
        return None if lifted else Doubt(kind=DoubtKind.LIFT, said=one, before=before)
    if unsure and not repeats:
        return Doubt(kind=DoubtKind.UNSURE, said=one)
    if before and manner is Manner.PLAINLY:
        return Doubt(kind=DoubtKind.CHANGE, said=one, before=before)
    return None


def _answer(heard: Heard) -> Said:
    """What was heard says of its trait, as a record of it would."""
    absent = heard.polarity is Polarity.ABSENT or heard.time is Tense.PAST
    return Said.NO if absent else Said.YES


def _lifts(heard: Heard, vocabulary: Vocabulary) -> bool:
    return _answer(heard) is Said.NO and is_limit_of_safety(heard.trait, vocabulary)


def _clash(before: Heard, heard: Heard, vocabulary: Vocabulary) -> bool:
    both_present = Polarity.PRESENT is before.polarity is heard.polarity
    if both_present and vocabulary.excludes(before.trait, heard.trait):
        return True
    flipped = _answer(before) is not _answer(heard)
    same = vocabulary.says_the_same(before.trait, heard.trait)
    # What is said of one part of the body contradicts nothing that was said of the whole.
    in_place = not heard.area or bool(_parts(heard) & _parts(before))
    return flipped and same and in_place


def _denies_elsewhere(heard: Heard, folded: Folded) -> bool:
    """Whether it denies for one part of the body what stands for another: both are true."""
    before = folded.deciding(heard.trait, heard.holder)
    return (
        before is not None
        and heard.polarity is Polarity.ABSENT
        and said_by(before) is Said.YES
        and bool(_parts(heard) and _parts(before.heard))
        and not _parts(heard) & _parts(before.heard)
    )


def _parts(heard: Heard) -> frozenset[str]:
    return frozenset(heard.area.split(",")) if heard.area else frozenset()


def _replaces_itself(heard: Sequence[Heard], vocabulary: Vocabulary) -> bool:
    """Whether a message denies one thing and names another for it: "combination, not oily"."""
    said = [one.trait for one in heard if one.polarity is Polarity.PRESENT]
    denied = [one.trait for one in heard if one.polarity is Polarity.ABSENT]
    return any(vocabulary.excludes(one, other) for one in said for other in denied)
