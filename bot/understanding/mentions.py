"""From phrases found to traits mentioned."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.understanding.budgets import budgets
from bot.understanding.clauses import Break
from bot.understanding.hearing import Cue, Hearing, Mention, longest_apart
from bot.understanding.patterns import Hit
from bot.understanding.vocabulary import CUE_GROUPS

# These are limits however they are worded: safety does not depend on a shopper's politeness.
_ALWAYS_CONSTRAINT = frozenset({"pregnancy_safe", "breastfeeding_safe"})
_MODAL_REACH = 6


def with_cues(hearing: Hearing) -> Hearing:
    """Keep of each group of cues those that are meant: the longest where some overlap."""
    cues: list[Cue] = []
    for group in CUE_GROUPS:
        hits = [hit for hit in hearing.hits if hit.key.startswith(group + ":") and not hit.corrected]
        cues += [Cue(kind=hit.key, start=hit.start, end=hit.end) for hit in longest_apart(hits)]
    return replace(hearing, cues=tuple(cues))


def with_traits(hearing: Hearing) -> Hearing:
    """Read the trait phrases; words that belong to another domain take their places first."""
    hits = [
        hit for hit in hearing.hits if hit.key.startswith(("trait:", "denied:", "elsewhere:"))
    ]
    chosen = longest_apart(hits)
    chosen += [hit for hit in hits if _product_inside(hit, chosen)]
    found = [_mention(hit) for hit in chosen if not hit.key.startswith("elsewhere:")]
    mentions = [*found, *_money(hearing)]
    return replace(hearing, mentions=tuple(sorted(mentions, key=lambda m: (m.start, m.end))))


def _product_inside(hit: Hit, chosen: Sequence[Hit]) -> bool:
    """Whether a product stands inside an idiom about products: "hate sticky sunscreen" names both."""
    return hit.key.startswith("trait:product_interest:") and any(
        other.key.startswith("trait:attribute:")
        and other.phrase.idiom
        and other.start <= hit.start
        and hit.end <= other.end
        for other in chosen
    )


def _mention(hit: Hit) -> Mention:
    kind, type_, value = hit.key.split(":", 2)
    denied = kind == "denied"
    return Mention(
        type=type_,
        value=value,
        start=hit.start,
        end=hit.end,
        source="idiom" if hit.phrase.idiom else "word",
        corrected=hit.corrected,
        polarity="absent" if denied else "present",
        settled=denied,
    )


def _money(hearing: Hearing) -> Iterator[Mention]:
    for money in budgets(hearing.text):
        places = [
            place
            for place, word in enumerate(hearing.words)
            if word.start < money.end and money.start < word.end
        ]
        if places:
            yield Mention(
                type="budget", value=money.value, start=places[0], end=places[-1] + 1, settled=True
            )


def with_modality(hearing: Hearing) -> Hearing:
    """Attributes become preferences, or constraints where they are worded as a must."""
    return replace(
        hearing,
        mentions=tuple(
            replace(mention, type=_modality(hearing, mention))
            if mention.type == "attribute"
            else mention
            for mention in hearing.mentions
        ),
    )


def _modality(hearing: Hearing, mention: Mention) -> str:
    if mention.value in _ALWAYS_CONSTRAINT:
        return "constraint"
    if any(_near(hearing, cue, mention) for cue in hearing.of("modality:soft")):
        return "preference"
    worded = any(_near(hearing, cue, mention) for cue in hearing.of("modality:must"))
    return "constraint" if worded and mention.polarity == "present" else "preference"


def _near(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    if cue.start >= mention.end:
        gap, level = cue.start - mention.end, hearing.breaks.between(mention.end, cue.start)
    else:
        gap, level = mention.start - cue.end, hearing.breaks.between(cue.end, mention.start)
    return gap <= _MODAL_REACH and level < Break.CLAUSE
