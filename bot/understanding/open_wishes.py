"""Ingredients and brands wished for."""

from dataclasses import replace

from bot.understanding.clauses import Break
from bot.understanding.hearing import Hearing, Mention
from bot.understanding.named import Named, of_family
from bot.understanding.words import Kind, word_set

_REACH = 6
_SHORT = 4
# From so many words on a message tells a story: what it names was mostly met with, not asked for.
_STORY = 45
_BESIDE = 2
# "too many acids" tells of harm done, not of a wish.
_EXCESS = frozenset({"many", "much"})
_ASKS = word_set("is are do does has have was what how why")
_OPENS_QUESTION = word_set("is are does did was has who how why")
_ASKS_FOR_ONE = word_set("there you any anything something good best ok okay")
_PICKS = word_set("which what what's whats")
_COMPARES = word_set("more less most contain contains percentage discovered invented stronger")
_OWNED = word_set("my current old last usual this that these those his")
_LIKENED = word_set("like as into than resembles resembling resemble")
_ARTICLES = word_set("a an the some")
# Before "like" these make it a verb or a choice: "I like honey", "things like honey".
_LIKING = word_set(
    "i i'd we they you she he would really also do to things stuff something anything ingredients "
    "products actives who and people"
)
_JOINS = frozenset({",", "or", "and", "&", "/", "+"})
_GOES_ON = (
    [","],
    ["or"],
    ["and"],
    ["please"],
    ["pls"],
    ["for"],
    ["only"],
    ["yes"],
    ["!"],
    ["anything"],
)
_HELD = word_set("with containing contains has have includes including of")


def is_the_product(hearing: Hearing, item: Named) -> bool:
    """Whether the name is itself a product asked for (a retinol), not what one should hold."""
    named_so = any(
        mention.type == "product_interest" and mention.start <= item.start < mention.end
        for mention in hearing.mentions
    )
    return named_so and hearing.lower(item.start - 1, item.start) != ["with"]


def likened(hearing: Hearing, item: Named) -> bool:
    """Whether it is only what something is compared with: "neck like a strawberry"."""
    before = hearing.lower(item.start - 4, item.start)
    while before and before[-1] not in _LIKENED and len(before) > 1 and _small(before[-1]):
        before.pop()
    if not before or before[-1] not in _LIKENED:
        return False
    follows = hearing.lower(item.start - 1, item.start)
    liking = before[-1] == "like" and not _LIKING.isdisjoint(before[-2:-1])
    return not liking and (bool(_ARTICLES & set(follows)) or before[-1] == "like")


def _told_in_a_story(hearing: Hearing, item: Named) -> bool:
    """Whether a long post names it in a sentence that asks for nothing."""
    if len(hearing.words) <= _STORY:
        return False
    places = hearing.breaks.sentence_of(item.start)
    return not any(
        cue.start in places
        for kind in ("relevance:request", "relevance:pick")
        for cue in hearing.of(kind)
    )


def _small(word: str) -> bool:
    return word in _ARTICLES or word in {"boiled", "ripe", "old", "overripe", "big", "little"}


def wished(hearing: Hearing, item: Named) -> bool:
    """Whether a wish reaches the name and nothing says that it is only asked about or used."""
    if not _EXCESS.isdisjoint(hearing.lower(item.start - 2, item.start)):
        return False
    if likened(hearing, item) or _asked_about(hearing, item) or _used(hearing, item):
        return False
    if _told_in_a_story(hearing, item):
        return False
    if len(hearing.words) <= _SHORT:
        return _ASKS.isdisjoint(hearing.lower(0, len(hearing.words)))
    sentence = hearing.breaks.sentence(item.start)
    return any(
        cue.start - item.end >= -_REACH and cue.end - item.start <= _REACH
        for cue in hearing.of("wishes:want")
        if hearing.breaks.sentence(cue.start) == sentence
    )


