"""What the tagger hears is added where the vocabulary is silent, and nowhere else."""

from bot.tagger.tests.tiny import knowing
from bot.understanding.hearing import Hearing, Mention
from bot.understanding.proposals import with_proposals
from bot.understanding.tests.by_hand import hearing
from bot.understanding.trained import Trained

TAGGER = knowing(
    {
        "drab": {"concern:dullness": 0.9},
        "faded": {"concern:dullness": 0.8, "absent": 0.9},
        "ready": {"goal:event_ready": 0.6},
        "perhaps": {"concern:redness": 0.2},
        "ten": {"budget:": 0.9},
        "peanuts": {"attribute:exclude_": 0.9},
    }
)
TRAINED = Trained(TAGGER, scales=None)


def proposed(text: str, *known: Mention) -> list[Mention]:
    heard = with_proposals(hearing(text, *known), TRAINED, {"goal:event_ready": MARKS}, {})
    return [mention for mention in heard.mentions if mention.source == "tagger"]


MARKS = frozenset({"occasion"})


def test_a_run_becomes_a_mention_of_its_words() -> None:
    (found,) = proposed("so very drab today")

    assert (found.trait, found.start, found.end) == ("concern:dullness", 2, 3)
    assert (found.polarity, found.settled) == ("present", True)


def test_the_tagger_answers_for_the_denial_in_its_words() -> None:
    (found,) = proposed("faded")

    assert found.polarity == "absent"


def test_a_trait_that_is_told_already_is_not_proposed_again() -> None:
    assert not proposed("dull and drab", Mention("concern", "dullness", 0, 1))
    assert proposed("red and drab", Mention("concern", "redness", 0, 1))


def test_what_is_hardly_likely_or_names_no_value_is_left_to_the_vocabulary() -> None:
    assert not proposed("perhaps ten peanuts")


def test_a_proposal_is_marked_as_the_vocabulary_marks_its_trait() -> None:
    (found,) = proposed("ready")

    assert found.marks == MARKS


def test_mentions_of_both_readers_stand_in_the_order_of_the_words() -> None:
    heard = with_proposals(
        hearing("drab red ready", Mention("concern", "redness", 1, 2)), TRAINED, {}, {}
    )

    assert [mention.start for mention in heard.mentions] == [0, 1, 2]


def test_words_that_hearing_left_out_bear_no_proposal() -> None:
    whole = hearing("fine drab")
    cut_short = Hearing(text=whole.text, words=whole.words[:1], hits=())

    assert not with_proposals(cut_short, TRAINED, {}, {}).mentions


def test_without_a_tagger_nothing_changes() -> None:
    heard = hearing("drab")

    assert with_proposals(heard, None, {}, {}) is heard
