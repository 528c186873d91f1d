"""Mentions that the trained tagger proposes where the vocabulary is silent."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.tagger.tagging import Run, Tagged
from bot.tagger.tags import tag_of
from bot.understanding.hearing import Hearing, Mention
from bot.understanding.trained import Trained

# Below this chance a proposal is wrong so often that it would only disturb its neighbours.
_LEAST = 0.3
_LIKELY = 0.5


def with_proposals(
    hearing: Hearing, trained: Trained | None, marks: Mapping[str, frozenset[str]]
) -> Hearing:
    """Add a mention for every run of a tag whose trait nothing nearby tells already.

    Tags of open kinds (what is avoided, taken, wished for, paid) name no value, so the vocabulary
    alone hears those.
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
    mentions = sorted([*hearing.mentions, *found], key=lambda m: (m.start, m.end))
    return replace(hearing, mentions=tuple(mentions), tagged=tagged)


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
