"""Whose need it is: the shopper's own, or another person's they shop for."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.understanding.clauses import Break
from bot.understanding.hearing import OWN, Hearing, Mention
from bot.understanding.model import SELF
from bot.understanding.people import Person, people_in
from bot.understanding.words import word_set

_UNKNOWN = "other:unknown"
_SELF_WORDS = word_set(
    "i i'm i've i'd i'll my mine mine's me myself we we're our mi mon ma mes je j'ai tengo"
)
_SELF_ASKS = word_set("i i'm i'd i've i'll we we're we've me we'd we'll")
_ASKING = word_set("looking shopping searching buy spend purchase gift gifting buying asking")
_NEEDS = frozenset({"concern", OWN, "constraint", "goal"})
_OPENING = word_set("for on and of about with as but whereas while & , . ; ( - : = /")
_INTRODUCING = word_set(": , = - ( \u2013 \u2014 either personally")
# Nobody is in a state that an infant or an unnamed he or she would be in, where it is not said.
_NO_STATES = frozenset({"other:baby", _UNKNOWN})
_PLACED = word_set("on across around under in round along down at")
# Verbs by which another person handles what is the shopper's: "he used my cream and broke out".
_TAKING = word_set("used uses stole steals borrowed borrows nicked tried pinched shares")
_LONGEST_ASIDE = 40
_SHORT = 30
_WOMEN = word_set("she she's her hers herself she'll she'd")
_MEN = word_set("he he's his him himself he'll he'd")
_OBJECTS = word_set("her his him them")
_THEY = word_set("they they're their them they've theirs")
_FEMALE = word_set(
    "mom wife girlfriend sister daughter grandma aunt mother_in_law partner friend "
    "kids baby roommate "
    "coworker client unknown"
)
_MALE = word_set(
    "dad husband boyfriend brother son grandpa partner friend kids baby roommate coworker client "
    "unknown"
)
_SKIN_FRAGMENT = 2
_LOOK_BACK = 4
_LOOK_AHEAD = 3


def with_holder(hearing: Hearing) -> Hearing:
    """Set the holder of every mention; a budget is always the payer's own."""
    people = people_in(hearing)
    states = _states(hearing, people)
    whole = _whole_message(hearing, people)
    mentions = [
        mention
        if mention.type == "budget"
        else replace(mention, holder=_holder(hearing, mention, states, people, whole))
        for mention in hearing.mentions
        if not _wish_of_an_adviser(hearing, mention, people)
    ]
    return replace(hearing, mentions=tuple(_for_the_one_spoken_of(hearing, mentions, people)))


def _for_the_one_spoken_of(
    hearing: Hearing, mentions: Sequence[Mention], people: Sequence[Person]
) -> Iterator[Mention]:
    """Give what is asked for to the only one who has a need: "a cleanser, my son has acne"."""
    needs = {mention.holder for mention in mentions if mention.role in _NEEDS}
    only = needs.pop() if len(needs) == 1 else SELF
    named = min((person.start for person in people), default=0)
    for mention in mentions:
        wished = mention.type in {"product_interest", "attribute"} and mention.holder == SELF
        ahead = only != SELF and mention.end <= named
        if wished and ahead and not _told_of_self(hearing, mention, people):
            yield replace(mention, holder=only)
        else:
            yield mention


def _told_of_self(hearing: Hearing, mention: Mention, people: Sequence[Person]) -> bool:
    """Whether the sentence of the mention speaks of the shopper, who does more than ask."""
    sentence = hearing.breaks.sentence(mention.start)
    return any(
        hearing.breaks.sentence(place) == sentence and _own(hearing, place, people)
        for place in range(len(hearing.words))
    )


def _wish_of_an_adviser(hearing: Hearing, mention: Mention, people: Sequence[Person]) -> bool:
    """Whether it is only what somebody recommends or swears by: "my friend loves retinol"."""
    if mention.type != "product_interest" and not mention.value.startswith(
        ("ingredient_", "brand_")
    ):
        return False
    return any(
        person.reports
        and person.end <= mention.start
        and hearing.breaks.between(person.end, mention.start) < Break.CLAUSE
        and _SELF_WORDS.isdisjoint(hearing.lower(person.end, mention.start))
        for person in people
    )


