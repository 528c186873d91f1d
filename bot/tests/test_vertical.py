"""What the bot of another vertical is trained from: shared data, changed by its own."""

from pathlib import Path

import pytest
import yaml

from bot.vertical import VerticalIncomplete, lay_out


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("running_shoes")
    lay_out("running_shoes", folder)
    return folder


def _read(path: Path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _examples(folder: Path, name: str) -> str:
    return "".join(
        group["examples"] for group in _read(folder / "intents" / f"{name}.yml")["nlu"]
    ).lower()


def test_every_component_reads_the_vocabulary_of_the_vertical(laid_out: Path) -> None:
    pipeline = _read(laid_out / "config.yml")["pipeline"]

    read = {part["vocabulary"] for part in pipeline if "vocabulary" in part}

    assert read == {"nlu_data/verticals/running_shoes/vocabulary.yml"}


def test_types_of_another_vertical_give_way_to_its_own(laid_out: Path) -> None:
    entities = _read(laid_out / "domain/entities.yml")["entities"]

    assert {"gait", "foot", "concern", "personal_data"} <= set(entities)
    assert "skin_type" not in entities


def test_its_responses_stand_over_the_shared_ones(laid_out: Path) -> None:
    responses = _read(laid_out / "domain/responses.yml")["responses"]

    assert "running shoes" in responses["utter_out_of_scope"][0]["text"]
    assert responses["utter_forgotten"]


def test_no_response_speaks_of_another_shop(laid_out: Path) -> None:
    responses = _read(laid_out / "domain/responses.yml")["responses"]

    speaking = [name for name, texts in responses.items() if "skin" in str(texts).lower()]

    assert not speaking


def test_an_intent_of_its_own_takes_the_place_of_the_shared_one(laid_out: Path) -> None:
    examples = _examples(laid_out, "inform_needs")

    assert "marathon" in examples
    assert "acne" not in examples


def test_shared_examples_that_speak_of_another_shop_are_left_out(laid_out: Path) -> None:
    assert "cart" in _examples(laid_out, "add_to_cart")
    assert "cleanser" not in _examples(laid_out, "add_to_cart")
    assert "marathon" not in _examples(laid_out, "out_of_scope")
    assert "my skin is dry" in _examples(laid_out, "out_of_scope_here")


def test_a_vertical_without_a_vocabulary_is_named(tmp_path: Path) -> None:
    with pytest.raises(VerticalIncomplete, match=r"hats/vocabulary\.yml"):
        lay_out("hats", tmp_path)
