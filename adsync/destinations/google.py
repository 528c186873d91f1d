"""Google: customer lists of the Data Manager API.

Requests are raw protobuf messages: ten thousand rows in the SDK's comfortable classes take seconds,
in these a tenth of that.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import grpc
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
from google.auth.credentials import Credentials
from google.oauth2.credentials import Credentials as UserCredentials
from google.oauth2.service_account import Credentials as ServiceCredentials

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
from adsync.destinations.google_answers import ROW_FAULTS, WORTH_ANOTHER_TRY, meaning_of
from adsync.errors import CallAPerson, StopAndLook, UnknownAnswer

MAX_ROWS = 10_000
_SCOPE = "https://www.googleapis.com/auth/datamanager"
_ACCOUNT_TYPE = "GOOGLE_ADS"
_TIMEOUT_SECONDS = 60.0
_FIRST_CHECK = timedelta(minutes=30)
_ROW_IN_FIELD = re.compile(r"audience_members\[(\d+)\]")

_Status = dm.RequestStatusPerDestination.RequestStatus
_INGEST = dm.IngestAudienceMembersRequest.pb()
_REMOVE = dm.RemoveAudienceMembersRequest.pb()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleAccount:
    """One Google Ads account, by its number without dashes.

    `login_account` is the manager account we sign in with, where it is another. `stand_in` is the
    `host:port` of a plaintext stand-in, which needs no credentials file and settles at once.
    """

    account: str
    login_account: str | None = None
    credentials_file: str | None = None
    stand_in: str | None = None


class GoogleDestination:
    """The customer lists of one Google Ads account."""

    def __init__(self, account: GoogleAccount) -> None:
        """Open channels, which connect at the first call."""
        self._account = account
        self._lists, self._ingestion = _clients(account)
        self._parent = f"accountTypes/{_ACCOUNT_TYPE}/accounts/{account.account}"

    @property
    def platform(self) -> Platform:
        """Google."""
        return Platform.GOOGLE

    @property
    def capabilities(self) -> Capabilities:
        """Google settles after half an hour or more, and counts refusals without naming rows."""
        at_once = self._account.stand_in is not None
        return Capabilities(
            max_rows=MAX_ROWS,
            settles_at_once=at_once,
            names_refused_rows=False,
            first_check_after=timedelta(0) if at_once else _FIRST_CHECK,
            check_again_after=timedelta(seconds=1) if at_once else timedelta(minutes=15),
        )

    def ensure_list(self, neutral_name: str, audience_id: UUID) -> ListRef:
        """Find the list by our own audience id, which its integration code carries, or make it."""
        code = str(audience_id)
        found = self._list_of(code)
        if found is None:
            try:
                found = self._make_list(neutral_name, code)
            except StopAndLook:
                # Somebody else made it between our look and our call.
                found = self._list_of(code)
                if found is None:
                    raise
        return ListRef(found)

    def status(self, list_ref: ListRef) -> ListStatus:
        """Read the list; its size is 0 for a day or two, which is no size yet."""
        name = f"{self._parent}/userLists/{list_ref}"
        try:
            found = self._asked(lambda: self._lists.get_user_list(name=name, **_CALL))
        except StopAndLook as error:
            if error.list_gone:
                return ListStatus(state=ListState.GONE, note=error.reason)
            raise
        size = found.size_info.display_network_members_count
        return ListStatus(state=ListState.READY, size=size or None)

    def send(self, batch: Batch) -> Receipt:
        """Hand the batch over; rows Google names as faulty are set aside and the rest sent again.

        Google checks fast and whole: one faulty row and nothing of a request is taken.
        """
        refused = {row.subject: fault for row in batch.rows if (fault := fault_of(row))}
        rows = [row for row in batch.rows if row.subject not in refused]
        reference = ""
        while rows:
            try:
                reference = self._send_rows(batch, rows)
                break
            except _RowsRefused as faulty:
                refused |= {rows[index].subject: why for index, why in faulty.by_index.items()}
                rows = [row for row in rows if row.subject not in refused]
        return Receipt(
            operation=batch.operation,
            reference=reference,
            taken=len(batch.rows),
            refused=refused,
        )

    def check(self, receipt: Receipt) -> Outcome:
        """Ask what became of the request; a refusal comes as a count and a reason, no more."""
        rows = receipt.taken - len(receipt.refused)
        if not receipt.reference:
            return Outcome(refused=receipt.refused)
        request = dm.RetrieveRequestStatusRequest(request_id=receipt.reference)
        answer = self._asked(
            lambda: self._ingestion.retrieve_request_status(request=request, **_CALL)
        )
        statuses = list(answer.request_status_per_destination)
        if not statuses:
            reason = "Google gave no status for this batch."
            raise UnknownAnswer(reason, code="no destination")
        return _outcome(statuses[0], rows, receipt.refused)

    def _list_of(self, code: str) -> str | None:
        request = dm.ListUserListsRequest(
            parent=self._parent, filter=f'integration_code = "{code}"'
        )
        pages = self._asked(lambda: self._lists.list_user_lists(request=request, **_CALL))
        # The filter is the platform's affair; ownership is checked here all the same.
        mine = [one for one in self._asked(lambda: list(pages)) if one.integration_code == code]
        return str(mine[0].id) if mine else None

    def _make_list(self, neutral_name: str, code: str) -> str:
        wanted = dm.UserList(
            display_name=neutral_name,
            integration_code=code,
            ingested_user_list_info=dm.IngestedUserListInfo(
                upload_key_types=[dm.IngestedUserListInfo.UploadKeyType.CONTACT_ID],
                contact_id_info=dm.ContactIdInfo(
                    data_source_type=dm.DataSourceType.DATA_SOURCE_TYPE_FIRST_PARTY
                ),
            ),
        )
        made = self._asked(
            lambda: self._lists.create_user_list(parent=self._parent, user_list=wanted, **_CALL)
        )
        return str(made.id)

    def _send_rows(self, batch: Batch, rows: Sequence[Row]) -> str:
        match batch.operation:
            case Operation.ADD:
                adding = dm.IngestAudienceMembersRequest.wrap(self._ingest(batch.list_ref, rows))
                answer = self._asked(
                    lambda: self._ingestion.ingest_audience_members(request=adding, **_CALL)
                )
            case Operation.REMOVE:
                leaving = dm.RemoveAudienceMembersRequest.wrap(self._remove(batch.list_ref, rows))
                answer = self._asked(
                    lambda: self._ingestion.remove_audience_members(request=leaving, **_CALL)
                )
        if not answer.request_id:
            reason = "Google took the batch without saying how to ask for it."
            raise UnknownAnswer(reason, code="request_id")
        return str(answer.request_id)

    def _ingest(self, list_ref: ListRef, rows: Sequence[Row]) -> Any:  # noqa: ANN401 - raw protobuf
        request = _INGEST(encoding=dm.Encoding.HEX)
        self._aim(request.destinations.add(), list_ref)
        request.terms_of_service.customer_match_terms_of_service_status = (
            dm.TermsOfServiceStatus.ACCEPTED
        )
        for row in rows:
            member = request.audience_members.add()
            _identify(member, row)
            # One yes names both of Google's parts; each member carries it on its own.
            member.consent.ad_user_data = dm.ConsentStatus.CONSENT_GRANTED
            member.consent.ad_personalization = dm.ConsentStatus.CONSENT_GRANTED
        return request

    def _remove(self, list_ref: ListRef, rows: Sequence[Row]) -> Any:  # noqa: ANN401 - raw protobuf
        request = _REMOVE(encoding=dm.Encoding.HEX)
        self._aim(request.destinations.add(), list_ref)
        for row in rows:
            _identify(request.audience_members.add(), row)
        return request

    def _aim(self, destination: Any, list_ref: ListRef) -> None:  # noqa: ANN401 - raw protobuf
        destination.operating_account.account_type = dm.ProductAccount.AccountType.GOOGLE_ADS
        destination.operating_account.account_id = self._account.account
        if self._account.login_account:
            destination.login_account.account_type = dm.ProductAccount.AccountType.GOOGLE_ADS
            destination.login_account.account_id = self._account.login_account
        destination.product_destination_id = list_ref

    def _asked[T](self, call: Callable[[], T]) -> T:
        try:
            return call()
        except api.GoogleAPICallError as error:
            raise _translated(error) from None


# The SDK's own retries would hide from the ledger how often a batch was tried.
_CALL: Mapping[str, Any] = {"retry": None, "timeout": _TIMEOUT_SECONDS}


class _RowsRefused(Exception):
    """Google named the rows a request failed for; `by_index` counts from 0."""

    def __init__(self, by_index: Mapping[int, str]) -> None:
        super().__init__()
        self.by_index = by_index


def _clients(account: GoogleAccount) -> tuple[UserListServiceClient, IngestionServiceClient]:
    if account.stand_in:
        channel = grpc.insecure_channel(account.stand_in)
        return (
            UserListServiceClient(transport=UserListServiceGrpcTransport(channel=channel)),
            IngestionServiceClient(transport=IngestionServiceGrpcTransport(channel=channel)),
        )
    credentials = _credentials(account.credentials_file)
    return (
        UserListServiceClient(credentials=credentials),
        IngestionServiceClient(credentials=credentials),
    )


def _credentials(file: str | None) -> Credentials:
    """Read a service account's file, or that of a person who signed in.

    Raises:
        CallAPerson: where there is no such file, or it is neither.
    """
    try:
        kind = json.loads(Path(file or "").read_text())["type"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = "The Google credentials file is missing or unreadable."
        raise CallAPerson(reason, code=type(error).__name__) from None
    if kind == "service_account":
        return ServiceCredentials.from_service_account_file(file, scopes=[_SCOPE])  # type: ignore[no-untyped-call,no-any-return] # ships no types
    return UserCredentials.from_authorized_user_file(file, scopes=[_SCOPE])  # type: ignore[no-untyped-call,no-any-return] # ships no types


def _identify(member: Any, row: Row) -> None:  # noqa: ANN401 - raw protobuf
    """Put all of a person's identifiers into one member: apart they match worse."""
    if row.email:
        member.user_data.user_identifiers.add().email_address = row.email
    if row.phone:
        member.user_data.user_identifiers.add().phone_number = row.phone


