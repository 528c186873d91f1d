"""The ad platforms' wires as their own programs use them, without any code of ours."""

import hashlib
import json
from typing import Any

import grpc
import httpx
from google.ads.datamanager_v1 import types as dm
from google.ads.datamanager_v1.services.ingestion_service import IngestionServiceClient
from google.ads.datamanager_v1.services.ingestion_service.transports import (
    IngestionServiceGrpcTransport,
)
from google.ads.datamanager_v1.services.user_list_service import UserListServiceClient
from google.ads.datamanager_v1.services.user_list_service.transports import (
    UserListServiceGrpcTransport,
)

from adsync.sandbox.server import Sandbox

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


class DataManager:
    """Google's wire, through its own client without any of our code."""

    def __init__(self, sandbox: Sandbox) -> None:
        channel = grpc.insecure_channel(sandbox.google_address)
        self.lists = UserListServiceClient(transport=UserListServiceGrpcTransport(channel=channel))
        self.ingestion = IngestionServiceClient(
            transport=IngestionServiceGrpcTransport(channel=channel)
        )

    def make(self, name: str = "candor-7f3c21", **more: Any) -> str:  # noqa: ANN401 - any field of the message
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

    def add(self, list_id: str, *members: dm.AudienceMember, **more: Any) -> str:  # noqa: ANN401 - any field of the message
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
