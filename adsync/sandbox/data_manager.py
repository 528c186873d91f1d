"""The stand-in of Google's Data Manager API: user lists and the ingestion of their members.

It checks as fast and as whole as the real one: one faulty row and nothing of a request is taken,
and the answer names the row. What became of a request is told as counts, never as rows.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from google.ads.datamanager_v1 import types as dm
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2  # type: ignore[import-untyped] # ships no types
from grpc_status import rpc_status

from adsync.sandbox.state import Answer, Arrival, SandboxList, SandboxState, sampled

MAX_MEMBERS = 10_000
MAX_DESTINATIONS = 10
MAX_IDENTIFIERS = 10
_SERVICES = "google.ads.datamanager.v1"
_HEX = re.compile(r"[0-9a-fA-F]*")
_SHA256_HEX = 64
_DAY_SECONDS = 86_400
_CONDITION = re.compile(r'(integration_code|display_name) = "([^"]*)"')
_NAME = re.compile(r"accountTypes/GOOGLE_ADS/accounts/(\d+)(?:/userLists/(\d+))?")
_PAGE = 50
_GRANTED = dm.ConsentStatus.CONSENT_GRANTED
_DENIED = dm.ConsentStatus.CONSENT_DENIED
_Reason = dm.ProcessingErrorReason
_Why = dm.ErrorReason
_Status = dm.RequestStatusPerDestination.RequestStatus

# A scripted HTTP status, as the status gRPC gives in its place.
_GRPC_OF: Mapping[int, grpc.StatusCode] = {
    401: grpc.StatusCode.UNAUTHENTICATED,
    403: grpc.StatusCode.PERMISSION_DENIED,
    404: grpc.StatusCode.NOT_FOUND,
    429: grpc.StatusCode.RESOURCE_EXHAUSTED,
    500: grpc.StatusCode.INTERNAL,
    503: grpc.StatusCode.UNAVAILABLE,
    504: grpc.StatusCode.DEADLINE_EXCEEDED,
}
_STATUS_OF: Mapping[str, grpc.StatusCode] = {
    "PERMISSION_DENIED": grpc.StatusCode.PERMISSION_DENIED,
    "RESOURCE_EXHAUSTED": grpc.StatusCode.RESOURCE_EXHAUSTED,
    "INTERNAL_ERROR": grpc.StatusCode.INTERNAL,
    "NOT_FOUND": grpc.StatusCode.NOT_FOUND,
}


class Refused(Exception):
    """The request as a whole is refused; `fields` are what was wrong and where.

    `reason` is one of the SDK's own, or the text of a scripted one.
    """

    def __init__(self, reason: int | str, fields: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = reason if isinstance(reason, str) else str(_Why(reason).name)
        self.fields = fields


class ScriptedStatus(Exception):
    """A scripted bare status without details, as a broken server gives it."""

    def __init__(self, code: grpc.StatusCode) -> None:
        super().__init__(code.name)
        self.code = code


Work = Callable[[SandboxState, Any], Any]


def server(state: SandboxState, address: str) -> tuple[grpc.Server, int]:
    """Return a server bound to `address` (`host:port`, port 0 for any free) and its port."""
    made = grpc.server(ThreadPoolExecutor(max_workers=8, thread_name_prefix="sandbox-grpc"))
    made.add_generic_rpc_handlers(
        (
            _service(
                state,
                "UserListService",
                {
                    "CreateUserList": (dm.CreateUserListRequest, dm.UserList, create_list),
                    "GetUserList": (dm.GetUserListRequest, dm.UserList, get_list),
                    "ListUserLists": (
                        dm.ListUserListsRequest,
                        dm.ListUserListsResponse,
                        find_lists,
                    ),
                },
            ),
            _service(
                state,
                "IngestionService",
                {
                    "IngestAudienceMembers": (
                        dm.IngestAudienceMembersRequest,
                        dm.IngestAudienceMembersResponse,
                        add,
                    ),
                    "RemoveAudienceMembers": (
                        dm.RemoveAudienceMembersRequest,
                        dm.RemoveAudienceMembersResponse,
                        remove,
                    ),
                    "RetrieveRequestStatus": (
                        dm.RetrieveRequestStatusRequest,
                        dm.RetrieveRequestStatusResponse,
                        status,
                    ),
                },
            ),
        )
    )
    return made, made.add_insecure_port(address)


def create_list(state: SandboxState, request: Any) -> Any:  # noqa: ANN401 - the SDK has no types
    """Make a list; its name must be free in the account."""
    account, _ = _named(request.parent)
    wanted = request.user_list
    if not wanted.display_name:
        raise Refused(_Why.REQUIRED_FIELD_MISSING, ["user_list.display_name"])
    if wanted.membership_duration.total_seconds() % _DAY_SECONDS:
        raise Refused(_Why.INVALID_ARGUMENT, ["user_list.membership_duration"])
    if not wanted.ingested_user_list_info.upload_key_types:
        raise Refused(
            _Why.REQUIRED_FIELD_MISSING, ["user_list.ingested_user_list_info.upload_key_types"]
        )
    if any(one.name == wanted.display_name for one in state.lists_of("google", account)):
        raise Refused(_Why.DISPLAY_NAME_ALREADY_USED, ["user_list.display_name"])
    made = state.make_list("google", account, wanted.display_name, wanted.integration_code)
    return _as_message(made)


def get_list(state: SandboxState, request: Any) -> Any:  # noqa: ANN401 - the SDK has no types
    """Return one list."""
    account, list_id = _named(request.name)
    return _as_message(_found(state, account, list_id))


def find_lists(state: SandboxState, request: Any) -> Any:  # noqa: ANN401 - the SDK has no types
    """Return an account's lists; of the filter, equality of two fields is understood."""
    account, _ = _named(request.parent)
    lists = state.lists_of("google", account)
    if request.filter:
        match = _CONDITION.fullmatch(request.filter)
        if match is None:
            raise Refused(_Why.INVALID_FILTER, ["filter"])
        field = {"integration_code": "code", "display_name": "name"}[match.group(1)]
        lists = [one for one in lists if getattr(one, field) == match.group(2)]
    start, size = int(request.page_token or 0), request.page_size or _PAGE
    more = str(start + size) if start + size < len(lists) else ""
    page = [_as_message(one) for one in lists[start : start + size]]
    return dm.ListUserListsResponse(user_lists=page, next_page_token=more)