def ingredient_wished(hearing: Hearing, item: Named, unwished: frozenset[str]) -> bool:
    """Whether a substance is wished for; `unwished` are those nobody wishes for by mere naming."""
    if item.name in unwished and _HELD.isdisjoint(hearing.lower(item.start - 1, item.start)):
        return False
    if wished(hearing, item):
        return True
    blocked = likened(hearing, item) or _asked_about(hearing, item) or _used(hearing, item)
    return not blocked and (_on_a_product(hearing, item) or _opens(hearing, item))


def _used(hearing: Hearing, item: Named) -> bool:
    sentence = hearing.breaks.sentence(item.start)
    return any(
        hearing.breaks.sentence(cue.start) == sentence and cue.start < item.start
        for kind in ("relevance:used", "relevance:knowledge")
        for cue in hearing.of(kind)
    )


def _asked_about(hearing: Hearing, item: Named) -> bool:
    """Whether its sentence asks what a product holds or what the substance does."""
    words = hearing.sentence(item.start)
    if not words:
        return False
    if words[0] in _OPENS_QUESTION and _ASKS_FOR_ONE.isdisjoint(words[1:3]):
        return True
    return words[0] in _PICKS and not _COMPARES.isdisjoint(words)


def _on_a_product(hearing: Hearing, item: Named) -> bool:
    """Whether it describes a product that is asked for: "urea 10% cream"."""
    if not _OWNED.isdisjoint(hearing.lower(item.start - 2, item.start)):
        return False
    return any(
        mention.type == "product_interest"
        and 0 <= mention.start - item.end <= _BESIDE
        and hearing.breaks.between(item.end, mention.start) < Break.LIST
        for mention in hearing.mentions
    )


def _opens(hearing: Hearing, item: Named) -> bool:
    """Whether it opens the message and what it is for follows: "caffeine for my eye bags"."""
    first = all(word.kind is Kind.MARK for word in hearing.words[: item.start])
    named_for = hearing.lower(item.end, item.end + 1) in (["for"], ["please"], ["pls"], ["after"])
    return first and named_for


def brand_wished(hearing: Hearing, item: Named) -> Mention | None:
    """Read a brand as wished for or put aside; None where it is only talked about."""
    brand = replace(of_family("brand", item.name, item.start, item.end), corrected=item.corrected)
    if _put_aside(hearing, item):
        return replace(brand, polarity="absent", settled=True)
    blocked = likened(hearing, item) or _asked_about(hearing, item) or _used(hearing, item)
    named = _on_a_product(hearing, item) or _opens(hearing, item) or _listed_first(hearing, item)
    return brand if wished(hearing, item) or (named and not blocked) else None


def _put_aside(hearing: Hearing, item: Named) -> bool:
    """Whether nothing of the brand is wanted: "not Drunk Elephant", "Olay, no"."""
    before = hearing.lower(item.start - 2, item.start)
    after = hearing.lower(item.end, item.end + 4)
    refused = before[-1:] in (["not"], ["except"], ["but"]) and "only" not in before
    answered = after[:1] in ([","], ["?"], [":"]) and after[1:2] in (["no"], ["nope"], ["never"])
    failed = after[:2] in (["did", "nothing"], ["does", "nothing"], ["never", "worked"])
    return refused or answered or failed


def _listed_first(hearing: Hearing, item: Named) -> bool:
    """Whether it opens a message that names brands and asks nothing: "Tatcha or Fresh, please"."""
    brands = [hit for _, hit in hearing.named("brands") if hit.end <= item.start]
    start = min((hit.start for hit in brands), default=item.start)
    first = all(word.kind is Kind.MARK for word in hearing.words[:start])
    between = set(hearing.lower(start, item.start))
    held = {word for hit in brands for word in hearing.lower(hit.start, hit.end)}
    return first and between <= held | _JOINS and hearing.lower(item.end, item.end + 1) in _GOES_ON
