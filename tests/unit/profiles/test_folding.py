from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from profiles.folding import Said, fold, said_by
from profiles.model import Disclosure, Tense, Trait
from tests.builders import NOW, denied, disclosed, taken_back

DRYNESS = Trait("concern", "dryness")
TRAITS = ("concern:dryness", "goal:glow", "skin_type:dry")
HOLDERS = ("self", "other:mom")


@st.composite
def records(draw: st.DrawFn) -> list[Disclosure]:
    def one() -> Disclosure:
        make = draw(st.sampled_from([disclosed, denied, taken_back]))
        ago = f"{draw(st.integers(0, 5))}d"
        return make(draw(st.sampled_from(TRAITS)), ago=ago, holder=draw(st.sampled_from(HOLDERS)))

    return [one() for _ in range(draw(st.integers(0, 12)))]


def test_the_latest_word_decides() -> None:
    folded = fold([denied("concern:dryness", ago="1d"), disclosed("concern:dryness", ago="3d")])

    assert folded.answer(DRYNESS) is Said.NO


def test_what_was_taken_back_was_never_said() -> None:
    folded = fold([disclosed("concern:dryness", ago="3d"), taken_back("concern:dryness")])

    assert folded.answer(DRYNESS) is Said.NEVER
    assert folded.deciding(DRYNESS) is None


def test_what_is_said_again_after_being_taken_back_stands() -> None:
    folded = fold([taken_back("concern:dryness", ago="2d"), disclosed("concern:dryness")])

    assert folded.answer(DRYNESS) is Said.YES


def test_another_persons_need_is_not_the_shoppers() -> None:
    folded = fold([disclosed("concern:rosacea", holder="other:mom")])

    assert folded.answer(Trait("concern", "rosacea")) is Said.NEVER
    assert folded.answer(Trait("concern", "rosacea"), "other:mom") is Said.YES
    assert folded.holders() == ("other:mom",)


def test_the_past_is_a_no_and_a_feared_thing_a_yes_unless_it_is_a_skin_type() -> None:
    assert said_by(disclosed("concern:acne", time=Tense.PAST)) is Said.NO
    assert said_by(disclosed("concern:acne", time=Tense.FUTURE)) is Said.YES
    assert said_by(disclosed("skin_type:dry", time=Tense.FUTURE)) is Said.NEVER
    assert said_by(taken_back("concern:acne")) is Said.NEVER


def test_needs_are_what_one_holder_has_newest_first() -> None:
    folded = fold(
        [
            disclosed("concern:dryness", ago="3d"),
            disclosed("goal:glow", ago="1d"),
            denied("concern:acne"),
            disclosed("concern:redness", holder="other:mom"),
        ]
    )

    assert [str(need.heard.trait) for need in folded.needs()] == ["goal:glow", "concern:dryness"]


@given(records(), st.randoms(use_true_random=False))
def test_the_order_in_which_records_are_read_never_matters(
    told: list[Disclosure], shuffling: Random
) -> None:
    shuffled = sorted(told, key=lambda _: shuffling.random())

    assert fold(shuffled) == fold(told)


@given(records())
def test_folding_is_what_one_would_find_by_looking_through_everything(
    told: list[Disclosure],
) -> None:
    folded = fold(told)

    for trait in map(Trait.of, TRAITS):
        for holder in HOLDERS:
            about = [d for d in told if (d.heard.trait, d.heard.holder) == (trait, holder)]
            last = max(about, key=lambda d: (d.heard_at, d.sequence), default=None)
            assert folded.answer(trait, holder) is (said_by(last) if last else Said.NEVER)


@given(records())
def test_a_retraction_now_silences_its_trait_and_nothing_else(told: list[Disclosure]) -> None:
    before, after = fold(told), fold([*told, taken_back(TRAITS[0], ago="0s")])
    gone = (Trait.of(TRAITS[0]), "self")

    assert gone not in after.standing
    assert {k: d for k, d in before.standing.items() if k != gone} == after.standing
    assert all(d.heard_at <= NOW + timedelta(0) for d in after.standing.values())