def add(state: SandboxState, request: Any) -> Any:  # noqa: ANN401 - the SDK has no types
    """Take members on; those without both consents are counted out."""
    accepted = dm.TermsOfServiceStatus.ACCEPTED
    terms = request.terms_of_service.customer_match_terms_of_service_status
    if terms != accepted or not state.terms["google"]:
        raise Refused(_Why.TERMS_AND_CONDITIONS_NOT_SIGNED, ["terms_of_service"])
    found, people = _members(state, request)
    request_id = state.new_id()
    refused: Counter[int] = Counter()
    at = state.now()
    for member, keys in zip(request.audience_members, people, strict=True):
        if reason := _consent_lacking(member.consent, request.consent):
            refused[reason] += 1
        elif not request.validate_only:
            found.add(keys, at)
    return _done(
        state, request, dm.IngestAudienceMembersResponse(request_id=request_id), (people, refused)
    )


def remove(state: SandboxState, request: Any) -> Any:  # noqa: ANN401 - the SDK has no types
    """Take members off; neither consent nor terms are asked for."""
    found, people = _members(state, request)
    if not request.validate_only:
        for keys in people:
            found.remove(keys)
    request_id = state.new_id()
    return _done(
        state, request, dm.RemoveAudienceMembersResponse(request_id=request_id), (people, Counter())
    )


