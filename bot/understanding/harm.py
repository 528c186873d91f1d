"""What a substance did to somebody, or is judged to be: why it is kept away, or let be.

People rarely say "avoid": they tell what happened ("walnut scrub, then A&E"), judge ("lanolin and I
are enemies") or name an allergist's list. Missing one of these is the worst error of the product,
so whatever a substance does to a person counts as harm unless the words say that it does good.
"""

from dataclasses import dataclass

from bot.understanding.clauses import Break
from bot.understanding.hearing import Cue, Hearing
from bot.understanding.words import Kind, word_set

_CLAUSE_REACH = 9
_VERDICT_REACH = 6
_OBJECT_REACH = 4
_LINK_REACH = 8
_STORY = 14
# A mark that ends a sentence counts as a step of its own.
_NEXT_SENTENCE = 2
_STORY_SENTENCES = 4
_DONE_TO = word_set("me my us our him her them myself")
_TOLD_OF = word_set("it they them that this stuff thing things one those these he")
_CAUSES = word_set(
    "from to with by after off around near over when whenever if because by at since touching"
)
_NO_VERBS = word_set(
    "is was has as this its it's us yes plus does less unless always besides perhaps his hers "
    "products creams serums gels lotions things balms toners masks cleansers soaps oils extracts "
    "need based infused free scented red needed used wanted loved added allowed called named"
)
_FUNCTION = word_set(
    "for on in to with at from of by like into onto under over around near after before and or "
    "but because so since than about during without as if when while that which who what is are "
    "was were be been have had do did can could will would should may might must not really just "
    "also always never through on inside against per via between up off the a an any some"
)
# Behind these it is told what the substance is for, or what it might do.
_PURPOSES = word_set("for that which who against because if would will could can may might should")
_BEFORE_NOUNS = word_set("the these those a an this my your his her their red dark some any more")
_STRONG_PAST = word_set(
    "made gave left turned put took sent brought broke burnt stung set ate blew swole split hurt "
    "cut tore drove did woke got threw had"
)
_NEGATORS = word_set(
    "not never no don't doesn't didn't isn't aren't wasn't weren't haven't hasn't won't wouldn't "
    "can't couldn't hardly barely without nor"
)
_TREATED = word_set("for against treat treating fight fighting calm soothe help helps with prevent")
_ASKED = word_set("do does did is are will would can could should has have")
# In these languages the allergen follows: "soy alérgica" names no soy.
_BEING_ALLERGIC = word_set("alergica alergico allergique")
_AFRAID = word_set("scared worried anxious afraid nervous terrified fear fearing dreading wary")
_TO_COME = word_set("will would going gonna might could may")
_BELIEVED = word_set("thought if maybe perhaps believed assumed suspected hoped whether like when")
_BETWEEN = word_set("a an just anything on all of things the label stuff too and is are it")


@dataclass(frozen=True)
class Judged:
    """What is said of a substance: harmful or not, and the words [start, end) that say so."""

    harmful: bool
    start: int
    end: int
    allergy: bool = False


def judged(hearing: Hearing, start: int, end: int) -> Judged | None:
    """What the message says of the substance named at words [start, end); None where nothing."""
    for rule in (
        _cleared_before,
        _shunned,
        _blamed,
        _verdict,
        _done_to_somebody,
        _reaction_after,
        _reaction_before,
        _whenever,
        _equals,
        _told_of_later,
        _among_allergens,
    ):
        found = rule(hearing, start, end)
        if found is not None:
            return found
    return None


def _cleared_before(hearing: Hearing, start: int, end: int) -> Judged | None:
    for cue in hearing.of("harm:cleared"):
        if 0 <= start - cue.end <= _OBJECT_REACH and _together(hearing, cue.end, start):
            return Judged(harmful=False, start=cue.start, end=end)
    return None


def _shunned(hearing: Hearing, start: int, end: int) -> Judged | None:
    """What somebody forbade or refuses: "my oncologist vetoed soy", "hold the perfume"."""
    for cue in hearing.of("harm:shunned"):
        if 0 <= start - cue.end <= 1 and _together(hearing, cue.end, start):
            return Judged(harmful=True, start=cue.start, end=end)
    return None


