"""The collector: the HTTP tracking API that Segment published, over our record.

One call is one transaction. A batch answers 200 and names the messages it refused, the rest of it
is kept; a single message that is wrong answers 400. `docs/tracking.md` tells every answer.
"""

import base64
import binascii
import hmac
import zlib
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from app.taking import Intake, Outcome, Unusable, taken
from app.tracking import Kind, Message, Reason, Refused, message_of
from kit.db import transaction

LARGEST_MESSAGE = 32 * 1024
LARGEST_BATCH = 500 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class CallRefused(Exception):
    """A whole call that is not taken; clients read `code` and `message` from the body."""

    def __init__(self, status: HTTPStatus, code: str, message: str) -> None:
        """`code` is for programs, `message` for people."""
        super().__init__(message)
        self.status = status
        self.body = {"code": code, "message": message}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as it arrived, unpacked; `key` is the write key that it brought, if any."""

    body: bytes = field(repr=False)
    key: str | None = field(repr=False)
    user_agent: str


class _Route(APIRoute):
    """Answers a refused call in the flat shape that tracking clients read."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await answer(request)
            except CallRefused as error:
                headers = (
                    {"WWW-Authenticate": "Basic"}
                    if error.status is HTTPStatus.UNAUTHORIZED
                    else None
                )
                return JSONResponse(error.body, error.status, headers)

        return answered


async def _arrived(request: Request) -> Call:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BATCH:
            raise _too_large()
    return Call(
        body=_unpacked(body, request.headers.get("content-encoding", "identity").lower()),
        key=_key_of(request.headers.get("authorization", "")),
        user_agent=request.headers.get("user-agent", ""),
    )


Arrived = Annotated[Call, Depends(_arrived)]


def routes(intake: Intake, write_key: str) -> APIRouter:
    """Return the endpoints under `/v1`; `write_key` is the user name of Basic auth."""
    router = APIRouter(prefix="/v1", tags=["collector"], route_class=_Route)

    @router.post("/batch")
    def batch(call: Arrived) -> JSONResponse:
        """Take messages of any kind; refused ones are named and sink no other."""
        body = _opened(call, write_key)
        messages = body.get("batch")
        if not isinstance(messages, list):
            raise _bad(reason="batch must be a list of messages")
        readers = [_reader(told, body, call, None) for told in messages]
        return JSONResponse(_take_all(readers, intake))

    @router.post("/{kind}")
    def single(kind: Kind, call: Arrived) -> JSONResponse:
        """Take one message."""
        body = _opened(call, write_key)
        answer = _take_all([_reader(body, body, call, kind)], intake)
        if refused := answer["refused"]:
            return JSONResponse(refused[0], HTTPStatus.BAD_REQUEST)
        return JSONResponse(answer)

    return router


@dataclass(frozen=True, slots=True)
class _Told:
    """A message not read yet: `read` raises Refused where it is wrong."""

    message_id: object
    read: Callable[[datetime], Message]


def _reader(told: object, around: Mapping[str, Any], call: Call, kind: Kind | None) -> _Told:
    def read(received: datetime) -> Message:
        if len(call.body) > LARGEST_MESSAGE and len(orjson.dumps(told)) > LARGEST_MESSAGE:
            raise Refused(Reason.TOO_LONG, "message", f"at most {LARGEST_MESSAGE} bytes are read")
        return message_of(
            told,
            kind=kind,
            sent_at=around.get("sentAt"),
            received=received,
            user_agent=call.user_agent,
        )

    return _Told(told.get("messageId") if isinstance(told, Mapping) else None, read)


def _take_all(messages: list[_Told], intake: Intake) -> dict[str, Any]:
    now = intake.clock()
    counts: Counter[str] = Counter(dict.fromkeys(Outcome, 0))
    refused: list[dict[str, Any]] = []
    unusable: list[dict[str, Any]] = []
    with transaction(intake.engine) as session:
        for place, message in enumerate(messages):
            at = {"index": place, "messageId": message.message_id}
            try:
                done = taken(session, partial(message.read, now), intake, now)
            except Refused as error:
                refused.append(at | refusal(error))
                continue
            counts[done.outcome] += 1
            unusable += [at | _unusable(point) for point in done.unusable]
    return {"success": not refused, **counts, "refused": refused, "unusable": unusable}


def refusal(error: Refused) -> dict[str, Any]:
    """Return how a refusal is told: `code`, `field`, `message` and, where it helps, `legal`."""
    told: dict[str, Any] = {"code": error.code, "field": error.place, "message": str(error)}
    return {**told, "legal": list(error.legal)} if error.legal else told


def _unusable(point: Unusable) -> dict[str, Any]:
    return {"field": f"traits.{point.kind}", "message": point.reason}


def _opened(call: Call, write_key: str) -> dict[str, Any]:
    """Return the JSON object of a call that brought the right key."""
    if call.key is not None:
        _check(call.key, write_key)
    try:
        body = orjson.loads(call.body)
    except orjson.JSONDecodeError as error:
        raise _bad(reason=f"the body is no JSON: {error.msg}") from error
    if not isinstance(body, dict):
        raise _bad(reason="the body must be a JSON object")
    if call.key is None:
        # Pages that leave can set no header, so their clients put the key into the body.
        _check(str(body.get("writeKey", "")), write_key)
    return body


def _check(key: str, write_key: str) -> None:
    if not hmac.compare_digest(key.encode(), write_key.encode()):
        message = "the write key is wrong or missing: it is the user name of Basic auth"
        raise CallRefused(HTTPStatus.UNAUTHORIZED, "wrong_write_key", message)


def _key_of(authorization: str) -> str | None:
    """Return the user name of Basic auth; an unreadable one is a wrong one."""
    scheme, _, packed = authorization.partition(" ")
    if not authorization:
        return None
    try:
        opened = base64.b64decode(packed, validate=True) if scheme.lower() == "basic" else b""
        return opened.decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _unpacked(body: bytes, encoding: str) -> bytes:
    if encoding in ("identity", ""):
        return body
    if encoding != "gzip":
        message = f"{encoding} is not read here; send gzip or plain JSON"
        raise CallRefused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unknown_encoding", message)
    unpacking = zlib.decompressobj(_GZIP)
    try:
        unpacked = unpacking.decompress(body, LARGEST_BATCH + 1)
    except zlib.error as error:
        raise _bad(reason="the body is no gzip") from error
    if len(unpacked) > LARGEST_BATCH:
        raise _too_large()
    if not unpacking.eof:
        raise _bad(reason="the gzip body ends too early")
    return unpacked


def _bad(*, reason: str) -> CallRefused:
    return CallRefused(HTTPStatus.BAD_REQUEST, "bad_request", reason)


def _too_large() -> CallRefused:
    message = f"at most {LARGEST_BATCH} bytes are read in one call"
    return CallRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", message)