def status(state: SandboxState, request: Any) -> Any:  # noqa: ANN401 - the SDK has no types
    """Tell what became of a request."""
    kept = state.statuses.get(request.request_id)
    if kept is None:
        raise Refused(_Why.INVALID_REQUEST_ID, ["request_id"])
    return kept


OPERATIONS = frozenset(
    one.__name__ for one in (create_list, get_list, find_lists, add, remove, status)
)


def _done(
    state: SandboxState,
    request: Any,  # noqa: ANN401 - the SDK has no types
    answer: Any,  # noqa: ANN401 - the SDK has no types
    fate: tuple[list[frozenset[str]], Counter[int]],
) -> Any:  # noqa: ANN401 - the SDK has no types
    people, refused = fate
    state.save()
    total = sum(refused.values())
    code = _Status.SUCCESS if not total else _Status.PARTIAL_SUCCESS
    if total and total == len(people):
        code = _Status.FAILED
    counts = [dm.ErrorCount(reason=why, record_count=n) for why, n in refused.items()]
    state.statuses[answer.request_id] = dm.RetrieveRequestStatusResponse(
        request_status_per_destination=[
            dm.RequestStatusPerDestination(
                destination=request.destinations[0],
                request_status=code,
                error_info=dm.ErrorInfo(error_counts=counts),
            )
        ]
    )
    return answer


def _members(state: SandboxState, request: Any) -> tuple[SandboxList, list[frozenset[str]]]:  # noqa: ANN401 - the SDK has no types
    if not 1 <= len(request.destinations) <= MAX_DESTINATIONS:
        raise Refused(_Why.TOO_MANY_DESTINATIONS, ["destinations"])
    if not request.audience_members:
        raise Refused(_Why.REQUIRED_FIELD_MISSING, ["audience_members"])
    if len(request.audience_members) > MAX_MEMBERS:
        raise Refused(_Why.TOO_MANY_AUDIENCE_MEMBERS, ["audience_members"])
    if request.encoding != dm.Encoding.HEX:
        raise Refused(_Why.REQUIRED_FIELD_MISSING, ["encoding"])
    aimed = request.destinations[0]
    found = _found(state, aimed.operating_account.account_id, aimed.product_destination_id)
    return found, [_keys(index, one) for index, one in enumerate(request.audience_members)]


def _keys(index: int, member: Any) -> frozenset[str]:  # noqa: ANN401 - the SDK has no types
    where = f"audience_members.audience_members[{index}]"
    identifiers = member.user_data.user_identifiers
    if not identifiers:
        raise Refused(_Why.NO_IDENTIFIERS_PROVIDED, [where])
    if len(identifiers) > MAX_IDENTIFIERS:
        raise Refused(_Why.TOO_MANY_USER_IDENTIFIERS, [where])
    keys = set()
    for place, one in enumerate(identifiers):
        digest = one.email_address or one.phone_number
        name = "email_address" if one.email_address else "phone_number"
        field = f"{where}.user_data.user_identifiers[{place}].{name}"
        if not _HEX.fullmatch(digest):
            raise Refused(_Why.INVALID_HEX_ENCODING, [field])
        if len(digest) != _SHA256_HEX:
            raise Refused(_Why.INVALID_SHA256_FORMAT, [field])
        keys.add(digest.lower())
    return frozenset(keys)


def _consent_lacking(own: Any, common: Any) -> int | None:  # noqa: ANN401 - the SDK has no types
    answers = [
        getattr(own, part) or getattr(common, part)
        for part in ("ad_user_data", "ad_personalization")
    ]
    if _DENIED in answers:
        return int(_Reason.PROCESSING_ERROR_REASON_DENIED_CONSENT)
    if any(answer != _GRANTED for answer in answers):
        return int(_Reason.PROCESSING_ERROR_REASON_NO_CONSENT)
    return None


def _named(name: str) -> tuple[str, str]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise Refused(_Why.INVALID_RESOURCE_NAME, ["name"])
    return match.group(1), match.group(2) or ""


