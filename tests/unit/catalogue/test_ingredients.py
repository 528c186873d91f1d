import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.inci import forms_of, ingredients_of, pattern_of, plain


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Aqua, Glycerin.", ("Aqua", "Glycerin")),
        ("INGREDIENTS (INCI): Aqua; Glycerin", ("Aqua", "Glycerin")),
        ("Aqua,Glycerin,1,2-Hexanediol", ("Aqua", "Glycerin", "1,2-Hexanediol")),
        ("CI 77491, CI 77492", ("CI 77491", "CI 77492")),
        ("Aqua • Parfum (Fragrance, rose) • Aqua", ("Aqua", "Parfum (Fragrance, rose)")),
        ("Rosa Canina Fruit Oil*, *organic", ("Rosa Canina Fruit Oil", "organic")),
        ("Zinc Oxide 20%, Silica", ("Zinc Oxide 20%", "Silica")),
        ("Aqua (Water, Mica", ("Aqua (Water, Mica",)),
        ("", ()),
    ],
)
def test_a_label_is_parted_into_its_names(text: str, names: tuple[str, ...]) -> None:
    assert ingredients_of(text) == names


NAMES = st.lists(
    st.from_regex(r"[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8}| \([A-Z][a-z]{2,8}\))?", fullmatch=True),
    unique=True,
    max_size=12,
)


@given(NAMES)
def test_a_list_that_was_joined_is_parted_again(names: list[str]) -> None:
    assert ingredients_of(", ".join(names)) == tuple(names)


@given(st.text(max_size=60))
def test_any_text_at_all_is_parted_without_a_fuss(text: str) -> None:
    assert all(plain(name) or not name.isascii() for name in ingredients_of(text))


def test_a_name_is_known_in_every_way_it_may_be_written() -> None:
    assert set(forms_of("Parfum (Fragrance)")) == {"parfum fragrance", "parfum", "fragrance"}
    assert {"aqua", "water"} <= set(forms_of("Aqua/Water"))
    assert "zinc oxide" in forms_of("Zinc Oxide (20%)")
    assert "zinc oxide" in forms_of("Zinc Oxide 18.5 %")


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("Ceramide *", "ceramide np", True),
        ("Ceramide *", "ceramides", False),
        ("*paraben", "methylparaben", True),
        ("Citrus * Oil", "citrus aurantium bergamia oil", True),
        ("Citrus * Oil", "citrus oil", False),
        ("Alcohol", "cetearyl alcohol", False),
        ("Alpha-Arbutin", "alpha arbutin", True),
    ],
)
def test_a_pattern_matches_whole_names(pattern: str, name: str, *, matches: bool) -> None:
    assert bool(pattern_of([pattern]).fullmatch(name)) is matches


def test_no_names_match_nothing() -> None:
    assert pattern_of([]).fullmatch("") is None
