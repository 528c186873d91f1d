"""The open classes: allergies, things to avoid, medicines, ingredients and brands wished for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.understanding.clauses import Break
from bot.understanding.harm import feared, judged
from bot.understanding.hearing import OWN, Cue, Hearing, Mention
from bot.understanding.medicines import medicine_taken, taken_as_medicine
from bot.understanding.named import Named, first_after, last_before, names, of_family
from bot.understanding.open_wishes import brand_wished, ingredient_wished, is_the_product, likened
from bot.understanding.polarity import only_asked
from bot.understanding.words import Kind, word_set

_WISH_REACH = 6
_LONGEST_NAME = 3
_FILLERS = word_set(
    "the any all most some certain my a an to of both kinds types products things stuff also even "
    "2 las los la el les le aux au du"
)
# Words that end an unknown name: what follows them is no longer the thing allergic to.
_STOPS = word_set(
    "i i'm my me so but and or which that it is are was were please as because with "
    "for in on at if "
    "when then also she he they her his this these those can will have has had need too though "
    "just really not no very since from they're it's by too unfortunately btw lol sadly "
    "must be been being should would could won't can't don't doesn't isn't never how why what who "
    "where there here only want need looking like get got give show find nothing something we you "
    "your our him them me mine do does did than now already still basically mainly otherwise "
    "anyway what's that's there's we're you're he's she's said told says using use used y e et"
)
# Words before "allergy" that only describe it.
_NO_ALLERGEN = word_set(
    "bad severe skin contact food known seasonal terrible any some have has got serious many other "
    "several few weird random multiple lots of mild possible what which your an our with about new "
    "drug product cosmetic horrible huge real actual slight sort environmental an am "
    "positive negative everything it's that cross"
)
_NOTHING = word_set("anything nothing everything something stuff things")
_LIKES = word_set("love loves like likes prefer enjoy adore want")
# What one looks for instead of a substance leaves the substance out.
_REPLACED = frozenset({"instead", "rather"})
_LET_BE = frozenset({"ok", "okay", "fine"})
_SEPARATORS = frozenset({"and", "&", "+", "/", "or", "nor", ",", "plus", "also"})
_SLUG = re.compile(r"[^a-z0-9]+")


def with_open_classes(
    hearing: Hearing, excluded_by: Mapping[str, str], unwished: frozenset[str] = frozenset()
) -> Hearing:
    """Add what the open classes tell.

    `excluded_by` maps a substance to the attribute that says it is excluded; `unwished` are the
    substances that nobody wishes for by merely naming them, such as latex.
    """
    named = names(hearing)
    allergies = list(_allergies(hearing, named))
    rest = [
        item
        for item in named
        if not any(mention.start <= item.start < mention.end for mention in allergies)
    ]
    read = [(item, _read(hearing, item, unwished)) for item in rest]
    added = [*allergies, *_with_their_lists(hearing, read)]
    added += _products_that_harm(hearing)
    added = [mention for mention in added if not _wish_for_what_is_avoided(mention, added)]
    mentions = [folded for mention in added for folded in _folded(hearing, mention, excluded_by)]
    kept = [m for m in hearing.mentions if not any(_hides(other, m) for other in mentions)]
    ordered = sorted([*kept, *mentions], key=lambda m: (m.start, m.end))
    return replace(hearing, mentions=tuple(ordered))


def _read(hearing: Hearing, item: Named, unwished: frozenset[str]) -> Mention | None:
    if item.group == "substances":
        return _substance(hearing, item, unwished)
    return _READERS[item.group](hearing, item)


def _with_their_lists(
    hearing: Hearing, read: list[tuple[Named, Mention | None]]
) -> Iterator[Mention]:
    """Of a list of substances all are kept away if the last is: "oats and soy make me itch"."""
    following: tuple[Named, Mention] | None = None
    for item, mention in reversed(read):
        kept = mention
        if following is not None and _unsaid(mention) and item.group == "substances":
            after, told = following
            between = hearing.lower(item.end, after.start)
            if _excludes(told) and between and _SEPARATORS.issuperset(between):
                family = told.value.partition("_")[0]
                kept = replace(of_family(family, item.name, item.start, item.end), settled=True)
        if kept is not None:
            yield kept
            following = (item, kept)
        else:
            following = None


def _unsaid(mention: Mention | None) -> bool:
    return mention is None or mention.value.startswith("ingredient_")


def _excludes(mention: Mention) -> bool:
    return mention.polarity == "present" and mention.value.startswith(("avoid_", "allergy_"))


def _wish_for_what_is_avoided(mention: Mention, added: list[Mention]) -> bool:
    """Of "everybody loves lanolin, but lanolin gives me hives" only the harm is meant."""
    family, _, name = mention.value.partition("_")
    return family == "ingredient" and any(
        other.polarity == "present" and other.value in (f"avoid_{name}", f"allergy_{name}")
        for other in added
    )


def _products_that_harm(hearing: Hearing) -> Iterator[Mention]:
    """A product named by a substance, and said to harm: "retinol creams sting"."""
    for mention in hearing.mentions:
        if mention.type != "product_interest":
            continue
        for name, hit in hearing.named("substances"):
            inside = mention.start <= hit.start and hit.end <= mention.end
            harm = [
                cue
                for cue in hearing.of("limits:exclude_after")
                if mention.start < cue.start <= mention.end + 1 and mention.end < cue.end
            ]
            if inside and harm and not _uncertain(hearing, hit.start, harm[0]):
                start, end = mention.start, harm[0].end
                yield replace(of_family("avoid", name, start, end), settled=True)


def _uncertain(hearing: Hearing, start: int, harm: Cue) -> bool:
    return only_asked(hearing, harm) or feared(hearing, start)


def _hides(other: Mention, mention: Mention) -> bool:
    """A name that was read as excluded or wished for is not also a product asked for."""
    return other.start < mention.end and mention.start < other.end


def _folded(
    hearing: Hearing, mention: Mention, excluded_by: Mapping[str, str]
) -> Iterator[Mention]:
    """Say it with an attribute where one means the same: avoid_fragrance is fragrance_free."""
    family, _, name = mention.value.partition("_")
    if name not in excluded_by or family == "allergy":
        yield mention
    elif family == "avoid":
        yield replace(mention, type="attribute", value=excluded_by[name])
    elif not _LIKES.isdisjoint(hearing.lower(mention.start - _WISH_REACH, mention.start)):
        yield replace(
            mention, type="attribute", value=excluded_by[name], polarity="absent", settled=True
        )


def _allergies(hearing: Hearing, named: list[Named]) -> Iterator[Mention]:
    for cue in hearing.of("limits:allergy"):
        yield from _listed(hearing, cue, named)
    for cue in hearing.of("limits:allergy_after"):
        before = [item for item in named if item.end == cue.start and item.group == "substances"]
        for item in before:
            yield of_family("allergy", item.name, item.start, cue.end)
        if not before:
            yield from _unknown_before(hearing, cue)


def _unknown_before(hearing: Hearing, cue: Cue) -> Iterator[Mention]:
    """An allergy to something no list knows: "a bee allergy"."""
    if not cue.start or hearing.words[cue.start].lower == "allergic":
        return
    word = hearing.words[cue.start - 1]
    if word.kind is Kind.WORD and word.lower not in _STOPS | _FILLERS | _NO_ALLERGEN:
        yield of_family("allergy", _SLUG.sub("_", word.lower), cue.start - 1, cue.end)


def _listed(hearing: Hearing, cue: Cue, named: list[Named]) -> Iterator[Mention]:
    """What stands after "allergic to": known names and, where none is known, plain words."""
    by_start = {item.start: item for item in named if item.group == "substances"}
    place = cue.end
    first = True
    while place < len(hearing.words):
        word = hearing.words[place]
        if word.lower in _FILLERS or (
            not first and word.lower in {",", "and", "or", "&", "/", "+"}
        ):
            place += 1
            continue
        end, name = _item(hearing, place, by_start)
        if not name or not (first or _goes_on(hearing, place, end, by_start)):
            return
        yield of_family("allergy", name, place if not first else cue.start, end)
        place, first = end, False


def _goes_on(hearing: Hearing, place: int, end: int, by_start: Mapping[int, Named]) -> bool:
    """Whether a list of allergens goes on at a place: not with what is fine, nor with a verb."""
    if place in by_start:
        found = judged(hearing, place, end)
        return found is None or found.harmful
    closed = end == len(hearing.words) or hearing.breaks.at(end) > Break.NONE
    plain = "'" not in hearing.words[place].lower and hearing.words[place].lower not in _LET_BE
    return closed and plain and _parted(hearing, place)


def _parted(hearing: Hearing, place: int) -> bool:
    return hearing.breaks.between(place - 1, place) in (Break.LIST, Break.COMMA)


def _item(hearing: Hearing, place: int, by_start: Mapping[int, Named]) -> tuple[int, str]:
    if place in by_start:
        return by_start[place].end, by_start[place].name
    words: list[str] = []
    at = place
    while at < len(hearing.words) and len(words) < _LONGEST_NAME and at not in by_start:
        word = hearing.words[at]
        told = any(mention.start <= at < mention.end for mention in hearing.mentions)
        if word.kind is not Kind.WORD or word.lower in _STOPS or told:
            break
        words.append(word.lower)
        at += 1
    # Words before a known name only say which: "hydroxypropyl acrylate" is an acrylate.
    if words and at in by_start:
        return by_start[at].end, by_start[at].name
    if words and words[0] in _NOTHING:
        return at, "any"
    return at, _SLUG.sub("_", " ".join(words)).strip("_")


def _substance(hearing: Hearing, item: Named, unwished: frozenset[str]) -> Mention | None:
    excluded = _excluding(hearing, item)
    if excluded is not None:
        return replace(excluded, corrected=item.corrected)
    if taken_as_medicine(hearing, item):
        return of_family("on", item.name, item.start, item.end)
    if ingredient_wished(hearing, item, unwished) and not is_the_product(hearing, item):
        return of_family("ingredient", item.name, item.start, item.end)
    return None


def _judged(hearing: Hearing, item: Named) -> Mention | None:
    """Read what it did to somebody or what is thought of it."""
    found = judged(hearing, item.start, item.end)
    if found is None:
        return None
    family = "allergy" if found.allergy else "avoid"
    mention = of_family(family, item.name, found.start, found.end)
    return replace(mention, polarity="present" if found.harmful else "absent", settled=True)


def _excluding(hearing: Hearing, item: Named) -> Mention | None:
    if likened(hearing, item):
        return None
    found = _judged(hearing, item)
    if found is not None:
        return found
    put_aside = last_before(hearing, item, "polarity:unneeded")
    if put_aside is not None:
        replaced = not _REPLACED.isdisjoint(hearing.lower(put_aside.start, put_aside.end))
        return replace(
            of_family("avoid", item.name, item.start if replaced else put_aside.start, item.end),
            polarity="present" if replaced else "absent",
            settled=True,
        )
    cue = last_before(hearing, item, "limits:exclude")
    if cue is not None and not _spoken_otherwise(hearing, cue):
        start = cue.start if item.start - cue.end <= 1 else item.start
        return replace(of_family("avoid", item.name, start, item.end), settled=True)
    after = first_after(hearing, item, "limits:exclude_after")
    if after is not None and not feared(hearing, item.start):
        return replace(of_family("avoid", item.name, item.start, after.end), settled=True)
    return _by_what_it_does(hearing, item)


def _by_what_it_does(hearing: Hearing, item: Named) -> Mention | None:
    does = first_after(hearing, item, "limits:does")
    if does is not None and not feared(hearing, item.start) and _harms(hearing, does):
        return replace(of_family("avoid", item.name, item.start, does.end), settled=True)
    fine = first_after(hearing, item, "polarity:deny_after")
    if fine is not None and not only_asked(hearing, fine):
        return replace(
            of_family("avoid", item.name, item.start, fine.end), polarity="absent", settled=True
        )
    return None


def _harms(hearing: Hearing, does: Cue) -> bool:
    """Whether what a substance does is a concern: "coconut oil gave me spots"."""
    return any(
        mention.role in {"concern", OWN} and 0 <= mention.start - does.end <= _LONGEST_NAME
        for mention in hearing.mentions
    )


def _spoken_otherwise(hearing: Hearing, cue: Cue) -> bool:
    """Whether the negator belongs to a wording that asserts (not only, can't live without)."""
    if hearing.lower(cue.end, cue.end + 1) in (["longer"], ["more"], ["idea"], ["my"]):
        return True
    return any(
        other.start <= cue.start < other.end and other.end - other.start >= cue.end - cue.start
        for kind in ("affirm", "ceased")
        for other in hearing.of(f"polarity:{kind}")
        if hearing.words[cue.start].lower not in ("can't", "couldn't", "cannot")
        or "without" in hearing.lower(other.start, other.end)
    )


_READERS = {"medications": medicine_taken, "brands": brand_wished}
