"""What a person sees of the sandbox and can make it do: its page, its faults, its memory."""

from pathlib import Path

import httpx
import pytest

from adsync.destinations.base import Batch, ListRef, Operation, Row
from adsync.destinations.meta import MetaAccount, MetaDestination
from adsync.errors import TryLater
from adsync.sandbox.server import Sandbox, running
from kit.clock import machine_clock
from tests.sandbox_wires import ZOE, Graph


def test_the_page_shows_who_is_on_which_list_and_what_arrived(
    graph: Graph, sandbox: Sandbox
) -> None:
    graph.add(graph.make(), [ZOE, ""])

    page = httpx.get(sandbox.graph_url).text

    assert "candor-7f3c21 · 1 member" in page
    assert page.count(ZOE) == 2
    assert "create_list" in page


def test_faults_are_answered_in_order_and_then_all_goes_as_usual(
    graph: Graph, sandbox: Sandbox
) -> None:
    audience = graph.make()
    httpx.post(
        f"{sandbox.graph_url}/sandbox/faults",
        json={"platform": "meta", "operation": "add", "answers": [500, "ok", "80003"]},
    ).raise_for_status()

    answers = [graph.add(audience, [ZOE, ""]) for _ in range(4)]

    assert [one.get("error", {}).get("code") for one in answers] == [1, None, 80003, None]


@pytest.mark.parametrize(
    "change",
    [{"platform": "myspace"}, {"operation": "dance"}, {"answers": ["PERMISSION_DENIED"]}],
)
def test_a_fault_nobody_could_play_is_refused(sandbox: Sandbox, change: dict[str, object]) -> None:
    fault: dict[str, object] = {"platform": "meta", "operation": "add", "answers": [500]}

    answer = httpx.post(f"{sandbox.graph_url}/sandbox/faults", json=fault | change)

    assert answer.status_code == 422


def test_a_proxys_page_is_no_success(graph: Graph, sandbox: Sandbox) -> None:
    sandbox.state.script("meta", "add", ["html"])
    meta = MetaDestination(
        MetaAccount(
            ad_account="42",
            app_id="1",
            app_secret="secret",
            access_token="token",
            graph_url=sandbox.graph_url,
        )
    )
    batch = Batch(
        list_ref=ListRef(graph.make()),
        operation=Operation.ADD,
        rows=[Row(subject=1, email=ZOE)],
    )

    with pytest.raises(TryLater, match="HTTP 502"):
        meta.send(batch)


def test_lists_survive_a_restart_where_a_file_keeps_them(tmp_path: Path) -> None:
    file = tmp_path / "sandbox.json"
    with running(machine_clock, file=file) as first:
        audience = Graph(first).make()
        Graph(first).add(audience, [ZOE, ""])
    with running(machine_clock, file=file) as second:
        kept = Graph(second).get(f"/{audience}")
        another = Graph(second).make("candor-000000")

    assert kept["approximate_count_lower_bound"] == 1
    assert another != audience
