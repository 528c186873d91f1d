"""Wordings met after the first version, each written for a rule and not for a score.

A row names all that is to be heard: `-` before what is denied, `mom>` before what is another's.
"""

from datetime import date

import pytest

from bot.understanding.model import SELF, Disclosure
from bot.understanding.pipeline import Ear

EAR = Ear.of()
TODAY = date(2026, 11, 21)


def told(one: Disclosure) -> str:
    holder = "" if one.holder == SELF else one.holder.removeprefix("other:") + ">"
    value = one.trait.removeprefix("preference:").removeprefix("constraint:")
    return f"{holder}{'-' if one.polarity == 'absent' else ''}{value}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "my mum has rosacea btw. anything fragrance free under $40?",
            ["budget:under_40", "fragrance_free", "mom>concern:rosacea"],
        ),
        (
            "I have dry skin. my dad has eczema by the way. I need a serum without perfume",
            ["dad>concern:eczema", "fragrance_free", "product_interest:serum", "skin_type:dry"],
        ),
        (
            "dry? nope. greasy, no wait, combination",
            ["-concern:oiliness", "-skin_type:dry", "skin_type:combination"],
        ),
        ("I want a fragrance free retinol serum", ["fragrance_free", "product_interest:serum"]),
        ("is it vegan?", []),
        ("does chocolate cause acne?", []),
        ("nothing extravagant", ["budget:cheap"]),
        ("which cleanser should I use?", ["product_interest:cleanser"]),
        ("is retinol ok?", []),
        ("lavender makes me sneeze", ["avoid_lavender"]),
        ("coconut oil gives me welts", ["avoid_coconut"]),
        ("anything with rosehip makes me wheeze", ["avoid_rosehip"]),
        ("snail mucin = instant hives", ["avoid_snail_mucin"]),
        ("aloe = itchy face every time", ["avoid_aloe"]),
        ("patch test positive for linalool", ["allergy_linalool"]),
        ("tested positive to cobalt chloride", ["allergy_cobalt"]),
        ("allergic to dust, also latex", ["allergy_dust", "allergy_latex"]),
        ("alergic 2 honey", ["allergy_honey"]),
        (
            "allergies: soy, eggs and hydroxypropyl acrylate",
            ["allergy_acrylates", "allergy_egg", "allergy_soy"],
        ),
        ("my pharmacist warned me off glycolic acid", ["avoid_glycolic_acid"]),
        ("the gp put me on lymecycline", ["on_lymecycline"]),
        ("3 months on spironolactone and still oily", ["on_spironolactone", "skin_type:oily"]),
        ("tret every other night, skin peeling like mad", ["concern:dryness", "on_tretinoin"]),
        (
            "what can I use instead of retinol while nursing, is bakuchiol ok?",
            ["avoid_retinol", "breastfeeding_safe"],
        ),
        ("I'm pregnant, is niacinamide allowed?", ["pregnancy_safe"]),
        ("I came off accutane", ["-on_isotretinoin"]),
        ("just stopped taking doxycycline", ["-on_doxycycline"]),
        ("who said I was pregnant? I'm not.", ["-pregnancy_safe"]),
        ("I turn into a beetroot when I run", ["concern:redness"]),
        ("tea tree oil sends me to hospital", ["avoid_tea_tree"]),
        ("lanolin = rash city", ["avoid_lanolin"]),
        ("retinol creams sting", ["avoid_retinol"]),
        ("prescribed hydroquinone", ["on_hydroquinone"]),
        ("my derm told me to stop all acids", ["avoid_acids"]),
        ("soy alérgico al níquel", ["allergy_nickel"]),
        ("allergique au latex", ["allergy_latex"]),
        ("everyone recommends niacinamide but niacinamide breaks me out", ["avoid_niacinamide"]),
        (
            "no nut oils, I'm intolerant to soy, must be mineral",
            ["allergy_soy", "avoid_nuts", "mineral_spf"],
        ),
        ("there isn't a week when I don't wake up with a new zit", ["concern:acne"]),
        ("not a day goes by without my face itching", ["concern:irritation"]),
        ("can never have too much glow", ["goal:glow"]),
        ("don't you sell anything for whiteheads?", ["concern:clogged_pores"]),
        ("I never thought I'd have wrinkles at 25", ["concern:wrinkles"]),
        (
            "it's not that my skin is dry, it's that it's dehydrated",
            ["-skin_type:dry", "concern:dehydration"],
        ),
        ("it's not oily, it's dull", ["-skin_type:oily", "concern:dullness"]),
        ("nobody my age has jowls like me", ["concern:loss_of_firmness"]),
        ("not greasy and absorbs quickly", ["fast_absorbing", "non_greasy"]),
        (
            "never had a spot in my life, hate my dark circles",
            ["-concern:acne", "concern:dark_circles"],
        ),
        ("I don't get acne, my pores are huge", ["-concern:acne", "concern:enlarged_pores"]),
        ("no acne, flaky nose", ["-concern:acne", "concern:dryness"]),
        ("wrinkles? me? nah", ["-concern:wrinkles"]),
        ("shine I don't mind", ["-concern:oiliness"]),
        ("the freckles I don't mind, the dullness I do", ["concern:dullness"]),
        ("serum over cream please", ["-product_interest:moisturizer", "product_interest:serum"]),
        ("a mask rather not", ["-product_interest:mask"]),
        ("did I say oily? I meant dry", ["-skin_type:oily", "skin_type:dry"]),
        ("my sister isn't dry, she's oily", ["sister>-skin_type:dry", "sister>skin_type:oily"]),
        ("hers is oily, mine isn't", ["-skin_type:oily", "unknown>skin_type:oily"]),
        (
            "it's actually my brother who has acne, not me",
            ["-concern:acne", "brother>concern:acne"],
        ),
        (
            "I'm a nurse, and a client of mine has rosacea and dryness",
            ["client>concern:dryness", "client>concern:rosacea"],
        ),
        ("my boyfriend used my serum and broke out", ["boyfriend>concern:acne"]),
        ("my daughter is six. I want something for my wrinkles", ["concern:wrinkles"]),
        ("him: dry. me: oily", ["skin_type:oily", "unknown>skin_type:dry"]),
        ("my husband has eczema and so do I", ["concern:eczema", "husband>concern:eczema"]),
        ("my sister has acne, mine is worse", ["concern:acne", "sister>concern:acne"]),
        ("you're spot on, thanks", []),
        ("can you bump it up to two?", []),
        ("wearing a mask on the train every day", []),
        ("is it a myth that toothpaste dries pimples?", []),
        ("my knife is dull and the crust is dry", []),
        ("do you have it in Polish?", []),
        ("a rash of robberies in town", []),
        ("the leaves of my plant have brown spots", []),
        ("should I use serum before or after moisturiser?", []),
        ("hand gel at the door was empty", []),
        ("he has a beard and tattoos", []),
        ("show me the ones above 50 euros", ["budget:over_50"]),
        ("20-30 a month", ["budget:20_to_30"]),
        ("dry, dull, cheap please", ["budget:cheap", "concern:dullness", "skin_type:dry"]),
        ("my hands are like bark", ["concern:dryness"]),
        ("my legs look like crocodile hide", ["concern:dryness"]),
        ("neck like crumpled paper", ["concern:loss_of_firmness"]),
        ("27f, oily as hell, no makeup, huge pores", ["concern:enlarged_pores", "skin_type:oily"]),
        ("the wind dried me out", ["concern:dryness"]),
        ("just tired", ["concern:tired_look"]),
        ("one product only, want it simple", ["simple_routine"]),
        ("something for the lips", ["product_interest:lip_care"]),
        ("a thing I can dab on a pimple", ["product_interest:spot_treatment"]),
        ("hand cream that absorbs fast", ["fast_absorbing", "product_interest:hand_cream"]),
        ("no animal stuff", ["vegan"]),
        ("hate anything thick", ["lightweight"]),
        ("day cream with sun protection", ["product_interest:moisturizer", "spf_included"]),
        ("I have much oil in the face", ["concern:oiliness"]),
        ("skin what is peeling", ["concern:dryness"]),
        ("my cheeks 🔥🔥", ["concern:redness"]),
        ("pockmarks and craters on my cheeks", ["concern:acne_scars"]),
        ("strawberry legs", ["concern:clogged_pores"]),
        ("flakes under my makeup", ["concern:dryness"]),
        ("bumps when I shave my neck", ["concern:razor_bumps"]),
        ("my shins flake", ["concern:dryness"]),
        ("split heels", ["concern:dryness"]),
        ("I look like a corpse", ["concern:tired_look"]),
        ("pizza face", ["concern:acne"]),
        ("my ears burn in the sun", ["goal:sun_protection"]),
        ("mustn't sting", ["gentle"]),
        ("vit c please", ["ingredient_vitamin_c"]),
        ("morning and evening plan please", ["goal:build_routine"]),
        ("one cream and done", ["simple_routine"]),
        ("thin as paper arms", ["concern:loss_of_firmness"]),
        ("wool makes me scratch", ["avoid_lanolin"]),
        ("my neck gives my age away", ["concern:aging_signs"]),
    ],
)
def test_all_of_a_message_is_heard_and_nothing_else(text: str, expected: list[str]) -> None:
    heard = EAR.understand(text, heard_on=TODAY).disclosures

    assert sorted({told(one) for one in heard}) == expected
