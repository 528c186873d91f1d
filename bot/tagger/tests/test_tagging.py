"""A trained tagger, kept and read again, and what is asked of its chances."""

from pathlib import Path

import numpy as np
import pytest

from bot.tagger.encoder import Encoder
from bot.tagger.tagging import MOST_PIECES, SHAPE, NoTagger, Run, Tagger, pretrained, save
from bot.tagger.tests.tiny import UNLIKELY, knowing

TEXT = "my skin is dry, so oily"
TAGGED = knowing(
    {
        "dry": {"skin_type:dry": 0.9, "absent": 0.8},
        "is": {"skin_type:dry": 0.5, "absent": 0.1},
        "so": {"skin_type:dry": 0.2},
        "oily": {"skin_type:oily": 0.4, "skin_type:dry": 0.3, "other": 0.7},
    }
).read(TEXT)


def span(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def test_the_likeliest_of_some_tags_is_looked_for_on_the_characters_asked_about() -> None:
    assert TAGGED.likeliest(["skin_type:dry"], *span("oily")) == pytest.approx(0.3, abs=1e-4)
    both = ["skin_type:dry", "skin_type:oily"]
    assert TAGGED.likeliest(both, *span("oily")) == pytest.approx(0.4, abs=1e-4)
    assert TAGGED.likeliest(both) == pytest.approx(0.9, abs=1e-4)


def test_a_rival_is_any_other_tag() -> None:
    assert TAGGED.rival(["skin_type:oily"], *span("oily")) == pytest.approx(0.3, abs=1e-4)
    assert TAGGED.rival(["skin_type:dry"], *span("is dry")) == pytest.approx(UNLIKELY, abs=1e-4)


def test_nothing_is_said_of_tags_unknown_and_characters_unread() -> None:
    assert TAGGED.likeliest(["concern:acne"]) is None
    assert TAGGED.likeliest(["skin_type:dry"], len(TEXT), len(TEXT) + 9) is None
    assert TAGGED.rival(["skin_type:dry", "skin_type:oily"], *span("dry")) is None


def test_attributes_are_heard_where_the_tag_is_likely() -> None:
    over_both = TAGGED.attributes("skin_type:dry", *span("is dry"))

    # 0.9 of 0.8 and 0.5 of 0.1, by their sum.
    assert over_both["absent"] == pytest.approx((0.72 + 0.05) / 1.4, abs=1e-2)
    assert TAGGED.attributes("skin_type:dry", 500, 501)["absent"] == 0.0


def test_a_run_takes_the_likely_words_around_the_surest() -> None:
    assert [_rounded(run) for run in TAGGED.runs(0.7)] == [
        Run("skin_type:dry", *span("is dry"), 0.9)
    ]


def test_less_asked_for_finds_more_runs_and_none_on_the_marks() -> None:
    found = {(run.tag, TEXT[run.start : run.end]) for run in TAGGED.runs(0.3)}

    assert found == {
        ("skin_type:dry", "is dry"),
        ("skin_type:dry", "so oily"),
        ("skin_type:oily", "oily"),
    }
    assert all(run.end for run in TAGGED.runs(UNLIKELY / 2))


def _rounded(run: Run) -> Run:
    return Run(run.tag, run.start, run.end, round(run.chance, 3))


def test_what_is_kept_reads_as_what_was_taught(tmp_path: Path) -> None:
    weights, pieces = pretrained()
    random = np.random.RandomState(0)
    changed = "encoder.layer.5.output.dense.bias"
    learned = {
        "head.weight": random.normal(0, 0.1, (384, 6)).astype(np.float32),
        "head.bias": random.normal(0, 0.1, 6).astype(np.float32),
        changed: random.normal(0, 1, 384).astype(np.float32),
    }
    taught = Tagger(Encoder({**weights, **learned}, SHAPE), pieces, learned, ["a:b", "c:d"])
    save(tmp_path / "new", learned, ("a:b", "c:d"))

    kept = Tagger.of(tmp_path / "new").read(TEXT)

    assert kept.tags == ("a:b", "c:d")
    assert np.array_equal(kept.chances, taught.read(TEXT).chances)
    untaught = Tagger(Encoder(weights, SHAPE), pieces, learned, ["a:b", "c:d"])
    assert not np.allclose(kept.chances, untaught.read(TEXT).chances)


def test_of_a_long_text_a_bounded_part_is_read() -> None:
    tagged = knowing({"dry": {"skin_type:dry": 0.9}}).read("dry " * 2_500)

    assert len(tagged.chances) == MOST_PIECES
    assert len(list(tagged.runs(0.5))) == 1


def test_a_folder_without_a_tagger_is_named_and_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(NoTagger, match=rf"{tmp_path} holds no trained tagger.*make setup"):
        Tagger.of(tmp_path)
