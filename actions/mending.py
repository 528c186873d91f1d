"""Corrections in plain words: what a message takes back or gives to somebody else (pure).

"Forget what I said about dry skin", "I never said acne", "forget the budget", "scratch that",
"that's my sister, not me".
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from actions.cues import Cues
from actions.doubts import Manner
from actions.memory import Doubt, Waiting
from actions.turn import Turn
from profiles.folding import Folded
from profiles.model import (
    SELF,
    Disclosure,
    Heard,
    MessageId,
    Polarity,
    RecordKind,
    Tense,
    TraitType,
)
from profiles.vocabulary import Vocabulary

_CORRECTING = frozenset({"correct_info", "privacy_request", "deny", "feedback_negative"})
_TELLING = frozenset({"inform_needs", "out_of_scope"})
_OTHER = "other:"


@dataclass(frozen=True, slots=True)
class Mended:
    """What a correction brings about; empty where a message is none.

    `used` is what was heard in it and is not to be taken for a statement of its own; `dropped` are
    open doubts about what is taken back. `whose` is the holder that what is mended was given to,
    empty where it is simply taken back.
    """

    records: tuple[Waiting, ...] = ()
    named: tuple[Heard, ...] = ()
    used: tuple[Heard, ...] = ()
    dropped: tuple[Doubt, ...] = ()
    whose: str = ""


def manner_of(turn: Turn, cues: Cues) -> Manner:
    """Return how a message puts what it says against something earlier."""
    if cues.has("changed", turn.typed):
        return Manner.AS_CHANGED
    mends = turn.intent in {"correct_info", "deny"} or cues.begins("mend", turn.typed)
    return Manner.AS_MENDED if mends else Manner.PLAINLY


def may_mend(turn: Turn, cues: Cues) -> bool:
    """Whether a message has the wording of a correction."""
    theirs = cues.has("not_me", turn.typed) or turn.intent == "correct_info"
    return bool(turn.typed) and (theirs or _takes_back(turn, cues))


def mended(turn: Turn, folded: Folded, vocabulary: Vocabulary, cues: Cues) -> Mended:
    """Return what a message corrects of what stands, and of what is still open."""
    if not may_mend(turn, cues):
        return Mended()
    holder = _named_holder(turn, vocabulary, cues)
    given = _given_to(holder, turn, folded, vocabulary, cues) if holder else Mended()
    if given.named or not _takes_back(turn, cues):
        return given
    standing = tuple(folded.standing.values())
    if kinds := _kinds_named(turn.typed, vocabulary, cues):
        gone = [one for one in standing if str(one.heard.trait).startswith(kinds)]
        dropped = [one for one in turn.doubts if str(one.said.heard.trait).startswith(kinds)]
        return _taken_back(turn, gone, dropped, used=turn.heard)
    if turn.heard:
        gone = [one for heard in turn.heard for one in _meant(heard, standing, vocabulary)]
        named = {one.trait for one in turn.heard}
        dropped = [one for one in turn.doubts if one.said.heard.trait in named]
        return _taken_back(turn, gone, dropped, used=_to_be_used(turn.heard))
    if _means_that(turn, cues):
        return _taken_back(turn, *_last_told(turn, folded))
    return Mended()


def _last_told(turn: Turn, folded: Folded) -> tuple[list[Disclosure], list[Doubt]]:
    """What the newest message of this conversation told, where it stands or is still open."""
    here = [one for one in folded.standing.values() if one.conversation_id == turn.conversation_id]
    newest = max(here, key=lambda one: (one.heard_at, one.sequence), default=None)
    doubted = turn.doubts[-1].said if turn.doubts else None
    message, at = (newest.message_id, newest.heard_at) if newest else (None, None)
    if doubted and (at is None or doubted.at >= at):
        message = MessageId(doubted.message_id)
    return (
        [one for one in here if one.message_id == message],
        [one for one in turn.doubts if one.said.message_id == message],
    )


def _takes_back(turn: Turn, cues: Cues) -> bool:
    begins = turn.intent in _TELLING and cues.begins("take_back", turn.typed)
    if turn.intent in _CORRECTING or begins:
        return cues.has("take_back", turn.typed) or cues.has("never_said", turn.typed)
    return turn.intent in _TELLING and cues.has("never_said", turn.typed)


def _means_that(turn: Turn, cues: Cues) -> bool:
    """Whether the last message as a whole is meant: "scratch that".

    "Forget that" is a plain no to a question, and to forget everything is a matter of privacy.
    """
    plain_no = turn.intent == "deny" and turn.answering is not None
    return cues.has("that", turn.typed) and turn.intent != "privacy_request" and not plain_no


def _kinds_named(typed: str, vocabulary: Vocabulary, cues: Cues) -> tuple[str, ...]:
    """How traits begin whose kind a message names: "my skin type", "the budget", "my allergies"."""
    own = [type_ for type_ in vocabulary.types() if f"{type_.replace('_', ' ')}" in typed]
    return (*(f"{one}:" for one in own if one not in set(TraitType)), *cues.kinds("things", typed))


def _meant(
    heard: Heard, standing: Iterable[Disclosure], vocabulary: Vocabulary
) -> list[Disclosure]:
    """What stands of a thing that a message takes back: exactly it, else what comes to the same."""
    whose = [one for one in standing if one.heard.holder == heard.holder]
    same = [one for one in whose if vocabulary.says_the_same(one.heard.trait, heard.trait)]
    if same:
        return same
    need = vocabulary.need_of(heard.trait)
    return [one for one in whose if vocabulary.need_of(one.heard.trait) == need]


def _to_be_used(heard: Iterable[Heard]) -> tuple[Heard, ...]:
    """What only names the thing taken back; "I never said dry, I said oily" says oily as well."""
    told = tuple(heard)
    denied = tuple(one for one in told if one.polarity is Polarity.ABSENT or one.time is Tense.PAST)
    return denied or told


def _taken_back(
    turn: Turn,
    standing: Sequence[Disclosure],
    dropped: Sequence[Doubt],
    used: tuple[Heard, ...] = (),
) -> Mended:
    gone = tuple(dict.fromkeys(one.heard for one in standing))
    return Mended(
        records=tuple(_record(turn, RecordKind.RETRACTION, one) for one in gone),
        named=tuple(dict.fromkeys([*gone, *(one.said.heard for one in dropped)])),
        used=used,
        dropped=tuple(dropped),
    )


def _named_holder(turn: Turn, vocabulary: Vocabulary, cues: Cues) -> str:
    """Whose a message says something is, against what was understood; empty where it does not."""
    if turn.intent not in _CORRECTING | _TELLING:
        return ""
    named = [
        (hit.start(), hit.end(), who)
        for word, who in vocabulary.called.items()
        for hit in re.finditer(rf"(?<!\w){re.escape(word)}(?:'?s)?(?!\w)", turn.typed)
    ]
    if cues.has("not_me", turn.typed):
        return f"{_OTHER}{max(named, key=lambda one: one[1] - one[0])[2]}" if named else ""
    says_whose = turn.heard or cues.has("is_theirs", turn.typed)
    if turn.intent != "correct_info" or not named or not says_whose:
        return ""
    start, _, who = max(named, key=lambda one: one[1] - one[0])
    if cues.has("not_them", turn.typed[:start]):
        return SELF
    return f"{_OTHER}{who}"


def _given_to(
    holder: str, turn: Turn, folded: Folded, vocabulary: Vocabulary, cues: Cues
) -> Mended:
    """Give what the message names, else what was last told, to the holder it names.

    Where it says whom all of this is for, all that this conversation told is theirs.
    """
    traits = [one.trait for one in turn.heard]
    standing = folded.standing.values()
    if traits:
        told = [
            one
            for one in standing
            if any(vocabulary.says_the_same(one.heard.trait, named) for named in traits)
        ]
    elif cues.has("is_for", turn.typed):
        told = [
            one
            for one in standing
            if one.conversation_id == turn.conversation_id and SELF in {holder, one.heard.holder}
        ]
    else:
        told, _ = _last_told(turn, folded)
    gone = [
        one.heard
        for one in told
        if one.heard.holder != holder and one.heard.trait.type != TraitType.BUDGET
    ]
    given = tuple(replace(one, holder=holder) for one in gone)
    return Mended(
        records=(
            *(_record(turn, RecordKind.RETRACTION, one) for one in gone),
            *(_record(turn, RecordKind.DISCLOSURE, one) for one in given),
        ),
        named=given,
        used=turn.heard if given else (),
        whose=holder if given else "",
    )


def _record(turn: Turn, kind: RecordKind, heard: Heard) -> Waiting:
    return Waiting(
        kind=kind,
        heard=heard,
        message_id=turn.message_id,
        at=turn.now,
        message=turn.text,
        personal=turn.personal,
        again=":mended",
    )
