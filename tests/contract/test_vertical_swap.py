"""Another vertical is other data: running shoes run through the very code that skincare ships."""

import ast
import base64
import json
import re
import subprocess
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.cues import load_cues
from actions.dependencies import need_group
from actions.recommending import Advice, recommend
from actions.suiting import Shelf
from actions.wishes import wishes_of
from adsync.policy import sensitive_guard
from app.bringing import prepare_demo_data
from app.gateway_words import load_words
from app.settings import Settings
from app.wiring import ROOT, Parts
from audiences.language import parse_rule
from audiences.naming import traits_named
from audiences.wording import in_words
from catalogue import service as catalogue
from catalogue.fit import stands_in
from kit.db import reading
from profiles.folding import fold
from profiles.model import SELF, ConversationId, Disclosure, Trait, TraitType
from tests.builders import disclosed

VOCABULARIES = {
    "skincare": ROOT / "nlu_data/vocabulary.yml",
    "running_shoes": ROOT / "nlu_data/verticals/running_shoes/vocabulary.yml",
}
SHOES = VOCABULARIES["running_shoes"]
BOT_PYTHON = ROOT / "bot/.venv/bin/python"
TALK = ConversationId("talk")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """A Candor of running shoes: one setting differs, and its demo brand is imported."""
    settings = Settings.model_validate(
        {
            "vertical": "running_shoes",
            "database_url": f"sqlite:///{tmp_path_factory.mktemp('shoes')}/candor.db",
            "secret_keys": base64.b64encode(bytes(32)).decode(),
            "write_key": "key",
        }
    )
    prepare_demo_data(settings)
    return Parts(settings)


@pytest.fixture(scope="module")
def shelf(parts: Parts) -> Shelf:
    with reading(parts.engine) as session:
        return Shelf(
            products=catalogue.products(session),
            fits=catalogue.fits(session),
            knowledge=parts.knowledge,
            need_of=cache(partial(need_group, parts.vocabulary)),
        )


def test_one_setting_chooses_everything_that_a_vertical_is_made_of(parts: Parts) -> None:
    assert parts.vocabulary.vertical == "running_shoes"
    assert parts.knowledge.vertical == "running_shoes"
    assert load_words(parts.settings.vertical).shop == "Larkrun"
    assert not load_cues(parts.cues).has("hurt", "my old pair gave me a blister")


def test_a_vertical_names_types_of_its_own(parts: Parts) -> None:
    assert parts.vocabulary.types() == ("gait", "foot", *TraitType)


def test_the_shoes_are_imported_by_the_importer_of_every_shop(shelf: Shelf) -> None:
    shoes = [one for one in shelf.products if one.category.endswith(("_shoe", "_trainer"))]

    assert len(shoes) >= 16
    assert all(one.category and one.ingredients and one.in_stock for one in shelf.products)


def test_knowledge_speaks_only_of_what_shoppers_can_tell(parts: Parts) -> None:
    for text in parts.knowledge.traits():
        assert parts.vocabulary.trait(text)


def test_every_fact_of_every_shoe_stands_in_the_catalogue(shelf: Shelf) -> None:
    for product in shelf.products:
        for fit in shelf.of(product):
            assert stands_in(fit.cites, product)


# --- advice


def advised(shelf: Shelf, parts: Parts, *told: Disclosure) -> Advice:
    """Advice on what was told in one conversation."""
    now = [_in_this_talk(one) for one in told]
    return recommend(shelf, wishes_of(fold(now), SELF, TALK, parts.vocabulary))


def _in_this_talk(told: Disclosure) -> Disclosure:
    return Disclosure(
        id=told.id,
        sequence=told.sequence,
        kind=told.kind,
        heard=told.heard,
        heard_at=told.heard_at,
        conversation_id=TALK,
    )


def titles(advice: Advice) -> list[str]:
    return [one.product.title for one in advice.fitting]


def test_overpronation_is_answered_with_a_shoe_that_steadies(shelf: Shelf, parts: Parts) -> None:
    advice = advised(shelf, parts, disclosed("gait:overpronation"), disclosed("constraint:road"))

    best = advice.fitting[0]
    assert best.product.title.startswith("Steadyline")
    assert best.reasons[0].because == "your overpronation"
    assert "rolling inwards" in best.reasons[0].fact


def test_a_sore_achilles_is_never_offered_a_flat_shoe(shelf: Shelf, parts: Parts) -> None:
    advice = advised(shelf, parts, disclosed("concern:achilles_pain"))

    assert advice.fitting
    for choice in advice.shown:
        assert not {"zero_drop", "low_drop"} & set(choice.product.claims)


