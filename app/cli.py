"""`candor`: the command line. Exit 0 done, 1 failed, 2 wrong use.

A command's module is imported when the command is called, so that none waits for the libraries of
all the others.
"""

import sys
from importlib import import_module

import httpx
import sqlalchemy as sa
import typer
from typer import _click
from typer.core import TyperGroup
from typer.main import get_command

from adsync.errors import AdSyncError
from app.output import tell
from app.processes import DidNotStart
from app.refusals import NoSuchVertical, PersonRefused, SettingsWrong, StoryFailed
from audiences import errors as audience_errors
from catalogue.errors import CatalogueError
from kit.log import start_logging
from profiles.errors import ProfileError

# Every command and where it is; a group's module holds its typer application.
COMMANDS = {
    "up": "app.commands.up:up",
    "web": "app.commands.web:web",
    "actions": "app.commands.actions:actions",
    "worker": "app.commands.worker:worker",
    "sandbox": "app.commands.sandbox:sandbox",
    "demo": "app.commands.demo:demo",
    "understand": "app.commands.understand:understand_lines",
    "chat": "app.commands.chat:chat",
    "db": "app.commands.db:commands",
    "catalogue": "app.commands.catalogue:commands",
    "events": "app.commands.events:commands",
    "users": "app.commands.people:commands",
    "audiences": "app.commands.audiences:commands",
    "sync": "app.commands.sync:commands",
    "subjects": "app.commands.subjects:commands",
}

# What a person can mend: told in words, without a trace.
TOLD = (
    AdSyncError,
    CatalogueError,
    DidNotStart,
    NoSuchVertical,
    OSError,
    PersonRefused,
    ProfileError,
    SettingsWrong,
    StoryFailed,
    audience_errors.AudienceNameTaken,
    audience_errors.AudienceNotFound,
    audience_errors.IllegalTransition,
    audience_errors.Invalid,
)


# What is in the database does not fit the code, or the other way about: a trace helps to mend it.
_FAULTS_OF_OURS = (sa.exc.DataError, sa.exc.IntegrityError, sa.exc.InternalError)


class _Commands(TyperGroup):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: _click.Context) -> list[str]:
        """Return the names in the order of the list."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: _click.Context, cmd_name: str) -> _click.Command | None:
        """Import and return one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), name)
        if not isinstance(found, typer.Typer):
            alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
            alone.command()(found)
            found = alone
        command = get_command(found)
        command.name = cmd_name
        return command


candor = typer.Typer(
    cls=_Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


@candor.callback()
def _about() -> None:
    """A conversational product advisor with retargeting audiences."""


def main() -> None:
    """Run the command line; what a person can mend is told in words."""
    start_logging("WARNING")  # to standard error: standard output is for results
    try:
        candor()
    except TOLD as error:
        tell(f"candor: {_in_words(error)}")
        sys.exit(1)
    except httpx.HTTPStatusError as error:
        tell(f"candor: {error.request.url.path} answered {error.response.status_code}")
        sys.exit(1)
    except httpx.HTTPError as error:
        tell(f"candor: no answer from {error.request.url.host}: {type(error).__name__}")
        sys.exit(1)
    except sa.exc.DatabaseError as error:
        if isinstance(error, _FAULTS_OF_OURS):
            raise
        # What follows the first line may quote a row.
        reason = str(error.orig).partition("\n")[0]
        tell(f"candor: the database does not answer as it should ({reason})")
        tell("candor: is CANDOR_DATABASE_URL right, and was `candor db upgrade` run?")
        sys.exit(1)


def _in_words(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.filename}: {error.strerror.lower()}"
    return str(error)


if __name__ == "__main__":
    main()