def _found(state: SandboxState, account: str, list_id: str) -> SandboxList:
    found = state.list_of("google", list_id)
    if found is None or found.account != account:
        raise Refused(_Why.INVALID_USER_LIST_ID, ["destinations[0].product_destination_id"])
    return found


def _as_message(one: SandboxList) -> Any:  # noqa: ANN401 - the SDK has no types
    size = len(one.members)
    return dm.UserList(
        name=f"accountTypes/GOOGLE_ADS/accounts/{one.account}/userLists/{one.id}",
        id=int(one.id),
        display_name=one.name,
        integration_code=one.code,
        size_info=dm.SizeInfo(display_network_members_count=size),
    )


def _service(
    state: SandboxState, name: str, methods: Mapping[str, tuple[Any, Any, Work]]
) -> "grpc.GenericRpcHandler[Any, Any]":
    handlers = {
        method: grpc.unary_unary_rpc_method_handler(
            _guarded(state, work),
            request_deserializer=asked.deserialize,
            response_serializer=answered.serialize,
        )
        for method, (asked, answered, work) in methods.items()
    }
    return grpc.method_handlers_generic_handler(f"{_SERVICES}.{name}", handlers)


def _guarded(state: SandboxState, work: Work) -> Callable[[Any, grpc.ServicerContext], Any]:
    """Return the work with scripted answers before it and a note of the answer after it."""

    def answered(request: Any, context: grpc.ServicerContext) -> Any:  # noqa: ANN401 - the SDK has no types
        with state.lock:
            try:
                answer = _scripted_or_done(state, work, request)
            except Refused as refused:
                _note(state, work, request, refused.reason)
                context.abort_with_status(rpc_status.to_status(_details(refused)))
            except ScriptedStatus as scripted:
                _note(state, work, request, scripted.code.name)
                context.abort(scripted.code, "scripted")
            _note(state, work, request, "OK")
            return answer

    return answered


def _scripted_or_done(state: SandboxState, work: Work, request: Any) -> Any:  # noqa: ANN401 - the SDK has no types
    scripted: Answer = state.next_answer("google", work.__name__)
    match scripted:
        case int():
            raise ScriptedStatus(_GRPC_OF.get(scripted, grpc.StatusCode.UNKNOWN))
        case "ok":
            return work(state, request)
        case "lost":
            work(state, request)
            raise ScriptedStatus(grpc.StatusCode.UNAVAILABLE)
        case "processing":
            return dm.RetrieveRequestStatusResponse(
                request_status_per_destination=[
                    dm.RequestStatusPerDestination(request_status=_Status.PROCESSING)
                ]
            )
        case _:
            raise Refused(scripted)


def _details(refused: Refused) -> status_pb2.Status:
    info, bad = any_pb2.Any(), any_pb2.Any()
    info.Pack(
        error_details_pb2.ErrorInfo(reason=refused.reason, domain="datamanager.googleapis.com")
    )
    violations = [
        error_details_pb2.BadRequest.FieldViolation(
            field=field, description="sandbox", reason=refused.reason
        )
        for field in refused.fields
    ]
    bad.Pack(error_details_pb2.BadRequest(field_violations=violations))
    code = _STATUS_OF.get(refused.reason, grpc.StatusCode.INVALID_ARGUMENT)
    return status_pb2.Status(code=code.value[0], message=refused.reason, details=[info, bad])


def _note(state: SandboxState, work: Work, request: Any, answer: str) -> None:  # noqa: ANN401 - the SDK has no types
    members = list(getattr(request, "audience_members", ()))
    destinations = list(getattr(request, "destinations", ()))
    sample = [
        [one.email_address or one.phone_number for one in member.user_data.user_identifiers]
        for member in sampled(members)
    ]
    state.note(
        Arrival(
            at=state.now(),
            platform="google",
            operation=work.__name__,
            list_id=destinations[0].product_destination_id if destinations else "",
            rows=len(members),
            sample=sample,
            answer=answer,
        )
    )
