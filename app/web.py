"""The web process: gateway, collector, API, console, widget and, in the demo, the shop's pages."""

import sqlalchemy as sa
from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.middleware.sessions import SessionMiddleware

from adsync import errors as sync_errors
from app import login
from app.login import NotAllowed, NotLoggedIn
from app.people import PersonRefused
from app.wiring import ROOT, Parts
from audiences import errors as audience_errors
from catalogue import errors as catalogue_errors
from kit.db import reading
from kit.log import logger
from kit.pages import FormForged
from profiles import errors as profile_errors

ASSETS = ROOT / "web/dist"
_SEE_OTHER = 303
_log = logger(__name__)

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
    FormForged: 403,
    NotAllowed: 403,
    PersonRefused: 422,
}
