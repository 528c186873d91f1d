"""Whose need it is: the shopper's own, or another person's they shop for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.understanding.clauses import Break
from bot.understanding.hearing import Hearing, Mention
from bot.understanding.model import SELF
from bot.understanding.patterns import Hit
from bot.understanding.words import word_set

_UNKNOWN = "other:unknown"
_SELF_WORDS = word_set(
    "i i'm i've i'd i'll my mine me myself we we're our mi mon ma mes je j'ai tengo"
)
_SELF_ASKS = word_set("i i'm i'd i've i'll we we're we've me we'd we'll")
# What only people do, and words after "my" that do it without being one a shopper shops for.
_ANIMATE = word_set("has suffers struggles wants hates loves")
_NO_PERSONS = word_set(
    "doctor derm dermatologist gp routine budget hair problem issue "
    "condition cat dog "
    "hormones period diet stress work job age pharmacist facialist esthetician"
)
_THINGS = ("areas", "anchors", "holders", "elsewhere", "substances")
_ASKING = word_set("looking shopping searching buy spend purchase")
# Verbs by which another person handles what is the shopper's: "he used my cream and broke out".
_TAKING = word_set("used uses stole steals borrowed borrows nicked tried pinched shares")
_LONGEST_ASIDE = 40
_WOMEN = word_set("she she's her hers herself she'll she'd")
_MEN = word_set("he he's his him himself he'll he'd")
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
_LIKENESS_REACH = 2
_LOOK_AHEAD = 3


@dataclass(frozen=True)
class Person:
    """Another person named at words [start, end)."""

    who: str
    start: int
    end: int
    reports: bool
    beneficiary: bool


def with_holder(hearing: Hearing) -> Hearing:
    """Set the holder of every mention; a budget is always the payer's own."""
    people = _people(hearing)
    states = _states(hearing, people)
    whole = _whole_message(hearing, people)
    mentions = tuple(
        mention
        if mention.type == "budget"
        else replace(mention, holder=_holder(hearing, mention, states, people, whole))
        for mention in hearing.mentions
        if not _wish_of_an_adviser(hearing, mention, people)
    )
    return replace(hearing, mentions=mentions)


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


def _people(hearing: Hearing) -> list[Person]:
    hits: dict[int, tuple[str, Hit]] = {}
    for name, hit in hearing.named("holders"):
        known = hits.get(hit.start)
        if not hit.corrected and (known is None or known[1].end < hit.end):
            hits[hit.start] = (name, hit)
    people = _pronouns(hearing, [name for name, _ in hits.values()])
    people += _unlisted(hearing)
    for name, hit in sorted(hits.values(), key=lambda entry: entry[1].start):
        overlapped = any(person.start < hit.end and hit.start < person.end for person in people)
        if not overlapped and not _not_a_person(hearing, hit):
            people.append(_person(hearing, name, hit))
    return sorted(people, key=lambda person: person.start)


def _pronouns(hearing: Hearing, names: Sequence[str]) -> list[Person]:
    """Persons that only a pronoun names as the one a thing is for: "sunscreen for her"."""
    people: list[Person] = []
    for place in range(1, len(hearing.words)):
        word = hearing.words[place].lower
        ends = place + 1 == len(hearing.words) or hearing.breaks.at(place + 1) > Break.NONE
        if hearing.words[place - 1].lower == "for" and word in {"her", "him", "them"} and ends:
            people.append(
                Person(
                    who=names[0] if names else "unknown",
                    start=place,
                    end=place + 1,
                    reports=False,
                    beneficiary=True,
                )
            )
    return people


def _unlisted(hearing: Hearing) -> list[Person]:
    """Persons no list knows, who do what only a person does: "my godmother needs ..."."""
    known = {hit.start for group in _THINGS for _, hit in hearing.named(group)}
    known |= {at for mention in hearing.mentions for at in range(mention.start, mention.end)}
    return [
        Person(who="unknown", start=at, end=at + 1, reports=False, beneficiary=False)
        for at in range(1, len(hearing.words) - 1)
        if hearing.words[at - 1].lower in {"my", "our"}
        and at not in known
        and hearing.words[at].lower not in _NO_PERSONS
        and hearing.words[at].lower.isalpha()
        and hearing.words[at + 1].lower in _ANIMATE
    ]