def test_an_allergy_keeps_what_is_made_of_it_away(shelf: Shelf, parts: Parts) -> None:
    spikes = disclosed("product_interest:track_spikes")

    assert titles(advised(shelf, parts, spikes)) == ["Swift Track Spike"]
    assert not titles(advised(shelf, parts, spikes, disclosed("constraint:allergy_latex")))


def test_width_terrain_and_budget_decide_together(shelf: Shelf, parts: Parts) -> None:
    advice = advised(
        shelf,
        parts,
        disclosed("foot:wide"),
        disclosed("constraint:trail"),
        disclosed("budget:under_140"),
    )

    assert titles(advice) == ["Mudlark Trail"]


def test_nobody_is_promised_that_a_shoe_mends_a_fracture(shelf: Shelf, parts: Parts) -> None:
    assert not advised(shelf, parts, disclosed("concern:stress_fracture")).fitting


# --- rules


def test_traits_of_a_vertical_stand_in_rules(parts: Parts) -> None:
    rule = parse_rule(
        {
            "all": [
                {"said": {"trait": "gait:overpronation", "answer": "yes", "within": "90d"}},
                {"said": {"trait": "need:width", "answer": "yes"}},
                {"not": {"said": {"trait": "constraint:allergy_*", "answer": "yes"}}},
            ]
        },
        parts.vocabulary,
    )

    assert "overpronation" in in_words(rule, parts.vocabulary)


@pytest.mark.parametrize(
    ("trait", "stays"),
    [("concern:shin_splints", True), ("foot:flat_arch", True), ("attribute:trail", False)],
)
def test_an_injury_never_reaches_an_ad_platform(parts: Parts, trait: str, *, stays: bool) -> None:
    vocabulary = parts.vocabulary
    named = trait.replace("attribute:", "preference:")
    rule = parse_rule({"said": {"trait": named, "answer": "yes"}}, vocabulary)

    held_back = sensitive_guard(
        traits_named(rule, {}, {}, vocabulary),
        is_health=lambda text: vocabulary.is_health(Trait.of(text)),
        label=lambda text: vocabulary.entry(Trait.of(text)).label,
    )

    assert (held_back is not None) is stays


# --- hearing, in the bot's own environment


def heard(messages: list[str]) -> list[list[dict[str, Any]]]:
    """Ask the ear, as it ships, what it hears with the vocabulary of running shoes."""
    lines = "".join(json.dumps({"id": n, "text": text}) + "\n" for n, text in enumerate(messages))
    done = subprocess.run(  # noqa: S603 - our own words
        [str(BOT_PYTHON), "-m", "bot.understanding", str(SHOES)],
        cwd=ROOT,
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line)["disclosures"] for line in done.stdout.splitlines()]


def told(disclosures: list[dict[str, Any]]) -> set[str]:
    """Disclosures in short: `-` for a denial, `<` for the past, `@who` for another person."""
    return {
        ("-" if one["polarity"] == "absent" else "")
        + ("<" if one["time"] == "past" else "")
        + f"{one['type']}:{one['value']}"
        + (one["holder"].replace("other:", "@") if one["holder"] != "self" else "")
        for one in disclosures
    }


MESSAGES = {
    "I overpronate and need a stability shoe, under $140": {
        "gait:overpronation",
        "constraint:stable",
        "budget:under_140",
    },
    "no plantar fasciitis, but my shins ache and I have wide feet": {
        "-concern:plantar_fasciitis",
        "concern:shin_splints",
        "foot:wide",
    },
    "shoes for my husband, he has flat feet and runs trails": {
        "foot:flat_arch@husband",
        "preference:trail@husband",
    },
    "I'm not flat footed, more of a high arch": {"-foot:flat_arch", "foot:high_arch"},
    "I ran a 10k in 45 minutes, size 10.5": {"goal:run_10k"},
    "I only run on muddy trails, must be waterproof": {"constraint:trail", "constraint:waterproof"},
    "my dog has sore paws": set(),
    "I'm allergic to latex": {"constraint:allergy_latex"},
    "running late, can you track my order?": set(),
}


@pytest.fixture(scope="module")
def ear() -> None:
    if not BOT_PYTHON.exists():
        pytest.skip("the bot's environment is not made here; run `make setup`")


@pytest.mark.usefixtures("ear")
def test_the_ear_hears_running_as_it_hears_skin() -> None:
    answers = heard(list(MESSAGES))

    assert dict(zip(MESSAGES, map(told, answers), strict=True)) == MESSAGES


