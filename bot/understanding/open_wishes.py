"""Ingredients and brands wished for."""

from dataclasses import replace

from bot.understanding.hearing import Hearing, Mention
from bot.understanding.named import Named, of_family
from bot.understanding.words import word_set

_REACH = 6
_SHORT = 4
# "too many acids" tells of harm done, not of a wish.
_EXCESS = frozenset({"many", "much"})
_ASKS = word_set("is are do does has have was what how why")


def is_the_product(hearing: Hearing, item: Named) -> bool:
    """Whether the name is itself a product asked for (a retinol), not what one should hold."""
    named_so = any(
        mention.type == "product_interest" and mention.start <= item.start < mention.end
        for mention in hearing.mentions
    )
    return named_so and hearing.lower(item.start - 1, item.start) != ["with"]


def wished(hearing: Hearing, item: Named) -> bool:
    """Whether a wish reaches the name and nothing says that it is only asked about or used."""
    sentence = hearing.breaks.sentence(item.start)
    for kind in ("relevance:used", "relevance:knowledge"):
        for cue in hearing.of(kind):
            if hearing.breaks.sentence(cue.start) == sentence and cue.start < item.start:
                return False
    if not _EXCESS.isdisjoint(hearing.lower(item.start - 2, item.start)):
        return False
    if len(hearing.words) <= _SHORT:
        return _ASKS.isdisjoint(hearing.lower(0, len(hearing.words)))
    return any(
        cue.start - item.end >= -_REACH and cue.end - item.start <= _REACH
        for cue in hearing.of("wishes:want")
        if hearing.breaks.sentence(cue.start) == sentence
    )


def brand_wished(hearing: Hearing, item: Named) -> Mention | None:
    """Read a brand as wished for; None where it is only talked about."""
    if not wished(hearing, item):
        return None
    return replace(of_family("brand", item.name, item.start, item.end), corrected=item.corrected)
