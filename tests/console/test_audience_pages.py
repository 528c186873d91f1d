"""The console's pages of audiences, read as a marketer reads them: by role and text."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.middleware.sessions import SessionMiddleware

from audiences import api, service
from audiences.console import pages
from audiences.definitions import read_definition
from audiences.service import Decision, Meanings
from audiences.stages import StageSettings
from kit.db import engine_for, transaction
from kit.pages import FormForged, NavItem, Pages
from tests.builders import NOW, ROOT, Shopper, the_vocabulary
from tests.engines import all_tables
from tests.serving import served

MEANINGS = Meanings(vocabulary=the_vocabulary(), stages=StageSettings())
DRY = {"said": {"trait": "concern:dryness", "answer": "yes"}}
FORM = '{"name": "Glow", "rule": {"said": {"trait": "goal:glow", "answer": "yes"}}}'


@dataclass
class Console:
    """A marketer at the console."""

    client: httpx.Client
    engine: sa.Engine

    def reads(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return words(answer.text)

    def sends(self, page: str, path: str, **fields: str) -> str:
        token = re.search(r'name="csrf" value="([^"]+)"', self.client.get(page).text)
        assert token is not None
        return words(self.client.post(path, data={**fields, "csrf": token[1]}).text)


def words(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def marta(_request: Request) -> str:
    return "Marta"


def forged(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("forged", status_code=403)


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    engine = engine_for(f"sqlite:///{tmp_path / 'candor.db'}")
    all_tables().create_all(engine)
    shown = Pages(
        [ROOT / "audiences/console/templates"],
        [NavItem("Audiences", "/console/audiences")],
        lambda _request: "Marta",
    )
    app = FastAPI()
    app.include_router(api.routes(engine, MEANINGS, lambda: NOW, marta))
    app.include_router(pages.routes(shown, engine, MEANINGS, lambda: NOW, marta, marta))
    app.add_middleware(SessionMiddleware, secret_key="a key of this test")
    app.add_exception_handler(FormForged, forged)
    with served(app) as url, httpx.Client(base_url=url, follow_redirects=True) as client:
        yield Console(client, engine)
    engine.dispose()


@pytest.fixture
def zoe(console: Console) -> str:
    """A shopper with dry skin, and the audience of those who have."""
    with transaction(console.engine) as session:
        shopper = Shopper(session).agrees().tells("concern:dryness")
        definition = read_definition(
            {"name": "Dry skin", "rule": DRY, "destinations": ["meta"]}, MEANINGS.vocabulary
        )
        service.create(session, definition, MEANINGS, Decision("Marta", NOW))
        return str(shopper.profile.subject_id)


def test_the_list_names_each_audience_with_state_size_and_rule_in_words(
    console: Console, zoe: str
) -> None:
    page = console.reads("/console/audiences")

    assert "Dry skin A shopper who told us of dryness. draft 1 +1" in page
    assert zoe not in page


def test_an_audience_shows_its_members_and_its_history(console: Console, zoe: str) -> None:
    page = console.reads("/console/audiences/Dry skin")

    assert "1 members" in page
    assert "Meta bound for" in page
    assert zoe in page


def test_a_member_is_explained_by_their_own_words(console: Console, zoe: str) -> None:
    page = console.reads(f"/console/audiences/Dry skin/members/{zoe}")

    assert "In this audience" in page
    assert "holds: told us of dryness" in page
    assert "about concern:dryness" in page


def test_approving_moves_the_audience(console: Console, zoe: str) -> None:
    page = console.sends("/console/audiences/Dry skin", "/console/audiences/Dry skin/approve")

    assert "Dry skin approved" in page
    assert zoe in page


def test_a_preview_shows_the_size_and_saves_nothing(console: Console, zoe: str) -> None:
    text = FORM.replace("goal:glow", "need:dry")

    page = console.sends(
        "/console/audiences/new", "/console/audiences/new", text=text, asked="preview"
    )

    assert "1 members now" in page
    assert zoe in page
    assert "Glow" not in console.reads("/console/audiences")


def test_a_new_audience_is_saved_as_a_draft(console: Console) -> None:
    page = console.sends(
        "/console/audiences/new", "/console/audiences/new", text=FORM, asked="save"
    )

    assert "Glow draft" in page


def test_an_edited_audience_keeps_its_name(console: Console, zoe: str) -> None:
    path = "/console/audiences/Dry skin/edit"

    page = console.sends(path, path, text=FORM, asked="save")

    assert "an audience keeps its name, 'Dry skin'" in page
    assert zoe


def test_everything_that_is_wrong_is_said_beside_what_was_written(console: Console) -> None:
    text = '{"name": "", "rule": {"said": {"trait": "concern:drynes", "answer": "yes"}}}'

    page = console.sends(
        "/console/audiences/new", "/console/audiences/new", text=text, asked="save"
    )

    assert "$.name : between 1 and 80 characters are wanted" in page
    assert "$.rule.said.trait : 'concern:drynes' is not in the vocabulary" in page
    assert "concern:dryness" in page
    assert text in page


def test_a_form_that_no_page_of_ours_sent_is_refused(console: Console, zoe: str) -> None:
    answer = console.client.post("/console/audiences/Dry skin/approve")

    assert answer.text == "forged"
    assert "Dry skin draft" in console.reads("/console/audiences/Dry skin")
    assert zoe


def test_the_api_lists_makes_and_explains(console: Console, zoe: str) -> None:
    client = console.client
    made = client.post("/api/v1/audiences", json={"name": "Not dry", "rule": {"not": DRY}})

    assert made.status_code == 201
    assert made.json()["size"] == 0
    assert [a["name"] for a in client.get("/api/v1/audiences").json()] == ["Dry skin", "Not dry"]
    assert client.post("/api/v1/audiences/Not dry/approve").json()["state"] == "approved"
    assert client.get("/api/v1/audiences/Dry skin/members").json()["size"] == 1
    told = client.get(f"/api/v1/audiences/Dry skin/members/{zoe}").json()
    assert told["why"]["evidence"][0]["quoted"] == "about concern:dryness"
    assert len(client.post("/api/v1/audiences/refresh").json()) == 2


def test_the_api_previews_a_rule_and_publishes_the_schema(console: Console, zoe: str) -> None:
    previewed = console.client.post("/api/v1/rules/preview", json=DRY).json()
    schema = console.client.get("/api/v1/rules/schema").json()

    assert (previewed["size"], previewed["samples"][0]["subject"]) == (1, zoe)
    assert schema["$ref"] == "#/$defs/rule"
