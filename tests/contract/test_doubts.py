"""What is unsure or contradictory is asked about once, and the answer is what stands."""

import pytest

from actions.dependencies import Dependencies
from profiles.folding import Said
from profiles.model import Trait
from tests.action_wire import Talk, told

OILY, DRY = Trait("skin_type", "oily"), Trait("skin_type", "dry")
ACNE, DULL = Trait("concern", "acne"), Trait("concern", "dullness")
NUTS, PREGNANT = Trait("constraint", "allergy_nuts"), Trait("constraint", "pregnancy_safe")
UNSURE_DULL = "unsure:concern:dullness:self"


@pytest.fixture
def talk(dependencies: Dependencies) -> Talk:
    return Talk(dependencies).agrees()


def test_what_was_heard_unsurely_is_asked_back_before_it_is_kept(talk: Talk) -> None:
    answers = talk.says("dul?", told("concern:dullness", sure=0.4))

    assert answers == ["utter_ask_unsure"]
    assert talk.stands().answer(DULL) is Said.NEVER


def test_a_yes_keeps_it_surer_than_it_was_heard_and_with_its_own_words(talk: Talk) -> None:
    talk.says("dul?", told("concern:dullness", sure=0.4))

    talk.presses("yes", UNSURE_DULL)

    kept = talk.stands().deciding(DULL)
    assert kept is not None
    assert kept.heard.confidence > 0.9
    assert kept.heard.words == "dullness"
    assert kept.message_id is not None
    assert kept.message_id.startswith("m1:")


def test_a_typed_yes_does_the_same(talk: Talk) -> None:
    talk.says("dul?", told("concern:dullness", sure=0.4))

    talk.says("yep", intent="affirm", action="action_take_yes")

    assert talk.stands().answer(DULL) is Said.YES


def test_advice_that_rests_on_a_doubt_waits_for_the_answer(talk: Talk) -> None:
    asks = {"intent": "ask_recommendation", "action": "action_give_advice"}

    asked = talk.says("something for dul?", told("concern:dullness", sure=0.4), **asks)
    advised = talk.presses("yes", UNSURE_DULL)

    assert asked == ["utter_ask_unsure"]
    assert advised == ["utter_confirmed", "utter_advice"]
    assert talk.slots["shown"]


@pytest.mark.parametrize("answer", ["no", "skip"])
def test_a_no_or_a_skip_keeps_nothing(talk: Talk, answer: str) -> None:
    talk.says("dul?", told("concern:dullness", sure=0.4))

    talk.presses(answer, UNSURE_DULL)

    assert talk.stands().answer(DULL) is Said.NEVER


def test_a_question_that_is_passed_over_is_never_put_again(talk: Talk) -> None:
    talk.says("dul?", told("concern:dullness", sure=0.4))

    later = talk.says("hello", intent="greet", action="action_greet_shopper")
    again = talk.says("still dul", told("concern:dullness", sure=0.4))

    assert "utter_ask_unsure" not in later + again
    assert talk.stands().answer(DULL) is Said.NEVER


def test_said_surely_later_on_it_needs_no_question(talk: Talk) -> None:
    talk.says("dul?", told("concern:dullness", sure=0.4))

    talk.says("my skin is dull", told("concern:dullness", sure=0.9))

    assert talk.stands().answer(DULL) is Said.YES


def test_only_one_question_is_put_at_a_time_and_safety_comes_first(talk: Talk) -> None:
    talk.says("oily", told("skin_type:oily"))

    asked = talk.says(
        "dul, dry, nusts?",
        told("concern:dullness", sure=0.4),
        told("skin_type:dry"),
        told("constraint:allergy_nuts", sure=0.4),
    )
    then = talk.presses("yes", "limit:constraint:allergy_nuts:self")
    last = talk.presses("yes", "change:skin_type:dry:self")

    assert [one for one in asked if "_ask_" in one] == ["utter_ask_limit"]
    assert [one for one in then if "_ask_" in one] == ["utter_ask_change"]
    assert [one for one in last if "_ask_" in one] == ["utter_ask_unsure"]


def test_a_limit_of_safety_is_obeyed_at_once_even_where_it_was_heard_unsurely(talk: Talk) -> None:
    talk.says("nusts?", told("constraint:allergy_nuts", sure=0.4))

    before = talk.stands().answer(NUTS)
    talk.presses("no", "limit:constraint:allergy_nuts:self")

    assert before is Said.YES
    assert talk.stands().answer(NUTS) is Said.NEVER


