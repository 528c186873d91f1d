"""The stand-ins refuse what the platforms refuse, when spoken to without any of our code."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest
from google.ads.datamanager_v1 import types as dm
from google.ads.datamanager_v1.services.ingestion_service import IngestionServiceClient
from google.ads.datamanager_v1.services.ingestion_service.transports import (
    IngestionServiceGrpcTransport,
)
from google.ads.datamanager_v1.services.user_list_service import UserListServiceClient
from google.ads.datamanager_v1.services.user_list_service.transports import (
    UserListServiceGrpcTransport,
)
from google.api_core import exceptions as api

from adsync.destinations.base import Batch, ListRef, Operation, Row
from adsync.destinations.meta import MetaAccount, MetaDestination
from adsync.errors import TryLater
from adsync.sandbox.server import Sandbox, running
from kit.clock import machine_clock

ZOE = hashlib.sha256(b"zoe").hexdigest()
ANN = hashlib.sha256(b"ann").hexdigest()
GRANTED = dm.Consent(
    ad_user_data=dm.ConsentStatus.CONSENT_GRANTED,
    ad_personalization=dm.ConsentStatus.CONSENT_GRANTED,
)
DENIED = dm.Consent(
    ad_user_data=dm.ConsentStatus.CONSENT_GRANTED,
    ad_personalization=dm.ConsentStatus.CONSENT_DENIED,
)
ACCEPTED = dm.TermsOfService(
    customer_match_terms_of_service_status=dm.TermsOfServiceStatus.ACCEPTED
)


@pytest.fixture(scope="module")
def started() -> Iterator[Sandbox]:
    with running(machine_clock) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(started: Sandbox) -> Sandbox:
    started.state.clear()
    return started


class Graph:
    """Meta's wire, as its SDK uses it: form-encoded, the token in the query."""

    def __init__(self, sandbox: Sandbox, **query: str) -> None:
        self._url = f"{sandbox.graph_url}/v26.0"
        self._query = {"access_token": "token"} | query

    def get(self, path: str, **params: str) -> dict[str, Any]:
        return dict(httpx.get(f"{self._url}{path}", params=self._query | params).json())

    def post(self, path: str, **form: str) -> dict[str, Any]:
        return dict(httpx.post(f"{self._url}{path}", params=self._query, data=form).json())

    def make(self, name: str = "candor-7f3c21", **more: str) -> str:
        form = {
            "name": name,
            "subtype": "CUSTOM",
            "customer_file_source": "USER_PROVIDED_ONLY",
        }
        return str(self.post("/act_42/customaudiences", **(form | more)).get("id"))

    def add(self, audience: str, *rows: list[str], **more: str) -> dict[str, Any]:
        payload = json.dumps({"schema": ["EMAIL", "PHONE"], "data": rows})
        return self.post(f"/{audience}/users", payload=payload, **more)


def code_of(answer: dict[str, Any]) -> tuple[int, int | None]:
    return answer["error"]["code"], answer["error"].get("error_subcode")


@pytest.fixture
def graph(sandbox: Sandbox) -> Graph:
    return Graph(sandbox)


def test_meta_counts_a_digest_of_wrong_form_and_takes_the_rest(graph: Graph) -> None:
    audience = graph.make()

    answer = graph.add(audience, [ZOE, ""], ["zoe@example.com", ""], ["", ""], [ANN.upper(), ""])

    assert (answer["num_received"], answer["num_invalid_entries"]) == (4, 3)
    assert '["zoe@example.com", ""]' in answer["invalid_entry_samples"]
    assert graph.get(f"/{audience}")["approximate_count_lower_bound"] == 1


def test_meta_takes_a_removal_as_a_post_that_says_so(graph: Graph) -> None:
    audience = graph.make()
    graph.add(audience, [ZOE, ""], [ANN, ""])

    graph.add(audience, [ZOE, ""], method="DELETE")

    assert graph.get(f"/{audience}")["approximate_count_lower_bound"] == 1


def test_meta_takes_no_more_rows_than_ten_thousand(graph: Graph) -> None:
    audience = graph.make()

    assert code_of(graph.add(audience, *[[ZOE, ""]] * 10_001)) == (100, None)
    assert graph.add(audience, *[[ZOE, ""]] * 10_000)["num_received"] == 10_000


