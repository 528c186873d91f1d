"""How well disclosures are heard, and what mishearing would cost."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from bot.evaluation.counting import Agreement, Heard, Share, agreement, f1
from bot.evaluation.labels import MEDICAL, SELF, Message, Told
from bot.evaluation.needs import Needs

_SAFETY_FAMILIES = ("allergy_", "avoid_", "on_")
_SAFETY_VALUES = ("pregnancy_safe", "breastfeeding_safe")
_DETAILS = ("polarity", "holder", "time", "severity", "area", "span")
_FEWEST_IN_SLICE = 5
_FEWEST_OF_TRAIT = 3


@dataclass(frozen=True)
class Scored:
    """Messages beside what was heard in them, one for one."""

    messages: tuple[Message, ...]
    heard: tuple[Heard, ...]

    @classmethod
    def of(cls, messages: Sequence[Message], heard: Sequence[Heard]) -> "Scored":
        """Pair them, without those that go to a doctor whatever was heard."""
        pairs = [
            (message, got)
            for message, got in zip(messages, heard, strict=True)
            if MEDICAL not in message.tags
        ]
        return cls(tuple(one for one, _ in pairs), tuple(got for _, got in pairs))

    def where(self, holds: Callable[[Message], bool]) -> "Scored":
        """Keep the messages for which `holds`."""
        pairs = [pair for pair in zip(self.messages, self.heard, strict=True) if holds(pair[0])]
        return Scored(tuple(one for one, _ in pairs), tuple(got for _, got in pairs))

    def pairs(self) -> Iterator[tuple[Message, Heard]]:
        """Message by message."""
        return zip(self.messages, self.heard, strict=True)


@dataclass(frozen=True)
class DisclosureScores:
    """The scores of one set of messages.

    `main` compares need, polarity and whether it is the shopper's own; `value` the need alone,
    `timed` the main three and the time, `acting` what advice may act on now. `denied` is how often
    polarity is right where the need was found and the message denies it, `others` the same of the
    exact holder where it is another person's. `misused` counts needs denied, past or another
    person's that were taken as the shopper's own of today, of all of these. `safety` is the recall
    of allergies, things to avoid, medicines, pregnancy and nursing; `alarms` the messages that tell
    nothing in which something was heard.
    """

    main: Agreement
    value: Agreement
    timed: Agreement
    acting: Agreement
    denied: Share
    others: Share
    misused: Share
    safety: Share
    alarms: Share


def disclosure_scores(scored: Scored, needs: Needs) -> DisclosureScores:
    """Score one set of messages."""
    need = needs.of_trait
    by_key = {
        "main": main_key(needs),
        "value": need,
        "timed": lambda told: (need(told), told.polarity, told.whose, told.time),
        "acting": lambda told: (need(told), told.whose) if told.to_act_on else None,
    }
    return DisclosureScores(
        **{name: agreement(scored.messages, scored.heard, key) for name, key in by_key.items()},
        denied=_detail(scored, needs, "polarity", lambda told: told.polarity == "absent"),
        others=_detail(scored, needs, "holder", lambda told: told.holder != SELF),
        misused=_misused(scored, needs),
        safety=_safety(scored, needs),
        alarms=_alarms(scored),
    )


def main_key(needs: Needs) -> Callable[[Told], Hashable]:
    """Give the key of the main score."""
    return lambda told: (needs.of_trait(told), told.polarity, told.whose)


def slices(scored: Scored, needs: Needs) -> dict[str, Agreement]:
    """Score by phenomenon, the most frequent first, where enough is told to speak of."""
    counts = Counter(tag for message in scored.messages for tag in message.tags)
    found = {}
    for tag, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        part = scored.where(lambda message, tag=tag: tag in message.tags)
        told = sum(len(message.told) for message in part.messages)
        if count >= _FEWEST_IN_SLICE and told >= _FEWEST_IN_SLICE:
            found[tag] = agreement(part.messages, part.heard, main_key(needs))
    return found


def weakest(scored: Scored, needs: Needs) -> list[tuple[str, float, int]]:
    """Name the needs with F1 and number of labels, the weakest first; rare ones are left out."""
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for message, heard in scored.pairs():
        labelled = {needs.of_trait(told) for told in message.told}
        got = {needs.of_trait(told) for told in heard}
        right.update(labelled & got)
        wrong.update(got - labelled)
        missed.update(labelled - got)
    table = [
        (need, f1(right[need], wrong[need], missed[need]), right[need] + missed[need])
        for need in right | missed
        if right[need] + missed[need] >= _FEWEST_OF_TRAIT
    ]
    return sorted(table, key=lambda row: (row[1], -row[2], row[0]))


def _detail(scored: Scored, needs: Needs, name: str, counts: Callable[[Told], bool]) -> Share:
    answers = [
        getattr(found, name) == getattr(told, name)
        for message, heard in scored.pairs()
        for told in message.told
        if counts(told) and (found := _closest(told, heard, needs)) is not None
    ]
    return Share(sum(answers), len(answers))


def _closest(told: Told, heard: Heard, needs: Needs) -> Told | None:
    same = [one for one in heard if needs.of_trait(one) == needs.of_trait(told)]
    alike = {
        id(one): sum(getattr(one, name) == getattr(told, name) for name in _DETAILS) for one in same
    }
    return max(same, key=lambda one: alike[id(one)], default=None)


def _misused(scored: Scored, needs: Needs) -> Share:
    misused = held_back = 0
    for message, heard in scored.pairs():
        named = {needs.of_trait(told) for told in message.told}
        right = {needs.of_trait(told) for told in message.told if _own(told)}
        misused += len({needs.of_trait(told) for told in heard if _own(told)} & named - right)
        held_back += sum(not _own(told) for told in message.told)
    return Share(misused, held_back)


def _own(told: Told) -> bool:
    return told.to_act_on and told.whose == SELF


def _safety(scored: Scored, needs: Needs) -> Share:
    found = wanted = 0
    for message, heard in scored.pairs():
        got = {needs.of_trait(told) for told in heard if told.polarity == "present"}
        for told in message.told:
            if _is_safety(told):
                wanted += 1
                found += needs.of_trait(told) in got
    return Share(found, wanted)


def _is_safety(told: Told) -> bool:
    return (
        told.type == "constraint"
        and told.polarity == "present"
        and (told.value.startswith(_SAFETY_FAMILIES) or told.value in _SAFETY_VALUES)
    )


def _alarms(scored: Scored) -> Share:
    silent = [heard for message, heard in scored.pairs() if not message.told]
    return Share(sum(bool(heard) for heard in silent), len(silent))
