from adsync.policy import (
    VolumeGuard,
    neutral_name,
    sensitive_guard,
    size_guard,
    volume_guard,
)

HEALTH = {"concern:rosacea": "Rosacea", "concern:acne": "Acne"}
GUARD = VolumeGuard(floor=10, share=0.5)


def blocked(*traits: str) -> str | None:
    found = sensitive_guard(traits, is_health=HEALTH.__contains__, label=HEALTH.__getitem__)
    return found.reason if found else None


def test_a_rule_of_cosmetic_traits_may_go() -> None:
    assert blocked("concern:dryness", "goal:glow") is None


def test_a_rule_that_names_a_health_condition_is_blocked_in_words_a_marketer_understands() -> None:
    reason = blocked("concern:dryness", "concern:rosacea")

    assert reason is not None
    assert reason.startswith("Rosacea names a health condition.")


def test_every_condition_is_named_once() -> None:
    reason = blocked("concern:rosacea", "concern:acne", "concern:acne")

    assert reason is not None
    assert reason.startswith("Acne and Rosacea name health conditions.")


def test_an_audience_smaller_than_its_least_size_waits() -> None:
    assert size_guard(99, 100) is not None
    assert size_guard(100, 100) is None


def test_the_first_filling_of_a_list_is_no_sudden_growth() -> None:
    assert volume_guard(5000, holding=0, guard=GUARD) is None


def test_a_sudden_growth_waits_for_a_person() -> None:
    found = volume_guard(60, holding=100, guard=GUARD)

    assert found is not None
    assert found.reason.startswith("60 members would join a list of 100")


def test_a_small_or_slow_growth_goes() -> None:
    assert volume_guard(10, holding=1, guard=GUARD) is None
    assert volume_guard(50, holding=100, guard=GUARD) is None


def test_a_neutral_name_says_nothing_and_is_never_given_twice() -> None:
    digits = iter(["7f3c21", "7f3c21", "00beef"])

    name = neutral_name(lambda _: next(digits), taken=["candor-7f3c21"])

    assert name == "candor-00beef"