def _states(hearing: Hearing, people: Sequence[Person]) -> list[str]:
    """Who is spoken of at each word, read from left to right."""
    by_start = {person.start: person for person in people}
    inside = {place for person in people for place in range(person.start, person.end)}
    states: list[str] = []
    # `afterwards` is who is spoken of again when the sentence ends; empty where nobody else is.
    current, last, afterwards, opened, of_self = SELF, "", "", SELF, False
    for place, word in enumerate(hearing.words):
        person = by_start.get(place)
        if hearing.breaks.at(place) is Break.SENTENCE:
            turned = _turned_back(hearing, place, people)
            current = SELF if turned else afterwards or current
            afterwards, opened, of_self = "", current, False
        if word.lower == "so" and _taken(hearing, place, people):
            current = SELF
        if person is not None:
            last = person.who
            afterwards = SELF if person.reports and current == SELF else ""
            current = current if person.reports else f"other:{person.who}"
        elif place not in inside:
            own = _own(hearing, place, people)
            named = last or _named_later(people, place)
            after = _after_pronoun(word.lower, current, named, own)
            of_self = of_self or own
            # "I look like her brother. ..." is about the shopper again in the next sentence.
            if after != current and of_self and word.lower in _OBJECTS:
                afterwards = opened
            current = after
        states.append(current)
    return states


def _taken(hearing: Hearing, place: int, people: Sequence[Person]) -> bool:
    """Whether another person took what is the shopper's, who wants another: "... so a new one"."""
    takers = [person for person in people if person.end <= place]
    if not takers or hearing.breaks.between(takers[-1].end, place) >= Break.SENTENCE:
        return False
    following = set(hearing.lower(place + 1, place + 2))
    return following.isdisjoint(_WOMEN | _MEN | _THEY) and not _TAKING.isdisjoint(
        hearing.lower(takers[-1].end, place)
    )


def _named_later(people: Sequence[Person], place: int) -> str:
    """Who a pronoun means that comes before the name: "she's 80, what can I get my gran?"."""
    return next((person.who for person in people if person.start > place), "")


def _turned_back(hearing: Hearing, place: int, people: Sequence[Person]) -> bool:
    """Whether the sentence before `place` was an aside: "my mum has it too, btw."."""
    sentence = hearing.breaks.sentence(place) - 1
    places = [
        at
        for at in range(max(place - _LONGEST_ASIDE, 0), place)
        if hearing.breaks.sentence(at) == sentence
    ]
    if not places:
        return False
    words = hearing.lower(places[0], places[-1] + 1)
    aside = not {"btw", "fyi", "incidentally"}.isdisjoint(words) or (
        "by" in words and "way" in words
    )
    named = any(place - len(places) <= person.start < place for person in people)
    return named and (aside or _of_self_before(hearing, places[0], people))


def _of_self_before(hearing: Hearing, place: int, people: Sequence[Person]) -> bool:
    """Whether the shopper had spoken of themselves before word `place`."""
    told = [mention for mention in hearing.mentions if mention.end <= place]
    first_person = not any(person.start < place for person in people)
    return bool(told) and first_person and not _SELF_WORDS.isdisjoint(hearing.lower(0, place))


def _own(hearing: Hearing, place: int, people: Sequence[Person]) -> bool:
    """Whether a first-person word here speaks of the shopper, not of "my mum" or "tell me"."""
    word = hearing.words[place].lower
    if word == "me":
        before, after = hearing.lower(place - 1, place), hearing.lower(place + 1, place + 2)
        return set(before) <= _OPENING or not _INTRODUCING.isdisjoint(after)
    if word in _SELF_ASKS and _asks(hearing, place):
        return False
    if word == "mine" and hearing.lower(place - 1, place) == ["of"]:
        return False
    if word in {"my", "our", "mi", "mon", "ma"}:
        if not _TAKING.isdisjoint(hearing.lower(place - 1, place)):
            return False
        return not any(0 < person.start - place <= _LOOK_AHEAD for person in people)
    return word in _SELF_WORDS


def _asks(hearing: Hearing, place: int) -> bool:
    """Whether "I" only asks or buys here, for whomever the talk is about."""
    following = hearing.lower(place + 1, place + 4)
    return not _ASKING.isdisjoint(following)


def _after_pronoun(word: str, current: str, last: str, own: bool) -> str:  # noqa: FBT001 - a fact
    if own:
        return SELF
    if word in _WOMEN:
        return f"other:{last}" if last in _FEMALE else _UNKNOWN
    if word in _MEN:
        return f"other:{last}" if last in _MALE else _UNKNOWN
    if word in _THEY and current != SELF:
        return current
    return current


