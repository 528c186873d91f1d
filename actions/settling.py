"""What a message answers to a doubt that was asked about, and the records that follow (pure)."""

from collections.abc import Sequence
from dataclasses import replace

from actions.cues import Cues
from actions.doubts import CONFIRMED, SURE, Manner, closed, contradicted
from actions.memory import Doubt, DoubtKind, Verdict, Waiting
from actions.turn import Turn
from profiles.folding import Folded
from profiles.model import Heard, Polarity, RecordKind
from profiles.vocabulary import Vocabulary

ANSWER = "answer"
_FEW_WORDS = 4
_CAREFUL = "medical_escalation"


def asked_doubt(turn: Turn) -> Doubt | None:
    """Return the doubt that this message may answer.

    A button names it; else it was just asked. A limit that was asked about and passed over is
    lifted by whoever says so once more.
    """
    if ANSWER in turn.given:
        key = turn.given[ANSWER].partition(" ")[2]
    else:
        key = turn.answering.about.get("doubt", "") if turn.answering else ""
    just_asked = next((one for one in turn.doubts if one.key == key), None)
    return just_asked or next((one for one in turn.doubts if _is_insisted_on(one, turn)), None)


def _is_insisted_on(doubt: Doubt, turn: Turn) -> bool:
    return (
        doubt.kind is DoubtKind.LIFT
        and doubt.key in turn.asked
        and any(
            is_about(one, doubt) and one.polarity is Polarity.ABSENT and one.confidence >= SURE
            for one in turn.heard
        )
    )


def verdict_of(turn: Turn, doubt: Doubt, cues: Cues) -> Verdict | None:
    """Return what a message answers to a doubt; None where it speaks of something else."""
    if ANSWER in turn.given:
        named = turn.given[ANSWER].partition(" ")[0]
        return Verdict(named) if named in set(Verdict) else None
    if turn.text and not turn.typed:
        return _PRESSED.get(turn.intent)
    if turn.intent == _CAREFUL and len(turn.typed.split()) > _FEW_WORDS:
        return None
    return _named_again(turn.heard, doubt) or _in_words(turn, doubt, cues)


def is_about(heard: Heard, doubt: Doubt) -> bool:
    """Whether something heard only names again what the doubt is about."""
    named = {doubt.said.heard.trait} | ({doubt.before.trait} if doubt.before else set())
    return heard.trait in named and heard.holder == doubt.said.heard.holder


def records_of(
    doubt: Doubt, verdict: Verdict, turn: Turn, folded: Folded, vocabulary: Vocabulary
) -> tuple[Waiting, ...]:
    """Return what is to be written once a doubt is settled, in the order to write it."""
    match doubt.kind, verdict:
        case ((DoubtKind.UNSURE | DoubtKind.LIMIT | DoubtKind.LIFT), Verdict.YES):
            return (_confirmed(doubt),)
        case DoubtKind.LIMIT, Verdict.NO:
            return (_back(doubt, turn),)
        case DoubtKind.CHANGE, Verdict.YES:
            against = contradicted(doubt.said.heard, folded, vocabulary)
            return closed(_now(doubt.said.heard, turn), against, Manner.AS_CHANGED)
        case DoubtKind.CHANGE, Verdict.NO:
            return _as_before(doubt, turn)
        case DoubtKind.CHANGE, Verdict.BOTH:
            return _both(doubt, turn)
        case _:
            return ()


def _as_before(doubt: Doubt, turn: Turn) -> tuple[Waiting, ...]:
    """The new statement is taken back; where it had overruled the old one, that is said anew."""
    back = _back(doubt, turn)
    if doubt.before and doubt.before.trait == doubt.said.heard.trait:
        return back, _now(doubt.before, turn)
    return (back,)


def _both(doubt: Doubt, turn: Turn) -> tuple[Waiting, ...]:
    """Both are true: said anew in one breath, so that neither is the older one.

    What is there at one time and not at another is there.
    """
    if doubt.before is None:
        return ()
    if doubt.before.polarity is doubt.said.heard.polarity:
        return _now(doubt.before, turn), _now(doubt.said.heard, turn)
    present = doubt.before.polarity is Polarity.PRESENT
    return _as_before(doubt, turn) if present else ()


def _named_again(heard: Sequence[Heard], doubt: Doubt) -> Verdict | None:
    """Whoever is asked "dry skin?" may answer "dry", or "no, oily"."""
    same = [one for one in heard if one.holder == doubt.said.heard.holder]
    said, before = doubt.said.heard, doubt.before
    if any((one.trait, one.polarity) == (said.trait, said.polarity) for one in same):
        return Verdict.YES
    if any(one.trait == said.trait for one in same):
        return Verdict.NO
    if before and any((one.trait, one.polarity) == (before.trait, before.polarity) for one in same):
        return Verdict.NO
    return None


def _in_words(turn: Turn, doubt: Doubt, cues: Cues) -> Verdict | None:
    """The first reading that the words bear; "still the same" has to come before a bare yes."""
    contradiction = doubt.kind in {DoubtKind.CHANGE, DoubtKind.LIFT}
    words, intent = turn.typed, turn.intent
    readings = (
        (Verdict.SKIP, intent == "refuse_disclosure" or cues.has("unsure", words)),
        (Verdict.BOTH, doubt.kind is DoubtKind.CHANGE and cues.has("both", words)),
        (Verdict.NO, contradiction and cues.has("unchanged", words)),
        (Verdict.YES, intent == "affirm" or cues.begins("yes", words)),
        (Verdict.YES, contradiction and cues.has("changed", words)),
        (Verdict.NO, intent == "deny" or cues.begins("no", words)),
    )
    return next((verdict for verdict, holds in readings if holds), None)


def _confirmed(doubt: Doubt) -> Waiting:
    """What was said, with its own time and words; only surer than it was heard."""
    heard = replace(doubt.said.heard, confidence=CONFIRMED)
    return replace(doubt.said, heard=heard, again=f":confirmed:{doubt.key}")


def _back(doubt: Doubt, turn: Turn) -> Waiting:
    return replace(_now(doubt.said.heard, turn), kind=RecordKind.RETRACTION)


def _now(heard: Heard, turn: Turn) -> Waiting:
    """Something heard earlier as a record of this message."""
    return Waiting(
        kind=RecordKind.DISCLOSURE,
        heard=heard,
        message_id=turn.message_id,
        at=turn.now,
        message=turn.text if turn.typed else "",
        personal=turn.personal,
        again=":settled",
    )


_PRESSED = {"affirm": Verdict.YES, "deny": Verdict.NO, "refuse_disclosure": Verdict.SKIP}
