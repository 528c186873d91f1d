"""What may leave, and what must wait for a person. Pure: the app hands in what is sensitive.

Sensitive rules are blocked whole; the two guards hold back additions only, never a removal.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

NAME_PREFIX = "candor-"
_NAME_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Blocked:
    """A rule that may not be carried to an ad platform, and why, in a marketer's words."""

    reason: str


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Additions that wait, and why, in a marketer's words; removals go all the same."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeGuard:
    """When a growth is too sudden to be meant.

    Additions wait for a person where they number more than `floor` and more than `share` of what
    the list already holds. The first filling of a list is not growth.
    """

    floor: int = 1000
    share: float = 0.5


def sensitive_guard(
    named: Iterable[str], is_health: Callable[[str], bool], label: Callable[[str], str]
) -> Blocked | None:
    """Block a rule that rests on anything naming a health condition.

    Args:
        named: every trait the rule names, also denied, nested, through a need group, through what
            a product serves, a category, or another audience; `type:value`.
        is_health: tells whether a trait names a health condition.
        label: a trait in a marketer's words.
    """
    found = sorted({label(trait) for trait in named if is_health(trait)})
    if not found:
        return None
    listed = found[0] if len(found) == 1 else f"{', '.join(found[:-1])} and {found[-1]}"
    names = "names a health condition" if len(found) == 1 else "name health conditions"
    return Blocked(
        f"{listed} {names}. Such an audience can guide advice, but ad platforms forbid lists "
        "built on it, even to leave people out. Take it out of the rule to sync this audience."
    )


def size_guard(wanted: int, min_size: int) -> HeldBack | None:
    """Hold back additions to an audience too small to hide one person in."""
    if wanted >= min_size:
        return None
    return HeldBack(f"{wanted} of at least {min_size} members: additions wait until there are more")


def volume_guard(joining: int, holding: int, guard: VolumeGuard) -> HeldBack | None:
    """Hold back a growth too sudden to be meant."""
    if holding == 0 or joining <= guard.floor or joining <= guard.share * holding:
        return None
    return HeldBack(
        f"{joining} members would join a list of {holding}: "
        f"more than {guard.share:.0%} at once waits until a person allows it"
    )


def neutral_name(random_hex: Callable[[int], str], taken: Sequence[str]) -> str:
    """Return a name that says nothing of why people are on the list, and is not yet taken."""
    while (name := f"{NAME_PREFIX}{random_hex(_NAME_DIGITS)}") in taken:
        pass
    return name
