from decimal import Decimal
from typing import Any

import pytest

from catalogue.fit import (
    Answer,
    Finding,
    Knowledge,
    Presence,
    contains,
    contradictions,
    fits_of,
    meets,
    stands_in,
    suits_area,
)
from catalogue.inci import ingredients_of
from catalogue.model import Effect, Product, Variant

MOST_WORDS = 60


def a_product(ingredients: str = "", **facts: Any) -> Product:  # noqa: ANN401 - any field
    size = facts.pop("size", "50 ml")
    given = {
        "id": "x",
        "title": "Some Cream",
        "description": "",
        "brand": "",
        "category": "moisturizer",
        "currency": "USD",
        "url": "",
        "image": "",
        "claims": (),
        "variants": (Variant(sku="x", title=size, price=Decimal(9), stock=1, size=size),),
    }
    return Product(**{**given, **facts}, ingredients=ingredients_of(ingredients))


def effects(product: Product, knowledge: Knowledge, trait: str) -> list[Effect]:
    return [fit.effect for fit in fits_of(product, knowledge) if fit.trait == trait]


@pytest.mark.parametrize(
    ("slug", "cites"),
    [
        ("allergy_nuts", "Prunus Amygdalus Dulcis (Sweet Almond) Oil"),
        ("allergy_nut", "Argania Spinosa Kernel Oil"),
        ("avoid_retinol", "Hydroxypinacolone Retinoate"),
        ("avoid_retinoids", "Retinal"),
        ("avoid_acids", "Lactic Acid"),
        ("avoid_actives", "Ascorbic Acid"),
        ("allergy_fragrance", "Parfum (Fragrance)"),
        ("allergy_fragrance", "Limonene"),
        ("avoid_essential_oils", "Lavandula Angustifolia (Lavender) Oil"),
        ("avoid_alcohol", "Alcohol Denat"),
        ("avoid_silicones", "Dimethicone/Vinyl Dimethicone Crosspolymer"),
        ("allergy_lanolin", "Lanolin Alcohol"),
        ("allergy_aspirin", "Salicylic Acid"),
        ("allergy_bees", "Cera Alba"),
        ("avoid_coconut_oil", "Cocos Nucifera (Coconut) Oil"),
        ("allergy_kiwi", "Actinidia Chinensis (Kiwi) Fruit Extract"),
        ("ingredient_vitamin_c", "Tetrahexyldecyl Ascorbate"),
        ("niacinamide", "Niacinamide"),
        ("on_tretinoin", "Glycolic Acid"),
        ("on_isotretinoin", "Retinol"),
    ],
)
def test_what_a_shopper_names_is_found_on_the_label(
    knowledge: Knowledge, slug: str, cites: str
) -> None:
    product = a_product(f"Aqua, Carbomer, {cites}")

    assert contains(product, slug, knowledge) == Finding(Presence.CONTAINS, cites)


@pytest.mark.parametrize(
    ("slug", "ingredients"),
    [
        ("avoid_alcohol", "Aqua, Cetearyl Alcohol, Phenoxyethanol"),
        ("allergy_nuts", "Aqua, Glycerin"),
        ("allergy_dairy", "Aqua, Lactic Acid"),
        ("avoid_mineral_oil", "Aqua, Helianthus Annuus (Sunflower) Seed Oil"),
        ("avoid_strong_perfume", "Aqua, Glycerin"),
        ("on_tretinoin", "Aqua, Glycerin, Ceramide NP"),
    ],
)
def test_what_is_not_on_the_label_is_not_in_it(
    knowledge: Knowledge, slug: str, ingredients: str
) -> None:
    assert contains(a_product(ingredients), slug, knowledge) == Finding(Presence.FREE)


@pytest.mark.parametrize(
    ("slug", "ingredients"),
    [
        ("allergy_nuts", ""),
        ("allergy_any", "Aqua"),
        ("allergy_penicillin", "Aqua"),
        ("on_warfarinol", "Aqua"),
    ],
)
def test_what_nobody_can_know_is_unknown(knowledge: Knowledge, slug: str, ingredients: str) -> None:
    assert contains(a_product(ingredients), slug, knowledge) == Finding(Presence.UNKNOWN)


