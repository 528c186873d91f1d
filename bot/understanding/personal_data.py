"""Personal data in free text: e-mail, phone, card number, address, name."""

import re
from collections.abc import Iterator

from bot.understanding.model import PersonalData
from bot.understanding.words import word_set

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_SPOKEN_EMAIL = re.compile(
    r"\b[\w.+-]{2,64}\s?(?:\(at\)|\[at\]|\sat\s)\s?[\w-]{2,63}\s?(?:\(dot\)|\[dot\]|\sdot\s|\.)\s?(?:com|org|net|co\.uk|de|pl|fr|es|io)\b",
    re.IGNORECASE,
)
_DIGIT_RUN = re.compile(r"(?<![\w.])\+?\(?\d[\d\s().\-/]{5,24}\d(?!\w)")
_ADDRESS = re.compile(
    r"\b\d{1,5}[a-zA-Z]?,?\s+(?:[A-Z][\w'.-]+\s+){1,4}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|boulevard|blvd|way|close"
    r"|place|pl|terrace|square|sq|crescent|gardens|highway|hwy)\b\.?(?:,?\s+(?:apt|apartment|flat|unit|suite|#)\.?\s?\w+)?",
    re.IGNORECASE,
)
_FOREIGN_ADDRESS = re.compile(
    r"\b(?:ul\.|ulica|rue|calle|via|avenida|plaza)\s+(?:[^\W\d_][\w'.-]*\s+){1,4}\d{1,4}\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b")
_NAME = re.compile(
    r"\b(?:my\s+(?:full\s+)?name\s+is|my\s+name's|i\s+am\s+called|i'm\s+called|call\s+me|name:)\s+"
    r"(?P<name>[^\W\d_][\w'\u2019-]*(?:\s+[A-Z][\w'\u2019-]*){0,3})",
    re.IGNORECASE,
)
_TITLE_CASE = re.compile(r"[^\W\d_][\w'\u2019-]*(?:\s+[A-Z][\w'\u2019-]*){0,3}")
_NO_NAMES = word_set("and i my but so not the a is on in for with")
_CARD_LENGTHS = range(13, 20)
_PHONE_LENGTHS = range(8, 16)
_SHORT_PHONE = 7
_MOST_TEXT = 20_000


def personal_data(text: str) -> tuple[PersonalData, ...]:
    """Every piece of personal data, in order, none overlapping another.

    Only the first 20,000 characters are read; the gateway lets no message through that is longer.
    """
    head = text[:_MOST_TEXT]
    found: list[PersonalData] = []
    for item in (*_emails(head), *_numbers(head), *_addresses(head), *_names(head)):
        if not any(item.start < other.end and other.start < item.end for other in found):
            found.append(item)
    return tuple(sorted(found, key=lambda item: item.start))


def _at(kind: str, text: str, start: int, end: int) -> PersonalData:
    return PersonalData(kind=kind, start=start, end=end, span=text[start:end])


def _emails(text: str) -> Iterator[PersonalData]:
    for pattern in (_EMAIL, _SPOKEN_EMAIL):
        for match in pattern.finditer(text):
            end = match.start() + len(match.group().rstrip(".-_"))
            yield _at("email", text, match.start(), end)


def _numbers(text: str) -> Iterator[PersonalData]:
    for match in _DIGIT_RUN.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        kind = _kind_of(digits, match.group())
        if kind:
            yield _at(kind, text, match.start(), match.end())


def _kind_of(digits: str, written: str) -> str:
    if len(digits) in _CARD_LENGTHS and _passes_luhn(digits):
        return "card"
    if len(digits) in _PHONE_LENGTHS:
        return "phone"
    if len(digits) == _SHORT_PHONE and re.fullmatch(r"\d{3}[\s.-]\d{4}", written.strip()):
        return "phone"
    return ""


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - the checksum casts out nines
    return total % 10 == 0


def _addresses(text: str) -> Iterator[PersonalData]:
    for pattern in (_ADDRESS, _FOREIGN_ADDRESS, _POSTCODE):
        for match in pattern.finditer(text):
            yield _at("address", text, match.start(), match.end())


def _names(text: str) -> Iterator[PersonalData]:
    for match in _NAME.finditer(text):
        kept = _TITLE_CASE.match(text, match.start("name"))
        name = kept.group() if kept else match.group("name").split()[0]
        if name.split()[0].lower() not in _NO_NAMES:
            yield _at("name", text, match.start("name"), match.start("name") + len(name))
