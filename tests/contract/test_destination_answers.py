"""Every code that the vendors publish has a meaning here, and what has none is never retried."""

import grpc
import pytest

from adsync.destinations import google_answers, meta_answers
from adsync.errors import CallAPerson, PlatformError, StopAndLook, TryLater, UnknownAnswer

# Meta's published codes for custom audiences, with what the caller is to do.
META = {
    (190, 463): CallAPerson,
    (190, None): CallAPerson,
    (200, None): CallAPerson,
    (200, 1870050): CallAPerson,
    (200, 1870090): CallAPerson,
    (2663, None): CallAPerson,
    (2664, None): CallAPerson,
    (294, None): CallAPerson,
    (270, None): CallAPerson,
    (368, None): CallAPerson,
    (100, None): StopAndLook,
    (100, 33): StopAndLook,
    (100, 1713098): StopAndLook,
    (100, 1713230): StopAndLook,
    (100, 1713231): StopAndLook,
    (100, 1713228): StopAndLook,
    (100, 1713232): StopAndLook,
    (2650, None): StopAndLook,
    (2650, 1870145): TryLater,
    (2650, 1870158): TryLater,
    (2650, 1870147): StopAndLook,
    (2650, 1870159): TryLater,
    (2650, 1870148): StopAndLook,
    (2650, 1870144): StopAndLook,
    (2654, None): StopAndLook,
    (80003, 2446079): TryLater,
    (17, 2446079): TryLater,
    (4, None): TryLater,
    (613, 1487742): TryLater,
    (613, None): CallAPerson,
    (1, None): TryLater,
    (2, None): TryLater,
}

# Google's published reasons that a customer list can meet, with what the caller is to do.
GOOGLE = {
    "INTERNAL_ERROR": TryLater,
    "DEADLINE_EXCEEDED": TryLater,
    "RESOURCE_EXHAUSTED": TryLater,
    "TERMS_AND_CONDITIONS_NOT_SIGNED": CallAPerson,
    "ADVERTISER_TOS_NOT_ACCEPTED": CallAPerson,
    "NOT_ALLOWLISTED": CallAPerson,
    "ADVERTISER_NOT_ALLOWLISTED_FOR_UPLOADED_DATA": CallAPerson,
    "PERMISSION_DENIED": CallAPerson,
    "OPERATING_ACCOUNT_LOGIN_ACCOUNT_MISMATCH": CallAPerson,
    "DESTINATION_ACCOUNT_TYPE_MISMATCH": CallAPerson,
    "EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED": CallAPerson,
    "INVALID_USER_LIST_ID": StopAndLook,
    "NOT_FOUND": StopAndLook,
    "DISPLAY_NAME_ALREADY_USED": StopAndLook,
    "ALREADY_EXISTS": StopAndLook,
    "SENSITIVE_USER_LIST_IMMUTABLE": StopAndLook,
    "UNSUPPORTED_USER_LIST_UPLOAD_KEY_TYPES": StopAndLook,
    "MEMBERSHIP_DURATION_TOO_LONG": StopAndLook,
    "TOO_MANY_AUDIENCE_MEMBERS": StopAndLook,
    "TOO_MANY_USER_IDENTIFIERS": StopAndLook,
    "TOO_MANY_ELEMENTS": StopAndLook,
    "INVALID_SHA256_FORMAT": StopAndLook,
    "INVALID_HEX_ENCODING": StopAndLook,
    "INVALID_FORMAT": StopAndLook,
    "REQUIRED_FIELD_MISSING": StopAndLook,
    "NO_IDENTIFIERS_PROVIDED": StopAndLook,
    "REQUEST_TOO_OLD": StopAndLook,
}
STATUSES = {
    grpc.StatusCode.UNAVAILABLE: TryLater,
    grpc.StatusCode.DEADLINE_EXCEEDED: TryLater,
    grpc.StatusCode.INTERNAL: TryLater,
    grpc.StatusCode.ABORTED: TryLater,
    grpc.StatusCode.RESOURCE_EXHAUSTED: TryLater,
    grpc.StatusCode.UNAUTHENTICATED: CallAPerson,
    grpc.StatusCode.PERMISSION_DENIED: CallAPerson,
    grpc.StatusCode.NOT_FOUND: StopAndLook,
    grpc.StatusCode.UNIMPLEMENTED: UnknownAnswer,
    grpc.StatusCode.DATA_LOSS: UnknownAnswer,
}


@pytest.mark.parametrize("code", META)
def test_metas_codes_are_translated(code: tuple[int, int | None]) -> None:
    assert type(meta_answers.meaning_of(*code, transient=False)) is META[code]


def test_no_line_of_metas_table_is_without_its_test() -> None:
    untested = set(meta_answers.MEANINGS) - set(META)

    assert {code for code, _ in untested} <= {102, 10, 80003, 17, 4, 1}


def test_metas_code_counts_before_its_flag_that_a_fault_will_pass() -> None:
    throttled = meta_answers.meaning_of(368, None, transient=True)
    unknown = meta_answers.meaning_of(987654, None, transient=True)

    assert type(throttled) is CallAPerson
    assert type(unknown) is TryLater


@pytest.mark.parametrize("reason", GOOGLE)
def test_googles_reasons_are_translated(reason: str) -> None:
    found = google_answers.meaning_of(reason, grpc.StatusCode.INVALID_ARGUMENT)

    assert type(found) is GOOGLE[reason]


@pytest.mark.parametrize("status", STATUSES)
def test_a_bare_status_says_what_to_do(status: grpc.StatusCode) -> None:
    assert type(google_answers.meaning_of("", status)) is STATUSES[status]


@pytest.mark.parametrize(
    "answer",
    [
        meta_answers.meaning_of(987654, 1, transient=False),
        google_answers.meaning_of("A_REASON_OF_TOMORROW", grpc.StatusCode.UNAVAILABLE),
        google_answers.meaning_of("", None),
    ],
)
def test_what_the_tables_do_not_know_is_no_reason_to_retry(answer: PlatformError) -> None:
    assert type(answer) is UnknownAnswer


def test_a_list_that_is_gone_says_so() -> None:
    meta = meta_answers.meaning_of(100, 33, transient=False)
    google = google_answers.meaning_of("INVALID_USER_LIST_ID", None)

    assert isinstance(meta, StopAndLook)
    assert isinstance(google, StopAndLook)
    assert meta.list_gone
    assert google.list_gone
