"""The stand-in of Meta refuses what Meta refuses, when spoken to without any of our code."""

import hashlib
import hmac
import json

import httpx
import pytest

from adsync.sandbox.server import Sandbox, running
from kit.clock import machine_clock
from tests.sandbox_wires import ANN, ZOE, Graph, code_of


def test_meta_counts_a_digest_of_wrong_form_and_takes_the_rest(graph: Graph) -> None:
    audience = graph.make()

    answer = graph.add(audience, [ZOE, ""], ["zoe@example.com", ""], ["", ""], [ANN.upper(), ""])

    assert (answer["num_received"], answer["num_invalid_entries"]) == (4, 3)
    assert '["zoe@example.com", ""]' in answer["invalid_entry_samples"]
    assert graph.get(f"/{audience}")["approximate_count_lower_bound"] == 1


def test_meta_takes_a_removal_as_a_post_that_says_so(graph: Graph) -> None:
    audience = graph.make()
    graph.add(audience, [ZOE, ""], [ANN, ""])

    graph.add(audience, [ZOE, ""], method="DELETE")

    assert graph.get(f"/{audience}")["approximate_count_lower_bound"] == 1


def test_meta_takes_no_more_rows_than_ten_thousand(graph: Graph) -> None:
    audience = graph.make()

    assert code_of(graph.add(audience, *[[ZOE, ""]] * 10_001)) == (100, None)
    assert graph.add(audience, *[[ZOE, ""]] * 10_000)["num_received"] == 10_000


@pytest.mark.parametrize(
    "payload",
    [
        "no json",
        json.dumps({"schema": ["EMAIL"], "data": [[ZOE, ANN]]}),
        json.dumps({"schema": ["SHOE_SIZE"], "data": [["42"]]}),
        json.dumps({"schema": ["EMAIL"], "data": []}),
    ],
)
def test_meta_refuses_data_that_do_not_match_their_schema(graph: Graph, payload: str) -> None:
    answer = graph.post(f"/{graph.make()}/users", payload=payload)

    assert code_of(answer) == (100, None)


def test_meta_knows_no_other_lists(graph: Graph) -> None:
    assert code_of(graph.add("4711", [ZOE, ""])) == (100, 33)
    assert code_of(graph.get("/4711")) == (100, 33)


def test_meta_asks_for_the_terms_before_a_list_is_made_or_filled(
    graph: Graph, sandbox: Sandbox
) -> None:
    audience = graph.make()
    httpx.post(
        f"{sandbox.graph_url}/sandbox/terms", json={"platform": "meta", "accepted": False}
    ).raise_for_status()

    assert graph.get("/act_42")["tos_accepted"] == {}
    assert code_of(graph.add(audience, [ZOE, ""])) == (2663, None)
    assert graph.make("candor-000000") == "None"


def test_meta_gives_a_name_once(graph: Graph) -> None:
    graph.make()

    answer = graph.post(
        "/act_42/customaudiences",
        name="candor-7f3c21",
        subtype="CUSTOM",
        customer_file_source="USER_PROVIDED_ONLY",
    )

    assert code_of(answer) == (2654, None)


@pytest.mark.parametrize("form", [{}, {"name": "x"}, {"name": "x", "subtype": "CUSTOM"}])
def test_meta_makes_no_list_of_half_a_definition(graph: Graph, form: dict[str, str]) -> None:
    assert code_of(graph.post("/act_42/customaudiences", **form)) == (100, None)


def test_meta_flags_a_list_whose_name_tells_a_condition(graph: Graph) -> None:
    audience = graph.make("Rosacea sufferers")

    assert graph.get(f"/{audience}")["operation_status"]["code"] == 471
    assert code_of(graph.add(audience, [ZOE, ""])) == (100, 1713230)


def test_meta_asks_for_a_token_and_its_proof(started: Sandbox) -> None:
    assert code_of(Graph(started, access_token="").get("/act_42")) == (104, None)
    assert code_of(dict(httpx.get(f"{started.graph_url}/v1.0/act_42").json())) == (2635, None)


def test_meta_checks_the_proof_where_the_secret_is_known() -> None:
    right = hmac.new(b"secret", b"token", hashlib.sha256).hexdigest()
    with running(machine_clock, app_secret="secret") as sandbox:
        wrong_proof = Graph(sandbox, appsecret_proof="0" * 64).get("/act_42")
        right_proof = Graph(sandbox, appsecret_proof=right).get("/act_42")

    assert code_of(wrong_proof) == (100, None)
    assert right_proof["id"] == "act_42"


def test_meta_gives_lists_page_by_page(graph: Graph) -> None:
    made = [graph.make(f"candor-00000{number}") for number in range(3)]

    first = graph.get("/act_42/customaudiences", limit="2")
    second = graph.get(
        "/act_42/customaudiences", limit="2", after=first["paging"]["cursors"]["after"]
    )

    assert [one["id"] for one in first["data"] + second["data"]] == made
    assert "paging" not in second