@pytest.mark.usefixtures("ear")
def test_every_trait_of_the_vertical_has_words_that_are_heard_as_it() -> None:
    listed = yaml.safe_load(SHOES.read_text())["traits"]
    words = {
        (type_, value): entry["words"][0].lstrip("=")
        for type_, values in listed.items()
        for value, entry in values.items()
    }

    for (type_, value), answer in zip(words, heard(list(words.values())), strict=True):
        types = {"preference", "constraint"} if type_ == "attribute" else {type_}
        assert any(one["type"] in types and one["value"] == value for one in answer), value


# --- no code names a trait

PACKAGES = ("actions", "adsync", "app", "audiences", "bot", "catalogue", "kit", "profiles")
# Where code may say a word that is also a trait's: (file, words, why).
ALLOWED: tuple[tuple[str, str, str], ...] = (
    ("app/story/tell.py", "*", "the demo tells one story, of a skincare shop"),
    ("kit/environments.py", "skincare", "which vertical's files stand at the shared places"),
    ("app/settings.py", "skincare", "the setting's default"),
    ("adsync/sandbox/graph.py", "acne eczema rosacea", "the words Meta's own rules flag"),
    ("actions/skincare.py", "*", "the action keeps its name in every vertical"),
    ("audiences/console/audience_form.py", "dry", "an example in a blank form"),
    ("app/commands/understand.py", "dry", "an example in an error"),
    ("app/commands/catalogue.py", "dry", "the option --dry-run"),
    ("app/commands/sync.py", "dry", "the option --dry-run"),
    ("profiles/model.py", "dryness", "an example in an error"),
    ("bot/tagger/pieces.py", "face", "a word in the Unicode names of emoji"),
    ("profiles/vocabulary.py", "sensitivity", "a key of the vocabulary file"),
    ("adsync/bench.py", "normal", "SQLite's synchronous=NORMAL"),
    ("kit/db.py", "normal", "SQLite's synchronous=NORMAL"),
    ("adsync/destinations/google_answers.py", "sensitive", "what Google calls such a list"),
    ("bot/evaluation/", "*", "it scores hearing on labelled messages of the skincare shop"),
    ("bot/understanding/personal_data.py", "road", "how addresses end"),
    ("bot/tagger/pieces.py", "face", "a word of many names that Unicode gives emoji"),
    ("app/", "body", "the body of a request"),
    ("adsync/", "body", "the body of a page"),
    ("catalogue/shopify.py", "body", "a column of Shopify's"),
    ("", "back", "taking something back"),
)


def test_no_code_names_a_trait_of_any_vertical() -> None:
    """Counts the lines that a vertical would have to change: none.

    A trait is taken as named where its value, its type, or a part of the body stands in a string
    as a word of its own. Docstrings and comments may give examples.
    """
    names = {name: _names(path) for name, path in VOCABULARIES.items()}
    found = [
        f"{file}:{line} names {word!r}"
        for file, line, words in _said_in_code()
        for word in sorted(words & (names["skincare"] | names["running_shoes"]))
        if not _is_allowed(file, word)
    ]

    assert not found, "\n".join(found)


def test_everything_that_is_allowed_is_still_said() -> None:
    said = [(file, words) for file, _, words in _said_in_code()]

    for place, allowed, reason in ALLOWED:
        for word in allowed.split():
            assert any(
                file.startswith(place) and (word == "*" or word in words) for file, words in said
            ), f"{place or 'no file'} no longer says {word!r} ({reason})"


def _names(vocabulary: Path) -> set[str]:
    """The names of a vertical's own: its name, its types, its traits and its parts of the body."""
    data = yaml.safe_load(vocabulary.read_text())
    values = {value for values in data["traits"].values() for value in values}
    return {data["vertical"], *data["own_types"], *values, *data["areas"]}


def _is_allowed(file: str, word: str) -> bool:
    return any(
        file.startswith(place) and (words == "*" or word in words.split())
        for place, words, _ in ALLOWED
    )


def _said_in_code() -> Iterator[tuple[str, int, set[str]]]:
    """Yield file, line and words of every string of the product's code."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            inside = path.relative_to(ROOT)
            if not {"tests", ".venv"} & set(inside.parts):
                for line, text in _python_strings(path):
                    yield str(inside), line, _words(text)
    for path in sorted((ROOT / "web").glob("*/src/*.ts")):
        inside = path.relative_to(ROOT)
        for number, row in enumerate(path.read_text().splitlines(), start=1):
            for quoted in _TYPESCRIPT_STRING.finditer(row):
                yield str(inside), number, _words(quoted[0])


_TYPESCRIPT_STRING = re.compile(r"\"[^\"]*\"|'[^']*'|`[^`]*`")


def _python_strings(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text())
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) not in documentation:
            yield node.lineno, node.value


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9_]+", text.lower()))