def test_a_limit_of_safety_is_lifted_only_by_a_yes(talk: Talk) -> None:
    talk.says("pregnant", told("constraint:pregnancy_safe"))

    asked = talk.says("not pregnant", told("constraint:pregnancy_safe", polarity="absent"))
    before = talk.stands().answer(PREGNANT)
    talk.presses("yes", "lift:constraint:pregnancy_safe:self")

    assert asked[-1] == "utter_ask_lift"
    assert before is Said.YES
    assert talk.stands().answer(PREGNANT) is Said.NO


def test_a_limit_that_is_said_to_be_over_in_so_many_words_needs_no_question(talk: Talk) -> None:
    talk.says("pregnant", told("constraint:pregnancy_safe"))

    text = "I'm not pregnant any more"
    asked = talk.says(text, told("constraint:pregnancy_safe", polarity="absent"))

    assert "utter_ask_lift" not in asked
    assert talk.stands().answer(PREGNANT) is Said.NO


def test_a_limit_that_was_may_be_over_but_not_on_an_unsure_hearing(talk: Talk) -> None:
    taking = Trait("constraint", "on_tretinoin")
    talk.says("tretinoin", told(str(taking)))

    asked = talk.says("stpped trtinoin", told(str(taking), time="past", sure=0.4))
    before = talk.stands().answer(taking)
    talk.says("I stopped it in May", told(str(taking), time="past"))

    assert asked[-1] == "utter_ask_lift"
    assert before is Said.YES
    assert talk.stands().answer(taking) is Said.NO


@pytest.mark.parametrize(
    ("answer", "oily", "dry"),
    [
        ("yes", Said.NO, Said.YES),
        ("both", Said.YES, Said.YES),
        ("no", Said.YES, Said.NEVER),
        ("skip", Said.YES, Said.YES),
    ],
)
def test_what_contradicts_is_asked_about_and_the_answer_stands(
    talk: Talk, answer: str, oily: Said, dry: Said
) -> None:
    talk.says("oily", told("skin_type:oily"))

    asked = talk.says("dry", told("skin_type:dry"))
    talk.presses(answer, "change:skin_type:dry:self")

    assert asked[-1] == "utter_ask_change"
    assert (talk.stands().answer(OILY), talk.stands().answer(DRY)) == (oily, dry)


@pytest.mark.parametrize(
    ("answer", "acne"), [("yes", Said.NO), ("both", Said.YES), ("no", Said.YES)]
)
def test_a_need_denied_after_it_was_told_is_asked_about(
    talk: Talk, answer: str, acne: Said
) -> None:
    talk.says("acne", told("concern:acne"))

    asked = talk.says("no acne", told("concern:acne", polarity="absent"))
    talk.presses(answer, "change:concern:acne:self")

    assert asked[-1] == "utter_ask_flip"
    assert talk.stands().answer(ACNE) is acne


def test_a_need_of_one_part_of_the_body_contradicts_nothing_of_another(talk: Talk) -> None:
    talk.says("dry cheeks", told("concern:dryness", area="cheeks"))

    asked = talk.says("not my chin", told("concern:dryness", area="chin", polarity="absent"))

    assert "utter_ask_flip" not in asked
    assert talk.stands().answer(Trait("concern", "dryness")) is Said.YES


def test_another_persons_need_contradicts_nothing(talk: Talk) -> None:
    talk.says("oily", told("skin_type:oily"))

    asked = talk.says("she is dry", told("skin_type:dry", holder="other:mom"))

    assert "utter_ask_change" not in asked


def test_a_wish_may_change_without_a_question(talk: Talk) -> None:
    talk.says("vegan", told("preference:vegan"))

    asked = talk.says("needn't be vegan", told("preference:vegan", polarity="absent"))

    assert not [one for one in asked if one in {"utter_ask_flip", "utter_ask_change"}]


def test_without_consent_a_doubt_is_settled_in_the_conversation_alone(
    dependencies: Dependencies,
) -> None:
    talk = Talk(dependencies)
    talk.says("dul?", told("concern:dullness", sure=0.4))

    talk.presses("yes", UNSURE_DULL)

    assert talk.stands().answer(DULL) is Said.NEVER
    assert [one["value"] for one in talk.slots["waiting"]] == ["dullness"]


def test_a_button_of_a_settled_question_answers_no_other(dependencies: Dependencies) -> None:
    talk = Talk(dependencies)
    asked = talk.says("dry", told("skin_type:dry"))

    late = talk.presses("yes", UNSURE_DULL)

    assert "utter_ask_consent" in asked
    assert late == ["utter_settled_already"]
    assert talk.slots["question"]["kind"] == "consent"


def test_one_answer_may_bring_more_with_it(talk: Talk) -> None:
    talk.says("dul?", told("concern:dullness", sure=0.4))

    talk.says("yes and oily", told("skin_type:oily"), intent="affirm", action="action_take_yes")

    assert talk.stands().answer(DULL) is Said.YES
    assert talk.stands().answer(OILY) is Said.YES
