"""One stage for all conversations: starting Rasa takes longer than a whole conversation."""

from collections.abc import Iterator

import pytest

from tests.conversations.stage import Conversation, Stage, stage


@pytest.fixture(scope="session")
def the_stage() -> Iterator[Stage]:
    with stage() as running:
        yield running


@pytest.fixture
def shopper(the_stage: Stage) -> Conversation:
    """A new shopper in a new conversation."""
    return the_stage.new_conversation()
