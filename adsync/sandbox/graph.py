"""The stand-in of Meta's Graph API: customer-file audiences, as strict as the real one where known.

It takes what Meta's SDK sends (form-encoded, `payload` as JSON text, token and proof in the query)
and answers faults with Meta's own codes.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response

from adsync.sandbox.state import Answer, Arrival, SandboxList, SandboxState, sampled

VERSION = "v26.0"
MAX_ROWS = 10_000
_DIGEST = re.compile(r"[0-9a-f]{64}")
_PLAIN_KEYS = frozenset({"COUNTRY_CODE", "MADID", "EXTERN_ID", "LOOKALIKE_VALUE"})
_HASHED_KEYS = frozenset(
    {"EMAIL", "PHONE", "GEN", "DOBY", "DOBM", "DOBD", "FN", "LN", "FI", "ST", "CT", "ZIP"}
    | {"COUNTRY"}
)
_SAMPLES = 100
_WORDS = frozenset({"ok", "lost", "html"})
_CODE = re.compile(r"\d+(/\d+)?")
_MAX_FORM_BYTES = 50_000_000
_PAGE = 25
# Names that suggest a condition are flagged by the platform's integrity review.
_TELLING = re.compile(
    r"acne|arthrit|diabet|eczema|psoria|rosacea|dermatit|pregnan|credit score|high income",
    re.IGNORECASE,
)
_UNHEALTHY = 471
_NORMAL = 200
_THROTTLED = (80003, 2446079)
_SERVER_FAULT = 500
_TOO_MANY = 429

_UNSIGNED = "An access token is required to request this resource."
_BAD_PROOF = "Invalid appsecret_proof provided in the API argument"
_UNSUPPORTED = "Unsupported request"
_BAD_SOURCE = "Invalid parameter: customer_file_source"
_BAD_PAYLOAD = "Invalid parameter: payload"
_BAD_PARAMETER = "Invalid parameter"
_NOT_CREATED = "Failed to create the custom audience"
_BAD_SCHEMA = "The data does not match the schema"
_IS_FLAGGED = "The audience is flagged"
_NO_TERMS = "The custom audience terms of service are not accepted"
_BAD_VERSION = "Unknown path components: version"
_TOO_LONG = "More rows than one request may carry"
_NO_OBJECT = "Object with this ID does not exist"


class _Fault(Exception):
    """An answer that is no success, in Meta's own shape."""

    def __init__(
        self, message: str, code: int, subcode: int | None = None, *, status: int = 400
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.subcode = subcode
        self.status = status

    def as_response(self) -> JSONResponse:
        error: dict[str, Any] = {
            "message": self.message,
            "type": "OAuthException",
            "code": self.code,
            "is_transient": self.status >= _SERVER_FAULT,
            "fbtrace_id": "sandbox",
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return JSONResponse({"error": error}, status_code=self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One request as it came off the wire; `fields` are query and form together."""

    method: str
    version: str
    path: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One request, taken apart."""

    operation: str
    target: str
    fields: dict[str, str]


def routes(state: SandboxState, app_secret: str | None = None) -> APIRouter:
    """Return the Graph API's addresses.

    Args:
        state: what the stand-ins keep.
        app_secret: where given, the proof that travels with the token is checked against it.
    """
    router = APIRouter()

    @router.api_route("/{version}/{path:path}", methods=["GET", "POST", "DELETE"])
    async def graph(version: str, path: str, request: Request) -> Response:
        form = {
            name: str(value)
            for name, value in (await request.form(max_part_size=_MAX_FORM_BYTES)).items()
        }
        fields = dict(request.query_params) | form
        call = _Call(method=request.method, version=version, path=path, fields=fields)
        return await run_in_threadpool(_answer, state, app_secret, call)

    return router


def can_answer(answer: Answer) -> bool:
    """Whether this scripted answer means anything to Meta's stand-in."""
    return isinstance(answer, int) or answer in _WORDS or bool(_CODE.fullmatch(answer))


def _answer(state: SandboxState, app_secret: str | None, call: _Call) -> Response:
    asked = _asked(call)
    with state.lock:
        scripted = state.next_answer("meta", asked.operation)
        response = _scripted(scripted)
        if response is None:
            try:
                _require_access(call, app_secret)
                response = JSONResponse(OPERATIONS[asked.operation](state, asked))
            except _Fault as fault:
                response = fault.as_response()
        if scripted == "lost":
            response = _scripted(_SERVER_FAULT) or response
        rows = _rows_shown(call.fields)
        state.note(
            Arrival(
                at=state.now(),
                platform="meta",
                operation=asked.operation,
                list_id=asked.target,
                rows=len(rows),
                sample=sampled(rows),
                answer=f"{response.status_code} {bytes(response.body).decode()[:300]}",
            )
        )
    return response


def _asked(call: _Call) -> _Asked:
    target, _, edge = call.path.partition("/")
    wanted = call.fields.get("method", call.method).upper()
    match (edge, target.startswith("act_"), call.method, wanted):
        case ("customaudiences", True, "POST", _):
            operation = "create_list"
        case ("customaudiences", True, "GET", _):
            operation = "find_lists"
        case ("users", False, "POST", "DELETE") | ("users", False, "DELETE", _):
            operation = "remove"
        case ("users", False, "POST", _):
            operation = "add"
        case ("", True, "GET", _):
            operation = "read_account"
        case ("", False, "GET", _):
            operation = "read_list"
        case _:
            operation = "unknown"
    return _Asked(operation=operation, target=target, fields=call.fields)


def _scripted(answer: Answer) -> Response | None:
    """Return the scripted answer, or None where things go as usual."""
    match answer:
        case "ok" | "lost":
            return None
        case "html":
            return HTMLResponse("<html><body>502 Bad Gateway</body></html>", status_code=502)
        case int() if answer == _TOO_MANY:
            return _throttle()
        case int():
            return _Fault("An unknown error occurred", 1, status=answer).as_response()
        case str():
            code, _, subcode = answer.partition("/")
            if int(code) == _THROTTLED[0]:
                return _throttle()
            return _Fault("Scripted", int(code), int(subcode) if subcode else None).as_response()


def _throttle() -> Response:
    code, subcode = _THROTTLED
    fault = _Fault("There have been too many calls to this ad account.", code, subcode)
    response = fault.as_response()
    usage = {"type": "custom_audience", "call_count": 100, "estimated_time_to_regain_access": 1}
    response.headers["X-Business-Use-Case-Usage"] = json.dumps({"1": [usage]})
    return response


def _require_access(call: _Call, app_secret: str | None) -> None:
    if call.version != VERSION:
        raise _Fault(_BAD_VERSION, 2635)
    token = call.fields.get("access_token", "")
    proof = call.fields.get("appsecret_proof", "")
    if not token:
        raise _Fault(_UNSIGNED, 104)
    if app_secret is None:
        return
    right = hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(proof, right):
        raise _Fault(_BAD_PROOF, 100)


def _unknown(state: SandboxState, asked: _Asked) -> dict[str, Any]:
    del state, asked
    raise _Fault(_UNSUPPORTED, 100, 33)


def _read_account(state: SandboxState, asked: _Asked) -> dict[str, Any]:
    accepted = {"custom_audience_tos": 1} if state.terms["meta"] else {}
    return {"id": asked.target, "tos_accepted": accepted}


def _find_lists(state: SandboxState, asked: _Asked) -> dict[str, Any]:
    lists = state.lists_of("meta", asked.target)
    limit, start = int(asked.fields.get("limit", _PAGE)), int(asked.fields.get("after", 0))
    page = lists[start : start + limit]
    answer: dict[str, Any] = {"data": [{"id": one.id, "name": one.name} for one in page]}
    if start + limit < len(lists):
        answer["paging"] = {"cursors": {"after": str(start + limit)}, "next": "more"}
    return answer


def _create_list(state: SandboxState, asked: _Asked) -> dict[str, Any]:
    _require_terms(state)
    name = asked.fields.get("name", "")
    if not name or asked.fields.get("subtype") != "CUSTOM":
        raise _Fault(_BAD_PARAMETER, 100)
    if asked.fields.get("customer_file_source") != "USER_PROVIDED_ONLY":
        raise _Fault(_BAD_SOURCE, 100)
    if any(one.name == name for one in state.lists_of("meta", asked.target)):
        raise _Fault(_NOT_CREATED, 2654)
    made = state.make_list("meta", asked.target, name)
    made.flagged = bool(_TELLING.search(f"{name} {asked.fields.get('description', '')}"))
    return {"id": made.id, "message": ""}


def _read_list(state: SandboxState, asked: _Asked) -> dict[str, Any]:
    found = _found(state, asked)
    return {
        "id": found.id,
        "name": found.name,
        "operation_status": {"code": _UNHEALTHY if found.flagged else _NORMAL},
        "delivery_status": {"code": _NORMAL},
        "approximate_count_lower_bound": len(found.members),
        "approximate_count_upper_bound": len(found.members),
    }


def _add(state: SandboxState, asked: _Asked) -> dict[str, Any]:
    _require_terms(state)
    found, at = _found(state, asked), state.now()
    return _change(state, asked, lambda keys: found.add(keys, at))


def _remove(state: SandboxState, asked: _Asked) -> dict[str, Any]:
    return _change(state, asked, _found(state, asked).remove)


def _change(
    state: SandboxState, asked: _Asked, act: Callable[[frozenset[str]], None]
) -> dict[str, Any]:
    schema, rows = _payload(asked.fields)
    bad: list[str] = []
    for row in rows:
        keys = _keys(schema, row)
        if keys is None:
            bad.append(json.dumps(row))
        else:
            act(keys)
    state.save()
    return {
        "audience_id": asked.target,
        "session_id": state.new_id(),
        "num_received": len(rows),
        "num_invalid_entries": len(bad),
        "invalid_entry_samples": dict.fromkeys(bad[:_SAMPLES], "Invalid entry"),
    }


def _payload(fields: dict[str, str]) -> tuple[list[str], list[list[Any]]]:
    try:
        payload = json.loads(fields["payload"])
        schema, rows = payload["schema"], payload["data"]
    except (KeyError, ValueError, TypeError):
        raise _Fault(_BAD_PAYLOAD, 100) from None
    schema = [schema] if isinstance(schema, str) else schema
    known = isinstance(schema, list) and _HASHED_KEYS.union(_PLAIN_KEYS).issuperset(schema)
    shaped = isinstance(rows, list) and all(
        isinstance(row, list) and len(row) == len(schema) for row in rows
    )
    if not known or not shaped or not rows:
        raise _Fault(_BAD_SCHEMA, 100)
    if len(rows) > MAX_ROWS:
        raise _Fault(_TOO_LONG, 100)
    return schema, rows


def _keys(schema: list[str], row: list[Any]) -> frozenset[str] | None:
    """Return a row's digests, or None where a cell is of wrong form or none is left."""
    keys = set()
    for name, cell in zip(schema, row, strict=True):
        if not cell or name in _PLAIN_KEYS:
            continue
        if not isinstance(cell, str) or not _DIGEST.fullmatch(cell):
            return None
        keys.add(cell)
    return frozenset(keys) or None


def _found(state: SandboxState, asked: _Asked) -> SandboxList:
    found = state.list_of("meta", asked.target)
    if found is None:
        raise _Fault(_NO_OBJECT, 100, 33)
    if found.flagged and asked.operation in ("add", "remove"):
        raise _Fault(_IS_FLAGGED, 100, 1713230)
    return found


def _require_terms(state: SandboxState) -> None:
    if not state.terms["meta"]:
        raise _Fault(_NO_TERMS, 2663)


def _rows_shown(fields: dict[str, str]) -> list[Any]:
    try:
        rows = json.loads(fields.get("payload", "{}")).get("data", [])
    except (ValueError, AttributeError):
        return []
    return rows if isinstance(rows, list) else []


OPERATIONS: dict[str, Callable[[SandboxState, _Asked], dict[str, Any]]] = {
    "create_list": _create_list,
    "find_lists": _find_lists,
    "read_account": _read_account,
    "read_list": _read_list,
    "add": _add,
    "remove": _remove,
    "unknown": _unknown,
}
