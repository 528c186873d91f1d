"""Medicines taken, given up or only talked about."""

from dataclasses import replace

from bot.understanding.clauses import Break
from bot.understanding.hearing import Hearing, Mention
from bot.understanding.named import Named, last_before, of_family
from bot.understanding.words import word_set

_GIVING_UP = word_set("stopped quit ditched dropped")


def medicine_taken(hearing: Hearing, item: Named) -> Mention | None:
    """Read a medicine as taken, given up or to be avoided; None where it is only talked about."""
    if _given_up(hearing, item):
        return replace(
            of_family("on", item.name, item.start, item.end), polarity="absent", settled=True
        )
    cue = last_before(hearing, item, "limits:exclude")
    if cue is not None and hearing.words[cue.start].lower in {"avoid", "can't", "avoiding"}:
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


def _given_up(hearing: Hearing, item: Named) -> bool:
    """Whether a medicine is no longer taken ("quit", "came off"); with a date it is past."""
    before = hearing.lower(item.start - 5, item.start)
    for at in range(item.start - 1, max(item.start - 5, 0) - 1, -1):
        if hearing.breaks.between(at, item.start) >= Break.COMMA:
            return False
        word = hearing.words[at].lower
        off = word == "off" and not {"and", "told", "warned"} & set(before)
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
