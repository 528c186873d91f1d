"""What a person, a test or the demo asks of the stand-ins beside the platforms' own addresses."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel, model_validator

from adsync.sandbox import data_manager, graph
from adsync.sandbox.state import PLATFORMS, Answer, Arrival, SandboxState

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
)


class Faults(BaseModel):
    """Answers to give, in order, to the coming requests of one operation."""

    platform: Literal["meta", "google"]
    operation: str
    answers: list[Answer]

    @model_validator(mode="after")
    def _can_be_played(self) -> Self:
        known = {"meta": graph.OPERATIONS, "google": data_manager.OPERATIONS}[self.platform]
        if self.operation not in known:
            message = f"{self.platform} has no operation {self.operation}; it has {sorted(known)}"
            raise ValueError(message)
        for answer in self.answers:
            if self.platform == "meta" and not graph.can_answer(answer):
                message = f"Meta cannot answer {answer!r}: write a status or a code such as 80003"
                raise ValueError(message)
        return self


class Terms(BaseModel):
    """Whether the account has accepted a platform's terms for customer lists."""

    platform: Literal["meta", "google"]
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What the page shows."""

    lists: dict[str, Any]
    arrivals: list[Arrival]
    terms: dict[str, bool]
    google_address: str


def routes(state: SandboxState, google_address: str) -> APIRouter:
    """Return the page and the JSON doors."""
    router = APIRouter()

    @router.get("/", response_class=HTMLResponse)
    def page() -> str:
        with state.lock:
            view = _View(
                lists=state.as_json(),
                arrivals=list(state.arrivals),
                terms=dict(state.terms),
                google_address=google_address,
            )
        return _TEMPLATES.get_template("sandbox.html").render(view=view)

    @router.get("/sandbox/lists")
    def lists() -> dict[str, Any]:
        return state.as_json()

    @router.get("/sandbox/requests")
    def requests() -> list[Arrival]:
        with state.lock:
            return list(state.arrivals)

    @router.post("/sandbox/faults", status_code=204)
    def faults(faults: Faults) -> None:
        state.script(faults.platform, faults.operation, faults.answers)

    @router.post("/sandbox/terms", status_code=204)
    def terms(terms: Terms) -> None:
        with state.lock:
            state.terms[terms.platform] = terms.accepted

    @router.post("/sandbox/reset", status_code=204)
    def reset() -> None:
        state.clear()

    @router.get("/healthz")
    def health() -> dict[str, list[str]]:
        return {"platforms": list(PLATFORMS)}

    return router