@pytest.mark.parametrize(
    "payload",
    [
        "no json",
        json.dumps({"schema": ["EMAIL"], "data": [[ZOE, ANN]]}),
        json.dumps({"schema": ["SHOE_SIZE"], "data": [["42"]]}),
        json.dumps({"schema": ["EMAIL"], "data": []}),
    ],
)
def test_meta_refuses_data_that_do_not_match_their_schema(graph: Graph, payload: str) -> None:
    answer = graph.post(f"/{graph.make()}/users", payload=payload)

    assert code_of(answer) == (100, None)


def test_meta_knows_no_other_lists(graph: Graph) -> None:
    assert code_of(graph.add("4711", [ZOE, ""])) == (100, 33)
    assert code_of(graph.get("/4711")) == (100, 33)


def test_meta_asks_for_the_terms_before_a_list_is_made_or_filled(
    graph: Graph, sandbox: Sandbox
) -> None:
    audience = graph.make()
    httpx.post(
        f"{sandbox.graph_url}/sandbox/terms", json={"platform": "meta", "accepted": False}
    ).raise_for_status()

    assert graph.get("/act_42")["tos_accepted"] == {}
    assert code_of(graph.add(audience, [ZOE, ""])) == (2663, None)
    assert graph.make("candor-000000") == "None"


def test_meta_gives_a_name_once(graph: Graph) -> None:
    graph.make()

    answer = graph.post(
        "/act_42/customaudiences",
        name="candor-7f3c21",
        subtype="CUSTOM",
        customer_file_source="USER_PROVIDED_ONLY",
    )

    assert code_of(answer) == (2654, None)


@pytest.mark.parametrize("form", [{}, {"name": "x"}, {"name": "x", "subtype": "CUSTOM"}])
def test_meta_makes_no_list_of_half_a_definition(graph: Graph, form: dict[str, str]) -> None:
    assert code_of(graph.post("/act_42/customaudiences", **form)) == (100, None)


def test_meta_flags_a_list_whose_name_tells_a_condition(graph: Graph) -> None:
    audience = graph.make("Rosacea sufferers")

    assert graph.get(f"/{audience}")["operation_status"]["code"] == 471
    assert code_of(graph.add(audience, [ZOE, ""])) == (100, 1713230)


def test_meta_asks_for_a_token_and_its_proof(started: Sandbox) -> None:
    assert code_of(Graph(started, access_token="").get("/act_42")) == (104, None)
    assert code_of(dict(httpx.get(f"{started.graph_url}/v1.0/act_42").json())) == (2635, None)


def test_meta_checks_the_proof_where_the_secret_is_known() -> None:
    right = hmac.new(b"secret", b"token", hashlib.sha256).hexdigest()
    with running(machine_clock, app_secret="secret") as sandbox:
        wrong_proof = Graph(sandbox, appsecret_proof="0" * 64).get("/act_42")
        right_proof = Graph(sandbox, appsecret_proof=right).get("/act_42")

    assert code_of(wrong_proof) == (100, None)
    assert right_proof["id"] == "act_42"


def test_meta_gives_lists_page_by_page(graph: Graph) -> None:
    made = [graph.make(f"candor-00000{number}") for number in range(3)]

    first = graph.get("/act_42/customaudiences", limit="2")
    second = graph.get(
        "/act_42/customaudiences", limit="2", after=first["paging"]["cursors"]["after"]
    )

    assert [one["id"] for one in first["data"] + second["data"]] == made
    assert "paging" not in second