def _blamed(hearing: Hearing, start: int, end: int) -> Judged | None:
    """What harm was traced to: "it was the linalool"; not where it was only thought so."""
    for cue in hearing.of("harm:blamed"):
        thought = not _BELIEVED.isdisjoint(hearing.lower(cue.start - 3, cue.start))
        partly = hearing.lower(cue.start - 1, cue.start) == ["of"]
        settled = not (thought or partly or _ends_asking(hearing, start))
        if cue.end == start and settled:
            alone = end == len(hearing.words) or hearing.breaks.at(end) >= Break.COMMA
            return Judged(harmful=True, start=cue.start, end=end, allergy=True) if alone else None
    return None


def _together(hearing: Hearing, left: int, right: int) -> bool:
    return hearing.breaks.between(left, right) < Break.CLAUSE


def _verdict(hearing: Hearing, start: int, end: int) -> Judged | None:
    """What stands right behind the name: "menthol? hard no", "lyral definitely not fine"."""
    for kind in ("verdict", "fine"):
        for cue in hearing.of(f"harm:{kind}"):
            if cue.start >= end and _directly(hearing, end, cue) and not _asked(hearing, start):
                return Judged(harmful=kind == "verdict", start=start, end=cue.end)
    return None


def _directly(hearing: Hearing, end: int, cue: Cue) -> bool:
    """Whether nothing but marks and small words parts a name from what is said of it."""
    between = hearing.words[end : cue.start]
    if len(between) > _VERDICT_REACH:
        return False
    worn = {hit.start for group in ("areas", "anchors") for _, hit in hearing.named(group)}
    return all(
        word.kind is not Kind.WORD or word.lower in _BETWEEN or at in worn
        for at, word in enumerate(between, start=end)
    )


def _asked(hearing: Hearing, start: int) -> bool:
    """Whether a question is asked of it: "is lanolin ok?", but not "lanolin? hard no"."""
    sentence = hearing.breaks.sentence(start)
    first = start
    while first > 0 and hearing.breaks.sentence(first - 1) == sentence:
        first -= 1
    return hearing.words[first].lower in _ASKED and _ends_asking(hearing, start)


def _ends_asking(hearing: Hearing, place: int) -> bool:
    words = hearing.words
    while place < len(words) and words[place].lower not in {".", "!", "\n", ";"}:
        if words[place].lower == "?":
            return True
        place += 1
    return False


def _done_to_somebody(hearing: Hearing, start: int, end: int) -> Judged | None:
    """A verb with the substance as its subject and a person as its object."""
    if _asked(hearing, start) or feared(hearing, start):
        return None
    last = min(end + _CLAUSE_REACH, len(hearing.words))
    for at in range(end, last):
        parted = hearing.breaks.between(end, at) >= Break.CLAUSE
        if parted or hearing.words[at].lower in _PURPOSES:
            return None
        if not _is_verb(hearing, at, end):
            continue
        done = _object(hearing, at)
        if done:
            return _of_deed(hearing, start, at, done)
    return None


def _is_verb(hearing: Hearing, at: int, end: int) -> bool:
    word = hearing.words[at]
    if word.kind is not Kind.WORD or word.lower in _NO_VERBS or word.lower in _FUNCTION:
        return False
    inflected = word.lower.endswith(("s", "ed")) and not word.lower.endswith(("ss", "'s"))
    if hearing.words[at - 1].lower in _BEFORE_NOUNS:
        return False
    plural = at == end and hearing.words[end - 1].lower.endswith("s")
    return inflected or word.lower in _STRONG_PAST or plural


def _object(hearing: Hearing, verb: int) -> int:
    """Where the person to whom the verb does something ends; 0 where there is none."""
    for at in range(verb + 1, min(verb + 1 + _OBJECT_REACH, len(hearing.words))):
        lower = hearing.words[at].lower
        if hearing.words[at].kind is Kind.MARK or lower in {"for", "with", "because", "and"}:
            return 0
        if lower in _DONE_TO:
            return at + 1
    return 0


