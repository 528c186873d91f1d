"""What is known of the shopper in a turn: the record, and what waits in the conversation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from actions.dependencies import Dependencies
from actions.memory import Waiting
from actions.turn import Turn
from kit.db import reading
from profiles import service as profiles
from profiles.errors import SubjectNotFound
from profiles.folding import Folded, fold
from profiles.model import (
    Answer,
    Cart,
    Disclosure,
    DisclosureId,
    MessageId,
    Purpose,
    SubjectNumber,
)

# A stable namespace, so that a thing that waits has the same id at every look.
_WAITING = UUID("6f3cbf0e-6a3c-4b1f-9d0d-5f5b9c1f6d11")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What advice may rest on; `number` is None where nobody can be remembered."""

    number: SubjectNumber | None
    consents: Mapping[Purpose, Answer]
    folded: Folded
    cart: Cart | None

    @property
    def may_remember(self) -> bool:
        """Whether what the shopper says may be written down."""
        return self.consents.get(Purpose.ADVICE) is Answer.GRANTED


def known(turn: Turn, dependencies: Dependencies) -> Known:
    """Look at the record and at what waits; what waits is newer and decides."""
    with reading(dependencies.engine) as session:
        number = number_of(session, turn)
        if number is None:
            return Known(number=None, consents={}, folded=fold(_as_disclosures(turn, 0)), cart=None)
        profile = profiles.profile(session, number)
        last = max((one.sequence for one in profile.disclosures), default=0)
        return Known(
            number=number,
            consents=profiles.consent_state(session, number),
            folded=fold([*profile.disclosures, *_as_disclosures(turn, last)]),
            cart=profiles.open_cart(session, number),
        )


def folded_with(session: Session, number: SubjectNumber | None, turn: Turn) -> Folded:
    """Return what the shopper's words add up to, on record and waiting."""
    on_record = [] if number is None else profiles.disclosures(session, number)
    last = max((one.sequence for one in on_record), default=0)
    return fold([*on_record, *_as_disclosures(turn, last)])


def number_of(session: Session, turn: Turn) -> SubjectNumber | None:
    """Return the number of the turn's subject; None where it is unknown or was erased."""
    if turn.subject is None:
        return None
    try:
        return profiles.find_subject(session, str(turn.subject)).number
    except SubjectNotFound:
        return None


def may_remember(session: Session, number: SubjectNumber | None) -> bool:
    """Whether there is a live consent to `advice`."""
    if number is None:
        return False
    return profiles.consent_state(session, number).get(Purpose.ADVICE) is Answer.GRANTED


def without_repeats(waiting: Iterable[Waiting], new: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """Return what waits with the new added, unless their message was heard before."""
    old = tuple(waiting)
    heard_before = {(one.message_id, one.again) for one in old}
    return old + tuple(one for one in new if (one.message_id, one.again) not in heard_before)


def _as_disclosures(turn: Turn, last: int) -> Iterable[Disclosure]:
    for place, one in enumerate(turn.waiting, start=last + 1):
        yield Disclosure(
            id=DisclosureId(uuid5(_WAITING, f"{one.message_id}:{place}")),
            sequence=place,
            kind=one.kind,
            heard=one.heard,
            heard_at=one.at,
            conversation_id=turn.conversation_id,
            message_id=MessageId(one.message_id + one.again),
        )
