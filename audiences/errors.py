"""Why an audience could not be made, changed or read.

Exception
├── Invalid                something handed in is wrong; `problems` says where and what is legal
│   ├── RuleInvalid        the rule of an audience
│   └── AudienceInvalid    the file or form of an audience, its rule included
├── AudienceNotFound       no audience of that name
├── AudienceNameTaken      another audience has that name
└── IllegalTransition      an audience in this state cannot go there
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: where (a JSON path, `$.all[0].said.trait`), and what is legal.

    `legal` is empty where no list of legal values can be given.
    """

    path: str
    message: str
    legal: tuple[str, ...] = ()

    def __str__(self) -> str:
        choices = f" Legal here: {', '.join(self.legal)}." if self.legal else ""
        return f"{self.path}: {self.message}.{choices}"


class Invalid(Exception):
    """Something handed in is wrong: all that is wrong, at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class RuleInvalid(Invalid):
    """A rule says something the language does not know."""


class AudienceInvalid(Invalid):
    """The file or form of an audience is wrong."""


class AudienceNotFound(Exception):
    """No audience goes by that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is no audience called {name!r}")
        self.name = name


class AudienceNameTaken(Exception):
    """A name stands for one audience only."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is already an audience called {name!r}")
        self.name = name


class IllegalTransition(Exception):
    """An audience cannot go from the state it is in to the one asked for."""

    def __init__(self, name: str, state: str, wanted: str) -> None:
        super().__init__(f"the audience {name!r} is {state} and cannot become {wanted}")
        self.name, self.state, self.wanted = name, state, wanted
