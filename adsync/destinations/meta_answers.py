"""What Meta's error codes mean to us: one table from them to what the caller does next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from adsync.errors import CallAPerson, PlatformError, StopAndLook, TryLater, UnknownAnswer

SOON = timedelta(seconds=2)
_MINUTE = timedelta(minutes=1)
_QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """One line of the translation: how to make the error, and what to tell a person."""

    kind: Callable[..., PlatformError]
    reason: str


def _later(after: timedelta) -> Callable[..., PlatformError]:
    def made(reason: str, *, code: str) -> TryLater:
        return TryLater(reason, after=after, code=code)

    return made


def _gone(reason: str, *, code: str) -> StopAndLook:
    return StopAndLook(reason, code=code, list_gone=True)


TERMS = "Meta's Custom Audience Terms are not accepted for this ad account."
_THROTTLED = "Meta asks for a pause: too many calls."
_UPDATING = "Meta is still working on an earlier update of this list."
_BROKEN = "Meta could not take the update of this list."
_FLAG = "Meta flagged this list in an integrity review; it can be appealed or replaced there."
UNREADABLE = "Meta's answer could not be read."
TEMPORARY = "Meta had a fault of its own."

# (code, subcode) -> meaning; a line with subcode None stands for every subcode not listed.
MEANINGS: Mapping[tuple[int, int | None], _Meaning] = {
    (190, None): _Meaning(CallAPerson, "Meta no longer takes our access token: connect again."),
    (102, None): _Meaning(CallAPerson, "Meta no longer takes our access token: connect again."),
    (200, None): _Meaning(CallAPerson, "The account lacks a permission this list needs."),
    (200, 1870050): _Meaning(CallAPerson, "The ad account is not linked to a business."),
    (200, 1870090): _Meaning(CallAPerson, TERMS),
    (2663, None): _Meaning(CallAPerson, TERMS),
    (2664, None): _Meaning(CallAPerson, TERMS),
    (294, None): _Meaning(CallAPerson, "The app has no permission to manage ads."),
    (270, None): _Meaning(CallAPerson, "The app's access level is too low for this account."),
    (10, None): _Meaning(CallAPerson, "The app has no permission for this."),
    (368, None): _Meaning(CallAPerson, "Meta blocked the account for a while: look there first."),
    (613, None): _Meaning(CallAPerson, "Meta took our calls for abuse: contact Meta."),
    (100, None): _Meaning(StopAndLook, "Meta found our request wrong."),
    (100, 33): _Meaning(_gone, "Meta does not know this list, or no longer shows it to us."),
    (100, 1713098): _Meaning(StopAndLook, "Meta found our request wrong."),
    (100, 1713230): _Meaning(StopAndLook, _FLAG),
    (100, 1713231): _Meaning(StopAndLook, _FLAG),
    (100, 1713228): _Meaning(StopAndLook, _FLAG),
    (100, 1713232): _Meaning(StopAndLook, _FLAG),
    (2650, None): _Meaning(StopAndLook, _BROKEN),
    (2650, 1870145): _Meaning(_later(_QUARTER), _UPDATING),
    (2650, 1870158): _Meaning(_later(_MINUTE), "Meta closed an update that took too long."),
    (2650, 1870147): _Meaning(StopAndLook, _BROKEN),
    (2650, 1870159): _Meaning(_later(_MINUTE), "Meta had closed that update already."),
    (2650, 1870148): _Meaning(StopAndLook, _BROKEN),
    (2650, 1870144): _Meaning(StopAndLook, "The list is too large to be updated in this way."),
    (2654, None): _Meaning(StopAndLook, "Meta could not make the list."),
    (80003, None): _Meaning(_later(_QUARTER), _THROTTLED),
    (17, None): _Meaning(_later(_QUARTER), _THROTTLED),
    (4, None): _Meaning(_later(_QUARTER), _THROTTLED),
    (613, 1487742): _Meaning(_later(_QUARTER), _THROTTLED),
    (1, None): _Meaning(_later(SOON), TEMPORARY),
    (2, None): _Meaning(_later(SOON), TEMPORARY),
}
NAME_TAKEN = 2654


def meaning_of(code: int | None, subcode: int | None, *, transient: bool) -> PlatformError:
    """Translate Meta's code into what the caller does next.

    The code counts before the flag `is_transient`, since throttles carry that flag too.
    """
    shown = "" if code is None else str(code) if subcode is None else f"{code}/{subcode}"
    if code is not None:
        meaning = MEANINGS.get((code, subcode)) or MEANINGS.get((code, None))
        if meaning is not None:
            return meaning.kind(meaning.reason, code=shown)
    if transient:
        return TryLater(TEMPORARY, after=SOON, code=shown)
    return UnknownAnswer("Meta gave an answer we have no meaning for.", code=shown)
