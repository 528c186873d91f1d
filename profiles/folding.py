"""Disclosures -> what they add up to. No I/O here.

The newest record of a trait and holder decides; a retraction leaves nothing, as if it had never
been said.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from profiles.model import SELF, Disclosure, Polarity, RecordKind, Tense, Trait, is_own_type


class Said(StrEnum):
    """What a subject has to say of one trait and holder."""

    YES = "yes"
    NO = "no"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Folded:
    """The deciding disclosures, one for each trait and holder that stands unretracted."""

    standing: Mapping[tuple[Trait, str], Disclosure]

    def deciding(self, trait: Trait, holder: str = SELF) -> Disclosure | None:
        """Return the disclosure that decides, or None where nothing stands."""
        return self.standing.get((trait, holder))

    def answer(self, trait: Trait, holder: str = SELF) -> Said:
        """Return what stands of a trait and holder."""
        decides = self.deciding(trait, holder)
        return Said.NEVER if decides is None else said_by(decides)

    def needs(self, holder: str = SELF) -> tuple[Disclosure, ...]:
        """Return what a holder has now or fears, newest first: what advice is made for."""
        return tuple(
            disclosure
            for (_, whose), disclosure in sorted(
                self.standing.items(), key=lambda item: _moment(item[1]), reverse=True
            )
            if whose == holder and said_by(disclosure) is Said.YES
        )

    def holders(self) -> tuple[str, ...]:
        """Return everybody something stands of, the most recently spoken of first."""
        newest = sorted(self.standing.values(), key=_moment, reverse=True)
        return tuple(dict.fromkeys(disclosure.heard.holder for disclosure in newest))


def fold(disclosures: Iterable[Disclosure]) -> Folded:
    """Return what the records, in any order, add up to."""
    newest: dict[tuple[Trait, str], Disclosure] = {}
    for disclosure in disclosures:
        key = (disclosure.heard.trait, disclosure.heard.holder)
        if key not in newest or _moment(newest[key]) < _moment(disclosure):
            newest[key] = disclosure
    return Folded({k: d for k, d in newest.items() if d.kind is RecordKind.DISCLOSURE})


def said_by(disclosure: Disclosure) -> Said:
    """Return what one disclosure says: yes, no, or (for a retraction) never.

    Yes is present, and current or future; what somebody is like (a skin type) is a
    fact of today, so only current. No is denied or past. What one only fears to become is neither.
    """
    heard = disclosure.heard
    if disclosure.kind is RecordKind.RETRACTION:
        return Said.NEVER
    if heard.polarity is Polarity.ABSENT or heard.time is Tense.PAST:
        return Said.NO
    if heard.time is Tense.FUTURE and is_own_type(heard.trait.type):
        return Said.NEVER
    return Said.YES


def _moment(disclosure: Disclosure) -> tuple[object, ...]:
    return (disclosure.heard_at, disclosure.sequence)