@pytest.mark.parametrize(
    ("attribute", "product", "answer", "cites"),
    [
        ("fragrance_free", a_product("Aqua, Glycerin"), Answer.YES, "Aqua, Glycerin"),
        (
            "fragrance_free",
            a_product("Aqua, Linalool", claims=("fragrance_free",)),
            Answer.NO,
            "Linalool",
        ),
        ("fragrance_free", a_product("", claims=("fragrance_free",)), Answer.YES, "fragrance_free"),
        ("fragrance_free", a_product(""), Answer.NOT_STATED, ""),
        ("vegan", a_product("Aqua"), Answer.NOT_STATED, ""),
        ("vegan", a_product("Aqua, Cera Alba", claims=("vegan",)), Answer.NO, "Cera Alba"),
        (
            "mineral_spf",
            a_product("Aqua, Zinc Oxide", category="sunscreen"),
            Answer.YES,
            "Zinc Oxide",
        ),
        ("mineral_spf", a_product("Aqua, Zinc Oxide", category="mask"), Answer.NOT_STATED, ""),
        (
            "mineral_spf",
            a_product("Zinc Oxide, Octocrylene", category="sunscreen"),
            Answer.NO,
            "Octocrylene",
        ),
        ("pregnancy_safe", a_product("Aqua, Glycerin"), Answer.NOT_STATED, ""),
        (
            "pregnancy_safe",
            a_product("Aqua, Retinol", claims=("pregnancy_safe",)),
            Answer.NO,
            "Retinol",
        ),
        (
            "pregnancy_safe",
            a_product("Aqua", claims=("pregnancy_safe",)),
            Answer.YES,
            "pregnancy_safe",
        ),
        ("breastfeeding_safe", a_product("Retinal"), Answer.NO, "Retinal"),
        ("travel_size", a_product("Aqua", size="15 ml travel"), Answer.YES, "15 ml travel"),
        ("oil_free", a_product("Aqua, Squalane"), Answer.NO, "Squalane"),
        ("no_such_attribute", a_product("Aqua"), Answer.NOT_STATED, ""),
    ],
)
def test_an_attribute_is_answered_with_the_text_it_rests_on(
    knowledge: Knowledge, attribute: str, product: Product, answer: Answer, cites: str
) -> None:
    verdict = meets(product, attribute, knowledge)

    assert (verdict.answer, verdict.cites) == (answer, cites)
    assert answer is Answer.NOT_STATED or stands_in(verdict.cites, product)


def test_a_claim_that_the_label_denies_is_told(knowledge: Knowledge) -> None:
    product = a_product("Aqua, Mel", claims=("vegan", "gentle"))

    assert contradictions(product, knowledge) == (
        "Some Cream claims vegan, but contains Mel, which comes from animals",
    )


def test_a_fact_names_the_ingredient_it_rests_on(knowledge: Knowledge) -> None:
    fits = fits_of(a_product("Aqua, Ceramide NP"), knowledge)

    fit = next(fit for fit in fits if fit.trait == "concern:barrier_damage")
    assert fit.cites == "Ceramide NP"
    assert fit.fact.startswith("contains Ceramide NP, which ")


def test_the_stronger_side_of_a_contradiction_stays(knowledge: Knowledge) -> None:
    toner = a_product("Aqua, Alcohol Denat., Glycerin", category="toner")
    cream = a_product("Aqua, Glycerin, Butyrospermum Parkii (Shea) Butter, Ceramide NP")

    assert effects(toner, knowledge, "concern:dryness") == [Effect.HARMS]
    assert effects(cream, knowledge, "concern:dryness") == [Effect.SERVES]


def test_an_ingredient_late_in_the_list_counts_less(knowledge: Knowledge) -> None:
    early = a_product("Aqua, Niacinamide, Carbomer")
    late = a_product(", ".join([*(f"Filler {n}" for n in range(14)), "Niacinamide"]))

    def pores(product: Product) -> float:
        fits = fits_of(product, knowledge)
        return next((fit.weight for fit in fits if fit.trait == "concern:enlarged_pores"), 0.0)

    assert pores(early) > 1.5 * pores(late) > 0


def test_a_lip_balm_serves_lips_and_a_face_cream_does_not(knowledge: Knowledge) -> None:
    butter = "Butyrospermum Parkii (Shea) Butter, Ceramide NP"
    balm, cream = a_product(butter, category="lip_care"), a_product(butter)

    assert effects(balm, knowledge, "concern:chapped_lips") == [Effect.SERVES]
    assert effects(balm, knowledge, "concern:dryness") == []
    assert effects(cream, knowledge, "concern:chapped_lips") == []
    assert suits_area(balm, "lips", knowledge)
    assert not suits_area(balm, "cheeks", knowledge)
    assert suits_area(cream, "cheeks", knowledge)
    assert suits_area(a_product(category=""), "cheeks", knowledge)


def test_a_product_of_no_known_category_still_has_its_ingredients(knowledge: Knowledge) -> None:
    thing = a_product("Aqua, Retinol", category="", claims=("matte_finish",))

    assert effects(thing, knowledge, "concern:wrinkles") == [Effect.SERVES]
    assert effects(thing, knowledge, "goal:control_shine") == [Effect.SERVES]
    assert effects(thing, knowledge, "constraint:pregnancy_safe") == [Effect.HARMS]


def test_every_fit_of_the_brand_rests_on_text_that_stands_in_the_product(
    knowledge: Knowledge, brand: dict[str, Product]
) -> None:
    for product in brand.values():
        fits = fits_of(product, knowledge)
        assert fits
        for fit in fits:
            assert stands_in(fit.cites, product), (product.id, fit)
            assert 0 < fit.weight <= 1
            assert len(fit.fact.split()) < MOST_WORDS


def test_no_fit_is_given_twice(knowledge: Knowledge, brand: dict[str, Product]) -> None:
    for product in brand.values():
        traits = [fit.trait for fit in fits_of(product, knowledge)]
        assert len(traits) == len(set(traits))
