"""Whether a trait is asserted or denied: scopes of negation over clauses."""

from collections.abc import Sequence
from dataclasses import replace

from bot.understanding.answers import answer_word, answered
from bot.understanding.clauses import Break
from bot.understanding.hearing import OWN, Cue, Hearing, Mention
from bot.understanding.words import word_set

# Words that take a thing up again: "brown patches, they're gone now".
_SAME_AGAIN = word_set(
    ", . ( ? ... \u2026 \u2013 \u2014 - they they're it's it its that's which these those that "
    "have has all is are was and but luckily thankfully though so please lol tbh honestly "
    "happily mercifully we"
)
_ASIDES = _SAME_AGAIN | word_set(
    "again also always just really now thank god goodness oh well yes no both then i'm"
)
# What may stand behind a word that closes a thought: "acne gone since June".
_CLOSERS = word_set(
    "now since by and but thank thanks forever completely after for at so lol yay tbh "
    "honestly though"
)
_HAVER = word_set("i i've we we've got have i'm")
_TOLD_BACK = frozenset({"polarity:deny_after", "polarity:ceased_after"})
_OWNING = word_set("have has got i've own")
_REACH = 7
_REACH_AFTER = 7
# A person before one of these says it of something else: "dry skin, she's fine".
_SPOKEN_OF_ALL = frozenset({"deny_after", "ceased_after"})
# Words by which a cue takes up what was told before: "wrinkles, I earned them, leave them be".
_TAKES_UP = word_set("them those these that's thats it")
_FAR_BACK = 9
_UNSURE = frozenset({"if", "case", "unless", "when", "until", "whether"})
# After one of these a list of denied things is over.
_RESETS = word_set(
    "just only my but some more mostly lots tons pretty very really super so quite is are i i'm "
    "i've it's he she now instead rather mainly got have has loads plenty with a yes sadly too "
    # A verb of its own makes what follows another thought.
    "hate hates love loves like likes want wants need needs prefer prefers absorbs sinks dries "
    "smells suffer suffers struggle struggles keeps wakes covers stays must should wish aim"
)
# Subjects that open a clause of their own inside a run-on sentence.
_SUBJECTS = word_set("i i'm i've i'd i'll we'd it's she he she's he's they")
# "not really" denies what stands before it, or what follows at once.
_EITHER_WAY = frozenset({"polarity:deny_after"})
# The kinds of cue that govern what stands to their right; what is tolerated stands on either side.
_RIGHTWARD = ("deny", "unneeded", "unwanted", "ceased", "affirm", "want_rid", "tolerated_after")
_BACKWARD = (
    "deny_after",
    "ceased_after",
    "disliked_after",
    "owned_after",
    "unneeded",
    "unwanted",
    "taken_out",
)
_OWN_CUES = frozenset({"polarity:deny", "polarity:unneeded", "polarity:unwanted"})
_NEGATIVE = word_set(
    "no not nothing none never without zero non anti sans sin nil nowt less won't doesn't don't "
    "isn't can't mustn't shouldn't"
)
# Words between a negator and a comma that are not what is denied: "no big, red patches".
_QUALITIES = word_set(
    "big huge major large real serious visible obvious nasty angry single fancy harsh more deep bad"
)
# What stands behind one of these is a place, not what is denied: "no rash on my dry hands".
_PLACES = frozenset(
    {"in", "on", "under", "inside", "near", "around", "through", "before", "after", "for", "pour"}
)
_FINE = frozenset({"fine", "ok", "okay", "allowed"})
_BAD_THINGS = frozenset({"concern", OWN})


def with_polarity(hearing: Hearing) -> Hearing:
    """Set the polarity of every mention whose own words do not settle it."""
    return replace(hearing, mentions=tuple(_set(hearing, mention) for mention in hearing.mentions))


def _set(hearing: Hearing, mention: Mention) -> Mention:
    if mention.settled:
        return mention
    polarity = _polarity(hearing, mention)
    return replace(
        mention, polarity=polarity, ceased=polarity == "absent" and _ceased(hearing, mention)
    )


