"""What Google's answers mean to us: one table from its reasons to what the caller does next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import grpc

from adsync.errors import CallAPerson, PlatformError, StopAndLook, TryLater, UnknownAnswer

_SOON = timedelta(seconds=2)
_MINUTE = timedelta(minutes=1)


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


_TERMS = "Google's terms for customer lists are not accepted in this Google Ads account."
_NOT_LISTED = "Google does not let this account upload customer lists."
_LINK = "The Google account may not act for this Google Ads account: mend the account link."
_QUOTA = "Google asks for a pause: the quota is used up."
_FAULT = "Google had a fault of its own."
_WRONG = "Google found our request wrong."
_SENSITIVE = "Google treats this list as sensitive and lets nobody change it."
_MISSING = "Google does not know this list any more."
_DEFINITION = "Google does not take the list's definition."

# Google's reason in ErrorInfo -> meaning. Reasons of other products' requests are left out.
MEANINGS: Mapping[str, _Meaning] = {
    "INTERNAL_ERROR": _Meaning(_later(_SOON), _FAULT),
    "DEADLINE_EXCEEDED": _Meaning(_later(_SOON), _FAULT),
    "RESOURCE_EXHAUSTED": _Meaning(_later(_MINUTE), _QUOTA),
    "RATE_LIMIT_EXCEEDED": _Meaning(_later(_MINUTE), _QUOTA),
    "PERMISSION_DENIED": _Meaning(CallAPerson, _LINK),
    "OPERATING_ACCOUNT_LOGIN_ACCOUNT_MISMATCH": _Meaning(CallAPerson, _LINK),
    "DESTINATION_ACCOUNT_TYPE_MISMATCH": _Meaning(CallAPerson, _LINK),
    "INVALID_DESTINATION": _Meaning(CallAPerson, _LINK),
    "OWNERSHIP_REQUIRED_FOR_UPDATE": _Meaning(CallAPerson, _LINK),
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": _Meaning(CallAPerson, _LINK),
    "SERVICE_DISABLED": _Meaning(
        CallAPerson, "The Data Manager API is not switched on in the Google Cloud project."
    ),
    "TERMS_AND_CONDITIONS_NOT_SIGNED": _Meaning(CallAPerson, _TERMS),
    "ADVERTISER_TOS_NOT_ACCEPTED": _Meaning(CallAPerson, _TERMS),
    "NOT_ALLOWLISTED": _Meaning(CallAPerson, _NOT_LISTED),
    "ADVERTISER_NOT_ALLOWLISTED_FOR_UPLOADED_DATA": _Meaning(CallAPerson, _NOT_LISTED),
    "EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED": _Meaning(
        CallAPerson, "Google asks for the account's declaration on political advertising in the EU."
    ),
    "INVALID_USER_LIST_ID": _Meaning(_gone, _MISSING),
    "NOT_FOUND": _Meaning(_gone, _MISSING),
    "SENSITIVE_USER_LIST_IMMUTABLE": _Meaning(StopAndLook, _SENSITIVE),
    "DISPLAY_NAME_ALREADY_USED": _Meaning(StopAndLook, "Another list has this name already."),
    "ALREADY_EXISTS": _Meaning(StopAndLook, "Another list has this name already."),
    "USER_LIST_NAME_RESERVED": _Meaning(StopAndLook, _DEFINITION),
    "INVALID_DISPLAY_NAME": _Meaning(StopAndLook, _DEFINITION),
    "INVALID_DESCRIPTION": _Meaning(StopAndLook, _DEFINITION),
    "MEMBERSHIP_DURATION_TOO_LONG": _Meaning(StopAndLook, _DEFINITION),
    "UNSUPPORTED_USER_LIST_UPLOAD_KEY_TYPES": _Meaning(StopAndLook, _DEFINITION),
    "UNSUPPORTED_INGESTED_USER_LIST_INFO_CONFIG": _Meaning(StopAndLook, _DEFINITION),
    "INVALID_USER_LIST_TYPE": _Meaning(StopAndLook, _DEFINITION),
    "USER_LIST_TYPE_NOT_SUPPORTED_FOR_ACCOUNT": _Meaning(StopAndLook, _DEFINITION),
    "USER_LIST_MUTATION_NOT_SUPPORTED": _Meaning(StopAndLook, _DEFINITION),
    "TOO_MANY_AUDIENCE_MEMBERS": _Meaning(StopAndLook, _WRONG),
    "TOO_MANY_USER_IDENTIFIERS": _Meaning(StopAndLook, _WRONG),
    "TOO_MANY_DESTINATIONS": _Meaning(StopAndLook, _WRONG),
    "TOO_MANY_ELEMENTS": _Meaning(StopAndLook, _WRONG),
    "TOO_FEW_ELEMENTS": _Meaning(StopAndLook, _WRONG),
    "INVALID_ARGUMENT": _Meaning(StopAndLook, _WRONG),
    "INVALID_ENUM_VALUE": _Meaning(StopAndLook, _WRONG),
    "INVALID_RESOURCE_NAME": _Meaning(StopAndLook, _WRONG),
    "INVALID_FILTER": _Meaning(StopAndLook, _WRONG),
    "INVALID_PAGE_TOKEN": _Meaning(StopAndLook, _WRONG),
    "INVALID_REQUEST_ID": _Meaning(StopAndLook, _WRONG),
    "REQUEST_TOO_OLD": _Meaning(StopAndLook, "Google has forgotten what became of this batch."),
    "REQUIRED_FIELD_MISSING": _Meaning(StopAndLook, _WRONG),
    "INVALID_FORMAT": _Meaning(StopAndLook, _WRONG),
    "INVALID_HEX_ENCODING": _Meaning(StopAndLook, _WRONG),
    "INVALID_BASE64_ENCODING": _Meaning(StopAndLook, _WRONG),
    "INVALID_SHA256_FORMAT": _Meaning(StopAndLook, _WRONG),
    "INVALID_AUDIENCE_MEMBER": _Meaning(StopAndLook, _WRONG),
    "NO_IDENTIFIERS_PROVIDED": _Meaning(StopAndLook, _WRONG),
    "MULTIPLE_DATA_TYPES_NOT_ALLOWED": _Meaning(StopAndLook, _WRONG),
}
# Where no reason came along, the status alone still says what to do.
_BY_STATUS: Mapping[grpc.StatusCode, _Meaning] = {
    grpc.StatusCode.UNAVAILABLE: _Meaning(_later(_SOON), "Google could not be reached."),
    grpc.StatusCode.DEADLINE_EXCEEDED: _Meaning(_later(_SOON), _FAULT),
    grpc.StatusCode.INTERNAL: _Meaning(_later(_SOON), _FAULT),
    grpc.StatusCode.ABORTED: _Meaning(_later(_MINUTE), _FAULT),
    grpc.StatusCode.RESOURCE_EXHAUSTED: _Meaning(_later(_MINUTE), _QUOTA),
    grpc.StatusCode.PERMISSION_DENIED: _Meaning(CallAPerson, _LINK),
    grpc.StatusCode.UNAUTHENTICATED: _Meaning(CallAPerson, "Google no longer takes our sign-in."),
    grpc.StatusCode.NOT_FOUND: _Meaning(_gone, _MISSING),
}
# A fault of one row: Google then refuses the whole request and names the row.
ROW_FAULTS = frozenset(
    {
        "REQUIRED_FIELD_MISSING",
        "INVALID_FORMAT",
        "INVALID_HEX_ENCODING",
        "INVALID_SHA256_FORMAT",
        "INVALID_AUDIENCE_MEMBER",
        "NO_IDENTIFIERS_PROVIDED",
        "TOO_MANY_USER_IDENTIFIERS",
    }
)
# Refusals Google may take back when asked again.
WORTH_ANOTHER_TRY = frozenset({"internal_error"})


def meaning_of(reason: str, status: grpc.StatusCode | None) -> PlatformError:
    """Translate Google's reason, or where none came the bare status, into what to do next."""
    meaning = MEANINGS.get(reason)
    if meaning is None and not reason and status is not None:
        meaning = _BY_STATUS.get(status)
    code = reason or (status.name if status else "")
    if meaning is None:
        return UnknownAnswer("Google gave an answer we have no meaning for.", code=code)
    return meaning.kind(meaning.reason, code=code)
