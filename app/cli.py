"""`candor`: the command line. Exit 0 done, 1 failed, 2 wrong use."""

import sys

import httpx
import sqlalchemy as sa
import typer

from adsync.errors import AdSyncError
from app.commands import audiences, data, serving, subjects, sync, talking
from app.output import tell
from app.people import PersonRefused
from app.processes import DidNotStart
from app.settings import SettingsWrong
from app.story.tell import StoryFailed
from app.wiring import NoSuchVertical
from audiences import errors as audience_errors
from catalogue.errors import CatalogueError
from profiles.errors import ProfileError

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

candor = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A conversational product advisor with retargeting audiences.",
)
candor.command()(serving.up)
candor.command()(serving.web)
candor.command()(serving.actions)
candor.command()(serving.worker)
candor.command()(serving.sandbox)
candor.command()(serving.demo)
candor.command(name="understand")(talking.understand_lines)
candor.command()(talking.chat)
candor.add_typer(data.db, name="db")
candor.add_typer(data.catalogue, name="catalogue")
candor.add_typer(data.events, name="events")
candor.add_typer(data.people, name="users")
candor.add_typer(audiences.commands, name="audiences")
candor.add_typer(sync.commands, name="sync")
candor.add_typer(subjects.commands, name="subjects")


def main() -> None:
    """Run the command line; what a person can mend is told in words."""
    try:
        candor()
    except TOLD as error:
        tell(f"candor: {error}")
        sys.exit(1)
    except httpx.HTTPStatusError as error:
        tell(f"candor: {error.request.url.path} answered {error.response.status_code}")
        sys.exit(1)
    except httpx.HTTPError as error:
        tell(f"candor: no answer from {error.request.url.host}: {type(error).__name__}")
        sys.exit(1)
    except sa.exc.OperationalError as error:
        tell(f"candor: the database does not answer as it should ({error.orig})")
        tell("candor: is CANDOR_DATABASE_URL right, and was `candor db upgrade` run?")
        sys.exit(1)


if __name__ == "__main__":
    main()