def _translated(error: api.GoogleAPICallError) -> Exception:
    """Return the error to raise; the vendor's text is left behind, it may quote rows."""
    reason = error.reason or ""
    if reason in ROW_FAULTS and (named := dict(_named_rows(error))):
        return _RowsRefused(named)
    status = error.grpc_status_code
    return meaning_of(reason, status if isinstance(status, grpc.StatusCode) else None)


def _named_rows(error: api.GoogleAPICallError) -> list[tuple[int, str]]:
    violations = [
        violation
        for detail in error.details
        for violation in getattr(detail, "field_violations", ())
    ]
    return [
        (int(found.group(1)), (violation.reason or error.reason or "").lower())
        for violation in violations
        if (found := _ROW_IN_FIELD.search(violation.field))
    ]


def _outcome(
    status: dm.RequestStatusPerDestination, rows: int, refused: Mapping[int, str]
) -> Outcome:
    counts: Counter[str] = Counter()
    for one in status.error_info.error_counts:
        counts[_short(one.reason.name)] += one.record_count
    match status.request_status:
        case _Status.SUCCESS:
            return Outcome(settled=rows, refused=refused)
        case _Status.PROCESSING:
            return Outcome(processing=rows, refused=refused)
        case _Status.FAILED | _Status.PARTIAL_SUCCESS:
            return _parted(counts, rows, refused, failed=status.request_status == _Status.FAILED)
        case _:
            reason = "Google gave a status we have no meaning for."
            raise UnknownAnswer(reason, code=str(status.request_status))


def _parted(
    counts: Counter[str], rows: int, refused: Mapping[int, str], *, failed: bool
) -> Outcome:
    if failed and not counts:
        counts["failed"] = rows
    again = min(rows, sum(counts[reason] for reason in WORTH_ANOTHER_TRY))
    unnamed = {why: n for why, n in counts.items() if why not in WORTH_ANOTHER_TRY}
    settled = max(0, rows - again - sum(unnamed.values()))
    return Outcome(settled=settled, unresolved=again, refused=refused, unnamed=unnamed)


def _short(reason: str) -> str:
    return reason.removeprefix("PROCESSING_ERROR_REASON_").lower()
