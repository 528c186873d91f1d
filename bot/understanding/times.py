"""When a trait holds as worded, and since when."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.understanding.clauses import Break
from bot.understanding.hearing import OWN, Cue, Hearing, Mention
from bot.understanding.words import word_set

# Wishes, limits on products and money are told about now, however they are worded.
_TIMELESS = frozenset({"goal", "preference", "product_interest", "budget", "attribute"})
_TIMED_FAMILIES = ("on_", "allergy_")
_VERBS = frozenset({"was", "were", "had", "used", "use", "suffered", "struggled", "battled"})
_REACH = 8
_NEXT = 2
_TURNS = word_set("but now and these nowadays today since is are am i'm it's has have")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_COUNTED = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
_NUMBERS = {word: number for number, word in enumerate(_COUNTED)} | {
    "a": 1,
    "an": 1,
    "couple": 2,
    "few": 3,
    "twelve": 12,
    "last": 1,
    "past": 1,
}
_DAYS = {"day": 1, "week": 7, "month": 30.44, "year": 365.25, "yr": 365.25, "decade": 3652.5}
_SINCE_WORDED = re.compile(
    rf"\bsince\s+(?:(?:early|late|mid|last|about|around)\s+)?(?:(?P<month>{'|'.join(_MONTHS)})\s*)?"
    r"(?P<year>(?:19|20)\d{2})?",
    re.IGNORECASE,
)
_FOR_SPAN = re.compile(
    r"\b(?:for|over|in|these|during)\s+(?:about\s+|around\s+|almost\s+|nearly\s+|over\s+)?(?:the\s+)?(?:last\s+|past\s+)?"
    r"(?P<count>\d{1,2}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|(?:a\s)?couple(?:\sof)?|a\sfew|few|last|past)?\s*"
    r"(?P<unit>day|week|month|year|yr|decade)s?\b(?!\s+ago)",
    re.IGNORECASE,
)


def with_time(hearing: Hearing, heard_on: date) -> Hearing:
    """Set the time of every mention, and since when it holds where a date or a span is worded."""
    mentions = (
        replace(mention, time=_time(hearing, mention), since=_since(hearing, mention, heard_on))
        for mention in hearing.mentions
    )
    return replace(hearing, mentions=tuple(_once_had(mention) for mention in mentions))


def _once_had(mention: Mention) -> Mention:
    """What was had and has stopped is past, not denied: "used to sting, not any more"."""
    if mention.ceased and mention.time == "past":
        return replace(mention, polarity="present")
    return mention


def _time(hearing: Hearing, mention: Mention) -> str:
    if mention.value.startswith("on_") and mention.polarity == "absent" and mention.settled:
        return "current"
    timed = "state" in mention.marks or mention.value.startswith(_TIMED_FAMILIES)
    if not timed and (mention.type in _TIMELESS or mention.type == "constraint"):
        return "current"
    feared = [
        cue
        for cue in hearing.of("time:future")
        if timed or not mention.start <= cue.start < mention.end
    ]
    if _reached(hearing, mention, feared) and mention.role != OWN:
        return "future"
    planned = [cue for cue in hearing.of("time:planned") if not _overlaps(cue, mention)]
    if timed and _reached(hearing, mention, planned):
        return "future"
    if (
        mention.value.startswith("on_")
        and mention.polarity == "present"
        and _reached(hearing, mention, hearing.of("time:took"))
    ):
        return "past"
    return "past" if _past(hearing, mention) else "current"


def _past(hearing: Hearing, mention: Mention) -> bool:
    """Whether the nearest time wording that reaches the mention is a past one."""
    past = [cue for cue in hearing.of("time:past") if _applies(hearing, cue, mention)]
    if not past:
        return False
    nearest = max(past, key=lambda cue: -_distance(cue, mention))
    return not any(
        _distance(cue, mention) <= _distance(nearest, mention) or _parts(cue, nearest, mention)
        for cue in hearing.of("time:now")
        if _close(hearing, cue, mention) and cue.start < mention.end
    )


def _parts(now: Cue, past: Cue, mention: Mention) -> bool:
    """Whether a wording of now stands between a past one and the mention."""
    return past.end <= now.start < mention.start or mention.end <= now.start < past.start


def _applies(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    """A past verb governs what follows it; a past date the whole clause."""
    if hearing.words[cue.start].lower in _VERBS:
        denied = mention.polarity == "absent" and not mention.ceased
        reached = cue.start < mention.end and _close(hearing, cue, mention)
        return not denied and reached and not _ended(hearing, cue, mention)
    if _of_another(hearing, cue, mention):
        return False
    return _close(hearing, cue, mention) or _same_sentence(hearing, cue, mention)


def _of_another(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    """Whether it dates what stands before it: "oily as a boy, bone dry at fifty"."""
    if cue.end > mention.start or hearing.breaks.between(cue.end, mention.start) < Break.COMMA:
        return False
    return any(
        0 <= cue.start - other.end <= _NEXT
        and hearing.breaks.between(other.end, cue.start) < Break.COMMA
        for other in hearing.mentions
    )


def _ended(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    """Whether a comma ends the past thought before the mention: "not what it used to be, dull"."""
    if hearing.lower(cue.end, cue.end + 1) == [","] and cue.end <= mention.start:
        return True
    level = hearing.breaks.between(cue.end, mention.start)
    return level is Break.COMMA and not _all_listed(hearing, cue.end, mention.start)


def _same_sentence(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    """Whether a past date opens the sentence of the mention and nothing turns to the present."""
    if cue.end > mention.start:
        return False
    between = hearing.lower(cue.end, mention.start)
    return (
        hearing.breaks.sentence(cue.start) == hearing.breaks.sentence(mention.start)
        and len(between) <= _REACH
        and _TURNS.isdisjoint(between)
    )


def _overlaps(cue: Cue, mention: Mention) -> bool:
    return cue.start < mention.end and mention.start < cue.end


def _close(hearing: Hearing, cue: Cue, mention: Mention) -> bool:
    if _overlaps(cue, mention):
        return True
    left, right = (cue.end, mention.start) if cue.end <= mention.start else (mention.end, cue.start)
    if hearing.breaks.between(left, right) >= Break.CLAUSE:
        return False
    return right - left <= _REACH + (4 if _all_listed(hearing, left, right) else 0)


def _all_listed(hearing: Hearing, left: int, right: int) -> bool:
    return any(left <= other.start < right for other in hearing.mentions)


def _distance(cue: Cue, mention: Mention) -> int:
    return max(cue.start - mention.end, mention.start - cue.end, 0)


def _reached(hearing: Hearing, mention: Mention, cues: Sequence[Cue]) -> bool:
    return any(
        _close(hearing, cue, mention)
        and (cue.start < mention.end or hearing.words[cue.end - 1].lower in _LATER)
        for cue in cues
    )


_LATER = word_set("week month year summer winter spring monday day soon tomorrow")


def _since(hearing: Hearing, mention: Mention, heard_on: date) -> date | None:
    if mention.type in _TIMELESS or mention.time != "current":
        return None
    clause = hearing.breaks.clause_of(mention.start)
    start = hearing.words[clause.start].start
    after = hearing.text[start : start + 160].split(".")[0]
    worded = _SINCE_WORDED.search(after)
    if worded and (worded["month"] or worded["year"]):
        return _on(worded["month"], worded["year"], heard_on)
    span = _FOR_SPAN.search(after)
    return _ago(span["count"], span["unit"], heard_on) if span else None


def _on(month: str | None, year: str | None, heard_on: date) -> date:
    number = _MONTHS.index(month.lower()) + 1 if month else 1
    if year:
        return date(int(year), number, 1)
    return date(heard_on.year - (number > heard_on.month), number, 1)


def _ago(count: str | None, unit: str, heard_on: date) -> date | None:
    if count is None:
        return None
    words = count.lower().replace(" of", "").split()
    number = int(words[-1]) if words[-1].isdigit() else _NUMBERS.get(words[-1], 0)
    if not number:
        return None
    return heard_on - timedelta(days=round(number * _DAYS[unit.lower()]))
