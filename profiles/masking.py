"""Personal data in a shopper's words -> `[email]`, `[phone]`, `[card]`, `[address]`, `[name]`.

The ear says what it found; e-mail addresses, card and phone numbers are looked for once more here,
since what is written down stays. No I/O here.
"""

import re
from collections.abc import Iterable

from profiles.model import PersonalData

KINDS = frozenset({"email", "phone", "card", "address", "name"})
_EMAIL = re.compile(r"[^\s@<>(),;:\"]+@[^\s@<>(),;:\"]+\.[^\W\d_]{2,}")
_DIGITS = re.compile(r"(?<![\w.])[+(]{0,2}\d(?:[\s().\-/]{0,3}\d){6,18}(?!\w)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CARD_DIGITS = range(13, 20)


def masked(text: str, personal: Iterable[PersonalData] = ()) -> str:
    """Return `text` with everything that says who or where somebody is replaced by its kind."""
    for found in sorted(personal, key=lambda found: len(found.words), reverse=True):
        if found.kind in KINDS and found.words.strip():
            text = _without(text, found)
    text = _EMAIL.sub("[email]", text)
    return _DIGITS.sub(_digits_masked, text)


def _without(text: str, found: PersonalData) -> str:
    words = re.escape(found.words.strip())
    return re.sub(rf"(?<!\w){words}(?!\w)", f"[{found.kind}]", text, flags=re.IGNORECASE)


def _digits_masked(match: re.Match[str]) -> str:
    if _DATE.fullmatch(match[0]):
        return match[0]
    digits = [int(letter) for letter in match[0] if letter.isdigit()]
    return "[card]" if len(digits) in _CARD_DIGITS and _is_card(digits) else "[phone]"


def _is_card(digits: list[int]) -> bool:
    """Whether the last digit is the check digit that card numbers carry (Luhn)."""
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
