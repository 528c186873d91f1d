"""The other people that a message names, and what each is named for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.understanding.clauses import Break
from bot.understanding.hearing import Cue, Hearing
from bot.understanding.patterns import Hit
from bot.understanding.words import Kind, word_set

# What only people do, and words after "my" that do it without being one a shopper shops for.
_ANIMATE = word_set("has suffers struggles wants hates loves")
_NO_PERSONS = word_set(
    "doctor derm dermatologist gp routine budget hair problem issue "
    "condition cat dog "
    "hormones period diet stress work job age pharmacist facialist esthetician"
)
_THINGS = ("areas", "anchors", "holders", "elsewhere", "substances")
_LIKENESS_REACH = 2
_LOOK_BACK = 3
_SPOKEN_OF = 3
_NURSED = 4
_OF_AGE = 18
# What is told of these may name whom it harms: "lanolin gives my son hives".
_HARMS = ("avoid_", "allergy_")
_TOLD = word_set("me my us our i that i'm")
_OTHERS = word_set("my our your her his their the for this that")
# Names so loose that a closer one may follow for the same person.
_LOOSE = frozenset({"kids", "unknown", "baby"})
_APPOSING = word_set(
    ", - ( my our the a an old year yr yo teen little and dear own girl boy lady man woman guy"
)


@dataclass(frozen=True)
class Person:
    """Another person named at words [start, end)."""

    who: str
    start: int
    end: int
    reports: bool
    beneficiary: bool


def people_in(hearing: Hearing) -> list[Person]:
    """The other people that the message names, from left to right."""
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
    return _named_once(hearing, sorted(people, key=lambda person: person.start))


def _named_once(hearing: Hearing, people: Sequence[Person]) -> list[Person]:
    """Call a person named loosely first by the closer name: "a teen ... he's my brother"."""
    named: list[Person] = []
    for person in people:
        before = named[-1] if named else None
        if before and person.who not in _LOOSE and _same_person(hearing, before, person):
            named[-1] = replace(before, who=person.who)
        named.append(person)
    return named


def _same_person(hearing: Hearing, loose: Person, person: Person) -> bool:
    between = hearing.lower(loose.end, person.start)
    if loose.who not in _LOOSE:
        return False
    if not between or set(between) <= _APPOSING:
        return True
    return any(0 <= person.start - cue.end <= 1 for cue in hearing.of("speech:identifies"))


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
    covering = [(m.start, m.end) for m in hearing.mentions if not m.value.startswith(_HARMS)]
    covering += [
        (cue.start, cue.end)
        for kind in ("speech:self_role", "speech:no_person", "time:past", "time:future")
        for cue in hearing.of(kind)
        if kind != "speech:self_role" or _OTHERS.isdisjoint(hearing.lower(cue.start - 1, cue.start))
    ]
    covered = any(start < hit.end and hit.start < end for start, end in covering)
    return covered or _grown_up(hearing, hit)


def _grown_up(hearing: Hearing, hit: Hit) -> bool:
    """Whether only an age names the person, and no child's: "for a 70 year old face"."""
    ages = [
        int(word.lower)
        for word in hearing.words[hit.start : hit.end]
        if word.kind is Kind.NUMBER and word.lower.isdigit()
    ]
    return bool(ages) and max(ages) >= _OF_AGE


def _person(hearing: Hearing, name: str, hit: Hit) -> Person:
    compared = any(
        0 <= hit.start - cue.end <= _LIKENESS_REACH
        and not (
            hearing.words[cue.start].lower in {"and", "with", "as"} and _own_verb(hearing, hit)
        )
        for cue in hearing.of("speech:likeness")
        if not any(cue.end <= gift.start < hit.start for gift in hearing.of("speech:beneficiary"))
    )
    says = any(_reports(hearing, hit, cue) for cue in hearing.of("speech:says"))
    beneficiary = any(
        0 <= hit.start - cue.end <= _LOOK_BACK
        and hearing.breaks.between(cue.end, hit.start) < Break.CLAUSE
        for cue in hearing.of("speech:beneficiary")
    )
    nursed = any("state" in m.marks and 0 <= hit.start - m.end <= _NURSED for m in hearing.mentions)
    aside = compared or says or nursed or _owns_an_event(hearing, hit)
    return Person(name, hit.start, hit.end, aside, beneficiary and not aside)


def _reports(hearing: Hearing, hit: Hit, cue: Cue) -> bool:
    """Whether what the person does is to say or give, or farther off to call "me" something."""
    gap = cue.start - hit.end
    if 0 <= gap <= 1:
        return not any(m.start < cue.start and hit.end <= m.start for m in hearing.mentions)
    told = not _TOLD.isdisjoint(hearing.lower(cue.end, cue.end + 1))
    return (
        0 <= gap <= _SPOKEN_OF and told and hearing.breaks.between(hit.end, cue.start) < Break.COMMA
    )


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
