"""The labelled files that are shipped, and the ear they are for."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from bot.evaluation.gathering import Sets
from bot.evaluation.keywords import Keywords
from bot.evaluation.labels import Message, messages
from bot.evaluation.latency import latencies
from bot.evaluation.steps import GROUPS
from bot.understanding.pipeline import LANGUAGE, VOCABULARY, Ear
from bot.understanding.vocabulary import load_vocabulary

FOLDER = Path(__file__).resolve().parents[3] / "nlu_data" / "evaluation"
INTENTS = FOLDER.parent / "intents"
TEACHING, WEIGHING = FOLDER.parent / "messages/teaching", FOLDER.parent / "messages/weighing"
ALIKE = 0.8
LONG_ENOUGH = 4


@pytest.fixture(scope="module")
def sets() -> Sets:
    return Sets.of(FOLDER)


@pytest.fixture(scope="module")
def taught() -> dict[str, tuple[Message, ...]]:
    files = [path for folder in (TEACHING, WEIGHING) for path in sorted(folder.glob("*.jsonl"))]
    return {f"{path.parent.name}/{path.stem}": messages(path) for path in files}


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)


def nearly(group: Iterable[Message], known: Iterable[frozenset[str]]) -> list[str]:
    """The ids of long enough messages that are nearly one of the known; never their words."""
    by_size: dict[int, set[frozenset[str]]] = {}
    for one in known:
        by_size.setdefault(len(one), set()).add(one)
    return [
        message.id
        for message in group
        if len(mine := words(message.text)) >= LONG_ENOUGH
        and any(
            alike(mine, other)
            for size in range(int(ALIKE * len(mine)), int(len(mine) / ALIKE) + 1)
            for other in by_size.get(size, ())
        )
    ]


def test_the_holdout_is_large_enough_to_speak_of(sets: Sets) -> None:
    assert sum(len(group) for group in sets.unseen.values()) >= 600


def test_no_message_of_the_holdout_is_nearly_one_that_was_seen(
    sets: Sets, taught: dict[str, tuple[Message, ...]]
) -> None:
    others = {**sets.tuned, **sets.only_intents, **taught}
    known = [words(message.text) for group in others.values() for message in group]
    known += [
        words(line.strip().removeprefix("- "))
        for path in INTENTS.glob("*.yml")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    assert nearly(itertools.chain(*sets.unseen.values()), known) == []


def test_ids_are_used_once(sets: Sets, taught: dict[str, tuple[Message, ...]]) -> None:
    groups = {**sets.tuned, **sets.unseen, **sets.only_intents, **taught}.values()
    counts = Counter(message.id for message in itertools.chain(*groups))
    assert [id_ for id_, count in counts.items() if count > 1] == []


def test_every_step_that_can_be_left_out_changes_what_is_heard() -> None:
    vocabulary = load_vocabulary(VOCABULARY, LANGUAGE)
    text = (
        "my mum has akne, I don't. I used to have very oily cheeks, I am not dry. "
        "allergic to latex. greasy fries. my skin is normal, no wait, combination"
    )
    whole = Ear(vocabulary).understand(text, heard_on=date(2026, 11, 2))
    for name, group in GROUPS.items():
        part = Ear(vocabulary, group).understand(text, heard_on=date(2026, 11, 2))
        assert part != whole, name


def test_the_baseline_knows_words_and_nothing_of_their_context() -> None:
    found = Keywords.of(VOCABULARY).hear("my mum has no acne")
    assert [(told.trait, told.polarity, told.holder) for told in found] == [
        ("concern:acne", "present", "self")
    ]


def test_readers_are_timed_on_every_message() -> None:
    read: list[str] = []
    measured = latencies({"one": read.append}, ["a", "b"])
    assert read == ["a", "b", "a", "b"]
    assert 0 <= measured["one"].p50 <= measured["one"].p99 <= measured["one"].worst
