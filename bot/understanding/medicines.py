"""Medicines taken, given up or only talked about."""

from dataclasses import replace

from bot.understanding.clauses import Break
from bot.understanding.hearing import Hearing, Mention
from bot.understanding.named import Named, last_before, of_family
from bot.understanding.words import word_set

_REACH = 4
_GIVING_UP = word_set("stopped quit ditched dropped binned chucked abandoned")
# Only talked about: offered, heard of, tried once.
_TALKED_OF = word_set(
    "offered offers considering consider mentioned "
    "swears heard reading read tried done wants refused declined study studied said "
    "like"
)
_CAUSED = word_set("since after until till post before without from")
# Where somebody works, not what they take: "chemo ward".
_PLACES = word_set("ward unit nurse clinic patient patients department")
_SLOWLY = word_set("tapering weaning coming slowly")
_FORBIDDEN = word_set(
    "avoid can't avoiding cannot mustn't shouldn't vetoed forbid forbade banned must should"
)


def medicine_taken(hearing: Hearing, item: Named) -> Mention | None:
    """Read a medicine as taken, given up or to be avoided; None where it is only talked about."""
    if _talked_of(hearing, item):
        return None
    if _given_up(hearing, item) or _laid_aside(hearing, item):
        return replace(
            of_family("on", item.name, item.start, item.end), polarity="absent", settled=True
        )
    cue = last_before(hearing, item, "limits:exclude")
    if cue is not None and hearing.words[cue.start].lower in _FORBIDDEN:
        return replace(of_family("avoid", item.name, cue.start, item.end), settled=True)
    if any(
        knowledge.start < item.start
        and hearing.breaks.sentence(knowledge.start) == hearing.breaks.sentence(item.start)
        for knowledge in hearing.of("relevance:knowledge")
    ):
        return None
    takes = last_before(hearing, item, "limits:takes")
    start = takes.start if takes is not None and item.start - takes.end <= 1 else item.start
    return replace(of_family("on", item.name, start, item.end), corrected=item.corrected)


def _talked_of(hearing: Hearing, item: Named) -> bool:
    """Whether it only dates or explains something ("since the pill"), or was only spoken of."""
    before = hearing.lower(item.start - 2, item.start)
    dated = [word for word in before if word not in {"the", "my", "a", "your", "first"}]
    after = hearing.lower(item.end, item.end + _REACH)
    if not _PLACES.isdisjoint(after[:1]):
        return True
    if dated and dated[-1] in _CAUSED and "ago" not in after:
        return True
    if any(item.start - 1 == cue.end for cue in hearing.of("harm:shunned")):
        return False
    return not _TALKED_OF.isdisjoint(hearing.lower(item.start - _REACH, item.start))


def _laid_aside(hearing: Hearing, item: Named) -> bool:
    """Whether what follows says it is not used: "tretinoin gathering dust", "I binned it"."""
    return any(
        0 <= cue.start - item.end <= _REACH + 2
        and hearing.breaks.between(item.end, cue.start) <= Break.CLAUSE
        for cue in hearing.of("limits:laid_aside")
    )


def _given_up(hearing: Hearing, item: Named) -> bool:
    """Whether a medicine is no longer taken ("quit", "came off"); with a date it is past."""
    before = hearing.lower(item.start - 5, item.start)
    for at in range(item.start - 1, max(item.start - 5, 0) - 1, -1):
        if hearing.breaks.between(at, item.start) >= Break.COMMA:
            return False
        word = hearing.words[at].lower
        off = word == "off" and not ({"and", "told", "warned"} | _SLOWLY) & set(before)
        if off or word in _GIVING_UP:
            return not {"last", "ago"} & set(hearing.lower(item.end, item.end + 4))
    return False


def taken_as_medicine(hearing: Hearing, item: Named) -> bool:
    """Whether a doctor or a course of weeks makes it a medicine: "prescribed", "stuck on"."""
    before = hearing.lower(item.start - 3, item.start)
    if not {"prescribed", "prescription"}.isdisjoint(before):
        return True
    lasting = not {"stuck", "still", "weeks", "months"}.isdisjoint(before)
    return lasting and before[-1:] in (["on"], ["with"])
