"""The web process: gateway, collector, API, console, widget and, in the demo, the shop's pages."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import httpx
import sqlalchemy as sa
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware.sessions import SessionMiddleware

from actions.wording import consent_card, load_wording
from adsync import errors as sync_errors
from adsync.console import pages as sync_pages
from app import collector, gateway, login, shop, subject_page
from app.carrying import bench, sync_parts
from app.gateway_answers import ConsentAsked
from app.gateway_edge import SharedWithShops, SmallBodies
from app.gateway_limits import Rate
from app.gateway_rasa import rasa_client
from app.gateway_tokens import ConversationTokens
from app.gateway_words import load_words
from app.login import NotAllowed, NotLoggedIn
from app.refusals import PersonRefused
from app.shop_tracking import tracking_to
from app.wiring import ROOT, Parts
from audiences import api as audiences_api
from audiences import errors as audience_errors
from audiences.console import pages as audience_pages
from catalogue import errors as catalogue_errors
from kit.db import reading
from kit.ids import random_id
from kit.keys import derived_key
from kit.pages import FormForged, NavItem, Pages
from profiles import errors as profile_errors

ASSETS = ROOT / "web/dist"
TEMPLATES = (
    ROOT / "app/templates",
    ROOT / "audiences/console/templates",
    ROOT / "adsync/console/templates",
)
NAVIGATION = (
    NavItem("Audiences", "/console/audiences"),
    NavItem("Sync", "/console/sync"),
    NavItem("Subjects", "/console/subjects"),
)
_SEE_OTHER = 303

# Which status an error of the domain becomes; the domain itself speaks no HTTP.
STATUS: dict[type[Exception], int] = {
    profile_errors.SubjectNotFound: 404,
    profile_errors.JoinRefused: 409,
    profile_errors.JoinNotFound: 404,
    profile_errors.ConsentMissing: 403,
    profile_errors.ContactPointInvalid: 422,
    profile_errors.SecretKeyInvalid: 500,
    profile_errors.VocabularyInvalid: 500,
    profile_errors.UnknownTrait: 422,
    audience_errors.RuleInvalid: 422,
    audience_errors.AudienceInvalid: 422,
    audience_errors.AudienceNotFound: 404,
    audience_errors.AudienceNameTaken: 409,
    audience_errors.IllegalTransition: 409,
    sync_errors.AdSyncError: 409,
    sync_errors.RunNotFound: 404,
    sync_errors.ListNotFound: 404,
    sync_errors.PauseNotFound: 404,
    catalogue_errors.CatalogueError: 422,
    catalogue_errors.ProductNotFound: 404,
    FormForged: 403,
    NotAllowed: 403,
    PersonRefused: 422,
}


def application(parts: Parts) -> FastAPI:
    """Put the web process together from its parts; every route stands in one of these lists."""
    settings = parts.settings
    viewer, marketer = login.guards(parts.engine)
    pages = Pages(TEMPLATES, NAVIGATION, login.person_of)
    rasa = rasa_client(settings.rasa_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await rasa.aclose()

    app = FastAPI(title="Candor", lifespan=lifespan, docs_url=None, redoc_url=None)
    for router in (
        _health(parts, rasa),
        gateway.routes(_gateway(parts, rasa)),
        collector.routes(parts.intake, settings.write_key.get_secret_value()),
        audiences_api.routes(parts.engine, parts.meanings, parts.clock, marketer),
        login.routes(pages, parts.engine),
        audience_pages.routes(pages, parts.engine, parts.meanings, parts.clock, viewer, marketer),
        sync_pages.routes(pages, sync_parts(parts), bench(settings), viewer, marketer),
        subject_page.routes(pages, parts, viewer, marketer),
    ):
        app.include_router(router)
    if not settings.shop_url:
        app.include_router(shop.routes(_shop(parts)))
    app.mount("/assets", StaticFiles(directory=ASSETS, check_dir=False), name="assets")
    _guard(app, parts)
    _translate_errors(app)
    return app


def _gateway(parts: Parts, rasa: httpx.AsyncClient) -> gateway.GatewayParts:
    settings = parts.settings
    wording = load_wording()
    return gateway.GatewayParts(
        engine=parts.engine,
        clock=parts.clock,
        new_id=random_id,
        rasa=rasa,
        tokens=ConversationTokens(settings.keys, gateway.CONVERSATION_LIFETIME),
        words=load_words(settings.vertical),
        wording=ConsentAsked.model_validate(consent_card(wording, {})),
        currency=settings.shop_currency,
        checkout_url=f"{parts.shop_url}/cart",
        conversation_rate=_rate(settings.chat_rate, gateway.A_SHOPPERS_PACE),
        address_rate=_rate(settings.chat_address_rate, gateway.AN_ADDRESS_PACE),
    )


def _rate(per_minute: int, shape: Rate) -> Rate:
    """Keep the proportion of the first handful to the long run."""
    return Rate(
        burst=max(1, per_minute * shape.burst // int(shape.per_minute)), per_minute=per_minute
    )


def _shop(parts: Parts) -> shop.ShopParts:
    write_key = parts.settings.write_key.get_secret_value()
    words = load_words(parts.settings.vertical)
    return shop.ShopParts(
        engine=parts.engine,
        clock=parts.clock,
        new_id=random_id,
        track=tracking_to(parts.settings.web_url, write_key),
        currency=parts.settings.shop_currency,
        name=words.shop,
        headline=words.headline,
        promise=words.promise,
        images=parts.demo_catalogue / "images",
    )


def _health(parts: Parts, rasa: httpx.AsyncClient) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def home() -> Response:
        return RedirectResponse("/console" if parts.settings.shop_url else "/shop")

    @router.get("/console")
    def console() -> Response:
        return RedirectResponse("/console/audiences", status_code=_SEE_OTHER)

    @router.get("/healthz")
    def healthz() -> dict[str, bool]:
        return {"serves": True}

    @router.get("/readyz")
    async def readyz() -> Response:
        waiting = [
            name
            for name, answers in (
                ("database", await asyncio.to_thread(_database_answers, parts.engine)),
                ("bot", await _bot_answers(rasa)),
            )
            if not answers
        ]
        return JSONResponse({"waiting_for": waiting}, status_code=503 if waiting else 200)

    @router.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def _database_answers(engine: sa.Engine) -> bool:
    try:
        with reading(engine) as session:
            session.execute(sa.select(1))
    except sa.exc.SQLAlchemyError:
        return False
    return True


async def _bot_answers(rasa: httpx.AsyncClient) -> bool:
    try:
        return (await rasa.get("/status", timeout=2)).is_success
    except httpx.HTTPError:
        return False


def _guard(app: FastAPI, parts: Parts) -> None:
    """Put what stands before the routes around them; the last one added is the outermost."""
    origins = parts.settings.shop_origins
    newest = base64.b64decode(parts.settings.keys[0])
    app.add_middleware(
        SessionMiddleware,
        secret_key=derived_key(newest, b"candor console: browser sessions").hex(),
        session_cookie="candor_console",
        same_site="lax",
        https_only=False,  # a TLS proxy stands in front; on loopback there is none
    )
    app.add_middleware(SmallBodies, prefixes=("/chat",), limit=gateway.MAX_BODY_BYTES)
    app.add_middleware(SharedWithShops, prefixes=("/chat", "/v1", "/assets"), origins=origins)


def _translate_errors(app: FastAPI) -> None:
    async def told(request: Request, error: Exception) -> Response:
        status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
        if _wants_page(request):
            return PlainTextResponse(f"{error or _REASON.get(type(error), '')}", status)
        problems = [
            {"path": one.path, "message": one.message, "legal": one.legal}
            for one in getattr(error, "problems", ())
        ]
        message = str(error) or _REASON.get(type(error), type(error).__name__)
        return JSONResponse({"error": message, "problems": problems}, status)

    async def to_login(request: Request, _error: Exception) -> Response:
        if not _wants_page(request):
            return JSONResponse({"error": "log in first"}, 401)
        return RedirectResponse(
            f"/console/login?{urlencode({'next': request.url.path})}", _SEE_OTHER
        )

    for kind in STATUS:
        app.add_exception_handler(kind, told)
    app.add_exception_handler(NotLoggedIn, to_login)


_REASON: dict[type[Exception], str] = {
    FormForged: "This form is too old, or was not sent from here. Load its page and try again.",
    NotAllowed: "You may look but not decide. Ask for the role of marketer.",
}


def _wants_page(request: Request) -> bool:
    return request.url.path.startswith("/console")
