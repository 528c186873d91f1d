"""With the brakes lifted, all that Rasa decides stays as it was."""

from collections.abc import Iterator

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot
from rasa.shared.utils import common

from bot.components.brake import check_known_schema_once, list_kinds_of_event_once

# ruff: noqa: SLF001 - Rasa offers no other way to its validation

VALIDATOR = jsonschema.Draft202012Validator


@pytest.fixture(autouse=True)
def lifted() -> Iterator[None]:
    before = VALIDATOR.__dict__["check_schema"]
    check_known_schema_once()
    yield
    VALIDATOR.check_schema = before


def test_a_good_answer_passes() -> None:
    answer = {"events": [], "responses": [{"text": "hello"}]}

    assert RemoteAction("action", None)._validate_action_result(answer)


def test_a_bad_answer_is_still_refused() -> None:
    with pytest.raises(jsonschema.ValidationError):
        RemoteAction("action", None)._validate_action_result({"responses": "hello"})


def test_another_schema_is_still_checked() -> None:
    with pytest.raises(jsonschema.SchemaError):
        jsonschema.validate({}, {"type": "no such type"})


def test_the_known_schema_is_checked_no_more() -> None:
    checked = VALIDATOR.check_schema

    check_known_schema_once()

    assert VALIDATOR.check_schema is checked


def test_events_are_read_back_as_before_and_their_kinds_listed_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = {"event": "slot", "name": "waiting", "value": [1], "timestamp": 3.0}
    before = Event.from_parameters(told)
    monkeypatch.setattr(common, "all_subclasses", common.all_subclasses)

    list_kinds_of_event_once()
    list_kinds_of_event_once()

    assert Event.from_parameters(told) == before
    assert common.all_subclasses.candor_released
    assert set(common.all_subclasses(Event)) == set(common.all_subclasses.__wrapped__(Event))
    assert common.all_subclasses(Slot)
