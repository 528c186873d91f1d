"""What the actions work with, handed in once at the start."""

import time
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

import sqlalchemy as sa

from actions.cues import Cues, load_cues
from actions.suiting import Shelf
from actions.wording import Wording, load_wording
from catalogue import service as catalogue
from catalogue.fit import Knowledge
from kit.clock import Clock, machine_clock
from kit.db import reading
from profiles.identity import Keyring
from profiles.model import Trait
from profiles.vocabulary import Vocabulary

SHELF_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopPlace:
    """Where the shop is: its country (for phone numbers), currency, and the base of its links."""

    country: str
    currency: str
    url: str


class ShelfReader:
    """Reads the catalogue, and reads it again once a look is older than `SHELF_SECONDS`."""

    def __init__(self, engine: sa.Engine, vocabulary: Vocabulary, knowledge: Knowledge) -> None:
        self._engine = engine
        self._knowledge = knowledge
        # Asked thousands of times for a single piece of advice, and always answered the same.
        self._need_of = cache(partial(need_group, vocabulary))
        self._read_at = float("-inf")
        self._shelf: Shelf | None = None

    def shelf(self) -> Shelf:
        """Return what the shop sells."""
        # Two threads may both read: the later simply replaces the earlier.
        if self._shelf is None or time.monotonic() - self._read_at > SHELF_SECONDS:
            with reading(self._engine) as session:
                self._shelf = Shelf(
                    products=catalogue.products(session),
                    fits=catalogue.fits(session),
                    knowledge=self._knowledge,
                    need_of=self._need_of,
                )
            self._read_at = time.monotonic()
        return self._shelf


def need_group(vocabulary: Vocabulary, trait: str) -> str:
    """Return the need group of a trait written `type:value`; an unknown one is its own group."""
    type_, _, value = trait.partition(":")
    known = vocabulary.knows(type_, value)
    return vocabulary.need_of(Trait(type_, value)) if known else trait


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """Everything a purpose may ask."""

    engine: sa.Engine
    vocabulary: Vocabulary
    knowledge: Knowledge
    keyring: Keyring
    wording: Wording
    cues: Cues
    shop: ShopPlace
    shelves: ShelfReader
    clock: Clock = field(default=machine_clock)

    @property
    def shelf(self) -> Shelf:
        """What the shop sells now."""
        return self.shelves.shelf()


def dependencies_for(  # noqa: PLR0913 - every one is named at the call
    *,
    engine: sa.Engine,
    vocabulary: Vocabulary,
    knowledge: Knowledge,
    keyring: Keyring,
    shop: ShopPlace,
    cues: Path | None = None,
    clock: Clock = machine_clock,
) -> Dependencies:
    """Return the dependencies of one shop, with the wording and the cues that ship with us.

    `cues` is a file of cues that the vertical puts over them.
    """
    return Dependencies(
        engine=engine,
        vocabulary=vocabulary,
        knowledge=knowledge,
        keyring=keyring,
        wording=load_wording(),
        cues=load_cues(cues),
        shop=shop,
        shelves=ShelfReader(engine, vocabulary, knowledge),
        clock=clock,
    )
