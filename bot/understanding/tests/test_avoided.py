"""A substance that the tagger hears kept away is kept away, though no rule says so."""

from datetime import date

import pytest

from bot.tagger.tests.tiny import knowing
from bot.understanding.pipeline import LANGUAGE, VOCABULARY, Ear
from bot.understanding.trained import Trained
from bot.understanding.vocabulary import load_vocabulary

TAGGER = knowing(
    {
        "sesame": {"attribute:exclude_": 0.9},
        "honey": {"attribute:exclude_": 0.6, "attribute:ingredient_": 0.8},
        "squalane": {"attribute:exclude_": 0.4},
        "lanolin": {"attribute:exclude_": 0.9, "absent": 0.9},
        "perfume": {"attribute:exclude_": 0.9},
    }
)


@pytest.fixture(scope="module")
def ear() -> Ear:
    return Ear(load_vocabulary(VOCABULARY, LANGUAGE), trained=Trained(TAGGER, scales=None))


def proposed(ear: Ear, text: str) -> list[str]:
    heard = ear.hear(text, heard_on=date(2026, 11, 2))
    return [mention.value for mention in heard.mentions if mention.source == "tagger"]


def test_a_known_substance_is_avoided(ear: Ear) -> None:
    assert proposed(ear, "sesame over my dead body") == ["avoid_sesame"]


def test_it_is_said_with_the_attribute_that_means_the_same(ear: Ear) -> None:
    assert proposed(ear, "perfume over my dead body") == ["fragrance_free"]


@pytest.mark.parametrize("substance", ["honey", "squalane", "lanolin"])
def test_what_is_likelier_wished_for_hardly_likely_or_denied_is_not(
    ear: Ear, substance: str
) -> None:
    assert proposed(ear, f"{substance} over my dead body") == []


def test_a_wish_for_what_is_avoided_gives_way(ear: Ear) -> None:
    heard = ear.hear("do you have something with sesame", heard_on=date(2026, 11, 2))

    assert [mention.value for mention in heard.mentions] == ["avoid_sesame"]
