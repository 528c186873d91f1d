"""What can go wrong on the way to a platform, named for what the caller does next.

AdSyncError
├── PlatformError             something a platform said, or did not say
│   ├── TryLater              wait `after`, then send the same again
│   ├── CallAPerson           the account, its terms or its permissions: a person must act
│   ├── StopAndLook           one list must rest until a person has looked at it
│   └── UnknownAnswer         an answer we have no meaning for: never retried, a person looks
├── IllegalTransition         a bug: a run, batch or row was to skip a state
├── RunNotFound, PauseNotFound, ListNotFound
├── NoDestination             the platform asked for is not set up
└── WorkerElsewhere           another process holds the worker's lock
"""

from datetime import timedelta


class AdSyncError(Exception):
    """The root of this package's errors; its text is fit for a marketer's eyes."""


class PlatformError(AdSyncError):
    """A platform's answer that is no success.

    `reason` is one sentence for a marketer, `code` the vendor's own code in short; neither ever
    holds a row.
    """

    def __init__(self, reason: str, *, code: str = "") -> None:
        super().__init__(f"{reason} ({code})" if code else reason)
        self.reason = reason
        self.code = code


class TryLater(PlatformError):
    """The same call may succeed after a wait of `after`."""

    def __init__(self, reason: str, *, after: timedelta, code: str = "") -> None:
        super().__init__(reason, code=code)
        self.after = after


class CallAPerson(PlatformError):
    """Nothing on this platform will work until a person acts: access, terms, permissions."""


class StopAndLook(PlatformError):
    """This list must rest until a person has looked; `list_gone` where the platform lost it."""

    def __init__(self, reason: str, *, code: str = "", list_gone: bool = False) -> None:
        super().__init__(reason, code=code)
        self.list_gone = list_gone


class UnknownAnswer(PlatformError):
    """The answer is in no table of ours, so nobody can say whether the rows arrived."""


class IllegalTransition(AdSyncError):
    """A state was to follow one it may not follow."""


class RunNotFound(AdSyncError):
    """No sync run has this id."""


class ListNotFound(AdSyncError):
    """No list is kept under this id."""


class PauseNotFound(AdSyncError):
    """No open pause has this id."""


class NoDestination(AdSyncError):
    """The platform asked for is not set up; the message names those that are."""


class WorkerElsewhere(AdSyncError):
    """Another process is the worker."""
