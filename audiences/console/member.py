"""The page that explains why a subject is in an audience or is not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from audiences.results import MemberExplained
from audiences.wording import Explained


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberPage:
    """What the page shows; `verdict` is one sentence, `note` a second one or empty."""

    audience: str
    subject: UUID
    since: datetime | None
    member: bool
    verdict: str
    note: str
    stage: str
    held_out: bool
    why: Explained

    @classmethod
    def of(cls, told: MemberExplained) -> "MemberPage":
        """Return the view of an explanation."""
        return cls(
            audience=told.audience,
            subject=told.subject,
            since=told.since,
            member=told.member,
            verdict="In this audience" if told.member else "Not in this audience",
            note=_note(told),
            stage=told.stage.replace("_", " "),
            held_out=told.held_out,
            why=told.why,
        )


def _note(told: MemberExplained) -> str:
    """Membership is of the last computation, the reasons are of now: say where they part."""
    if told.member and not told.why.holds:
        return "The rule no longer holds: this subject leaves at the next refresh."
    if told.why.holds and not told.member:
        return "The rule holds now: this subject joins at the next refresh."
    return ""
