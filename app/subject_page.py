"""The console's page of one subject."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.subjects import SubjectView, erase_subject, subject_view
from app.wiring import Parts
from kit.db import reading, transaction
from kit.pages import Pages, form_from_our_page
from profiles.errors import SubjectNotFound
from profiles.model import Disclosure, Trait
from profiles.vocabulary import Vocabulary

_SEE_OTHER = 303
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One disclosure as a person reads it."""

    label: str
    trait: str
    answer: str
    holder: str
    detail: str
    words: str
    disclosure: Disclosure


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectPage:
    """What the page of one subject shows."""

    subject: SubjectView
    said: tuple[SaidRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPage:
    """The page on which a subject is looked for; `missed` is a reference nobody goes by."""

    missed: str = ""


def routes(
    pages: Pages,
    parts: Parts,
    viewer: Callable[[Request], str],
    marketer: Callable[[Request], str],
) -> APIRouter:
    """Return the pages of subjects: find, show, erase."""
    router = APIRouter(include_in_schema=False, prefix="/console/subjects")

    @router.get("", dependencies=[Depends(viewer)])
    def find(request: Request, reference: str = "") -> Response:
        if not reference.strip():
            return pages.render("find_subject.html", FindPage(), request)
        return RedirectResponse(f"/console/subjects/{reference.strip()}", status_code=_SEE_OTHER)

    @router.get("/{reference:path}", dependencies=[Depends(viewer)])
    def show(request: Request, reference: str) -> HTMLResponse:
        try:
            with reading(parts.engine) as session:
                subject = subject_view(session, parts, reference)
        except SubjectNotFound:
            view = FindPage(missed=reference)
            return pages.render("find_subject.html", view, request, status=_NOT_FOUND)
        page = SubjectPage(
            subject=subject,
            said=tuple(_said(one, parts.vocabulary) for one in subject.deciding),
        )
        return pages.render("subject.html", page, request)

    @router.post("/erase", dependencies=[Depends(marketer), Depends(form_from_our_page)])
    def erase(reference: Annotated[str, Form()]) -> Response:
        with transaction(parts.engine) as session:
            erase_subject(session, parts, reference)
        return RedirectResponse("/console/subjects", status_code=_SEE_OTHER)

    return router


def _said(one: Disclosure, vocabulary: Vocabulary) -> SaidRow:
    heard = one.heard
    details = [heard.time.value, heard.severity, heard.area]
    if heard.since:
        details.append(f"since {heard.since:%-d %b %Y}")
    return SaidRow(
        label=_label(heard.trait, vocabulary),
        trait=str(heard.trait),
        answer="yes" if heard.polarity == "present" else "no",
        holder=heard.holder.removeprefix("other:"),
        detail=", ".join(str(detail) for detail in details if detail),
        words=heard.words,
        disclosure=one,
    )


def _label(trait: Trait, vocabulary: Vocabulary) -> str:
    known = vocabulary.knows(trait.type, trait.value)
    return vocabulary.entry(trait).label if known else str(trait)
