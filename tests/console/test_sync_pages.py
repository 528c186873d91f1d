"""The pages of the sync, as a marketer finds them."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.middleware.sessions import SessionMiddleware

from adsync.bench import Bench
from adsync.console import pages as sync_pages
from adsync.errors import CallAPerson
from adsync.workflows import working
from kit.db import engine_for
from kit.pages import FormForged, NavItem, Pages
from tests.adsync_world import TwoKeys, World
from tests.engines import all_tables
from tests.serving import served

TEMPLATES = Path(sync_pages.__file__).parent / "templates"


def zoe(_request: Request) -> str:
    return "zoe"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(url=f"sqlite:///{tmp_path}/dbos.db", lock=tmp_path / "worker.lock")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    engine: sa.Engine = engine_for(f"sqlite:///{tmp_path}/candor.db")
    all_tables().create_all(engine)
    yield World(engine)
    engine.dispose()


@pytest.fixture
def client(world: World, bench: Bench) -> Iterator[httpx.Client]:
    app = FastAPI()
    pages = Pages([TEMPLATES], [NavItem("Sync", "/console/sync")], zoe)
    app.include_router(sync_pages.routes(pages, world.parts, bench, zoe, zoe))
    app.add_middleware(SessionMiddleware, secret_key="a key of the test")
    app.add_exception_handler(FormForged, forged)
    with served(app) as url, httpx.Client(base_url=url, follow_redirects=True) as client:
        yield client


def forged(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("forged", status_code=403)


def press(client: httpx.Client, action: str) -> str:
    """Press a button on the sync page, with the token its form carries."""
    token = client.get("/console/sync").text.split('name="csrf" value="')[1].split('"')[0]
    answer = client.post(action, data={"csrf": token})
    assert answer.status_code == 200, answer.text
    return answer.text


def action_in(page: str, ending: str) -> str:
    [found] = {one for one in page.split('action="')[1:] if f'{ending}"' in one.split(">")[0]}
    return found.split('"')[0]


def test_before_the_first_run_the_page_says_so(client: httpx.Client) -> None:
    page = client.get("/console/sync").text

    assert "No audience has been carried to a platform yet." in page
    assert "No run yet." in page


def test_a_list_shows_its_neutral_name_and_what_it_holds(
    world: World, client: httpx.Client
) -> None:
    world.has_members(1, 2).syncs()

    page = client.get("/console/sync").text

    assert "Dry skin" in page
    assert "<code>candor-" in page
    assert '<td class="number">2</td>' in page


def test_a_run_shows_its_batches_and_why_rows_were_refused(
    world: World, client: httpx.Client
) -> None:
    world.people.keys[2] = TwoKeys(email="not a digest")
    run = world.has_members(1, 2).syncs()

    page = client.get(f"/console/sync/runs/{run.run_id}").text

    assert "Dry skin to Memory" in page
    assert "an address or number the platform could not read" in page
    assert '<span class="badge">settled</span>' in page


def test_what_is_at_rest_says_why_and_is_released_with_a_button(
    world: World, client: httpx.Client
) -> None:
    world.memory.answers.append(CallAPerson("The terms are not accepted.", code="2663"))
    world.has_members(1).syncs()
    page = client.get("/console/sync").text
    assert "The terms are not accepted." in page
    assert "No list of this platform is synced until somebody has looked." in page

    released = press(client, action_in(page, "/release"))

    assert "Released." in released
    assert "is at rest" not in released
    assert world.syncs().state == "done"


def test_a_growth_that_was_held_back_is_allowed_with_a_button(
    world: World, client: httpx.Client
) -> None:
    world.has_members(1, 2).syncs()
    world.has_members(*range(1, 30)).syncs()
    page = client.get("/console/sync").text
    assert "Allow 27 to join once" in page

    press(client, action_in(page, "/allow-growth"))

    assert world.syncs().to_add == 27


def test_without_a_worker_the_button_says_so_and_asks_for_nothing(
    world: World, client: httpx.Client
) -> None:
    world.has_members(1)

    page = press(client, "/console/sync/runs")

    assert "No worker is running" in page
    assert "No run yet." in page


def test_the_button_asks_the_worker_for_a_sync(
    world: World, client: httpx.Client, bench: Bench
) -> None:
    world.at_the_machines_pace().has_members(1)
    with working(world.parts, bench):
        press(client, "/console/sync/runs")
        world.sees(world.expected(1))

    assert world.on_list() == world.expected(1)
    assert "by zoe" in client.get(f"/console/sync/runs/{world.last_run()}").text


def test_a_form_from_elsewhere_does_nothing(world: World, client: httpx.Client) -> None:
    world.has_members(1)

    answer = client.post("/console/sync/runs", data={"csrf": "forged"})

    assert answer.status_code == 403
    assert world.memory.sent == []
