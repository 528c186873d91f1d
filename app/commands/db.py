"""`candor db`: the database."""

import typer

from app.migrating import upgrade
from app.output import tell
from app.settings import load_settings
from app.wiring import Parts
from kit.db import transaction
from profiles.service import rekey

commands = typer.Typer(no_args_is_help=True, add_completion=False, help="The database.")


@commands.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the current tables."""
    upgrade(Parts(load_settings()).engine)
    tell("The database is up to date.")


@commands.command("rekey")
def db_rekey() -> None:
    """Re-write contact points with the first secret key."""
    parts = Parts(load_settings())
    with transaction(parts.engine) as session:
        count = rekey(session, parts.keyring)
    tell(f"{count} contact points are now closed with the newest key.")
