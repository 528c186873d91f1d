"""`candor catalogue`: what the shop sells."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.bringing import bring_catalogue
from app.output import Json, show, show_json, tell
from app.settings import load_settings
from app.wiring import Parts
from catalogue.model import FeedFormat

commands = typer.Typer(no_args_is_help=True, add_completion=False, help="What the shop sells.")


@commands.callback()
def _catalogue() -> None:
    """What the shop sells."""


@commands.command("import")
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