def _not_a_person(hearing: Hearing, hit: Hit) -> bool:
    """The word is part of a trait, of a time (as a kid), or names the speaker (as a mum)."""
    covering = [(m.start, m.end) for m in hearing.mentions]
    covering += [
        (cue.start, cue.end)
        for kind in ("speech:self_role", "time:past", "time:future")
        for cue in hearing.of(kind)
    ]
    return any(start < hit.end and hit.start < end for start, end in covering)


def _person(hearing: Hearing, name: str, hit: Hit) -> Person:
    compared = any(
        0 <= hit.start - cue.end <= _LIKENESS_REACH
        and not (
            hearing.words[cue.start].lower in {"and", "with", "as"} and _own_verb(hearing, hit)
        )
        for cue in hearing.of("speech:likeness")
    )
    says = any(0 <= cue.start - hit.end <= 1 for cue in hearing.of("speech:says"))
    beneficiary = any(
        0 <= hit.start - cue.end <= _LOOK_BACK - 1
        and hearing.breaks.between(cue.end, hit.start) < Break.CLAUSE
        for cue in hearing.of("speech:beneficiary")
    )
    aside = compared or says or _owns_an_event(hearing, hit)
    return Person(name, hit.start, hit.end, aside, beneficiary and not aside)


def _owns_an_event(hearing: Hearing, hit: Hit) -> bool:
    """Somebody's wedding is an occasion for the shopper: the guest is who wants to look good."""
    if not hearing.words[hit.end - 1].lower.endswith("'s"):
        return False
    return any(
        "occasion" in mention.marks and 0 <= mention.start - hit.end <= 1
        for mention in hearing.mentions
    )


def _own_verb(hearing: Hearing, hit: Hit) -> bool:
    mine = hearing.lower(hit.end, hit.end + 2) in (["of", "mine"], ["of", "ours"])
    following = hearing.lower(hit.end + 2 * mine, hit.end + 2 * mine + 1)
    possessive = hearing.words[hit.end - 1].lower.endswith("'s")
    return possessive or bool(following and following[0] in {"has", "is", "have", "gets", "needs"})


def _states(hearing: Hearing, people: Sequence[Person]) -> list[str]:
    """Who is spoken of at each word, read from left to right."""
    by_start = {person.start: person for person in people}
    states, current, last, reported = [], SELF, "", False
    inside = {place for person in people for place in range(person.start, person.end)}
    for place, word in enumerate(hearing.words):
        person = by_start.get(place)
        if reported and hearing.breaks.at(place) is Break.SENTENCE:
            current, reported = SELF, False
        if hearing.breaks.at(place) is Break.SENTENCE and _turned_back(hearing, place, people):
            current = SELF
        if person is not None:
            last, reported = person.who, person.reports and current == SELF
            current = current if person.reports else f"other:{person.who}"
        elif place not in inside:
            current = _after_pronoun(word.lower, current, last, _own(hearing, place, people))
        states.append(current)
    return states


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
        before = hearing.lower(place - 1, place)
        return bool(before and before[0] in {"for", "on", "and", "of", "about", "with", "as"}) or (
            hearing.lower(place + 1, place + 2) in ([":"], [","])
        )
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
    for cue in hearing.of("speech:for_another"):
        for person in people:
            if 0 <= person.start - cue.end <= _LOOK_AHEAD:
                return f"other:{person.who}"
    return ""


def _holder(
    hearing: Hearing, mention: Mention, states: list[str], people: Sequence[Person], whole: str
) -> str:
    for person in people:
        if 0 <= person.start - mention.end <= 1 and _describes(hearing, mention, person):
            return f"other:{person.who}"
    state = _within(mention, states)
    if state != SELF:
        return state
    beneficiary = _beneficiary(hearing, mention, people)
    if beneficiary:
        return beneficiary
    if whole and not _possessed(hearing, mention):
        return whole
    return SELF


def _within(mention: Mention, states: list[str]) -> str:
    """The person spoken of inside the mention; a person named in it counts from its start."""
    inside = states[mention.start : mention.end]
    others = [state for state in inside if state != SELF]
    return others[-1] if others else inside[0]


def _beneficiary(hearing: Hearing, mention: Mention, people: Sequence[Person]) -> str:
    """A person named later in the same sentence for whom the thing is: "a serum for my wife"."""
    for person in people:
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