def _of_deed(hearing: Hearing, start: int, verb: int, done: int) -> Judged | None:
    end = _thought_end(hearing, done)
    good = any(verb <= cue.start < end for cue in hearing.of("harm:good"))
    denied = not _NEGATORS.isdisjoint(hearing.lower(verb - 3, verb))
    if good:
        return Judged(harmful=True, start=start, end=end) if denied else None
    return Judged(harmful=not denied, start=start, end=end)


def _thought_end(hearing: Hearing, place: int) -> int:
    """Where the clause that goes on at a place ends, at most a handful of words on."""
    end = place
    while end < min(place + _VERDICT_REACH, len(hearing.words)):
        if hearing.words[end].kind is Kind.MARK or hearing.breaks.at(end) >= Break.CLAUSE:
            break
        end += 1
    return end


def feared(hearing: Hearing, start: int) -> bool:
    """Whether the harm is only feared: "worried retinol will make me peel"."""
    near = hearing.lower(start - 5, start + 5)
    return not _AFRAID.isdisjoint(near) and not _TO_COME.isdisjoint(near)


def _reaction_after(hearing: Hearing, start: int, end: int) -> Judged | None:
    """A reaction in the same thought: "rose anything and I sneeze", "chemo round: welts"."""
    if _wanted(hearing, start) or _asked(hearing, start) or feared(hearing, start):
        return None
    for cue in hearing.of("harm:reaction"):
        near = 0 <= cue.start - end <= _CLAUSE_REACH
        if near and _same_sentence(hearing, end, cue) and _had(hearing, cue, end):
            return Judged(harmful=True, start=start, end=cue.end)
    return None


def _same_sentence(hearing: Hearing, end: int, cue: Cue) -> bool:
    return hearing.breaks.sentence(end - 1) == hearing.breaks.sentence(cue.start)


def _had(hearing: Hearing, cue: Cue, end: int) -> bool:
    """Whether the reaction is had, not denied and not what the substance is taken against."""
    before = hearing.lower(max(cue.start - 3, end), cue.start)
    return _NEGATORS.isdisjoint(before) and _TREATED.isdisjoint(before)


def _wanted(hearing: Hearing, start: int) -> bool:
    sentence = hearing.breaks.sentence(start)
    return any(
        0 <= start - cue.end <= _LINK_REACH and hearing.breaks.sentence(cue.start) == sentence
        for cue in hearing.of("relevance:request")
        if not any(
            told.start <= cue.start < told.end
            for kind in ("allergic", "shunned")
            for told in hearing.of(f"harm:{kind}")
        )
    )


def _reaction_before(hearing: Hearing, start: int, end: int) -> Judged | None:
    """A reaction and its cause: "A&E after a walnut scrub", "wheals the moment lanolin ..."."""
    for cue in hearing.of("harm:reaction"):
        near = 0 <= start - cue.end <= _LINK_REACH and _same_sentence(hearing, start + 1, cue)
        denied = not _NEGATORS.isdisjoint(hearing.lower(cue.start - 3, cue.start))
        if near and not denied and _caused(hearing, cue, start):
            return Judged(harmful=True, start=cue.start, end=end)
    return None


def _caused(hearing: Hearing, cue: Cue, start: int) -> bool:
    between = hearing.lower(cue.end, start)
    if "," in between:
        return False
    linked = hearing.lower(cue.end - 1, cue.end) + between[-_VERDICT_REACH:]
    return not _CAUSES.isdisjoint(linked) or _begun(hearing, cue, start)


def _begun(hearing: Hearing, cue: Cue, start: int) -> bool:
    return any(cue.end <= other.start <= start for other in hearing.of("harm:whenever"))


def _whenever(hearing: Hearing, start: int, end: int) -> Judged | None:
    """What follows each use: "every time I try squalane I get little seeds"."""
    opened = any(
        0 <= start - cue.end <= _OBJECT_REACH and _together(hearing, cue.end, start)
        for cue in hearing.of("harm:whenever")
    )
    last = min(end + _OBJECT_REACH, len(hearing.words))
    for at in range(end, last if opened else end):
        if hearing.words[at].lower in {"i", "i'm", "my", "i've", "we", "it"}:
            stop = _thought_end(hearing, at + 1)
            if any(at < cue.start < stop for cue in hearing.of("harm:good")):
                return None
            return Judged(harmful=True, start=start, end=stop)
    return None


