"""What a process of ours is made of, from its settings: a list you can read."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from app.settings import Settings
from catalogue.fit import Knowledge, load_knowledge
from kit.clock import Clock, machine_clock
from kit.db import engine_for
from profiles.identity import Keyring
from profiles.vocabulary import Vocabulary, load_vocabulary

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_VERTICAL = "skincare"
WORDING = ROOT / "actions/wording.yml"


class NoSuchVertical(Exception):
    """The vertical of the settings has no files; the message names the folder to fill."""


@dataclass(frozen=True)
class Parts:
    """The parts that most commands need; each is made when it is first asked for."""

    settings: Settings
    clock: Clock = machine_clock

    @cached_property
    def engine(self) -> sa.Engine:
        """The database."""
        return engine_for(self.settings.database_url)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What can be disclosed in this vertical."""
        return load_vocabulary(self._file(_vocabulary_file(self.settings.vertical)))

    @cached_property
    def knowledge(self) -> Knowledge:
        """Which ingredient or claim serves or harms which trait, in this vertical."""
        return load_knowledge(self._file(ROOT / f"catalogue/knowledge/{self.settings.vertical}.yml"))

    @cached_property
    def keyring(self) -> Keyring:
        """The secret keys, split by use."""
        return Keyring.of(self.settings.keys)

    def _file(self, path: Path) -> Path:
        if not path.exists():
            message = f"vertical {self.settings.vertical!r} needs {path.relative_to(ROOT)}"
            raise NoSuchVertical(message)
        return path


def _vocabulary_file(vertical: str) -> Path:
    if vertical == DEFAULT_VERTICAL:
        return ROOT / "nlu_data/vocabulary.yml"
    return ROOT / f"nlu_data/verticals/{vertical}/vocabulary.yml"