def _ceased(hearing: Hearing, mention: Mention) -> bool:
    """Whether it is absent because it stopped: there was a time when it was so."""
    cue = _governing(hearing, mention)
    if cue is not None and cue.kind.startswith("polarity:ceased"):
        return True
    return any(
        cue.start >= mention.end and _reached_back(hearing, cue, mention)
        for cue in hearing.of("polarity:ceased_after")
    )


def _polarity(hearing: Hearing, mention: Mention) -> str:
    if mention.complaint:
        return _of_complaint(hearing, mention)
    if _second_choice(hearing, mention) or _put_up_with(hearing, mention):
        return "absent"
    answer = answered(hearing, mention)
    if answer:
        return answer
    for denies in (_denied_before, _denied_after):
        if denies(hearing, mention):
            return "absent"
    return "present"


def _second_choice(hearing: Hearing, mention: Mention) -> bool:
    """Whether it is what another thing of its kind is preferred to: "a serum over a cream"."""
    over = [
        at
        for at in range(mention.start - 2, mention.start)
        if at > 0 and hearing.words[at].lower == "over"
    ]
    if not over or set(hearing.lower(over[0] + 1, mention.start)) - {"a", "an", "the"}:
        return False
    return any(other.end == over[0] and other.role == mention.role for other in hearing.mentions)


def _put_up_with(hearing: Hearing, mention: Mention) -> bool:
    """Whether what follows says that one lives with it: "the freckles I don't mind"."""
    return any(
        0 <= cue.start - mention.end <= 1
        and hearing.breaks.between(mention.end, cue.start) < Break.SENTENCE
        and hearing.lower(mention.end, cue.start) in ([], [","], ["though"], ["that"], ["which"])
        for cue in hearing.of("polarity:tolerated_after")
    )


def _of_complaint(hearing: Hearing, mention: Mention) -> str:
    """To name what is disliked asks for its opposite, unless it is said not to matter."""
    cue = _governing(hearing, mention)
    if cue is not None and cue.kind in ("polarity:unneeded", "polarity:affirm"):
        return "absent"
    fine = {"fine", "ok", "okay", "good"} & set(hearing.lower(mention.end, mention.end + 3))
    return "absent" if fine else "present"


def _denied_before(hearing: Hearing, mention: Mention) -> bool:
    cue = _governing(hearing, mention)
    if cue is None or cue.kind in ("polarity:affirm", "polarity:want_rid"):
        return False
    if cue.kind == "polarity:unwanted":
        return _unwanted_denies(hearing, cue, mention)
    return True


def _governing(hearing: Hearing, mention: Mention) -> Cue | None:
    """The nearest cue to the left whose scope reaches the mention.

    A negator inside the mention is part of its meaning ("no parabens") and denies nothing.
    """
    kinds = {f"polarity:{kind}" for kind in _RIGHTWARD}
    if mention.type in {"product_interest", "attribute", "goal"}:
        kinds.add("polarity:taken_out")
    if _has_its_own(hearing, mention) or _worded_twice(hearing, mention):
        return None
    around = [cue for cue in hearing.cues if cue.start < mention.start < cue.end]
    for cue in around:
        if cue.kind.startswith("polarity:"):
            return cue
    cues = [
        cue
        for cue in hearing.cues
        if cue.kind in kinds or (cue.kind in _EITHER_WAY and cue.end == mention.start)
    ]
    for cue in sorted(cues, key=lambda cue: -cue.end):
        if cue.end <= mention.start and not answer_word(hearing, cue):
            return cue if _reaches(hearing, cue, mention) else None
    return None


def _has_its_own(hearing: Hearing, mention: Mention) -> bool:
    """Whether the mention holds the negator that gives it its meaning: "no smell", "skip soap"."""
    if mention.type == "attribute" and hearing.words[mention.start].lower in _NEGATIVE:
        return True
    return any(
        cue.kind in _OWN_CUES and mention.start <= cue.start < mention.end for cue in hearing.cues
    )


