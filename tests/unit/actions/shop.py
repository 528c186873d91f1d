"""The demo shop's shelf, read from its feed without a database, and wishes told as disclosures."""

from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from actions.dependencies import need_group
from actions.suiting import Shelf
from actions.wishes import Wishes, wishes_of
from catalogue.feeds import read_feed
from catalogue.fit import fits_of, load_knowledge
from catalogue.model import FeedFormat, Shop
from profiles.folding import fold
from profiles.model import SELF, ConversationId, Disclosure
from tests.builders import the_vocabulary

ROOT = Path(__file__).resolve().parents[3]
TALK = ConversationId("talk")


@cache
def the_shelf() -> Shelf:
    knowledge = load_knowledge(ROOT / "catalogue/knowledge/skincare.yml")
    feed = read_feed(ROOT / "catalogue/demo/products.csv", FeedFormat.SHOPIFY, Shop(), knowledge)
    return Shelf(
        products=feed.products,
        fits={one.id: fits_of(one, knowledge) for one in feed.products},
        knowledge=knowledge,
        need_of=cache(partial(need_group, the_vocabulary())),
    )


def wishes(*told: Disclosure, holder: str = SELF) -> Wishes:
    """What these disclosures of one conversation add up to."""
    told_now = [replace(one, conversation_id=TALK) for one in told]
    return wishes_of(fold(told_now), holder, TALK, the_vocabulary())
