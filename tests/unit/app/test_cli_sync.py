"""`candor sync run` against the sandbox platforms, as a shop tries it first."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from adsync.sandbox.server import Sandbox, running
from kit.clock import machine_clock
from tests.command_line import AGREES, DRY, TELLS, Candor, lines

KNOWS = {
    "type": "identify",
    "anonymousId": "zoe",
    "userId": "zoe",
    "messageId": "m0",
    "traits": {"email": "zoe@example.com"},
}
AGREES_TO_ADS = {
    **AGREES,
    "properties": {
        "purposes": ["advice", "ads_meta", "ads_google"],
        "wording_version": "1",
        "language": "en",
    },
}


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with running(machine_clock) as sandbox:
        yield sandbox


def points_at(sandbox: Sandbox) -> str:
    return f"""
CANDOR_META_GRAPH_URL={sandbox.graph_url}
CANDOR_META_AD_ACCOUNT=42
CANDOR_META_APP_ID=1
CANDOR_META_APP_SECRET=any
CANDOR_META_ACCESS_TOKEN=any
CANDOR_GOOGLE_DATA_MANAGER_URL={sandbox.google_address}
CANDOR_GOOGLE_ACCOUNT=123
"""


def test_a_platform_that_fails_once_gets_everything_in_the_same_run(
    candor: Candor, folder: Path, sandbox: Sandbox
) -> None:
    with (folder / ".env").open("a") as settings:
        settings.write(points_at(sandbox))
    (folder / "dry.json").write_text(json.dumps({**DRY, "destinations": ["meta", "google"]}))
    candor("events", "import", "-", typed=lines(KNOWS, AGREES_TO_ADS, TELLS))
    candor("audiences", "create", "dry.json")
    candor("audiences", "approve", "Dry skin")
    for platform in ("meta", "google"):
        fault = {"platform": platform, "operation": "add", "answers": [500, "ok"]}
        httpx.post(f"{sandbox.graph_url}/sandbox/faults", json=fault).raise_for_status()

    planned = candor("sync", "run", "--dry-run", "--json")
    before = httpx.get(f"{sandbox.graph_url}/sandbox/lists").json()
    done = candor("sync", "run", "--json")
    again = candor("sync", "run", "--json")

    assert [one["to_add"] for one in planned.json["runs"]] == [1, 1]
    assert before == {"meta": [], "google": []}
    assert done.code == again.code == 0
    assert {one["destination"]: one["settled"] for one in done.json["runs"]} == {
        "meta": 1,
        "google": 1,
    }
    assert [one["planned"] for one in again.json["runs"]] == [0, 0]
    lists = httpx.get(f"{sandbox.graph_url}/sandbox/lists").json()
    assert [len(one["members"]) for platform in lists.values() for one in platform] == [1, 1]


def test_a_platform_set_up_by_half_is_named(candor: Candor) -> None:
    told = candor("sync", "run", CANDOR_META_AD_ACCOUNT="42")

    assert told.code == 1
    for name in ("APP_ID", "APP_SECRET", "ACCESS_TOKEN"):
        assert f"CANDOR_META_{name}: missing" in told.said


def test_a_platform_nobody_set_up_is_no_success(candor: Candor) -> None:
    told = candor("sync", "run", "--destination", "meta", "--dry-run")

    assert (told.code, told.result) == (1, "")
    assert "meta is not set up" in told.said
