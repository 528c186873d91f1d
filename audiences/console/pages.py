"""The console's pages of audiences."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import quote

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from audiences import service
from audiences.console.audience import PAGE, audience_page, members_page
from audiences.console.audience_form import BLANK, AudienceForm, as_text, text_of
from audiences.console.audience_list import audience_list
from audiences.console.member import MemberPage
from audiences.definitions import Definition, document_of, read_definition
from audiences.errors import AudienceInvalid, AudienceNameTaken, Invalid, Problem
from audiences.results import Audience, Decision, Meanings
from audiences.service import MOVES, Move
from audiences.wording import in_words
from kit.clock import Clock
from kit.db import reading, transaction
from kit.pages import Pages, form_from_our_page

_SEE_OTHER = 303
_UNPROCESSABLE = 422
_LIST = "/console/audiences"
_HISTORY = 14

type _Person = Callable[[Request], str]
type _Asked = Literal["preview", "save"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What every page needs; `viewer` may look, `marketer` may decide."""

    pages: Pages
    engine: sa.Engine
    meanings: Meanings
    clock: Clock
    viewer: _Person
    marketer: _Person


def routes(  # noqa: PLR0913, PLR0917 - the app hands each in by its place
    pages: Pages,
    engine: sa.Engine,
    meanings: Meanings,
    clock: Clock,
    viewer: _Person,
    marketer: _Person,
) -> APIRouter:
    """Return the pages below `/console/audiences`."""
    desk = _Desk(
        pages=pages,
        engine=engine,
        meanings=meanings,
        clock=clock,
        viewer=viewer,
        marketer=marketer,
    )
    router = APIRouter(include_in_schema=False, prefix=_LIST)
    _writing(router, desk)
    _looking(router, desk)
    _deciding(router, desk)
    return router


def _looking(router: APIRouter, desk: _Desk) -> None:
    looks = [Depends(desk.viewer)]

    @router.get("", dependencies=looks)
    def show_list(request: Request) -> HTMLResponse:
        with reading(desk.engine) as session:
            found = service.list_audiences(session)
        view = audience_list(found, desk.meanings.vocabulary, desk.clock())
        return desk.pages.render("audiences.html", view, request)

    @router.get("/{name}", dependencies=looks)
    def show(request: Request, name: str, skip: Annotated[int, Query(ge=0)] = 0) -> HTMLResponse:
        with reading(desk.engine) as session:
            audience = service.get(session, name)
            history = service.computations(session, name, _HISTORY)
            size = len(service.members_of(session, name))
            members = members_page(service.members(session, name, skip, PAGE), skip, size)
        view = audience_page(audience, history, members, desk.meanings.vocabulary)
        return desk.pages.render("audience.html", view, request)

    @router.get("/{name}/members/{subject:path}", dependencies=looks)
    def explain(request: Request, name: str, subject: str) -> HTMLResponse:
        with reading(desk.engine) as session:
            told = service.explain_member(session, name, subject, desk.meanings, desk.clock())
        return desk.pages.render("audience_member.html", MemberPage.of(told), request)


def _writing(router: APIRouter, desk: _Desk) -> None:
    decides = [Depends(form_from_our_page)]

    @router.get("/new", dependencies=[Depends(desk.marketer)])
    def blank(request: Request) -> HTMLResponse:
        view = AudienceForm(name="", text=as_text(BLANK))
        return desk.pages.render("audience_form.html", view, request)

    @router.post("/new", dependencies=decides)
    def create(
        request: Request,
        text: Annotated[str, Form()],
        asked: Annotated[_Asked, Form()],
        person: Annotated[str, Depends(desk.marketer)],
    ) -> Response:
        return _written(desk, request, AudienceForm(name="", text=text), (asked, person))

    @router.get("/{name}/edit", dependencies=[Depends(desk.marketer)])
    def edit(request: Request, name: str) -> HTMLResponse:
        with reading(desk.engine) as session:
            audience = service.get(session, name)
        view = AudienceForm(name=name, text=text_of(audience))
        return desk.pages.render("audience_form.html", view, request)

    @router.post("/{name}/edit", dependencies=decides)
    def change(
        request: Request,
        name: str,
        text: Annotated[str, Form()],
        asked: Annotated[_Asked, Form()],
        person: Annotated[str, Depends(desk.marketer)],
    ) -> Response:
        return _written(desk, request, AudienceForm(name=name, text=text), (asked, person))


def _deciding(router: APIRouter, desk: _Desk) -> None:
    @router.post("/{name}/refresh", dependencies=[Depends(form_from_our_page)])
    def refresh(name: str, _person: Annotated[str, Depends(desk.marketer)]) -> Response:
        with transaction(desk.engine) as session:
            service.refresh(session, desk.meanings, desk.clock(), name)
        return _to(name)

    @router.post("/{name}/{move}", dependencies=[Depends(form_from_our_page)])
    def decide(name: str, move: Move, person: Annotated[str, Depends(desk.marketer)]) -> Response:
        with transaction(desk.engine) as session:
            MOVES[move](session, name, Decision(person, desk.clock()))
        return _to(name)


def _written(
    desk: _Desk, request: Request, form: AudienceForm, wanted: tuple[_Asked, str]
) -> Response:
    """Preview or save what was written; where something is wrong, show it beside what it was."""
    asked, person = wanted
    try:
        definition = read_definition(document_of(form.text), desk.meanings.vocabulary)
        if form.name and definition.name != form.name:
            message = f"an audience keeps its name, {form.name!r}"
            raise AudienceInvalid([Problem(path="$.name", message=message)])
        if asked == "preview":
            view = _previewed(desk, form, definition)
            return desk.pages.render("audience_form.html", view, request)
        return _to(_saved(desk, form, definition, person).name)
    except Invalid as error:
        problems = error.problems
    except AudienceNameTaken as error:
        problems = (Problem(path="$.name", message=str(error)),)
    view = AudienceForm(name=form.name, text=form.text, problems=problems)
    return desk.pages.render("audience_form.html", view, request, _UNPROCESSABLE)


def _previewed(desk: _Desk, form: AudienceForm, definition: Definition) -> AudienceForm:
    with reading(desk.engine) as session:
        found = service.preview(
            session,
            definition.rule,
            desk.meanings,
            desk.clock(),
            definition.destinations,
        )
    words = in_words(definition.rule, desk.meanings.vocabulary)
    return AudienceForm(name=form.name, text=form.text, preview=found, in_words=words)


def _saved(desk: _Desk, form: AudienceForm, definition: Definition, person: str) -> Audience:
    save = service.update if form.name else service.create
    with transaction(desk.engine) as session:
        return save(session, definition, desk.meanings, Decision(person, desk.clock()))


def _to(name: str) -> Response:
    return RedirectResponse(f"{_LIST}/{quote(name)}", status_code=_SEE_OTHER)
