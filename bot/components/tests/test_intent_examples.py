"""The examples that the intent model learns from."""

from collections import Counter, defaultdict

import yaml

from bot.components.intent_words import plain
from bot.components.tests.conftest import ROOT, Example

FEWEST = 40
FEWEST_WHERE_CLOSE = {
    "inform_needs": 150,
    "ask_recommendation": 150,
    "ask_skincare_info": 150,
    "ask_product_info": 150,
    "out_of_scope": 400,
    "medical_escalation": 60,
}


def same_words(text: str) -> str:
    return " ".join(plain(text).split())


def test_every_intent_of_the_domain_has_its_examples_and_no_other_intent_has_any(
    examples: list[Example],
) -> None:
    domain = yaml.safe_load((ROOT / "bot/domain/intents.yml").read_text(encoding="utf-8"))
    counts = Counter(example.intent for example in examples)

    assert set(counts) == set(domain["intents"])
    few = {
        intent: count
        for intent, count in counts.items()
        if count < FEWEST_WHERE_CLOSE.get(intent, FEWEST)
    }
    assert few == {}


def test_no_example_stands_under_two_intents(examples: list[Example]) -> None:
    intents = defaultdict(set)
    for example in examples:
        intents[same_words(example.text)].add(example.intent)

    assert {text: names for text, names in intents.items() if len(names) > 1} == {}


def test_no_message_of_the_evaluation_is_learned_from(
    examples: list[Example], held_out: list[Example]
) -> None:
    # What is one word long can be said in one way only.
    learned = {same_words(example.text) for example in examples}
    seen = [m.text for m in held_out if " " in m.text.strip() and same_words(m.text) in learned]

    assert seen == []


def test_the_evaluation_is_large_and_covers_every_intent(
    examples: list[Example], held_out: list[Example]
) -> None:
    assert len(held_out) >= 200
    assert {message.intent for message in held_out} == {example.intent for example in examples}
