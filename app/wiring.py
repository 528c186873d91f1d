"""What a process of ours is made of, from its settings: a list you can read."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa

from app.refusals import NoSuchVertical
from app.settings import Settings
from app.taking import Intake
from audiences.results import Meanings
from audiences.stages import StageSettings
from catalogue.knowing import Knowledge, load_knowledge
from catalogue.model import Shop
from kit.clock import Clock, machine_clock
from kit.db import engine_for
from kit.environments import SHARED_VERTICAL
from profiles.identity import Keyring
from profiles.vocabulary import Vocabulary, load_vocabulary

ROOT = Path(__file__).resolve().parent.parent


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
        return load_knowledge(
            self._file(ROOT / f"catalogue/knowledge/{self.settings.vertical}.yml")
        )

    @property
    def cues(self) -> Path | None:
        """The lists of `actions/cues.yml` that this vertical puts in place of the shared ones."""
        path = ROOT / f"nlu_data/verticals/{self.settings.vertical}/cues.yml"
        return path if path.exists() else None

    @property
    def demo_catalogue(self) -> Path:
        """The folder of this vertical's demo brand: `products.csv` and `images/`."""
        folder = ROOT / "catalogue/demo"
        vertical = self.settings.vertical
        return folder if vertical == SHARED_VERTICAL else folder / vertical

    @cached_property
    def keyring(self) -> Keyring:
        """The secret keys, split by use."""
        return Keyring.of(self.settings.keys)

    @cached_property
    def stage_settings(self) -> StageSettings:
        """What this shop sets about stages."""
        return StageSettings(
            cart_abandoned_after=self.settings.cart_abandoned_after,
            lapsed_after=self.settings.lapsed_after,
            loyal_orders=self.settings.loyal_orders,
        )

    @cached_property
    def meanings(self) -> Meanings:
        """What the words of rules mean in this shop."""
        return Meanings(vocabulary=self.vocabulary, stages=self.stage_settings)

    @cached_property
    def intake(self) -> Intake:
        """What taking a tracking message needs."""
        return Intake(
            engine=self.engine,
            clock=self.clock,
            keyring=self.keyring,
            vocabulary=self.vocabulary,
            country=self.settings.shop_country,
        )

    @property
    def shop_url(self) -> str:
        """Base of the shop's own pages; without a setting, those of the demo shop."""
        return (self.settings.shop_url or f"{self.settings.web_url}/shop").rstrip("/")

    @property
    def shop(self) -> Shop:
        """What the shop's feeds leave unsaid."""
        return Shop(
            currency=self.settings.shop_currency,
            product_url=f"{self.shop_url}/products/{{handle}}",
        )

    def _file(self, path: Path) -> Path:
        if not path.exists():
            message = f"vertical {self.settings.vertical!r} needs {path.relative_to(ROOT)}"
            raise NoSuchVertical(message)
        return path


def _vocabulary_file(vertical: str) -> Path:
    if vertical == SHARED_VERTICAL:
        return ROOT / "nlu_data/vocabulary.yml"
    return ROOT / f"nlu_data/verticals/{vertical}/vocabulary.yml"
