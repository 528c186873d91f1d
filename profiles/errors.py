"""What can go wrong in the record.

ProfileError
├── SubjectNotFound      nobody goes by that reference
├── JoinRefused          the two are different known people, or the same subject
├── JoinNotFound         there is no such join left to undo
├── ConsentMissing       ask first: nothing may be remembered yet
├── ContactPointInvalid  no usable e-mail address or phone number
├── SecretKeyInvalid     a key is not 32 bytes in base64, or none opens what was closed
├── VocabularyInvalid    the vocabulary file is wrong, at a line
└── UnknownTrait         the vocabulary has no such trait; the nearest ones are named
"""

from collections.abc import Sequence


class ProfileError(Exception):
    """Any of the above."""


class SubjectNotFound(ProfileError):
    """Nobody goes by that reference."""


class JoinRefused(ProfileError):
    """Two subjects that must not become one."""


class JoinNotFound(ProfileError):
    """There is no such join, or it was undone already."""


class ConsentMissing(ProfileError):
    """The subject has no live consent to advice, so nothing they say may be written down."""


class ContactPointInvalid(ProfileError):
    """No usable contact point; the text itself is never repeated here."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(f"{kind}: {reason}")
        self.kind = kind
        self.reason = reason


class SecretKeyInvalid(ProfileError):
    """A secret key is malformed, or none of them opens what was closed."""


class VocabularyInvalid(ProfileError):
    """The vocabulary file is wrong; `line` counts from 1."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        super().__init__(f"{path}, line {line}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class UnknownTrait(ProfileError, ValueError):
    """The vocabulary has no such trait."""

    def __init__(self, trait: str, nearest: Sequence[str]) -> None:
        hint = f"; the nearest are {', '.join(nearest)}" if nearest else ""
        super().__init__(f"{trait!r} is no trait of the vocabulary{hint}")
        self.trait = trait
        self.nearest = tuple(nearest)
