"""Logging in to the console, and the guards its pages stand behind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.people import Role, is_right, role_of
from kit.db import reading
from kit.pages import Pages, form_from_our_page

_SEE_OTHER = 303
_NAME = "person"


class NotLoggedIn(Exception):
    """The page needs a person; the web edge sends them to the log-in page."""


class NotAllowed(Exception):
    """The person may look but not decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage:
    """What the log-in page shows."""

    next_path: str
    failed: bool


def person_of(request: Request) -> str | None:
    """Return the name of whoever is logged in at this browser."""
    name = request.session.get(_NAME)
    return name if isinstance(name, str) else None


def guards(engine: sa.Engine) -> tuple[Callable[[Request], str], Callable[[Request], str]]:
    """Return two FastAPI dependencies that give a person's name: may look, and may decide.

    Raises (the dependencies):
        NotLoggedIn: where nobody is.
        NotAllowed: where the person is a viewer, or no longer known.
    """

    def viewer(request: Request) -> str:
        name = person_of(request)
        if name is None:
            raise NotLoggedIn
        return name

    def marketer(request: Request) -> str:
        name = viewer(request)
        with reading(engine) as session:
            role = role_of(session, name)
        if role is not Role.MARKETER:
            raise NotAllowed
        return name

    return viewer, marketer


def routes(pages: Pages, engine: sa.Engine) -> APIRouter:
    """Return the pages for coming in and going out."""
    router = APIRouter(include_in_schema=False)

    @router.get("/console/login")
    def show(request: Request, next: str = "/console") -> HTMLResponse:  # noqa: A002 - the word in the address
        return pages.render("login.html", LoginPage(next_path=next, failed=False), request)

    @router.post("/console/login", dependencies=[Depends(form_from_our_page)])
    def log_in(
        request: Request,
        name: Annotated[str, Form()],
        password: Annotated[str, Form()],
        next_path: Annotated[str, Form()] = "/console",
    ) -> Response:
        with reading(engine) as session:
            right = is_right(session, name, password)
        if not right:
            view = LoginPage(next_path=next_path, failed=True)
            return pages.render("login.html", view, request, status=401)
        request.session.clear()  # a session from before the log-in is not carried into it
        request.session[_NAME] = name
        return RedirectResponse(_inside(next_path), status_code=_SEE_OTHER)

    @router.post("/console/logout", dependencies=[Depends(form_from_our_page)])
    def log_out(request: Request) -> Response:
        request.session.clear()
        return RedirectResponse("/console/login", status_code=_SEE_OTHER)

    return router


def _inside(path: str) -> str:
    """Return a path of the console: a link to the log-in page must not lead elsewhere."""
    return path if path.startswith("/console") else "/console"
