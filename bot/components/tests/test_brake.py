"""With the brake lifted, answers are still validated and other schemas still checked."""

from collections.abc import Iterator

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction

from bot.components.brake import check_known_schema_once

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
