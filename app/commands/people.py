"""`candor users`: who may use the console."""

import getpass
import sys
from typing import Annotated

import typer

from app.output import Now, clock_at, tell
from app.people import Role, add_person
from app.settings import load_settings
from app.wiring import Parts
from kit.db import transaction

commands = typer.Typer(no_args_is_help=True, add_completion=False, help="Who may use the console.")


@commands.callback()
def _people() -> None:
    """Who may use the console."""


@commands.command("add")
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
