"""The demo's story, told in the tests as it is told to a visitor."""

import json

import pytest

from app.story.tell import EMAIL, ON_GOOGLE, ON_META, Story
from tests.journey.conftest import Stack

pytestmark = [pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def story(candor: Stack) -> tuple[Story, list[str]]:
    told: list[str] = []
    story = Story(candor.parts, told.append)
    story.run()
    return story, told


def test_every_stop_is_printed_with_its_folder(story: tuple[Story, list[str]]) -> None:
    _, told = story
    printed = "\n".join(told)

    for folder in ("bot/", "actions/", "profiles/", "audiences/", "adsync/", "adsync/sandbox/"):
        assert f"  {folder} " in printed
    assert "The story held at every stop." in printed


def test_the_withdrawal_took_the_shopper_off_one_platform_only(
    story: tuple[Story, list[str]],
) -> None:
    one, _ = story
    lists = one.lists()

    assert lists["meta"]
    assert ON_META not in json.dumps(lists["meta"])
    assert json.dumps(lists["google"]).count(ON_GOOGLE) == len(one.names)


def test_neither_platform_ever_saw_the_address_itself(story: tuple[Story, list[str]]) -> None:
    one, _ = story
    sent = json.dumps(one.requests()).lower()

    assert EMAIL.lower() not in sent
    assert "zoe" not in sent
