"""Commands that bring data in and keep the database in order."""

import getpass
import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.events_import import import_events
from app.migrating import upgrade
from app.output import Json, Now, clock_at, show, show_json, tell, with_progress
from app.people import Role, add_person
from app.settings import Settings, load_settings
from app.wiring import ROOT, Parts
from catalogue.model import FeedFormat, ImportReport
from catalogue.service import import_feed, preview_feed
from kit.db import reading, transaction
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


@catalogue.command("import")
def catalogue_import(
    file: Annotated[Path, typer.Argument(help="The feed.")],
    *,
    feed_format: Annotated[FeedFormat, typer.Option("--format", help="The feed's shape.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    as_json: Json = False,
) -> None:
    """Replace the catalogue by a feed; refused lines are named, the good ones are taken."""
    parts = Parts(load_settings())
    report = bring_catalogue(parts, file, feed_format, preview=dry_run)
    if as_json:
        show_json(asdict(report))
        return
    verb = "would be " if dry_run else ""
    show(f"{report.taken} products with {report.variants} variants {verb}taken")
    for what in ("added", "changed", "removed", "kept"):
        show(f"  {len(getattr(report, what))} {what}")
    for note in report.notes:
        show(f"  note: {note}")
    for refused in report.refused:
        tell(f"  line {refused.line} refused: {refused.reason}")


@events.command("import")
def events_import(
    file: Annotated[str, typer.Argument(help="JSON lines; - for standard input.")],
    *,
    refused: Annotated[Path | None, typer.Option(help="Keep the refused lines here.")] = None,
    as_json: Json = False,
    now: Now = None,
) -> None:
    """Take tracking messages, one JSON object a line; say what was taken, repeated and refused."""
    parts = Parts(load_settings(), clock_at(now))
    with ExitStack() as files:
        lines = sys.stdin if file == "-" else files.enter_context(Path(file).open())
        kept = files.enter_context(refused.open("w")) if refused else None
        report = import_events(parts.intake, with_progress(lines, "events"), kept)
    if as_json:
        show_json(asdict(report))
        return
    show(f"{report.taken} taken, {report.repeated} repeated, {report.refused} refused")
    for reason, count in report.reasons.items():
        show(f"  {count} refused: {reason}")
    for one in report.first_refused:
        tell(f"  line {one.line}: {one.message}")


def bring_catalogue(
    parts: Parts, file: Path, feed_format: FeedFormat, *, preview: bool = False
) -> ImportReport:
    """Import a feed, or say what that would do.

    Raises:
        CatalogueError: where nothing of it could be taken.
    """
    shop, knowledge = parts.shop, parts.knowledge
    if preview:
        with reading(parts.engine) as session:
            return preview_feed(session, file, feed_format, shop=shop, knowledge=knowledge)
    with transaction(parts.engine) as session:
        report = import_feed(session, file, feed_format, shop=shop, knowledge=knowledge)
        match_products(session)
    return report


def prepare_demo_data(settings: Settings) -> None:
    """Make the tables and fill the catalogue with the demo's brand."""
    parts = Parts(settings)
    upgrade(parts.engine)
    bring_catalogue(parts, DEMO_CATALOGUE, FeedFormat.SHOPIFY)
