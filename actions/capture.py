"""Every turn is heard here, before the dialogue decides anything: what was said is recorded.

Rasa calls this after each message as `action_validate_slot_mappings`. It always answers, since the
gateway takes a turn without that answer as failed and asks for the message again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.dependencies import Dependencies
from actions.doubts import Manner, sift
from actions.known import folded_with, may_remember, number_of, without_repeats
from actions.memory import (
    Doubt,
    DoubtKind,
    Outcome,
    Verdict,
    Waiting,
    as_slot,
    doubts_as_slot,
    heard_as_json,
)
from actions.mending import manner_of, may_mend, mended
from actions.reply import Reply, Shows
from actions.settling import asked_doubt, is_about, records_of, verdict_of
from actions.turn import Turn
from actions.writing import consider, write_down
from catalogue.service import mentioned
from kit.db import transaction
from profiles import service as profiles
from profiles.folding import Folded
from profiles.model import Heard, RecordKind, Trait

_ASKING = frozenset({"ask_product_info", "compare_products", "ask_explanation"})
# A shopper can answer for what was said a while ago, not for everything.
_MOST_OPEN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """What a message brings about: records to write, doubts that stay open, what to say of it."""

    records: tuple[Waiting, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    outcome: Outcome = field(default_factory=Outcome)


def capture(turn: Turn, dependencies: Dependencies) -> Reply:
    """Record what the message discloses where the shopper consented; else let it wait.

    Also moves the question that was just asked to where this message can answer it: a question
    stands for one message.
    """
    turn = replace(turn, answering=turn.question, question=None)
    asked_about = _asked_about(turn, dependencies)
    minor = dependencies.cues.matches("minor", turn.typed)
    captured = Captured(doubts=turn.doubts)
    waiting, written = turn.waiting, []
    if _concerns_the_record(turn, dependencies) or asked_about or minor:
        with transaction(dependencies.engine) as session:
            number = number_of(session, turn)
            captured = understood(turn, folded_with(session, number, turn), dependencies)
            if number is not None and minor:
                # Kept whatever was agreed to, since it only ever takes something away.
                profiles.note_sign_of_minor(session, number, turn.now)
            if number is not None and may_remember(session, number):
                records, vocabulary = captured.records, dependencies.vocabulary
                written = write_down(session, number, turn, records, vocabulary)
                consider(session, number, turn, asked_about)
            else:
                waiting = without_repeats(waiting, captured.records)
    answer = {
        "kind": "heard",
        "ok": True,
        "recorded": [heard_as_json(one.heard) | {"record": one.kind.value} for one in written],
        "waiting": len(waiting),
    }
    keeps: dict[str, Any] = {
        "minor": minor or turn.minor,
        "waiting": as_slot(waiting),
        "doubts": doubts_as_slot(captured.doubts),
        "outcome": captured.outcome.as_slot(),
        "answering": turn.answering.as_slot() if turn.answering else None,
        "question": None,
    }
    return Reply(messages=(Shows(answer),), keeps=keeps)


def understood(turn: Turn, folded: Folded, dependencies: Dependencies) -> Captured:
    """Return what a message brings about, over what stood before it.

    First what it answers, then what it corrects; the rest is new.
    """
    doubt = asked_doubt(turn)
    verdict = verdict_of(turn, doubt, dependencies.cues) if doubt else None
    if doubt and verdict:
        return _settled(doubt, verdict, turn, folded, dependencies)
    manner = manner_of(turn, dependencies.cues)
    if doubt and any(
        dependencies.vocabulary.excludes(one.trait, doubt.said.heard.trait) for one in turn.heard
    ):
        # Asked whether it is dry now or oily, they say combination: neither of the two, then.
        turn = replace(turn, doubts=_without(turn.doubts, doubt))
        return _new(turn.heard, turn, folded, Manner.AS_MENDED, dependencies)
    correction = mended(turn, folded, dependencies.vocabulary, dependencies.cues)
    if not correction.named:
        return _new(turn.heard, turn, folded, manner, dependencies)
    kept_open = tuple(one for one in turn.doubts if one not in correction.dropped)
    rest = [one for one in turn.heard if one not in correction.used]
    new = _new(rest, replace(turn, doubts=kept_open), folded, manner, dependencies)
    outcome = Outcome(mended=correction.named, whose=correction.whose)
    return replace(new, records=(*correction.records, *new.records), outcome=outcome)


def _settled(
    doubt: Doubt, verdict: Verdict, turn: Turn, folded: Folded, dependencies: Dependencies
) -> Captured:
    """What an answer brings about; what it says besides is new."""
    vocabulary = dependencies.vocabulary
    records = records_of(doubt, verdict, turn, folded, vocabulary)
    confirmed: tuple[Waiting, ...] = ()
    if (doubt.kind, verdict) == (DoubtKind.UNSURE, Verdict.YES):
        # Now that it is sure, it may turn out to contradict something.
        records, confirmed = (), records
    if verdict is not Verdict.SKIP:
        turn = replace(turn, doubts=_without(turn.doubts, doubt))
    rest = [one for one in turn.heard if not is_about(one, doubt)]
    manner = manner_of(turn, dependencies.cues)
    new = _new(rest, turn, folded, manner, dependencies, confirmed)
    then = turn.answering.about.get("then", "") if turn.answering else ""
    outcome = Outcome(doubt=doubt, verdict=verdict, then=then)
    return replace(new, records=(*records, *new.records), outcome=outcome)


def _new(  # noqa: PLR0913, PLR0917 - a message, what stood before it, and how to take it
    heard: Iterable[Heard],
    turn: Turn,
    folded: Folded,
    manner: Manner,
    dependencies: Dependencies,
    confirmed: Sequence[Waiting] = (),
) -> Captured:
    """What a message tells that neither answers nor takes back anything."""
    told = [*confirmed, *(_waiting(one, turn) for one in heard)]
    sifted = sift(told, folded, manner, dependencies.vocabulary)
    said = {_about(one) for one in told}
    still_open = [one for one in turn.doubts if _about(one.said) not in said]
    return Captured(records=sifted.kept, doubts=(*still_open, *sifted.doubts)[-_MOST_OPEN:])


def _about(one: Waiting) -> tuple[Trait, str]:
    return one.heard.trait, one.heard.holder


def _without(doubts: Iterable[Doubt], settled: Doubt) -> tuple[Doubt, ...]:
    return tuple(one for one in doubts if one != settled)


def _waiting(heard: Heard, turn: Turn) -> Waiting:
    return Waiting(
        kind=RecordKind.DISCLOSURE,
        heard=heard,
        message_id=turn.message_id,
        at=turn.now,
        message=turn.text,
        personal=turn.personal,
    )


def _concerns_the_record(turn: Turn, dependencies: Dependencies) -> bool:
    """Whether a message may change what stands: most small talk does not, and costs no look."""
    return bool(turn.heard or asked_doubt(turn) or may_mend(turn, dependencies.cues))


def _asked_about(turn: Turn, dependencies: Dependencies) -> tuple[str, ...]:
    if turn.intent not in _ASKING or not turn.typed:
        return ()
    return tuple(mentioned(dependencies.shelf.products, turn.text))
