"""An honest destination in memory.

It keeps lists, refuses what a platform would refuse, and can be told to answer otherwise, in order.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import count
from uuid import UUID

from adsync.destinations.base import (
    Batch,
    Capabilities,
    ListRef,
    ListState,
    ListStatus,
    Operation,
    Outcome,
    Platform,
    Receipt,
    Row,
    fault_of,
)
from adsync.errors import PlatformError, StopAndLook


class Script(Enum):
    """What to do at the next send or check instead of raising."""

    AS_USUAL = auto()
    STILL_PROCESSING = auto()
    LOSE_THE_ANSWER = auto()


class AnswerLost(Exception):
    """The process died, or the line broke, after the platform took the batch."""


@dataclass(slots=True)
class _MemoryList:
    ref: ListRef
    name: str
    by_key: dict[str, frozenset[str]] = field(default_factory=dict)

    @property
    def members(self) -> set[frozenset[str]]:
        return set(self.by_key.values())


class MemoryDestination:
    """Keeps lists in memory and speaks the port.

    `answers` are used up one at each send or check; when none is left, all goes as usual. An error
    among them is raised, a script is followed. `sent` remembers every batch that arrived.
    """

    def __init__(
        self,
        answers: Iterable[PlatformError | Script] = (),
        *,
        platform: Platform = Platform.MEMORY,
        capabilities: Capabilities | None = None,
    ) -> None:
        self.answers: deque[PlatformError | Script] = deque(answers)
        self.sent: list[Batch] = []
        self._platform = platform
        self._capabilities = capabilities or Capabilities(
            max_rows=1000, settles_at_once=True, names_refused_rows=True
        )
        self._lists: dict[ListRef, _MemoryList] = {}
        self._outcomes: dict[str, Outcome] = {}
        self._numbers = count(1)

    @property
    def platform(self) -> Platform:
        """Which platform this plays."""
        return self._platform

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        return self._capabilities

    def ensure_list(self, neutral_name: str, audience_id: UUID) -> ListRef:
        """Return the list of this name, made now where there is none."""
        del audience_id
        for one in self._lists.values():
            if one.name == neutral_name:
                return one.ref
        ref = ListRef(f"list-{next(self._numbers)}")
        self._lists[ref] = _MemoryList(ref, neutral_name)
        return ref

    def status(self, list_ref: ListRef) -> ListStatus:
        """Return the list's size."""
        if list_ref not in self._lists:
            return ListStatus(state=ListState.GONE)
        return ListStatus(state=ListState.READY, size=len(self._lists[list_ref].members))

    def send(self, batch: Batch) -> Receipt:
        """Take the batch, unless scripted otherwise."""
        script = self._next()
        found = self._list(batch.list_ref)
        self.sent.append(batch)
        refused = {row.subject: fault for row in batch.rows if (fault := fault_of(row))}
        good = [row for row in batch.rows if row.subject not in refused]
        for row in good:
            _apply(found, batch.operation, row)
        reference = f"batch-{next(self._numbers)}"
        self._outcomes[reference] = Outcome(settled=len(good), refused=refused)
        if script is Script.LOSE_THE_ANSWER:
            raise AnswerLost
        return Receipt(operation=batch.operation, reference=reference, taken=len(batch.rows))

    def check(self, receipt: Receipt) -> Outcome:
        """Tell what became of the batch."""
        if self._next() is Script.STILL_PROCESSING:
            return Outcome(processing=receipt.taken)
        return self._outcomes[receipt.reference]

    def members(self, neutral_name: str) -> set[frozenset[str]]:
        """Return the digests of each member of a list, for tests to look at."""
        for one in self._lists.values():
            if one.name == neutral_name:
                return one.members
        return set()

    def forget_list(self, list_ref: ListRef) -> None:
        """Lose a list, as when somebody deletes it on the platform."""
        del self._lists[list_ref]

    def _next(self) -> Script:
        answer = self.answers.popleft() if self.answers else Script.AS_USUAL
        if isinstance(answer, PlatformError):
            raise answer
        return answer

    def _list(self, ref: ListRef) -> _MemoryList:
        if ref not in self._lists:
            reason = "The list is no longer on the platform."
            raise StopAndLook(reason, list_gone=True)
        return self._lists[ref]


def _apply(found: _MemoryList, operation: Operation, row: Row) -> None:
    """A person on a list is found by any of their digests."""
    touched = {found.by_key[key] for key in row.keys if key in found.by_key}
    if operation is Operation.ADD:
        person = frozenset(row.keys).union(*touched)
        found.by_key.update(dict.fromkeys(person, person))
    else:
        for key in frozenset().union(*touched):
            del found.by_key[key]