def _equals(hearing: Hearing, start: int, end: int) -> Judged | None:
    """Written as a sum: "shea on my face = pizza by Friday"."""
    for at in range(end, min(end + _VERDICT_REACH, len(hearing.words))):
        if hearing.words[at].lower == "=":
            stop = _thought_end(hearing, at + 1)
            good = any(at < cue.start < stop for cue in hearing.of("harm:good"))
            return None if good or stop == at + 1 else Judged(harmful=True, start=start, end=stop)
        if hearing.breaks.at(at) >= Break.CLAUSE:
            return None
    return None


def _told_of_later(hearing: Hearing, start: int, end: int) -> Judged | None:
    """What a later sentence says of it: "does it hold lanolin? I come up in welts from it"."""
    sentence = hearing.breaks.sentence(end - 1)
    for cue in hearing.of("harm:reaction"):
        later = hearing.breaks.sentence(cue.start) - sentence
        if not 0 < later <= _STORY_SENTENCES or cue.start - end > _STORY:
            continue
        if _other_between(hearing, end, cue.start) or not _had(hearing, cue, end):
            continue
        if _tells_of_it(hearing, cue):
            return Judged(harmful=True, start=start, end=cue.end)
    return _done_by_it(hearing, start, end)


def _tells_of_it(hearing: Hearing, cue: Cue) -> bool:
    """Whether a reaction is told of what was named: by a pronoun, or in a bare fragment."""
    sentence = [
        hearing.words[at].lower
        for at in hearing.breaks.sentence_of(cue.start)
        if hearing.words[at].kind is not Kind.MARK
    ]
    return not _TOLD_OF.isdisjoint(sentence) or len(sentence) <= _OBJECT_REACH


def _done_by_it(hearing: Hearing, start: int, end: int) -> Judged | None:
    sentence = hearing.breaks.sentence(end - 1)
    for at in range(end, min(end + _STORY, len(hearing.words) - 1)):
        later = hearing.breaks.sentence(at) - sentence
        if later > _STORY_SENTENCES or _other_between(hearing, end, at):
            return None
        subject = hearing.words[at].lower in {"it", "they", "stuff"}
        verb = next((k for k in (at + 1, at + 2) if _acts(hearing, k)), 0)
        done = _object(hearing, verb) if subject and verb else 0
        if done and not _asked(hearing, at):
            found = _of_deed(hearing, start, verb, done)
            return found if found is not None and found.harmful else None
    return None


def _acts(hearing: Hearing, at: int) -> bool:
    """Whether the word after "it" or "they" is a verb that does something."""
    if at >= len(hearing.words):
        return False
    word = hearing.words[at]
    return (
        word.kind is Kind.WORD and word.lower not in _NO_VERBS and word.lower not in _FUNCTION
    ) or word.lower in _STRONG_PAST


def _other_between(hearing: Hearing, left: int, right: int) -> bool:
    return any(left <= hit.start < right for _, hit in hearing.named("substances"))


def _among_allergens(hearing: Hearing, start: int, end: int) -> Judged | None:
    """Named where an allergy is told: an allergist's list, a carrier of an EpiPen."""
    sentence = hearing.breaks.sentence(start)
    for cue in hearing.of("harm:allergic"):
        listed = 0 <= start - cue.end <= _LINK_REACH
        if not listed and _wanted(hearing, start):
            continue
        apart = abs(hearing.breaks.sentence(cue.start) - sentence)
        denied = not _NEGATORS.isdisjoint(hearing.lower(cue.start - 3, cue.start))
        own = cue.start == end and hearing.words[end].lower in _BEING_ALLERGIC
        elsewhere = own or _said_of_what(hearing, cue)
        if apart <= _NEXT_SENTENCE and not denied and not elsewhere:
            return Judged(harmful=True, start=start, end=end, allergy=True)
    return None


def _said_of_what(hearing: Hearing, cue: Cue) -> bool:
    """Whether the setting names its own allergen: "I'm allergic to lanolin"."""
    return hearing.lower(cue.end, cue.end + 1) in (["to"], ["2"], ["a"], ["al"], ["aux"])
