"""Lifts a brake of Rasa's: after each action call it checks its own constant schema anew."""

from __future__ import annotations

import functools
import os
from typing import Any

import jsonschema
from rasa.core.actions.action import RemoteAction
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

KEEP_BRAKE = "CANDOR_KEEP_RASA_BRAKE"


def release() -> None:
    """Stop jsonschema from checking the schema of action answers before each use.

    `jsonschema.validate` checks the schema itself and then the answer. The schema is a constant of
    Rasa's, so checking it once is enough, and the first check took four fifths of a turn. Any
    other schema is still checked, and every answer is still validated. Releasing twice is harmless.
    """
    validator = jsonschema.Draft202012Validator
    check = validator.check_schema
    if getattr(check, "candor_released", False):
        return
    known = RemoteAction.action_response_format_spec()
    check(known)

    @functools.wraps(check)
    def check_unless_known(schema: Any, *rest: Any, **options: Any) -> None:
        # Rasa builds a new outer dict at each call around the same inner schema, so comparing
        # stops at identical objects and costs next to nothing.
        if schema != known:
            check(schema, *rest, **options)

    check_unless_known.candor_released = True
    validator.check_schema = check_unless_known


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False
)
class Brake(GraphComponent):
    """Leaves messages as they are; being in the pipeline, it releases the brake when Rasa loads it.

    With CANDOR_KEEP_RASA_BRAKE=1 in the environment the brake stays, so that a benchmark can
    measure what it costs.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Brake:
        """Release the brake, unless the environment says to keep it."""
        del config, model_storage, resource, execution_context
        if os.environ.get(KEEP_BRAKE) != "1":
            release()
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the messages untouched."""
        return messages
