"""What Rasa and our actions say to each other: names, payloads, and what happens on an error."""

import asyncio
import json
import re
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from actions.dependencies import Dependencies
from actions.guard import Guarded
from actions.registry import CAPTURE, PURPOSES, executor
from actions.reply import Reply
from actions.turn import Turn
from kit.db import transaction
from profiles import service as profiles
from tests.action_wire import a_call, a_subject, dry_skin, heard_in, run
from tests.builders import NOW

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "bot/domain"
PRIVATE = "call me on 555 987 6543"


def test_the_domain_and_the_registry_name_the_same_actions() -> None:
    named = yaml.safe_load((DOMAIN / "actions.yml").read_text())["actions"]

    assert set(named) == {CAPTURE, *PURPOSES}


def test_every_intent_has_a_rule() -> None:
    intents = yaml.safe_load((DOMAIN / "intents.yml").read_text())["intents"]
    names = {one if isinstance(one, str) else next(iter(one)) for one in intents}
    rules = "\n".join(path.read_text() for path in (ROOT / "bot/rules").glob("*.yml"))

    assert names == set(re.findall(r"intent: (\w+)", rules))


def test_every_response_that_is_said_exists_and_every_one_that_exists_is_said() -> None:
    responses = set(yaml.safe_load((DOMAIN / "responses.yml").read_text())["responses"])
    sources = [*(ROOT / "actions").glob("*.py"), *(ROOT / "bot/rules").glob("*.yml")]
    said = {
        name for path in sources for name in re.findall(r"utter_[a-z_]+[a-z]", path.read_text())
    }
    composed = {"utter_ask_contact_for", "utter_message"}

    assert said - composed <= responses
    unsaid = responses - said
    assert unsaid == {"utter_ask_contact_for_email", "utter_ask_contact_for_sms"}


def test_capture_answers_every_turn_even_an_empty_one(dependencies: Dependencies) -> None:
    answer = run(dependencies, a_call(CAPTURE, {"text": ""}))

    assert heard_in(answer) == {"kind": "heard", "ok": True, "recorded": [], "waiting": 0}


def test_without_consent_what_was_heard_waits_and_nothing_is_written(
    dependencies: Dependencies,
) -> None:
    number, metadata = a_subject(dependencies)
    message = {"text": "my skin is dry", "entities": [dry_skin()], "metadata": metadata}

    answer = run(dependencies, a_call(CAPTURE, message))

    assert heard_in(answer)["waiting"] == 1
    with transaction(dependencies.engine) as session:
        assert profiles.profile(session, number).disclosures == ()


def test_a_repeated_message_waits_once(dependencies: Dependencies) -> None:
    _, metadata = a_subject(dependencies)
    message = {"text": "my skin is dry", "entities": [dry_skin()], "metadata": metadata}
    first = run(dependencies, a_call(CAPTURE, message))
    waiting = next(one["value"] for one in first["events"] if one["name"] == "waiting")

    again = run(dependencies, a_call(CAPTURE, message, waiting=waiting))

    assert heard_in(again)["waiting"] == 1


def test_consent_writes_what_waited_with_its_own_time_and_receipt(
    dependencies: Dependencies,
) -> None:
    number, metadata = a_subject(dependencies)
    message = {"text": "my skin is dry", "entities": [dry_skin()], "metadata": metadata}
    first = run(dependencies, a_call(CAPTURE, message))
    waiting = next(one["value"] for one in first["events"] if one["name"] == "waiting")
    later = metadata | {"message_id": "m2", "now": "2026-01-15T12:05:00+00:00"}
    yes = {
        "text": '/affirm{"purposes":"advice"}',
        "intent": {"name": "affirm"},
        "entities": [{"entity": "purposes", "value": "advice"}],
        "metadata": later,
    }

    run(dependencies, a_call("action_take_yes", yes, waiting=waiting))

    with transaction(dependencies.engine) as session:
        profile = profiles.profile(session, number)
    assert [one.heard_at for one in profile.disclosures] == [NOW]
    assert [(one.purpose, one.wording_version) for one in profile.consents] == [
        ("advice", "2026-11")
    ]


def test_values_outside_the_vocabulary_are_dropped(dependencies: Dependencies) -> None:
    _, metadata = a_subject(dependencies)
    message = {"text": "x", "entities": [dry_skin(value="scaly_dragon")], "metadata": metadata}

    assert heard_in(run(dependencies, a_call(CAPTURE, message)))["waiting"] == 0


@pytest.mark.parametrize("action", sorted(PURPOSES))
def test_no_action_raises_on_a_bare_message(dependencies: Dependencies, action: str) -> None:
    _, metadata = a_subject(dependencies)

    answer = run(dependencies, a_call(action, {"text": "hm", "metadata": metadata}))

    responses = [one.get("response") for one in answer["responses"]]
    assert responses
    assert "utter_apology" not in responses


@pytest.mark.parametrize("action", sorted(PURPOSES))
def test_no_action_needs_a_subject(dependencies: Dependencies, action: str) -> None:
    answer = run(dependencies, a_call(action, {"text": "hm"}))

    assert "utter_apology" not in [one.get("response") for one in answer["responses"]]


def test_an_error_becomes_an_apology_and_a_logged_id_without_personal_data(
    dependencies: Dependencies, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(turn: Turn, _: Dependencies) -> Reply:
        raise ValueError(turn.text)

    broken = executor(dependencies)
    broken.register_action(
        Guarded(action="action_broken", purpose=fails, dependencies=dependencies)
    )

    answer = asyncio.run(broken.run(a_call("action_broken", {"text": PRIVATE})))

    assert answer is not None
    apology = answer.responses[0]
    assert apology["response"] == "utter_apology"
    printed = "".join(capsys.readouterr())
    assert apology["incident"] in printed
    assert "ValueError" in printed
    assert "555" not in printed
    assert "555" not in json.dumps(answer.model_dump())


def test_a_capture_that_fails_stays_silent_so_that_the_gateway_notices(
    dependencies: Dependencies,
) -> None:
    _, metadata = a_subject(dependencies)
    with dependencies.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE subjects RENAME TO elsewhere"))
    message = {"text": "my skin is dry", "entities": [dry_skin()], "metadata": metadata}

    answer = run(dependencies, a_call(CAPTURE, message))

    assert answer == {"events": [], "responses": []}
