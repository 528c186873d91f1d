"""From phrases found to traits mentioned."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.understanding.budgets import Measures, budgets
from bot.understanding.clauses import Break
from bot.understanding.hearing import Cue, Hearing, Mention, longest_apart
from bot.understanding.patterns import Hit
from bot.understanding.vocabulary import CUE_GROUPS, Vocabulary

_MODAL_REACH = 6
_ASSERTS = "polarity:affirm"


def with_cues(hearing: Hearing) -> Hearing:
    """Keep of each group of cues those that are meant: the longest where some overlap."""
    cues: list[Cue] = []
    for group in CUE_GROUPS:
        hits = [
            hit for hit in hearing.hits if hit.key.startswith(group + ":") and not hit.corrected
        ]
        # Of two wordings that are equally long, the one that holds a negator and asserts is meant.
        hits.sort(key=lambda hit: hit.key != _ASSERTS)
        cues += [Cue(kind=hit.key, start=hit.start, end=hit.end) for hit in longest_apart(hits)]
    return replace(hearing, cues=tuple(cues))


_TRAITS = ("trait:", "denied:", "against:")
_TAKEN = ("elsewhere:", "silent:")


def with_traits(hearing: Hearing, vocabulary: Vocabulary) -> Hearing:
    """Read the trait phrases, the longest where some overlap.

    Words of another domain and phrases that tell nothing take their places away from traits.
    """
    hits = [
        hit
        for hit in hearing.hits
        if hit.key.startswith((*_TRAITS, *_TAKEN)) and not _done(hearing, hit)
    ]
    chosen = longest_apart(hits)
    silent = {id(hit) for hit in chosen if _trait_of(hit) in vocabulary.names_no_product}
    naming = [hit for hit in chosen if id(hit) not in silent]
    chosen += [hit for hit in hits if _product_inside(hit, naming)]
    found = [_mention(hit, vocabulary.marks) for hit in chosen if hit.key.startswith(_TRAITS)]
    mentions = [*found, *_money(hearing, vocabulary.measures)]
    return replace(hearing, mentions=tuple(sorted(mentions, key=lambda m: (m.start, m.end))))


def _done(hearing: Hearing, hit: Hit) -> bool:
    """Whether a goal is told as done: "it calmed down" is no wish, "hydrated" is one."""
    first = hearing.words[hit.start].lower
    return (
        hit.key.startswith("trait:goal:")
        and first.endswith("ed")
        and not any(first in part.exact for part in hit.phrase.parts)
    )


def _trait_of(hit: Hit) -> str:
    return hit.key.partition(":")[2]


def _product_inside(hit: Hit, chosen: Sequence[Hit]) -> bool:
    """Whether a product stands inside a wish about products: "hate sticky sunscreen" names both.

    In a plain phrase only its last words can be the product: a "cream texture" is no cream.
    """
    return hit.key.startswith("trait:product_interest:") and any(
        _trait_of(other).startswith("attribute:")
        and other.start <= hit.start
        and (hit.end <= other.end if other.phrase.idiom else hit.end == other.end)
        for other in chosen
    )


def _mention(hit: Hit, marks: Mapping[str, frozenset[str]]) -> Mention:
    kind, type_, value = hit.key.split(":", 2)
    denied = kind == "denied"
    return Mention(
        type=type_,
        value=value,
        start=hit.start,
        end=hit.end,
        source="idiom" if hit.phrase.idiom else "word",
        complaint=kind == "against",
        marks=marks.get(_trait_of(hit), frozenset()),
        corrected=hit.corrected,
        polarity="absent" if denied else "present",
        settled=denied or type_ == "budget",
    )


def _money(hearing: Hearing, measures: Measures) -> Iterator[Mention]:
    for money in budgets(hearing.text, measures):
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
    # However it is worded: safety does not depend on a shopper's politeness.
    if "state" in mention.marks:
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
