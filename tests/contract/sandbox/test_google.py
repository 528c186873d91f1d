"""The stand-in of Google refuses what Google refuses, when spoken to without any of our code."""

from datetime import timedelta
from typing import Any

import pytest
from google.ads.datamanager_v1 import types as dm
from google.api_core import exceptions as api

from adsync.sandbox.server import Sandbox
from tests.sandbox_wires import ANN, DENIED, GRANTED, ZOE, DataManager, aimed, member


def refused_with(told: pytest.ExceptionInfo[api.InvalidArgument]) -> tuple[str, list[str]]:
    fields = [
        one.field
        for detail in told.value.details
        for one in getattr(detail, "field_violations", ())
    ]
    return str(told.value.reason), fields


@pytest.mark.parametrize(
    ("digest", "reason"),
    [("zoe@example.com", "INVALID_HEX_ENCODING"), ("abc123", "INVALID_SHA256_FORMAT")],
)
def test_google_refuses_the_whole_request_for_one_digest_and_names_the_row(
    google: DataManager, sandbox: Sandbox, digest: str, reason: str
) -> None:
    list_id = google.make()

    with pytest.raises(api.InvalidArgument) as told:
        google.add(list_id, member(ZOE), member(digest))

    assert refused_with(told) == (
        reason,
        [
            "audience_members.audience_members[1].user_data.user_identifiers[0].email_address",
        ],
    )
    assert sandbox.state.as_json()["google"][0]["members"] == []


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ([member()], "NO_IDENTIFIERS_PROVIDED"),
        ([member(*[ZOE] * 11)], "TOO_MANY_USER_IDENTIFIERS"),
        ([member(ZOE)] * 10_001, "TOO_MANY_AUDIENCE_MEMBERS"),
        ([], "REQUIRED_FIELD_MISSING"),
    ],
)
def test_google_counts_members_and_identifiers(
    google: DataManager, members: list[dm.AudienceMember], reason: str
) -> None:
    with pytest.raises(api.InvalidArgument) as told:
        google.add(google.make(), *members)

    assert refused_with(told)[0] == reason


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"terms_of_service": dm.TermsOfService()}, "TERMS_AND_CONDITIONS_NOT_SIGNED"),
        ({"encoding": dm.Encoding.ENCODING_UNSPECIFIED}, "REQUIRED_FIELD_MISSING"),
        ({"destinations": []}, "TOO_MANY_DESTINATIONS"),
        ({"destinations": [aimed("4711")]}, "INVALID_USER_LIST_ID"),
    ],
)
def test_google_refuses_what_a_request_lacks(
    google: DataManager, more: dict[str, Any], reason: str
) -> None:
    with pytest.raises(api.InvalidArgument) as told:
        google.add(google.make(), member(ZOE), **more)

    assert refused_with(told)[0] == reason


def test_google_leaves_out_members_without_consent_and_tells_it_as_counts(
    google: DataManager, sandbox: Sandbox
) -> None:
    list_id = google.make()
    request_id = google.add(
        list_id, member(ZOE), member(ANN, consent=None), member(ANN, consent=DENIED)
    )

    found = google.status(request_id)

    assert found.request_status.name == "PARTIAL_SUCCESS"
    counts = {one.reason.name: one.record_count for one in found.error_info.error_counts}
    assert counts == {
        "PROCESSING_ERROR_REASON_NO_CONSENT": 1,
        "PROCESSING_ERROR_REASON_DENIED_CONSENT": 1,
    }
    assert sandbox.state.as_json()["google"][0]["members"] == [[ZOE]]


def test_google_fails_a_request_in_which_nobody_consented(google: DataManager) -> None:
    request_id = google.add(google.make(), member(ZOE, consent=None))

    assert google.status(request_id).request_status.name == "FAILED"


def test_google_takes_consent_from_the_request_too(google: DataManager) -> None:
    request_id = google.add(google.make(), member(ZOE, consent=None), consent=GRANTED)

    assert google.status(request_id).request_status.name == "SUCCESS"


def test_google_takes_members_off_without_asking_for_consent(
    google: DataManager, sandbox: Sandbox
) -> None:
    list_id = google.make()
    google.add(list_id, member(ZOE), member(ANN))

    request_id = google.remove(list_id, member(ZOE, consent=None))

    assert google.status(request_id).request_status.name == "SUCCESS"
    assert sandbox.state.as_json()["google"][0]["members"] == [[ANN]]


def test_google_gives_a_name_once(google: DataManager) -> None:
    google.make()

    with pytest.raises(api.InvalidArgument) as told:
        google.make()

    assert refused_with(told)[0] == "DISPLAY_NAME_ALREADY_USED"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"membership_duration": timedelta(hours=25)}, "INVALID_ARGUMENT"),
        ({"display_name": ""}, "REQUIRED_FIELD_MISSING"),
        ({"ingested_user_list_info": dm.IngestedUserListInfo()}, "REQUIRED_FIELD_MISSING"),
    ],
)
def test_google_makes_no_list_of_a_wrong_definition(
    google: DataManager, more: dict[str, Any], reason: str
) -> None:
    with pytest.raises(api.InvalidArgument) as told:
        google.make(**more)

    assert refused_with(told)[0] == reason


def test_google_finds_a_list_by_the_code_it_was_given(google: DataManager) -> None:
    google.make("one")
    wanted = google.make("two")

    found = google.lists.list_user_lists(
        request=dm.ListUserListsRequest(
            parent="accountTypes/GOOGLE_ADS/accounts/123", filter='integration_code = "two"'
        )
    )

    assert [str(one.id) for one in found] == [wanted]