class DataManager:
    """Google's wire, through its own client without any of our code."""

    def __init__(self, sandbox: Sandbox) -> None:
        channel = grpc.insecure_channel(sandbox.google_address)
        self.lists = UserListServiceClient(transport=UserListServiceGrpcTransport(channel=channel))
        self.ingestion = IngestionServiceClient(
            transport=IngestionServiceGrpcTransport(channel=channel)
        )

    def make(self, name: str = "candor-7f3c21", **more: object) -> str:
        fields: dict[str, object] = {
            "display_name": name,
            "integration_code": name,
            "ingested_user_list_info": dm.IngestedUserListInfo(
                upload_key_types=[dm.IngestedUserListInfo.UploadKeyType.CONTACT_ID]
            ),
        }
        made = self.lists.create_user_list(
            parent="accountTypes/GOOGLE_ADS/accounts/123", user_list=dm.UserList(fields | more)
        )
        return str(made.id)

    def add(self, list_id: str, *members: dm.AudienceMember, **more: object) -> str:
        fields: dict[str, object] = {
            "destinations": [aimed(list_id)],
            "audience_members": members,
            "encoding": dm.Encoding.HEX,
            "terms_of_service": ACCEPTED,
        }
        request = dm.IngestAudienceMembersRequest(fields | more)
        return str(self.ingestion.ingest_audience_members(request=request).request_id)

    def remove(self, list_id: str, *members: dm.AudienceMember) -> str:
        request = dm.RemoveAudienceMembersRequest(
            destinations=[aimed(list_id)], audience_members=members, encoding=dm.Encoding.HEX
        )
        return str(self.ingestion.remove_audience_members(request=request).request_id)

    def status(self, request_id: str) -> dm.RequestStatusPerDestination:
        answer = self.ingestion.retrieve_request_status(
            request=dm.RetrieveRequestStatusRequest(request_id=request_id)
        )
        [found] = answer.request_status_per_destination
        return found


def aimed(list_id: str) -> dm.Destination:
    account = dm.ProductAccount(
        account_type=dm.ProductAccount.AccountType.GOOGLE_ADS, account_id="123"
    )
    return dm.Destination(operating_account=account, product_destination_id=list_id)


def member(*emails: str, consent: dm.Consent | None = GRANTED) -> dm.AudienceMember:
    identifiers = [dm.UserIdentifier(email_address=one) for one in emails]
    made = dm.AudienceMember(user_data=dm.UserData(user_identifiers=identifiers))
    if consent is not None:
        made.consent = consent
    return made


@pytest.fixture
def google(sandbox: Sandbox) -> DataManager:
    return DataManager(sandbox)


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
    google: DataManager, more: dict[str, object], reason: str
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
    google: DataManager, more: dict[str, object], reason: str
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


def test_the_page_shows_who_is_on_which_list_and_what_arrived(
    graph: Graph, sandbox: Sandbox
) -> None:
    graph.add(graph.make(), [ZOE, ""])

    page = httpx.get(sandbox.graph_url).text

    assert "candor-7f3c21 · 1 member" in page
    assert page.count(ZOE) == 2
    assert "create_list" in page


def test_faults_are_answered_in_order_and_then_all_goes_as_usual(
    graph: Graph, sandbox: Sandbox
) -> None:
    audience = graph.make()
    httpx.post(
        f"{sandbox.graph_url}/sandbox/faults",
        json={"platform": "meta", "operation": "add", "answers": [500, "ok", "80003"]},
    ).raise_for_status()

    answers = [graph.add(audience, [ZOE, ""]) for _ in range(4)]

    assert [one.get("error", {}).get("code") for one in answers] == [1, None, 80003, None]


@pytest.mark.parametrize(
    "change",
    [{"platform": "myspace"}, {"operation": "dance"}, {"answers": ["PERMISSION_DENIED"]}],
)
def test_a_fault_nobody_could_play_is_refused(sandbox: Sandbox, change: dict[str, object]) -> None:
    fault: dict[str, object] = {"platform": "meta", "operation": "add", "answers": [500]}

    answer = httpx.post(f"{sandbox.graph_url}/sandbox/faults", json=fault | change)

    assert answer.status_code == 422


def test_a_proxys_page_is_no_success(graph: Graph, sandbox: Sandbox) -> None:
    sandbox.state.script("meta", "add", ["html"])
    meta = MetaDestination(
        MetaAccount(
            ad_account="42",
            app_id="1",
            app_secret="secret",
            access_token="token",
            graph_url=sandbox.graph_url,
        )
    )
    batch = Batch(
        list_ref=ListRef(graph.make()),
        operation=Operation.ADD,
        rows=[Row(subject=1, email=ZOE)],
    )

    with pytest.raises(TryLater, match="HTTP 502"):
        meta.send(batch)


def test_lists_survive_a_restart_where_a_file_keeps_them(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    with running(machine_clock, file=file) as first:
        audience = Graph(first).make()
        Graph(first).add(audience, [ZOE, ""])
    with running(machine_clock, file=file) as second:
        kept = Graph(second).get(f"/{audience}")
        another = Graph(second).make("candor-000000")

    assert kept["approximate_count_lower_bound"] == 1
    assert another != audience
