"""What stands before endpoints that browsers call: whose pages may, and with how many bytes."""

from collections.abc import Sequence
from http import HTTPStatus

from fastapi import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PREFLIGHT_SECONDS = 600


class SharedWithShops:
    """Lets pages of the shop's origins call the paths under `prefixes`, and nobody's call the rest.

    The console lies on the same host and is for its own pages only, so this is no rule for all.
    """

    def __init__(self, app: ASGIApp, *, prefixes: Sequence[str], origins: Sequence[str]) -> None:
        """Wrap `app`; `origins` are written as a browser sends them, such as `https://shop.com`."""
        self._plain = app
        self._prefixes = tuple(prefixes)
        self._shared = CORSMiddleware(
            app,
            allow_origins=[origin.rstrip("/") for origin in origins],
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type"],
            expose_headers=["retry-after"],
            max_age=_PREFLIGHT_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        ours = scope["type"] == "http" and scope["path"].startswith(self._prefixes)
        await (self._shared if ours else self._plain)(scope, receive, send)


class SmallBodies:
    """Refuses a body of more than `limit` bytes under `prefixes` without holding it in memory."""

    def __init__(self, app: ASGIApp, *, prefixes: Sequence[str], limit: int) -> None:
        """Wrap `app`."""
        self._app = app
        self._prefixes = tuple(prefixes)
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call, with 413 as soon as too much has arrived."""
        if scope["type"] != "http" or not scope["path"].startswith(self._prefixes):
            await self._app(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._limit:
                raise _too_much()
            return message

        await self._app(scope, counted, send)


def _too_much() -> HTTPException:
    # FastAPI lets errors of this type through when it reads a body, and turns all others into 400.
    return HTTPException(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        detail={"code": "too_large", "message": "This is more than we read at once."},
    )
