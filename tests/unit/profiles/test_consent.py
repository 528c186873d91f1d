import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.consent import ads_purpose, answers, newest_answers
from profiles.model import Answer, Consent, Purpose
from tests.builders import agreed

GIVEN = st.lists(
    st.builds(
        lambda purpose, days, answer: agreed(purpose, ago=f"{days}d", answer=answer)[0],
        st.sampled_from(Purpose),
        st.integers(0, 4),
        st.sampled_from([Answer.GRANTED, Answer.DECLINED]),
    ),
    max_size=12,
)


def test_not_asked_declined_and_granted_are_three_things() -> None:
    told = [
        *agreed(Purpose.ADVICE),
        *agreed(Purpose.ADS_META, answer=Answer.DECLINED),
    ]

    state = answers(newest_answers(told))

    assert state[Purpose.ADVICE] is Answer.GRANTED
    assert state[Purpose.ADS_META] is Answer.DECLINED
    assert state[Purpose.ADS_GOOGLE] is Answer.NOT_ASKED


def test_each_platform_has_its_purpose_and_an_unknown_one_has_none() -> None:
    assert ads_purpose("meta") is Purpose.ADS_META
    assert ads_purpose("google") is Purpose.ADS_GOOGLE
    with pytest.raises(KeyError):
        ads_purpose("elsewhere")


@given(GIVEN)
def test_the_newest_answer_holds_and_of_two_at_once_the_later_record(told: list[Consent]) -> None:
    newest = newest_answers(told)

    for purpose in Purpose:
        about = [consent for consent in told if consent.purpose is purpose]
        latest = max((consent.at for consent in about), default=None)
        expected = [consent for consent in about if consent.at == latest][-1:]
        assert [newest[purpose] for _ in expected] == expected
        assert (purpose in newest) == bool(expected)
