"""Audiences as JSON, for the console's scripts and for programs of the shop."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Body, Depends, Query, Request
from fastapi.encoders import jsonable_encoder

from audiences import service
from audiences.definitions import read_definition
from audiences.errors import AudienceInvalid, Problem
from audiences.language import parse_rule, rule_schema
from audiences.results import Audience, Decision, Meanings, Refreshed
from audiences.service import MOVES, Move
from audiences.wording import in_words
from kit.clock import Clock
from kit.db import reading, transaction

_CREATED = 201
_MOST = 10_000
_Json = Annotated[Any, Body()]


@dataclass(frozen=True, slots=True)
class _Api:
    """What every endpoint needs."""

    engine: sa.Engine
    meanings: Meanings
    clock: Clock
    marketer: Callable[[Request], str]

    def decision(self, person: str) -> Decision:
        """Return who decides now."""
        return Decision(person, self.clock())

    def shown(self, audience: Audience) -> dict[str, Any]:
        """Return an audience as JSON, its rule in words beside it."""
        as_json: dict[str, Any] = jsonable_encoder(audience)
        return {
            **as_json,
            "in_words": service.rule_in_words(audience, self.meanings.vocabulary),
        }


def routes(
    engine: sa.Engine, meanings: Meanings, clock: Clock, marketer: Callable[[Request], str]
) -> APIRouter:
    """Return the endpoints below `/api/v1`; `marketer` gives who asks, or refuses."""
    api = _Api(engine, meanings, clock, marketer)
    router = APIRouter(prefix="/api/v1", tags=["audiences"])
    _listed(router, api)
    _one(router, api)
    _members(router, api)
    _rules(router, api)
    return router


def _listed(router: APIRouter, api: _Api) -> None:
    @router.get("/audiences", dependencies=[Depends(api.marketer)])
    def list_audiences() -> list[dict[str, Any]]:
        with reading(api.engine) as session:
            return [api.shown(audience) for audience in service.list_audiences(session)]

    @router.post("/audiences", status_code=_CREATED)
    def create(body: _Json, person: Annotated[str, Depends(api.marketer)]) -> dict[str, Any]:
        definition = read_definition(body, api.meanings.vocabulary)
        with transaction(api.engine) as session:
            made = service.create(session, definition, api.meanings, api.decision(person))
        return api.shown(made)

    @router.post("/audiences/refresh", dependencies=[Depends(api.marketer)])
    def refresh() -> list[dict[str, Any]]:
        with transaction(api.engine) as session:
            done = service.refresh(session, api.meanings, api.clock())
        return [_refreshed(one) for one in done]


def _one(router: APIRouter, api: _Api) -> None:
    @router.get("/audiences/{name}", dependencies=[Depends(api.marketer)])
    def show(name: str) -> dict[str, Any]:
        with reading(api.engine) as session:
            return api.shown(service.get(session, name))

    @router.put("/audiences/{name}")
    def update(
        name: str, body: _Json, person: Annotated[str, Depends(api.marketer)]
    ) -> dict[str, Any]:
        definition = read_definition(body, api.meanings.vocabulary)
        _check_name(name, definition.name)
        with transaction(api.engine) as session:
            changed = service.update(session, definition, api.meanings, api.decision(person))
        return api.shown(changed)

    @router.post("/audiences/{name}/{move}")
    def moved(
        name: str, move: Move, person: Annotated[str, Depends(api.marketer)]
    ) -> dict[str, Any]:
        with transaction(api.engine) as session:
            return api.shown(MOVES[move](session, name, api.decision(person)))


def _members(router: APIRouter, api: _Api) -> None:
    @router.get("/audiences/{name}/members", dependencies=[Depends(api.marketer)])
    def members(
        name: str,
        skip: Annotated[int, Query(ge=0)] = 0,
        most: Annotated[int, Query(ge=1, le=_MOST)] = 100,
    ) -> dict[str, Any]:
        with reading(api.engine) as session:
            page = service.members(session, name, skip, most)
            size = len(service.members_of(session, name))
        return {"size": size, "members": jsonable_encoder(page)}

    @router.get("/audiences/{name}/members/{subject:path}", dependencies=[Depends(api.marketer)])
    def explain(name: str, subject: str) -> dict[str, Any]:
        with reading(api.engine) as session:
            told = service.explain_member(session, name, subject, api.meanings, api.clock())
        as_json: dict[str, Any] = jsonable_encoder(told)
        return as_json


def _rules(router: APIRouter, api: _Api) -> None:
    schema = rule_schema(api.meanings.vocabulary)

    @router.get("/rules/schema")
    def rules_schema() -> dict[str, Any]:
        return schema

    @router.post("/rules/preview", dependencies=[Depends(api.marketer)])
    def preview(body: _Json) -> dict[str, Any]:
        rule = parse_rule(body, api.meanings.vocabulary)
        with reading(api.engine) as session:
            found = service.preview(session, rule, api.meanings, api.clock())
        return {
            "in_words": in_words(rule, api.meanings.vocabulary),
            "size": found.size,
            "samples": jsonable_encoder(found.samples),
        }


def _check_name(address: str, name: str) -> None:
    if address != name:
        message = f"an audience keeps its name, {address!r}"
        raise AudienceInvalid([Problem(path="$.name", message=message, legal=(address,))])


def _refreshed(done: Refreshed) -> dict[str, Any]:
    return {
        "name": done.name,
        "size": done.size,
        "joined": len(done.delta.joined),
        "left": len(done.delta.left),
        "seconds": done.seconds,
        "problems": jsonable_encoder(done.problems),
    }
