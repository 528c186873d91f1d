"""Short answers: "acne? no", "pregnant: no", "big pores? never had them"."""

from bot.understanding.clauses import Break
from bot.understanding.hearing import Cue, Hearing, Mention
from bot.understanding.words import Kind, word_set

_NO = word_set("no nope nah never negative not non none nada nil zero nay neither nein")
_YES = word_set(
    "yes yep yeah yup definitely absolutely sure tons loads yass yas aye totally indeed always "
    "lots plenty galore daily constantly"
)
_REFUSING = word_set("skip pass yuck ew eww ick bleh nix yikes vom hate")
_PICKED = frozenset({"attribute", "product_interest"})
_MARKS = word_set("? , : - ... \u2026 \u2013 \u2014 =")
# Words that only repeat the question before it is answered: "wrinkles? me? nah", "dry? god no".
_ECHOES = word_set(
    "me mine moi well um erm oh hm hmm god hell ha haha lol also again honestly actually really "
    "mostly luckily thankfully definitely absolutely still also ah ooh"
)
_DENYING = frozenset(f"polarity:{kind}" for kind in ("deny", "deny_after", "unneeded", "unwanted"))
_UNABLE = word_set("can't couldn't won't wouldn't")
_SELVES = word_set("i i'm we we're she she's he he's")
_NOT = word_set("not haven't don't hasn't doesn't ain't never isn't aren't didn't")
_QUESTION = 3
_SOON = 2
_ENDS = frozenset({",", ".", "!", "?", ";", ")", ":", "\n"})


def answered(hearing: Hearing, mention: Mention) -> str:
    """The polarity that an answer to the mention itself gives it; empty where there is none."""
    place = mention.end
    words = hearing.words
    if place >= len(words):
        return ""
    if words[place].lower not in _MARKS:
        return _told_at_once(hearing, place)
    asked = words[place].lower == "?"
    while place < len(words) and (words[place].kind is Kind.MARK or words[place].lower in _ECHOES):
        place += 1
    ended = place + 1 >= len(words) or words[place + 1].kind is Kind.MARK
    if place < len(words) and (ended or asked):
        if words[place].lower in _NO and not _negative(hearing, mention):
            return "absent" if ended or not _taken_further(hearing, place) else ""
        if words[place].lower in _YES:
            return "present"
        if words[place].lower in _REFUSING and mention.type in _PICKED:
            return "absent"
    return _denied_in_reply(hearing, mention, place) if asked else ""


def _negative(hearing: Hearing, mention: Mention) -> bool:
    """Whether to say no to it confirms it: "no perfume, none", "essential oils, never"."""
    inside = hearing.lower(mention.start, mention.end)
    return mention.type == "attribute" and not _NO.union({"free", "without"}).isdisjoint(inside)


def _told_at_once(hearing: Hearing, place: int) -> str:
    """The answer without a mark before it, as in a form: "pregnant no, nursing yes"."""
    if _said_not(hearing, place):
        return "absent"
    if place + 1 < len(hearing.words) and hearing.words[place + 1].lower not in _ENDS:
        return ""
    word = hearing.words[place].lower
    if word in {"no", "nope", "nah", "none", "never", "nil", "zero"}:
        return "absent"
    return "present" if word in _YES else ""


def _said_not(hearing: Hearing, place: int) -> bool:
    """Whether the person says after it not to have it: "puffy I am not", "lines I haven't"."""
    if hearing.words[place].lower not in _SELVES:
        return False
    for at in range(place + 1, min(place + 3, len(hearing.words))):
        if hearing.words[at].lower in _NOT:
            return at + 1 >= len(hearing.words) or hearing.words[at + 1].lower in _ENDS
    return False


def _taken_further(hearing: Hearing, place: int) -> bool:
    """Whether the word begins a thought of its own: "dry? not only dry"."""
    return any(
        cue.start <= place < cue.end
        for kind in ("polarity:affirm", "polarity:deny_after")
        for cue in hearing.of(kind)
    ) or any(
        place <= other.start and hearing.breaks.between(place, other.start) < Break.CLAUSE
        for other in hearing.mentions
    )


def _denied_in_reply(hearing: Hearing, mention: Mention, place: int) -> str:
    """A short question and what denies it: "eczema? haven't seen it in years"."""
    sentence = hearing.breaks.sentence(mention.start)
    opening = mention.start
    while opening > 0 and hearing.breaks.sentence(opening - 1) == sentence:
        opening -= 1
    if mention.start - opening >= _QUESTION:
        return ""
    for cue in hearing.cues:
        if hearing.words[cue.start].lower in _UNABLE:
            continue
        if cue.kind in _DENYING and 0 <= cue.start - place <= _SOON:
            last = hearing.breaks.sentence(cue.start)
            spoken_of = any(
                cue.start <= other.start and hearing.breaks.sentence(other.start) == last
                for other in hearing.mentions
            )
            disliked = cue.kind == "polarity:unwanted" and mention.role == "concern"
            return "" if spoken_of or disliked else "absent"
    return ""


def answer_word(hearing: Hearing, cue: Cue) -> bool:
    """Whether it is a bare "no," that answers, or the one of "no, wait", and denies nothing."""
    if any(mend.start <= cue.start < mend.end for mend in hearing.of("correction:mend")):
        return True
    following = hearing.words[cue.end].lower if cue.end < len(hearing.words) else "."
    return cue.end - cue.start == 1 and hearing.words[cue.start].lower in _NO and following in _ENDS
