"""What hearing gives: frozen values, and nothing of how they are found."""

from dataclasses import dataclass
from datetime import date

SELF = "self"


@dataclass(frozen=True)
class Disclosure:
    """One fact a shopper told, as heard in one message.

    `start` and `end` are character offsets into the message and `span` is what stands between them,
    verbatim. `confidence` lies between 0 and 1. `severity`, `area` and `since` are None where the
    message words none.
    """

    type: str
    value: str
    polarity: str
    holder: str
    time: str
    severity: str | None
    area: str | None
    since: date | None
    start: int
    end: int
    span: str
    confidence: float

    @property
    def trait(self) -> str:
        """The trait as `type:value`."""
        return f"{self.type}:{self.value}"


@dataclass(frozen=True)
class PersonalData:
    """Words of a message that name or reach a person.

    `kind` is email, phone, card, address or name.
    """

    kind: str
    start: int
    end: int
    span: str


@dataclass(frozen=True)
class Understanding:
    """All that one message tells."""

    disclosures: tuple[Disclosure, ...]
    personal_data: tuple[PersonalData, ...]