def _worded_twice(hearing: Hearing, mention: Mention) -> bool:
    """Whether "and" joins it to a wish that holds the negator: "not greasy and absorbs fast"."""
    before = hearing.lower(mention.start - 1, mention.start)
    return before in (["and"], ["&"], ["plus"]) and any(
        other.end == mention.start - 1
        and other.type == mention.type == "attribute"
        and any(
            cue.kind == "polarity:deny" and other.start <= cue.start < other.end
            for cue in hearing.cues
        )
        for other in hearing.mentions
    )


def _reaches(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    level = hearing.breaks.between(cue.end, mention.start)
    between = hearing.lower(cue.end, mention.start)
    if level >= Break.CLAUSE or not _SUBJECTS.isdisjoint(between):
        return False
    if _of_something_else(hearing, cue, between):
        return False
    if level is Break.NONE:
        return len(between) <= _REACH
    return _list_goes_on(hearing, cue, mention)


def _of_something_else(hearing: Hearing, cue: Cue, between: Sequence[str]) -> bool:
    """Whether the words between show that the cue governs a thing other than the mention."""
    if hearing.lower(cue.start, cue.end) in (["nothing"], ["nowt"]):
        return bool(between)
    if cue.kind == "polarity:ceased":
        return "my" in between[1:]
    if cue.kind == "polarity:taken_out":
        return "for" in between
    return cue.kind == "polarity:deny" and not _PLACES.isdisjoint(between[1:])


def _list_goes_on(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    """Whether the mention is a further item of what the cue denies.

    "no redness or bumps" and "no dryness, redness or bumps" deny all; "no acne, dry cheeks" and "no
    acne and my cheeks are dry" only the first.
    """
    between = hearing.lower(cue.end, mention.start)
    separators = {"or", "nor", "and", ",", "/", "&", "ni", "ou", "o", "plus", "+"}
    last = max((at for at, word in enumerate(between) if word in separators), default=-1)
    opening = hearing.lower(mention.start, mention.start + 1)
    if "," in between and not _RESETS.isdisjoint(between[between.index(",") :]):
        return False
    if not _RESETS.isdisjoint(between[last + 1 :] + opening):
        return False
    if not any(cue.end <= other.start < cue.end + last for other in hearing.mentions):
        # No thing denied stands before the separator: it parts two adjectives, or two thoughts.
        adjectives = last != 0 and set(between[: max(last, 0)]) <= _QUALITIES
        return adjectives or between[last] in {"or", "nor"}
    if between[last] in {"or", "nor", "/", "ni", "ou", "o"}:
        return True
    if between[last] in {"and", "&"}:
        return "or" not in hearing.lower(mention.end, mention.end + 2)
    wish = mention.type == "attribute" and cue.kind == "polarity:unwanted"
    return _closes_with_or(hearing, mention) or wish


def _closes_with_or(hearing: Hearing, mention: Mention) -> bool:
    """Whether the list that holds the mention ends with "or"."""
    place = mention.end
    while place < len(hearing.words) and hearing.breaks.at(place) < Break.CLAUSE:
        if hearing.words[place].lower in {"or", "nor"}:
            return True
        if hearing.words[place].lower in _RESETS:
            return False
        place += 1
    return False


def _unwanted_denies(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    """To dislike a bad thing is to have it; to dislike a good thing is to refuse it."""
    if mention.role in _BAD_THINGS:
        between = hearing.lower(cue.start, mention.start)
        return "for" in between or "anything" in between
    if mention.type == "product_interest":
        return not any(_is_disliked_in(hearing, other, mention) for other in hearing.mentions)
    return True


def _is_disliked_in(hearing: Hearing, other: Mention, product: Mention) -> bool:
    """Whether it is a quality that is disliked, not the product: "hate sticky sunscreen"."""
    together = hearing.breaks.clause(other.start) == hearing.breaks.clause(product.start)
    return other.type == "attribute" and together


def _denied_after(hearing: Hearing, mention: Mention) -> bool:
    for kind in _BACKWARD:
        for cue in hearing.of(f"polarity:{kind}"):
            if kind == "disliked_after" and hearing.words[cue.start - 1].lower in _NEGATIVE:
                continue
            if _must_close(hearing, cue) and not _closes(hearing, cue):
                continue
            about_someone = hearing.words[cue.start].lower in _SUBJECTS - {
                "it's",
                "they",
                "they're",
            }
            if (about_someone and kind in _SPOKEN_OF_ALL) or only_asked(hearing, cue):
                continue
            if cue.start >= mention.end and _reached_back(hearing, cue, mention):
                return _applies(hearing, cue, mention)
    return False


def only_asked(hearing: Hearing, cue: Cue) -> bool:
    """Whether it is asked, not said: "is honey ok?"."""
    if _FINE.isdisjoint(hearing.lower(cue.start, cue.end)):
        return False
    sentence = hearing.breaks.sentence(cue.start)
    place = cue.end
    while place < len(hearing.words) and hearing.breaks.sentence(place) == sentence:
        place += 1
    return place < len(hearing.words) and hearing.words[place].lower == "?"


def _must_close(hearing: Hearing, cue: Cue) -> bool:
    """Whether it speaks of what stands before only where nothing follows it: "acne gone"."""
    backward = cue.kind.endswith("_after") and cue.kind != "polarity:owned_after"
    return not backward or hearing.lower(cue.start, cue.end) == ["gone"]


def _closes(hearing: Hearing, cue: Cue) -> bool:
    """Whether nothing follows that it could speak of: "masks? not interested."."""
    if cue.end >= len(hearing.words) or hearing.breaks.at(cue.end) >= Break.COMMA:
        return True
    return hearing.words[cue.end].lower in _CLOSERS


def _applies(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    kind = cue.kind.removeprefix("polarity:")
    owning = kind == "unneeded" and not _OWNING.isdisjoint(hearing.lower(cue.start, cue.end))
    if kind == "owned_after" or owning:
        return mention.type == "product_interest"
    if kind in {"unwanted", "disliked_after"}:
        return mention.type in {"attribute", "product_interest"}
    lasting = mention.role in {"concern", OWN, "constraint", "attribute"}
    return lasting or kind in {"deny_after", "unneeded", "taken_out"}


def _reached_back(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    """Whether the words from the mention to the cue are its own predicate."""
    between = hearing.lower(mention.end, cue.start)
    while between and cue.kind not in _TOLD_BACK and between[-1] in _HAVER:
        between.pop()
    if between and set(between) <= _SAME_AGAIN:
        return True
    if _takes_up(hearing, cue, mention):
        return True
    if hearing.breaks.between(mention.end, cue.start) >= Break.CLAUSE:
        return False
    others = [m for m in hearing.mentions if mention.end <= m.start < cue.start]
    if others and not all(_coordinated(hearing, mention, other) for other in others):
        return False
    if not others and not _of_the_same(between):
        return False
    widths = sum(other.end - other.start for other in others)
    return len(between) - widths <= _REACH_AFTER and _SUBJECTS.isdisjoint(between)


def _takes_up(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    """Whether "them" or the like in the cue can only mean the mention, told last before it."""
    if _TAKES_UP.isdisjoint(hearing.lower(cue.start, cue.end)) or not _closes(hearing, cue):
        return False
    if not _UNSURE.isdisjoint(hearing.lower(mention.end, cue.start)):
        return False
    together = hearing.breaks.sentence(mention.start) == hearing.breaks.sentence(cue.start)
    near = 0 <= cue.start - mention.end <= _FAR_BACK
    return (
        together
        and near
        and not any(mention.end <= other.start < cue.start for other in hearing.mentions)
    )


def _of_the_same(between: Sequence[str]) -> bool:
    """Whether no other thing is named behind a comma: not in "due in May, my nose has gone"."""
    commas = [at for at, word in enumerate(between) if word == ","]
    return not commas or _ASIDES.issuperset(between[commas[-1] :])


def _coordinated(hearing: Hearing, mention: Mention, other: Mention) -> bool:
    level = hearing.breaks.between(mention.end, other.start)
    return level in (Break.LIST, Break.COMMA)
