"""The component as Rasa drives it: trained, kept, loaded, and passed by for a button's payload."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components import intent_file
from bot.components.intent_learning import Weights
from bot.components.intent_model import OOS_SCORE, IntentModel
from bot.components.intent_reading import read
from bot.components.intent_words import Lexicon
from bot.components.tests.conftest import ROOT, Example

EVERY_TENTH = slice(None, None, 10)
CONTEXT = ExecutionContext(GraphSchema({}), "test")


def trained(examples: list[Example], storage: LocalModelStorage) -> IntentModel:
    resource = Resource("intents")
    data = TrainingData(
        [Message({TEXT: text, INTENT: intent}) for text, intent in examples[EVERY_TENTH]]
    )
    config = IntentModel.get_default_config()
    IntentModel.create(config, storage, resource, CONTEXT).train(data)
    return IntentModel.load(config, storage, resource, CONTEXT)


@pytest.fixture(scope="module")
def component(examples: list[Example], tmp_path_factory: pytest.TempPathFactory) -> IntentModel:
    return trained(examples, LocalModelStorage(tmp_path_factory.mktemp("storage")))


def test_intent_ranking_and_score_reach_the_output(component: IntentModel) -> None:
    message = Message({TEXT: "my cheeks are dry"})

    component.process([message])

    said = message.as_dict(only_output_properties=True)
    assert said["intent"]["name"] == "inform_needs"
    assert said["intent_ranking"][0] == said["intent"]
    assert 0 <= said[OOS_SCORE] < 0.5


@pytest.mark.parametrize(
    ("payload", "intent", "given"),
    [
        ("/deny", "deny", {}),
        ('/affirm{"purposes":"advice,ads_meta"}', "affirm", {"purposes": "advice,ads_meta"}),
        ('/privacy_request{"withdraw":"ads_meta"}', "privacy_request", {"withdraw": "ads_meta"}),
    ],
)
def test_a_buttons_payload_is_taken_at_its_word(
    payload: str, intent: str, given: dict[str, str], component: IntentModel
) -> None:
    domain = Domain.load(
        [str(ROOT / "bot/domain/intents.yml"), str(ROOT / "bot/domain/entities.yml")]
    )
    messages = component.process([Message({TEXT: payload})])

    (message,) = RegexMessageHandler().process(messages, domain)

    said = message.as_dict(only_output_properties=True)
    assert said["intent"] == {"name": intent, "confidence": 1.0}
    assert {one["entity"]: one["value"] for one in said["entities"]} == given
    assert OOS_SCORE not in said


def test_training_again_in_another_process_gives_the_same_files(tmp_path: Path) -> None:
    # Another process has another hash seed, which is what sets and dicts could betray.
    written = []
    for seed in ("1", "2"):
        folder = tmp_path / seed
        folder.mkdir()
        subprocess.run(  # noqa: S603 - our own script
            [sys.executable, "-m", "bot.components.tests.train_a_tenth", str(folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
        written.append({file.name: file.read_bytes() for file in folder.iterdir()})

    assert written[0] == written[1]


def test_a_model_that_was_written_and_loaded_reads_the_same(
    weights: Weights, lexicon: Lexicon, held_out: list[Example], tmp_path: Path
) -> None:
    intent_file.write(tmp_path, weights, lexicon)
    loaded = intent_file.load(tmp_path)

    assert all(
        read(message.text, *loaded) == read(message.text, weights, lexicon) for message in held_out
    )


def test_a_changed_word_list_asks_for_training_anew(tmp_path: Path) -> None:
    config = IntentModel.get_default_config()
    words = tmp_path / "ordinary.txt"
    words.write_text("table\n")
    before = IntentModel.fingerprint_addon({**config, "ordinary_words": str(words)})
    words.write_text("table\nchair\n")

    assert IntentModel.fingerprint_addon({**config, "ordinary_words": str(words)}) != before
