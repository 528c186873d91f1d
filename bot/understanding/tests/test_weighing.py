"""Two opinions on one mention become rows, and the scales say what stands and how."""

from dataclasses import replace

import numpy as np
import pytest

from bot.tagger.tests.tiny import knowing
from bot.understanding.hearing import Hearing, Mention
from bot.understanding.tests.by_hand import hearing
from bot.understanding.trained import Model, Row, Scales, ScalesOutdated, Trained
from bot.understanding.weighing import UNKNOWN_PERSON, Evidence, weighed

TAGGER = knowing(
    {
        "drab": {"concern:dullness": 0.9, "absent": 0.8, "other": 0.6},
        "dry": {"skin_type:dry": 0.7, "concern:dryness": 0.4},
        "grey": {"concern:dullness": 0.3, "concern:redness": 0.2},
    }
)
SIBLINGS = dict.fromkeys(("skin_type:dry", "concern:dryness"), ("skin_type:dry", "concern:dryness"))
DULL = Mention("concern", "dullness", 1, 2)


def read(text: str, *mentions: Mention) -> Hearing:
    return hearing(text, *mentions, tagged=TAGGER.read(text))


def evidence(text: str, mention: Mention, *others: Mention) -> Evidence:
    return Evidence(read(text, mention, *others), SIBLINGS, mention)


def odds(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))


def holds(row: Row, value: float) -> bool:
    return any(abs(one - value) < 1e-3 for one in row)


def sure(told: float, denied: float, others: float, least: float = 0.5) -> Trained:
    """Scales that answer with these chances, whatever they are shown."""
    rows = evidence("very drab", DULL)
    models = [
        Model(weights=[0.0] * len(row), bias=odds(chance))
        for row, chance in (
            (rows.told(), told),
            (rows.denied(), denied),
            (rows.others(), others),
        )
    ]
    return Trained(TAGGER, Scales(*models, least=least))


def judged(trained: Trained, mention: Mention = DULL) -> list[Mention]:
    return list(weighed(read("very drab", mention), trained, SIBLINGS).mentions)


def test_a_mention_that_is_unlikely_told_falls() -> None:
    assert judged(sure(told=0.6, denied=0.1, others=0.1))
    assert not judged(sure(told=0.2, denied=0.1, others=0.1))


def test_the_scales_decide_on_denial_whatever_the_rules_said() -> None:
    denied, meant = sure(0.9, 0.9, 0.1), sure(0.9, 0.1, 0.1)

    assert judged(denied)[0].polarity == "absent"
    assert judged(meant, replace(DULL, polarity="absent"))[0].polarity == "present"


def test_another_person_keeps_the_name_that_the_rules_found() -> None:
    of_mum = replace(DULL, holder="other:mom")

    assert judged(sure(0.9, 0.1, 0.9))[0].holder == UNKNOWN_PERSON
    assert judged(sure(0.9, 0.1, 0.9), of_mum)[0].holder == "other:mom"
    assert judged(sure(0.9, 0.1, 0.1), of_mum)[0].holder == "self"


def test_confidence_is_the_chance_that_all_of_it_is_right() -> None:
    (meant,) = judged(sure(told=0.8, denied=0.1, others=0.25))
    (denied,) = judged(sure(told=0.8, denied=0.9, others=0.25))

    assert meant.confidence == denied.confidence == pytest.approx(0.8 * 0.9 * 0.75, abs=0.01)


def test_what_safety_hangs_on_stands_on_less() -> None:
    unsure = sure(told=0.3, denied=0.1, others=0.1)

    assert not judged(unsure)
    assert judged(unsure, Mention("attribute", "avoid_lanolin", 0, 2))
    assert judged(unsure, Mention("attribute", "pregnancy_safe", 0, 2, marks=frozenset({"state"})))


def test_without_scales_all_mentions_stand_as_they_are() -> None:
    heard = read("very drab", DULL)

    assert weighed(heard, None, SIBLINGS) is heard
    assert weighed(heard, Trained(TAGGER, scales=None), SIBLINGS) is heard


def test_a_row_holds_what_the_tagger_makes_of_the_words_and_their_rivals() -> None:
    row = evidence("all grey", DULL).told()

    assert holds(row, odds(0.3))
    assert holds(row, odds(0.2))


def test_a_sibling_speaks_for_the_need_and_is_no_rival() -> None:
    row = evidence("all dry", Mention("concern", "dryness", 1, 2)).told()

    assert holds(row, odds(0.4))
    assert holds(row, odds(0.7))
    assert holds(row, odds(0.01)), "the rival is none of the two"


def test_how_it_is_told_comes_from_the_tagger_too() -> None:
    rows = evidence("very drab", DULL)

    assert holds(rows.denied(), odds(0.8))
    assert holds(rows.others(), odds(0.6))


def test_of_words_that_the_tagger_did_not_read_it_says_nothing() -> None:
    text = "so " * 400 + "drab"
    row = Evidence(
        hearing(text, late := replace(DULL, start=400, end=401), tagged=TAGGER.read(text)),
        SIBLINGS,
        late,
    ).told()

    assert not holds(row, odds(0.9))
    assert np.isfinite(row).all()


def test_mentions_on_the_same_words_know_of_each_other() -> None:
    beside = evidence("very drab", DULL, Mention("concern", "redness", 0, 1)).told()
    upon = evidence("very drab", DULL, Mention("concern", "redness", 0, 2)).told()

    assert sum(one != other for one, other in zip(beside, upon, strict=True)) == 1


@pytest.mark.parametrize(
    "mention",
    [
        Mention("skin_type", "dry", 0, 1),
        Mention("budget", "under_30", 0, 2, source="idiom"),
        Mention("attribute", "allergy_nuts", 1, 2, polarity="absent", holder="other:mom"),
        Mention("goal", "glow", 0, 2, source="tagger", settled=True, corrected=True, time="past"),
    ],
)
def test_rows_have_one_length_for_every_kind_of_mention(mention: Mention) -> None:
    rows, usual = evidence("very drab", mention), evidence("very drab", DULL)

    for row, other in (
        (rows.told(), usual.told()),
        (rows.denied(), usual.denied()),
        (rows.others(), usual.others()),
    ):
        assert len(row) == len(other)
        assert all(isinstance(value, float) for value in row)
        assert np.isfinite(row).all()


def test_what_no_tagger_has_read_cannot_be_weighed() -> None:
    with pytest.raises(ValueError, match="no tagger has read"):
        Evidence(hearing("very drab", DULL), SIBLINGS, DULL)


def test_scales_of_another_version_say_what_to_do() -> None:
    outdated = Model(weights=[0.5, 0.5], bias=0.0)

    with pytest.raises(ScalesOutdated, match="make setup"):
        outdated.chance([1.0])
