"""Text is cut as the encoder was trained, and every piece knows the characters it stands for."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.tagger.tests.tiny import MARKS, word_pieces

PIECES = ("dry", "oil", "##y", "cafe", "fire", "loudly", "crying", ",", "'", "!")
WORDS = word_pieces(*PIECES)
NAMES = (*MARKS, *PIECES)


def cut(text: str, most: int = 100) -> list[tuple[str, str]]:
    """The pieces between the marks, each with its characters."""
    found = WORDS.cut(text, most)
    assert (NAMES[found.ids[0]], NAMES[found.ids[-1]]) == ("[CLS]", "[SEP]")
    return [
        (NAMES[name], text[start:end])
        for name, start, end in list(zip(found.ids, found.starts, found.ends, strict=True))[1:-1]
    ]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("dry, DRY!", [("dry", "dry"), (",", ","), ("dry", "DRY"), ("!", "!")]),
        ("oily", [("oil", "oily"), ("##y", "oily")]),
        ("Café cafe\u0301 dry", [("cafe", "Café"), ("cafe", "cafe\u0301"), ("dry", "dry")]),
        ("dry🔥", [("dry", "dry"), ("fire", "🔥")]),
        ("😭 dry", [("loudly", "😭"), ("crying", "😭"), ("dry", "dry")]),
        ("dry\x00\u202edry\ufe0f", [("dry", "dry"), ("dry", "dry\ufe0f")]),
        ("جافة dry", [("[UNK]", "جافة"), ("dry", "dry")]),
        ("it\u2019", [("[UNK]", "it"), ("'", "\u2019")]),
        ("dryness", [("[UNK]", "dryness")]),
        ("a" * 10_000 + " dry", [("[UNK]", "a" * 10_000), ("dry", "dry")]),
        (" \n\t\x07\u200b", []),
        ("", []),
    ],
)
def test_each_piece_stands_for_its_characters_as_they_were_typed(
    text: str, pieces: list[tuple[str, str]]
) -> None:
    assert cut(text) == pieces


def test_no_more_is_cut_than_asked_for_and_no_word_in_half() -> None:
    assert cut("dry oily dry", most=4) == [("dry", "dry")]
    assert cut("dry oily dry", most=5) == [("dry", "dry"), ("oil", "oily"), ("##y", "oily")]
    assert cut("dry", most=2) == []


@settings(deadline=None)
@given(st.text(max_size=60), st.integers(2, 30))
def test_whatever_is_typed_pieces_stand_in_order_inside_the_text(text: str, most: int) -> None:
    found = WORDS.cut(text, most)

    spans = list(zip(found.starts, found.ends, strict=True))[1:-1]
    assert len(found.ids) <= most
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(left == right or left[1] <= right[0] for left, right in pairwise(spans))


def test_pieces_are_found_by_any_character_they_share() -> None:
    found = WORDS.cut("dry, oily", 100)

    assert found.touching(0, 3).tolist() == [1]
    assert found.touching(2, 4).tolist() == [1, 2]
    assert found.touching(8, 100).tolist() == [3, 4]
    assert found.touching(4, 5).tolist() == []
    assert found.touching(3).tolist() == [2, 3, 4]
