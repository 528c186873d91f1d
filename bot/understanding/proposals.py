"""Mentions that the trained tagger proposes where the vocabulary is silent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bot.tagger.tagging import Run, Tagged
from bot.tagger.tags import tag_of
from bot.understanding.hearing import Hearing, Mention
from bot.understanding.named import Named, names, of_family
from bot.understanding.trained import Trained

# Below this chance a proposal is wrong so often that it would only disturb its neighbours.
_LEAST = 0.3
_LIKELY = 0.5
_EXCLUDED = "attribute:exclude_"
_WISHED, _WISH = "attribute:ingredient_", "ingredient_"


def with_proposals(
    hearing: Hearing,
    trained: Trained | None,
    marks: Mapping[str, frozenset[str]],
    excluded_by: Mapping[str, str],
) -> Hearing:
    """Add a mention for every run of a tag whose trait no mention tells already.

    Tags of open kinds (what is avoided, taken, wished for, paid) name no value: of those only what
    is avoided is proposed, where the words name a substance that the vocabulary knows.
    `excluded_by` maps a substance to the attribute that says it is excluded.
    """
    if trained is None:
        return hearing
    tagged = trained.tagger.read(hearing.text)
    known = {tag_of(mention.type, mention.value) for mention in hearing.mentions}
    found = [
        mention
        for run in tagged.runs(_LEAST)
        if run.tag not in known and not run.tag.endswith(("_", ":"))
        for mention in _mention(hearing, tagged, run, marks)
    ]
    avoided = list(_avoided(hearing, tagged, excluded_by))
    kept = [mention for mention in hearing.mentions if not _wished_for(mention, avoided)]
    mentions = sorted([*kept, *found, *avoided], key=lambda m: (m.start, m.end))
    return replace(hearing, mentions=tuple(mentions), tagged=tagged)


def _avoided(hearing: Hearing, tagged: Tagged, excluded_by: Mapping[str, str]) -> Iterator[Mention]:
    """Substances that are likely kept away though no rule says so: "retinol over my dead body"."""
    for item in names(hearing):
        start, end = hearing.span(item.start, item.end)
        chance = tagged.likeliest([_EXCLUDED], start, end) or 0.0
        wished = tagged.likeliest([_WISHED], start, end) or 0.0
        if item.group != "substances" or chance < max(_LIKELY, wished) or _limited(hearing, item):
            continue
        if tagged.attributes(_EXCLUDED, start, end)["absent"] < _LIKELY:
            attribute = excluded_by.get(item.name)
            mention = of_family("avoid", item.name, item.start, item.end)
            if attribute:
                mention = replace(mention, type="attribute", value=attribute)
            yield replace(mention, source="tagger", settled=True)


def _limited(hearing: Hearing, item: Named) -> bool:
    """Whether the rules took a position on it already, other than to wish for it."""
    return any(
        mention.start < item.end
        and item.start < mention.end
        and not mention.value.startswith(_WISH)
        for mention in hearing.mentions
    )


def _wished_for(mention: Mention, avoided: Sequence[Mention]) -> bool:
    return mention.value.startswith(_WISH) and any(
        other.start == mention.start for other in avoided
    )


def _mention(
    hearing: Hearing, tagged: Tagged, run: Run, marks: Mapping[str, frozenset[str]]
) -> Iterator[Mention]:
    places = [
        place
        for place, word in enumerate(hearing.words)
        if word.start < run.end and run.start < word.end
    ]
    if not places:
        return
    kind, value = run.tag.split(":", 1)
    # Its words often hold the denial itself ("no longer oily"), so the tagger answers for that too.
    denied = tagged.attributes(run.tag, run.start, run.end)["absent"] >= _LIKELY
    yield Mention(
        type=kind,
        value=value,
        start=places[0],
        end=places[-1] + 1,
        source="tagger",
        polarity="absent" if denied else "present",
        settled=True,
        marks=marks.get(run.tag, frozenset()),
    )
