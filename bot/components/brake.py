"""Lifts brakes of Rasa's: at each turn it works out anew what never changes."""

from __future__ import annotations

import functools
import gc
import os
from typing import Any

import jsonschema
import rasa.shared.utils.common
from rasa.core.actions.action import RemoteAction
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.events import Event
from rasa.shared.nlu.training_data.message import Message

KEEP_BRAKE = "CANDOR_KEEP_RASA_BRAKE"
# Python's own 700 is for short scripts: one turn makes far more objects than that.
_YOUNG_OBJECTS = 20_000


def release() -> None:
    """Lift them all; doing it twice is harmless."""
    check_known_schema_once()
    list_kinds_of_event_once()
    leave_what_is_loaded_alone()


def leave_what_is_loaded_alone() -> None:
    """Stop the garbage collector from walking Rasa's large world again and again.

    What is loaded by now stays for good; only what turns make is collected from here on.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 20)


def list_kinds_of_event_once() -> None:
    """Stop Rasa from walking the tree of event classes for each event it reads back.

    Its kinds of event are all there once it runs. Other trees, such as that of slots, which a
    domain may add to, are walked as before.
    """
    walk = rasa.shared.utils.common.all_subclasses
    if getattr(walk, "candor_released", False):
        return
    kinds = tuple(walk(Event))

    @functools.wraps(walk)
    def walk_unless_known(cls: type) -> list[type]:
        return list(kinds) if cls is Event else list(walk(cls))

    walk_unless_known.candor_released = True
    rasa.shared.utils.common.all_subclasses = walk_unless_known


def check_known_schema_once() -> None:
    """Stop jsonschema from checking the schema of action answers before each use.

    `jsonschema.validate` checks the schema itself and then the answer. The schema is a constant of
    Rasa's, so checking it once is enough, and the first check took four fifths of a turn. Any
    other schema is still checked, and every answer is still validated.
    """
    validator = jsonschema.Draft202012Validator
    check = validator.check_schema
    if getattr(check, "candor_released", False):
        return
    known = RemoteAction.action_response_format_spec()
    check(known)

    @functools.wraps(check)
    def check_unless_known(schema: object, *rest: object, **options: object) -> None:
        # Rasa builds a new outer dict at each call around the same inner schema, so comparing
        # stops at identical objects and costs next to nothing.
        if schema != known:
            check(schema, *rest, **options)

    check_unless_known.candor_released = True
    validator.check_schema = check_unless_known


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class Brake(GraphComponent):
    """Leaves messages as they are; being in the pipeline, it lifts the brakes when Rasa loads it.

    With CANDOR_KEEP_RASA_BRAKE=1 in the environment they stay, so that a benchmark can measure
    what they cost.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Brake:
        """Lift the brakes, unless the environment says to keep them."""
        del config, model_storage, resource, execution_context
        if os.environ.get(KEEP_BRAKE) != "1":
            release()
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Return the messages untouched."""
        return messages
