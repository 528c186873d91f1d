"""The whole road in one story: its imports, followed downwards, visit every package once."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from actions.recommending import recommend
from adsync.destinations.base import Platform
from adsync.destinations.memory import MemoryDestination
from app.carrying import carried
from app.settings import Settings
from app.wiring import Parts
from audiences import service as audiences
from audiences.definitions import Definition
from audiences.language import parse_rule
from audiences.results import Decision
from kit.db import transaction
from profiles import reach
from profiles.model import Heard, Polarity, Tense, Trait
from tests.adsync_world import World, digest
from tests.builders import NOW, Shopper, disclosed
from tests.engines import all_tables
from tests.unit.actions.shop import the_shelf, wishes

ROOT = Path(__file__).resolve().parents[2]
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
SENTENCE = "my cheeks are dry and flaky, and my mum has rosacea"


@pytest.fixture
def store(tmp_path: Path) -> Parts:
    url = f"sqlite:///{tmp_path}/candor.db"
    parts = Parts(Settings(database_url=url, secret_keys=KEY, write_key="w"))
    all_tables().create_all(parts.engine)
    return parts


def hears(text: str) -> list[Heard]:
    """Ask the bot's own ear, in its own environment."""
    command = [str(ROOT / "bot/.venv/bin/python"), "-m", "bot.understanding"]
    line = json.dumps({"id": "1", "text": text})
    said = subprocess.run(  # noqa: S603 - our own command
        command, input=line, capture_output=True, text=True, cwd=ROOT, check=True
    )
    return [
        Heard(
            trait=Trait(one["type"], one["value"]),
            polarity=Polarity(one["polarity"]),
            holder=one["holder"],
            time=Tense(one["time"]),
            words=one["span"],
        )
        for one in json.loads(said.stdout)["disclosures"]
    ]


def carries(engine: sa.Engine, parts: Parts) -> MemoryDestination:
    """Carry one run to a platform in memory."""
    platform = MemoryDestination(platform=Platform.META)
    world = World(engine, platform)
    world.parts = replace(
        world.parts, audiences=lambda session: carried(session, parts), reach=reach
    )
    world.syncs()
    return platform


def test_a_sentence_becomes_a_place_on_a_list(store: Parts) -> None:
    heard = hears(SENTENCE)
    advice = recommend(the_shelf(), wishes(disclosed("concern:dryness")))
    with transaction(store.engine) as session:
        shopper = Shopper(session).agrees().leaves_email("Zoe@example.com").says(*heard)
        rule = parse_rule({"said": {"trait": "need:dry", "answer": "yes"}}, shopper.vocabulary)
        definition = Definition(name="Dry", rule=rule, destinations=("meta",), min_size=1)
        audiences.create(session, definition, store.meanings, Decision("ada", NOW))
        audiences.approve(session, "Dry", Decision("ada", NOW))
    platform = carries(store.engine, store)

    said = {(str(one.trait), one.holder) for one in heard}
    assert {("concern:dryness", "self"), ("concern:rosacea", "other:mom")} <= said
    assert advice.fitting[0].reasons
    [batch] = platform.sent
    assert [row.email for row in batch.rows] == [digest("zoe@example.com")]