def _whole_message(hearing: Hearing, people: Sequence[Person]) -> str:
    """Whom all is for where the message says so once: "it's for my son", "asking for a friend"."""
    short = len(hearing.words) <= _SHORT
    kinds = ["speech:for_another", *(["speech:it_is", "speech:identifies"] if short else [])]
    cues = [cue for kind in kinds for cue in hearing.of(kind)]
    for person in people:
        before = any(
            0 <= person.start - cue.end <= _LOOK_AHEAD
            and hearing.breaks.between(cue.end, person.start) < Break.COMMA
            for cue in cues
        )
        if not short and not before:
            continue
        after = any(0 <= cue.start - person.end <= 1 for cue in hearing.of("speech:asks_for"))
        if (before or after or _named_last(hearing, person)) and not person.reports:
            return f"other:{person.who}"
    return ""


def _named_last(hearing: Hearing, person: Person) -> bool:
    """Whether a pronoun is explained at the end: "or she'll swell up, my daughter"."""
    ended = person.end >= len(hearing.words) or hearing.breaks.at(person.end) is Break.SENTENCE
    pronouns = not (_WOMEN | _MEN).isdisjoint(hearing.lower(0, person.start))
    return (
        ended
        and pronouns
        and hearing.lower(person.start - 2, person.start)
        in (
            [",", "my"],
            [",", "our"],
        )
    )


def _holder(
    hearing: Hearing, mention: Mention, states: list[str], people: Sequence[Person], whole: str
) -> str:
    for person in people:
        if 0 <= person.start - mention.end <= 1 and _describes(hearing, mention, person):
            return f"other:{person.who}"
    if _placed_on_self(hearing, mention, people):
        return SELF
    state = _within(mention, states)
    if state != SELF:
        return SELF if "state" in mention.marks and state in _NO_STATES else state
    beneficiary = _beneficiary(hearing, mention, people)
    if beneficiary:
        return beneficiary
    if whole and not _possessed(hearing, mention):
        return whole
    return SELF


def _placed_on_self(hearing: Hearing, mention: Mention, people: Sequence[Person]) -> bool:
    """Whether what follows puts it on the shopper's own body: "a shadow on my lip"."""
    if hearing.lower(mention.end, mention.end + 1) in (["me"], ["us"]):
        return True
    before = hearing.lower(mention.start - _SKIN_FRAGMENT, mention.start)
    if before[-1:] == ["my"] and not _TAKING.isdisjoint(before):
        return True
    for place in range(mention.end, min(mention.end + 2, len(hearing.words) - 1)):
        if hearing.words[place].lower in _PLACED and hearing.words[place + 1].lower == "my":
            return _own(hearing, place + 1, people)
        if hearing.breaks.at(place) >= Break.COMMA:
            break
    return False


def _worn_by(hearing: Hearing, mention: Mention, person: Person) -> bool:
    """Whether what follows says on whom it is: "spots on my son"."""
    between = set(hearing.lower(mention.end, person.start))
    return (
        person.start > mention.end
        and not person.reports
        and not {"on", "of"}.isdisjoint(between)
        and between <= {"on", "of", "my", "the", "our"}
    )


def _within(mention: Mention, states: list[str]) -> str:
    """The person spoken of inside the mention; a person named in it counts from its start."""
    inside = states[mention.start : mention.end]
    others = [state for state in inside if state != SELF]
    return others[-1] if others else inside[0]


def _beneficiary(hearing: Hearing, mention: Mention, people: Sequence[Person]) -> str:
    """A person named later in the same sentence for whom the thing is: "a serum for my wife"."""
    for person in people:
        if _worn_by(hearing, mention, person):
            return f"other:{person.who}"
        if person.start < mention.end or not person.beneficiary or person.reports:
            continue
        if hearing.breaks.between(mention.end, person.start) >= Break.CLAUSE:
            continue
        if not _possessed(hearing, mention):
            return f"other:{person.who}"
    return ""


def _describes(hearing: Hearing, mention: Mention, person: Person) -> bool:
    """Whether the mention stands between "my" and the person: "my pregnant sister"."""
    before = hearing.lower(mention.start - _SKIN_FRAGMENT, mention.start)
    together = hearing.breaks.between(mention.end, person.start) < Break.CLAUSE
    return together and not {"my", "our", "her", "his", "an", "a"}.isdisjoint(before)


def _possessed(hearing: Hearing, mention: Mention) -> bool:
    """Whether the shopper claims the mention directly: my dry skin, I have acne."""
    before = hearing.lower(mention.start - _LOOK_BACK, mention.end)
    return any(
        word in {"my", "i've"} or (word == "i" and "have" in before) or word == "i'm"
        for word in before
    ) and not any(word in {"looking", "searching", "need", "want", "shopping"} for word in before)
