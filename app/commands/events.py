"""`candor events`: tracking messages from a file."""

import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from app.events_import import import_events
from app.output import Json, Now, clock_at, show, show_json, tell, with_progress
from app.settings import load_settings
from app.wiring import Parts

commands = typer.Typer(no_args_is_help=True, add_completion=False, help="Tracking messages.")


@commands.callback()
def _events() -> None:
    """Tracking messages."""


@commands.command("import")
def events_import(
    file: Annotated[str, typer.Argument(help="JSON lines; - for standard input.")],
    *,
    refused: Annotated[Path | None, typer.Option(help="Keep the refused lines here.")] = None,
    as_json: Json = False,
    now: Now = None,
) -> None:
    """Take tracking messages, one JSON object a line; say what was taken, repeated and refused."""
    if refused is not None and refused.exists() and file != "-" and refused.samefile(file):
        message = "the refused lines cannot be kept in the file that is read"
        raise typer.BadParameter(message, param_hint="--refused")
    parts = Parts(load_settings(), clock_at(now))
    with ExitStack() as files:
        lines = sys.stdin.buffer if file == "-" else files.enter_context(Path(file).open("rb"))
        kept = files.enter_context(refused.open("wb")) if refused else None
        report = import_events(parts.intake, with_progress(lines, "events"), kept)
    if as_json:
        show_json(asdict(report))
        return
    show(f"{report.taken} taken, {report.repeated} repeated, {report.refused} refused")
    for reason, count in report.reasons.items():
        show(f"  {count} refused: {reason}")
    for one in report.first_refused:
        tell(f"  line {one.line}: {one.message}")
        if one.legal:
            tell(f"    legal here: {', '.join(one.legal)}")
    for point in report.unusable:
        tell(f"  line {point.line}: the {point.kind} was left out: {point.reason}")
