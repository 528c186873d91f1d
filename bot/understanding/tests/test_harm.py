"""What a substance did to somebody keeps it away; being fine, wished for or compared does not."""

from datetime import date

import pytest

from bot.understanding.pipeline import Ear

EAR = Ear.of()
TODAY = date(2026, 11, 22)
SAFETY = ("allergy_", "avoid_", "on_", "ingredient_")


def heard(text: str) -> list[str]:
    """What is said of substances and medicines; an allergy excludes as "avoid" does."""
    told = EAR.understand(text, heard_on=TODAY).disclosures
    return sorted(
        {
            ("-" if one.polarity == "absent" else "") + one.value.replace("allergy_", "avoid_")
            for one in told
            if one.value.startswith(SAFETY)
        }
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("glycerin scalded my chin", ["avoid_glycerin"]),
        ("urea splits my heels", ["avoid_urea"]),
        ("vitamin e left my lids like golf balls", ["avoid_vitamin_e"]),
        ("tea tree gives my wife welts", ["avoid_tea_tree"]),
        ("jojoba clogs me within days", ["avoid_jojoba"]),
        ("ambulance after a sesame mask", ["avoid_sesame"]),
        ("every time I use turmeric I puff up", ["avoid_turmeric"]),
        ("squalane on my chin = crater city", ["avoid_squalane"]),
        ("does it hold propolis? I swell up from it", ["avoid_propolis"]),
    ],
)
def test_whatever_a_substance_does_to_a_person_keeps_it_away(
    text: str, expected: list[str]
) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("camphor? hard no", ["avoid_camphor"]),
        ("geraniol and my skin don't mix", ["avoid_geraniol"]),
        ("my surgeon vetoed arnica", ["avoid_arnica"]),
        ("niacinamide is the culprit", ["avoid_niacinamide"]),
        ("menthol is off limits", ["avoid_menthol"]),
        ("the allergist wrote down cobalt, colophony and rubber", [
            "avoid_cobalt", "avoid_colophony", "avoid_latex",
        ]),
        ("turned out to be the geraniol", ["avoid_geraniol"]),
        ("oats and shea make me sneeze", ["avoid_oats", "avoid_shea"]),
    ],
)  # fmt: skip
def test_a_judgement_or_a_test_keeps_a_substance_away(text: str, expected: list[str]) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("niacinamide helps my redness, got a serum with it?", ["ingredient_niacinamide"]),
        ("my knees are like a strawberry", []),
        ("brown as a chestnut", []),
        ("is squalane ok for babies?", []),
        ("afraid glycolic will make me flake", []),
        ("panthenol for my chin please", ["ingredient_vitamin_b5"]),
        ("do you sell a niacinamide serum", ["ingredient_niacinamide"]),
        ("an allantoin serum for my elbows", ["ingredient_allantoin"]),
        ("squalane doesn't hurt me", ["-avoid_squalane"]),
    ],
)
def test_what_helps_or_is_compared_or_asked_about_is_not_kept_away(
    text: str, expected: list[str]
) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("started humira in march", ["on_adalimumab"]),
        ("eliquis since my stroke", ["on_apixaban"]),
        ("tapering off prednisolone", ["on_prednisolone"]),
        ("my tretinoin is gathering dust", ["-on_tretinoin"]),
        ("patchy since the pill", []),
        ("I work on a chemo ward", []),
        ("not on any meds", ["-on_medication"]),
    ],
)
def test_a_medicine_is_taken_laid_aside_or_only_spoken_of(text: str, expected: list[str]) -> None:
    assert heard(text) == expected
