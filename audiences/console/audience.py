"""The page of one audience: what it is, who is in it, and what can be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from audiences.console.audience_list import LOOKS, state_in_words
from audiences.definitions import LEGAL, AudienceState
from audiences.results import Audience, Computation, Member
from audiences.service import Move, rule_in_words
from profiles.model import Trait
from profiles.vocabulary import Vocabulary

PAGE = 50
_BUTTONS = {
    AudienceState.IN_REVIEW: (Move.SUBMIT, "Ask for review"),
    AudienceState.APPROVED: (Move.APPROVE, "Approve"),
    AudienceState.PAUSED: (Move.PAUSE, "Pause"),
    AudienceState.ARCHIVED: (Move.ARCHIVE, "Archive"),
}


@dataclass(frozen=True, slots=True)
class Button:
    """Something that can be done with the audience now."""

    move: str
    label: str


@dataclass(frozen=True, slots=True)
class MembersPage:
    """Some of the members; `back` and `on` are how many to skip for the pages beside it, or None.

    `first` counts from one.
    """

    members: tuple[Member, ...]
    first: int
    back: int | None
    on: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AudiencePage:
    """What the page shows. `health` names what keeps it from ad platforms."""

    audience: Audience
    state: str
    look: str
    in_words: str
    destinations: str
    health: str
    editable: bool
    buttons: tuple[Button, ...]
    history: tuple[Computation, ...]
    members: MembersPage


def audience_page(
    audience: Audience,
    history: Sequence[Computation],
    members: MembersPage,
    vocabulary: Vocabulary,
) -> AudiencePage:
    """Return the view of the page."""
    return AudiencePage(
        audience=audience,
        state=state_in_words(audience.state),
        look=LOOKS[audience.state],
        in_words=rule_in_words(audience, vocabulary),
        destinations=", ".join(audience.destinations).title() or "nowhere",
        health=", ".join(health_named(audience.traits_named, vocabulary)),
        editable=bool(LEGAL[audience.state]),
        buttons=tuple(Button(*_BUTTONS[to]) for to in LEGAL[audience.state] if to in _BUTTONS),
        history=tuple(history),
        members=members,
    )


def members_page(members: Sequence[Member], skip: int, size: int) -> MembersPage:
    """Return a page of members that begins after `skip` of `size`."""
    return MembersPage(
        members=tuple(members),
        first=skip + 1,
        back=None if skip == 0 else max(skip - PAGE, 0),
        on=skip + PAGE if skip + PAGE < size else None,
    )


def health_named(traits: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Return the labels of those traits that name a health condition."""
    found = (Trait.of(text) for text in traits)
    known = (trait for trait in found if vocabulary.knows(trait.type, trait.value))
    return sorted({vocabulary.entry(t).label for t in known if vocabulary.is_health(t)})
