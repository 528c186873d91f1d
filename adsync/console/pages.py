"""The console's pages of the sync: what the platforms hold, what ran, what waits for a person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.orm import Session

from adsync import service, workflows
from adsync.asking import Choice
from adsync.bench import Bench, is_worked_at
from adsync.parts import Parts
from adsync.service import BatchReport, ListReport, Pause, RunReport
from kit.db import reading, transaction
from kit.pages import Pages, form_from_our_page

HOME = "/console/sync"
SHOWN_RUNS = 50
_SEE_OTHER = 303
_NO_WORKER = "no-worker"

# What the platforms' and our own reasons for refusing a row mean, in a marketer's words.
REASONS = {
    "no_match_key": "no e-mail address or phone number",
    "malformed_match_key": "an address or number the platform could not read",
    "invalid_entry": "an address or number the platform could not read",
    "no_consent": "the platform saw no consent",
    "denied_consent": "the platform saw a denied consent",
    "unknown_consent": "the platform could not read the consent",
    "invalid_format": "an address or number the platform could not read",
    "failed": "the platform refused the whole batch without a reason",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPage:
    """The page of all lists. `notice` is a sentence about what was just asked, or empty."""

    lists: list[ListReport]
    runs: list[RunReport]
    pauses: list[Pause]
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """The page of one run; `refusals` are sentences with their counts."""

    run: RunReport
    batches: list[BatchReport]
    refusals: list[tuple[str, int]]


def routes(
    pages: Pages,
    parts: Parts,
    bench: Bench,
    viewer: Callable[[Request], str],
    marketer: Callable[[Request], str],
) -> APIRouter:
    """Return the pages of the sync.

    Args:
        pages: prints them.
        parts: what a run needs.
        bench: where the worker works; runs asked for here are left to it.
        viewer: guards what is looked at, and names the person.
        marketer: guards what is done, and names the person.
    """
    router = APIRouter(include_in_schema=False, prefix=HOME)
    may_do = [Depends(form_from_our_page)]

    @router.get("", dependencies=[Depends(viewer)])
    def home(request: Request, notice: str = "") -> HTMLResponse:
        with reading(parts.engine) as session:
            called = _names(session, parts)
            view = SyncPage(
                lists=service.status(session, called),
                runs=service.recent_runs(session, called, SHOWN_RUNS),
                pauses=service.open_pauses(session, called),
                notice=_notice(notice),
            )
        return pages.render("sync.html", view, request)

    @router.get("/runs/{run_id}", dependencies=[Depends(viewer)])
    def one_run(request: Request, run_id: UUID) -> HTMLResponse:
        with reading(parts.engine) as session:
            run = service.run_report(session, run_id, _names(session, parts))
            view = RunPage(
                run=run,
                batches=service.run_batches(session, run_id),
                refusals=[(reason_in_words(why), n) for why, n in sorted(run.refusals.items())],
            )
        return pages.render("sync_run.html", view, request)

    @router.post("/runs", dependencies=may_do)
    def ask(person: Annotated[str, Depends(marketer)]) -> Response:
        if not is_worked_at(bench):
            return _back(_NO_WORKER)
        workflows.request(parts, bench, Choice(), person)
        return _back("asked")

    @router.post("/pauses/{pause_id}/release", dependencies=may_do)
    def release(pause_id: UUID, person: Annotated[str, Depends(marketer)]) -> Response:
        with transaction(parts.engine) as session:
            service.release(session, pause_id, person, parts.clock())
        return _back("released")

    @router.post("/lists/{list_id}/allow-growth", dependencies=may_do)
    def allow_growth(list_id: UUID, person: Annotated[str, Depends(marketer)]) -> Response:
        with transaction(parts.engine) as session:
            service.allow_growth(session, list_id, person)
        return _back("allowed")

    return router


def reason_in_words(reason: str) -> str:
    """Return a refusal's reason as a marketer reads it."""
    return REASONS.get(reason, reason.replace("_", " "))


def _names(session: Session, parts: Parts) -> dict[UUID, str]:
    return {one.id: one.name for one in parts.audiences(session)}


def _notice(word: str) -> str:
    return {
        "asked": "The sync was asked for; its runs appear below.",
        "released": "Released. The next run goes on where it stopped.",
        "allowed": "Allowed once. The next run adds everybody who waits.",
        _NO_WORKER: "No worker is running, so nothing was asked. Start one with `candor worker`.",
    }.get(word, "")


def _back(notice: str) -> Response:
    return RedirectResponse(f"{HOME}?notice={notice}", status_code=_SEE_OTHER)
