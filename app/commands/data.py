"""Commands that bring data in and keep the database in order."""

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.events_import import import_events
from app.migrating import upgrade
from app.output import Json, Now, clock_at, show, show_json, tell
from app.people import Role, add_person
from app.settings import Settings, load_settings
from app.wiring import ROOT, Parts
from catalogue.feeds import Format
from catalogue.service import import_feed
from kit.db import transaction
from profiles.service import match_products, rekey

DEMO_CATALOGUE = ROOT / "catalogue/demo/products.csv"

db = typer.Typer(no_args_is_help=True, help="The database.")
catalogue = typer.Typer(no_args_is_help=True, help="What the shop sells.")
events = typer.Typer(no_args_is_help=True, help="Tracking messages.")
people = typer.Typer(no_args_is_help=True, help="Who may use the console.")


@db.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the current tables."""
    upgrade(Parts(load_settings()).engine)
    tell("The database is up to date.")


@db.command("rekey")
def db_rekey() -> None:
    """Re-write contact points with the first secret key."""
    parts = Parts(load_settings())
    with transaction(parts.engine) as session:
        count = rekey(session, parts.keyring)
    tell(f"{count} contact points are now closed with the newest key.")


@people.command("add")
def add(
    name: str,
    *,
    role: Annotated[Role, typer.Option(help="What the person may do.")],
    now: Now = None,
) -> None:
    """Let a person log in to the console; asks for the password, or reads it from a pipe."""
    if sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if getpass.getpass("Again: ") != password:
            tell("The two are not the same.")
            raise typer.Exit(1)
    else:
        password = sys.stdin.readline().rstrip("\n")
    parts = Parts(load_settings(), clock_at(now))
    with transaction(parts.engine) as session:
        add_person(session, name, role, password, parts.clock())
    tell(f"{name} can log in as {role}.")
