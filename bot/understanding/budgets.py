"""Money: what a shopper means to spend, in any wording and currency."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WORDS = {
    "a fiver": 5,
    "fiver": 5,
    "a tenner": 10,
    "tenner": 10,
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
    "twenty five": 25,
    "thirty": 30,
    "thirty five": 35,
    "forty": 40,
    "forty five": 45,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "a hundred": 100,
    "one hundred": 100,
    "hundred": 100,
    "a hundred and fifty": 150,
    "two hundred": 200,
    "three hundred": 300,
    "five hundred": 500,
    "a grand": 1000,
    "a thousand": 1000,
}
_SIGN = r"(?:[$£€¥₹]|us\$|usd|gbp|eur|cad|aud|pln|zł|chf|c\$|a\$)"
_UNIT = (
    r"(?:dollars?|bucks?|quid|pounds?|euros?|usd|gbp|eur|cad|aud|pln|zł|zl|chf|pesos?|rupees?|rs|kr"
    r"|dólares|libras|yen|yuan|won|francs?|ringgit|rand|reais|lira|dirhams?|inr|jpy|nzd|sgd|[$£€¥₹]|p\b)"
)
_SPELT = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)).replace(r"\ ", r"[ -]")
# A number of more than nine digits is no money, and a search that may begin inside one is slow.
_DIGITS = r"(?<!\d)(?:\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,2})?|\d{1,9}(?!\d)(?:[.,]\d{1,2})?)"


def _amount(name: str) -> str:
    return (
        rf"(?P<{name}s>{_SIGN}\s?)?(?:(?P<{name}>{_DIGITS})(?P<{name}k>k\b)?|(?P<{name}w>\b(?:{_SPELT})\b))"
        rf"(?:\s?(?P<{name}u>{_UNIT})(?![a-z]))?"
    )


_AT_MOST = (
    r"under|below|less\sthan|max(?:imum)?(?:\sof|\sis)?|up\s?to|upto|no\smore\sthan|not\smore\sthan"
    r"|at\s(?:the\s)?most|within|(?:upper\s)?limit(?:\sis|'s|\sof|:)?|capped\sat|cap(?:\sof|\sis|:)|cheaper\sthan|sub-?"
    r"|(?:my\s)?(?:total\s)?(?:max\s)?budget(?:\s(?:is|of|would\sbe|for\sthis\sis|(?:down\s|up\s)?to))?(?:\s(?:only|just|now|maybe|like))*\s?[:=]?"
    r"|(?:can|could|will|to|want\sto|happy\sto|willing\sto)\s(?:only\s)?(?:spend|pay|afford|stretch\sto)(?:\sonly)?"
    r"|(?:i(?:'ve)?|we)\s(?:only\s)?(?:got|have)(?:\sonly|\sabout)?(?=\s?(?:[$£€]|\d+\s?(?:dollars|bucks|quid|pounds|euros|€|£|\$)))"
    r"|moins\sde|menos\sde|hasta|maximo|máximo|jusqu'à|<=?|≤|not\sover|nothing\s(?:over|above)|won't\sgo\sover|keep\sit\sto"
)
_AROUND = (
    r"around|about|roughly|approx(?:imately)?\.?|circa|somewhere\s(?:around|near)|~|≈|more\sor\sless|near|in\sthe\sregion\sof"
    r"|environ|alrededor\sde|ballpark(?:\sof)?|close\sto|give\sor\stake"
)
_OVER = r"over|above|more\sthan|at\sleast|minimum(?:\sof)?|min|starting\s(?:at|from)|upwards\sof"
_OVER += r"|north\sof|exceed(?:ing)?|past|>=?|beyond"
_AFTER_MOST = (
    r"(?:is\s)?(?:(?:my|the|our|a)\s)?(?:absolute\s|upper\s|total\s)?(?:max(?:imum)?\b|tops\b|limit\b|budget\b|cap\b|ceiling\b|at\s(?:the\s)?most\b"
    r"|or\s(?:less|under|below|cheaper)\b|and\s(?:under|below)\b|to\sspend\b|is\sall\si|or\sso\smax"
    r"|all\sin\b|,?\s?(?:and\s)?(?:not\sa\spenny|no|nothing)\s(?:over|more)\b)"
)
_AFTER_AROUND = r"(?:-?\s?ish\b|or\sso\b|give\sor\stake|approx|more\sor\sless|or\sthereabouts)"
_AFTER_OVER = (
    r"(?:\+|or\s(?:more|above|over|up)\b|and\s(?:up|above|over)\b|plus\b|minimum\b|at\sleast\b)"
)
_RANGE = re.compile(
    rf"(?:between\s|from\s)?{_amount('a')}\s?(?:-|\u2013|to|and|a|or|y|et)\s?{_amount('b')}",
    re.IGNORECASE,
)
_PREFIXED = re.compile(
    rf"(?<![\w])(?:(?P<most>{_AT_MOST})|(?P<around>{_AROUND})|(?P<over>{_OVER}))\s{{0,2}}(?:like\s|maybe\s|(?P<near>{_AROUND})\s?)?{_amount('a')}"
    rf"(?P<ish>-?ish\b)?",
    re.IGNORECASE,
)
_SUFFIXED = re.compile(
    rf"(?<![\w.,]){_amount('a')}\s?(?:(?P<most>{_AFTER_MOST})|(?P<around>{_AFTER_AROUND})|(?P<over>{_AFTER_OVER}))",
    re.IGNORECASE,
)
# An amount put right: "not fifty, fifteen", "did I say 30? make it 45".
_MENDED = re.compile(
    rf"(?:\b(?:not|no,?\snot|never)\s{_amount('b')}\s?[,.;:\u2013\u2014-]*\s?(?:but\s|it'?s\s|just\s|more\slike\s)?"
    rf"|\bmake\s(?:it|that)\s){_amount('a')}(?=\s*(?:[,.;:!?)]|$))",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\w.,]){_amount('a')}", re.IGNORECASE)
_NOT_MONEY_AFTER = re.compile(
    r"\s?-?(?:%|percent|years?|yrs?|y/?o\b|yo\b|months?|weeks?|days?|hours?|hrs?|minutes?|mins?|ml|mg|g\b|oz|steps?|products?|items?"
    r"|times?|x\b|am\b|pm\b|kg|lbs?|cm|th\b|st\b|nd\b|rd\b|s\b|something|summers|people|kids|of\s(?:these|them|those)"
    r"|ingredients|things|degrees|°|and\s(?:my|i|have|a)\b|different|layers?|sheets|pieces|sets)",
    re.IGNORECASE,
)
_NOT_MONEY_BEFORE = re.compile(
    r"(?:\bage[ds]?|\bi'?m|\bi am|\bshe'?s|\bhe'?s|\bturn(?:ed|ing)?|\bsince|\bnearly"
    r"|\balmost|\bnumber"
    r"|\border|#|\bpa|\bsize|\bin"
    r"|\bwomen|\bmen|\bpeople|\bwhen|\bby|\bat|\bafter|\bbefore|\bhit|\buntil|\btill|\bevery|\bbeen|\bbeing|\bnow|\bis)\s*$",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|no|don'?t|can'?t|cannot|won'?t|never|without|wouldn'?t|nothing"
    r"|couldn'?t|didn'?t|shouldn'?t|rather not)\b[^.!?;,]{0,45}$",
    re.IGNORECASE,
)
_MONEY_TALK = re.compile(
    r"\b(?:budget|spend(?:ing)?|pay(?:ing)?|prices?|costs?|afford|cheap|money|cap|dollars?|bucks|quid|pounds|euros?"
    r"|(?:a|per|each)\s(?:month|go|piece|item|product))\b|[$£€]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Money:
    """A budget as `under_35` and the characters [start, end) that say it."""

    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Measures:
    """The numbers of a vertical that are no money: "5k", "size 9", "SPF 30"."""

    pattern: re.Pattern[str]

    @classmethod
    def of(cls, after: Sequence[str] = (), before: Sequence[str] = ()) -> "Measures":
        """Make it of words that stand directly after or before such a number."""
        units, names = ("|".join(map(re.escape, words)) or "(?!)" for words in (after, before))
        number = r"\d+(?:[.,:]\d+)?"
        unpriced = rf"(?<![\w.,$£€¥₹]){number}(?!\s?{_UNIT})"
        return cls(
            re.compile(
                rf"{unpriced}\s?-?(?:{units})(?![a-z])|(?:(?<![a-z])(?:{names})\s?#?){unpriced}",
                re.IGNORECASE,
            )
        )

    def blanked(self, text: str) -> str:
        """The text with such numbers made spaces, so that everything else stays where it is."""
        return self.pattern.sub(lambda match: " " * len(match.group()), text)


def budgets(text: str, measures: Measures) -> list[Money]:
    """Every amount the message names as a budget; nothing that counts years or what is measured."""
    text = measures.blanked(text)
    found: list[Money] = []
    spoken = bool(_MONEY_TALK.search(text))
    for money in (
        *_mended(text),
        *_ranges(text, spoken),
        *_suffixed(text, spoken),
        *_prefixed(text, spoken),
    ):
        if not any(other.start < money.end and money.start < other.end for other in found):
            found.append(money)
    return found or list(_bare(text))


def _number(match: re.Match[str], name: str) -> str:
    spelt = match.group(name + "w")
    if spelt:
        return str(_WORDS[" ".join(re.split(r"[ -]", spelt.lower()))])
    digits = match.group(name)
    plain = re.sub(r",(?=\d{3})", "", digits).replace(",", ".")
    amount = float(plain) * (1000 if match.group(name + "k") else 1)
    return str(int(amount))


def _has_currency(match: re.Match[str], name: str = "a") -> bool:
    return bool(match.group(name + "s") or match.group(name + "u"))


def _counts_else(text: str, match: re.Match[str], start: int) -> bool:
    """Whether the number counts something that is no money."""
    if re.search(r"\b(?:shipping|delivery|orders?|postage)\s*$", text[:start], re.IGNORECASE):
        return True
    if _has_currency(match):
        return False
    return bool(_NOT_MONEY_AFTER.match(text, match.end()) or _NOT_MONEY_BEFORE.search(text[:start]))


def _ranges(text: str, spoken: bool) -> Iterator[Money]:  # noqa: FBT001 - a fact of the message
    for match in _RANGE.finditer(text):
        sure = _has_currency(match) or _has_currency(match, "b") or spoken
        if sure and not _counts_else(text, match, match.start()):
            value = f"{_number(match, 'a')}_to_{_number(match, 'b')}"
            yield Money(value, match.start(), match.end())


def _mended(text: str) -> Iterator[Money]:
    for match in _MENDED.finditer(text):
        if not _counts_else(text, match, match.start("a")):
            yield Money(f"under_{_number(match, 'a')}", match.start(), match.end())


def _suffixed(text: str, spoken: bool) -> Iterator[Money]:  # noqa: FBT001 - a fact of the message
    for match in _SUFFIXED.finditer(text):
        kind = "under" if match.group("most") else "around" if match.group("around") else "over"
        spelt = bool(match.group("aw")) and kind == "around"
        needs_sign = kind != "under" and not spoken and not spelt
        if _counts_else(text, match, match.start()) or (needs_sign and not _has_currency(match)):
            continue
        yield Money(f"{kind}_{_number(match, 'a')}", match.start(), match.end())


def _prefixed(text: str, spoken: bool) -> Iterator[Money]:  # noqa: FBT001 - a fact of the message
    for match in _PREFIXED.finditer(text):
        if _counts_else(text, match, match.start()) or _too_small(match, spoken):
            continue
        kind = "under" if match.group("most") else "around" if match.group("around") else "over"
        start = match.start()
        negated = _NEGATED.search(text[:start]) if kind == "over" else None
        if negated:
            kind = "under"
        elif kind == "over" and not (_has_currency(match) or spoken):
            continue
        if kind == "under" and (match.group("ish") or match.group("near")):
            kind = "around"
        yield Money(f"{kind}_{_number(match, 'a')}", start, match.end())


def _too_small(match: re.Match[str], spoken: bool) -> bool:  # noqa: FBT001 - a fact of the message
    """A bare number below five counts something (about 3 spots), unless money is talked of."""
    least = 5
    return not spoken and not _has_currency(match) and float(_number(match, "a")) < least


def _bare(text: str) -> Iterator[Money]:
    """An amount with a currency and nothing else that says how it is meant."""
    for match in _BARE.finditer(text):
        if _has_currency(match) and not _counts_else(text, match, match.start()):
            yield Money(f"under_{_number(match, 'a')}", match.start(), match.end())
