"""The page that lists audiences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from audiences.definitions import AudienceState
from audiences.results import Audience
from audiences.service import rule_in_words
from profiles.vocabulary import Vocabulary

STALE_AFTER = timedelta(hours=26)
LOOKS = {
    AudienceState.DRAFT: "",
    AudienceState.IN_REVIEW: "warn",
    AudienceState.APPROVED: "good",
    AudienceState.PAUSED: "warn",
    AudienceState.ARCHIVED: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceLine:
    """One audience in the list."""

    name: str
    state: str
    look: str
    in_words: str
    size: int
    joined: int
    left: int
    destinations: str
    computed_at: datetime | None
    stale: bool


@dataclass(frozen=True, slots=True)
class AudienceList:
    """All audiences, the archived ones last."""

    lines: tuple[AudienceLine, ...]


def audience_list(
    audiences: Iterable[Audience], vocabulary: Vocabulary, now: datetime
) -> AudienceList:
    """Return the view of the list."""
    ordered = sorted(audiences, key=lambda one: (one.state is AudienceState.ARCHIVED, one.name))
    return AudienceList(tuple(_line(one, vocabulary, now) for one in ordered))


def state_in_words(state: AudienceState) -> str:
    """Return a state as people say it."""
    return state.replace("_", " ")


def _line(audience: Audience, vocabulary: Vocabulary, now: datetime) -> AudienceLine:
    last = audience.last
    archived = audience.state is AudienceState.ARCHIVED
    return AudienceLine(
        name=audience.name,
        state=state_in_words(audience.state),
        look=LOOKS[audience.state],
        in_words=rule_in_words(audience, vocabulary),
        size=audience.size,
        joined=last.joined if last else 0,
        left=last.left if last else 0,
        destinations=", ".join(audience.destinations).title() or "nowhere",
        computed_at=audience.computed_at,
        stale=not archived and is_stale(audience, now),
    )


def is_stale(audience: Audience, now: datetime) -> bool:
    """Return whether an audience was not computed for more than a day."""
    return audience.computed_at is None or now - audience.computed_at > STALE_AFTER
