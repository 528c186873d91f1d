"""The ear as a Rasa component: a thin door from a message to `bot.understanding`."""

import logging
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.tagger.tagging import NoTagger
from bot.understanding.model import Disclosure, PersonalData
from bot.understanding.pipeline import ROOT, Ear

_LOG = logging.getLogger(__name__)
_NAME = "DisclosureEar"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DisclosureEar(GraphComponent):
    """Adds one entity for each disclosure and each piece of personal data of a message.

    Rasa trains nothing in it: the vocabulary named by `vocabulary` and, in the folder `trained`,
    what labelled messages taught for its vertical are read at start. Where nothing was, as for a
    vertical without messages, the vocabulary hears alone.
    """

    def __init__(self, ear: Ear) -> None:
        self._ear = ear

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Where the data stand, relative to the working directory."""
        return {
            "vocabulary": "nlu_data/vocabulary.yml",
            "language": "nlu_data/language",
            "trained": "models/hearing",
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,  # noqa: ARG003 - Rasa passes it by name
        resource: Resource,  # noqa: ARG003 - as above
        execution_context: ExecutionContext,  # noqa: ARG003 - as above
    ) -> "DisclosureEar":
        """Read the vocabulary; the same for training and for a loaded model."""
        vocabulary, language = _found(config["vocabulary"]), _found(config["language"])
        try:
            return cls(Ear.of(vocabulary, language, _found(config["trained"])))
        except NoTagger as missing:
            _LOG.warning("the vocabulary hears alone: %s", missing)
            return cls(Ear.of(vocabulary, language))

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave training examples as they are: nothing learned depends on disclosures."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Hear every message and add what it tells to its entities."""
        for message in messages:
            text = message.get(TEXT) or ""
            heard = self._ear.understand(text, heard_on=_today(message))
            told = [_told(item) for item in heard.disclosures]
            personal = [_personal(item) for item in heard.personal_data]
            known = message.get(ENTITIES, [])
            message.set(ENTITIES, [*known, *told, *personal], add_to_output=True)
        return messages


def _found(configured: str) -> Path:
    """The configured path, or the one of this checkout where Rasa runs from another directory."""
    path = Path(configured)
    return path if path.exists() else ROOT / path


def _today(message: Message) -> date:
    """The day the message was heard: its metadata's `now`, else the machine's day in UTC."""
    now = (message.get("metadata") or {}).get("now")
    try:
        return datetime.fromisoformat(str(now).replace("Z", "+00:00")).date()
    except ValueError:
        return datetime.now(tz=timezone.utc).date()  # noqa: TID251 - the one place that asks the clock


def _told(disclosure: Disclosure) -> dict[str, Any]:
    return {
        "entity": disclosure.type,
        "value": disclosure.value,
        "start": disclosure.start,
        "end": disclosure.end,
        "extractor": _NAME,
        "confidence_entity": disclosure.confidence,
        "polarity": disclosure.polarity,
        "holder": disclosure.holder,
        "time": disclosure.time,
        "severity": disclosure.severity,
        "area": disclosure.area,
        "since": disclosure.since.isoformat() if disclosure.since else None,
        "span": disclosure.span,
    }


def _personal(item: PersonalData) -> dict[str, Any]:
    return {
        "entity": "personal_data",
        "value": item.kind,
        "start": item.start,
        "end": item.end,
        "extractor": _NAME,
        "span": item.span,
    }
