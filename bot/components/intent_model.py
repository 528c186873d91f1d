"""The door through which Rasa trains the intent model and asks it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import intent_file
from bot.components.intent_learning import Weights, learn
from bot.components.intent_lexicon import lexicon_of_files
from bot.components.intent_reading import read
from bot.components.intent_words import Lexicon

OOS_SCORE = "oos_score"
_SHOWN = 5
_ROOT = Path(__file__).resolve().parents[2]
_CODE = tuple(sorted(Path(__file__).parent.glob("intent_*.py")))


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class IntentModel(GraphComponent, IntentClassifier):
    """Sets `intent`, `intent_ranking` and `oos_score` on a message; all three are in its output.

    A button's payload ("/affirm") is left to Rasa's own handler, which stands behind every
    pipeline and puts a message of its own in place: without an `oos_score`.
    """

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: tuple[Weights, Lexicon] | None = None,
    ) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The files, from the repository's root, that name the vertical's words and everyday's."""
        return {
            "vocabulary": "nlu_data/vocabulary.yml",
            "ordinary_words": "nlu_data/language/ordinary_words.txt",
        }

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Train again when a word list or the model's code has changed."""
        # Where nothing changed since the last training, Rasa asks with a config of its own making.
        known = {**cls.get_default_config(), **config}
        files = [_ROOT / known[name] for name in ("vocabulary", "ordinary_words")]
        read_bytes = b"".join(file.read_bytes() for file in (*files, *_CODE))
        return hashlib.sha256(read_bytes).hexdigest()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentModel:
        """Give an untrained model."""
        del execution_context
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_kwargs: object,
    ) -> IntentModel:
        """Give the trained model."""
        del execution_context
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, intent_file.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every example that has an intent, and keep what was learned."""
        examples = [
            (one.get(TEXT), one.get(INTENT))
            for one in training_data.intent_examples
            if one.get(TEXT)
        ]
        lexicon = lexicon_of_files(
            _ROOT / self._config["vocabulary"], _ROOT / self._config["ordinary_words"]
        )
        texts, intents = zip(*examples, strict=True)
        self._model = (learn(texts, intents, lexicon), lexicon)
        with self._storage.write_to(self._resource) as folder:
            intent_file.write(folder, *self._model)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Say what each message wants."""
        for message in messages:
            if self._model is not None:
                self._say(message, *self._model)
        return messages

    @staticmethod
    def _say(message: Message, weights: Weights, lexicon: Lexicon) -> None:
        reading = read(message.get(TEXT) or "", weights, lexicon)
        ranking = [{"name": name, "confidence": share} for name, share in reading.ranking]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking[:_SHOWN], add_to_output=True)
        message.set(OOS_SCORE, reading.oos_score, add_to_output=True)
