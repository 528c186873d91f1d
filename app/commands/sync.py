"""`candor sync`: bring the platforms' lists to the members who are permitted now."""

from typing import Annotated, Any

import typer

from adsync.asking import Choice
from adsync.destinations.base import Platform
from adsync.service import ListReport, RunReport, preview, status
from adsync.workflows import run_sync
from app.carrying import bench, sync_parts
from app.output import Json, Now, clock_at, show, show_json, show_table
from app.settings import load_settings
from app.wiring import Parts
from audiences.service import list_audiences
from kit.db import reading
from kit.words import moment_in_words

commands = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The sync to the ad platforms."
)
_FAILED = "stopped"


@commands.command("run")
def run(
    *,
    audience: Annotated[str | None, typer.Option(help="One audience alone.")] = None,
    destination: Annotated[Platform | None, typer.Option(help="One platform alone.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say it, send nothing.")] = False,
    as_json: Json = False,
    now: Now = None,
) -> None:
    """Send the difference between what the platforms hold and who may be on their lists now."""
    parts = Parts(load_settings(), clock_at(now))
    choice = Choice(audience=audience, platform=destination)
    if dry_run:
        # Left without a commit: what a preview writes on the way is not kept.
        with reading(parts.engine) as session:
            reports = preview(session, sync_parts(parts), choice)
    else:
        reports = run_sync(sync_parts(parts), bench(parts.settings), choice, "command line")
    if as_json:
        show_json({"runs": [_run(one) for one in reports]})
    else:
        _print_runs(reports)
    if any(one.state == _FAILED for one in reports):
        raise typer.Exit(1)


@commands.command("status")
def show_status(*, as_json: Json = False) -> None:
    """Say what each list holds, and which rest until a person looks."""
    with reading(Parts(load_settings()).engine) as session:
        names = {one.id: one.name for one in list_audiences(session)}
        lists = status(session, names)
    if as_json:
        show_json({"lists": [_list(one) for one in lists]})
        return
    show_table(
        ("audience", "platform", "list", "holding", "unresolved", "refused", "last run", "at rest"),
        (
            (
                one.audience,
                one.destination,
                one.neutral_name,
                one.holding,
                one.unresolved,
                one.refused,
                _last(one),
                one.pause.reason if one.pause else "",
            )
            for one in lists
        ),
    )


def _print_runs(reports: list[RunReport]) -> None:
    if not reports:
        show("There is no approved audience bound for a platform that is set up.")
        return
    columns = ("planned", "sent", "settled", "refused", "unresolved")
    show_table(
        ("audience", "platform", *columns, "state"),
        (
            (one.audience, one.destination, *(getattr(one, name) for name in columns), one.state)
            for one in reports
        ),
    )
    for one in reports:
        if one.reason:
            show(f"{one.audience} to {one.destination}: {one.reason}")
        for reason, count in one.refusals.items():
            show(f"{one.audience} to {one.destination}: {count} refused, {reason}")


def _last(one: ListReport) -> str:
    if one.last_run is None:
        return "never"
    return f"{one.last_run.state}, {moment_in_words(one.last_run.ended_at)}"


def _run(one: RunReport) -> dict[str, Any]:
    return {
        "run": one.run_id,
        "audience": one.audience,
        "destination": one.destination,
        "state": one.state,
        "reason": one.reason,
        "planned": one.planned,
        "to_add": one.to_add,
        "to_remove": one.to_remove,
        "sent": one.sent,
        "settled": one.settled,
        "refused": one.refused,
        "unresolved": one.unresolved,
        "held_back": one.held_back,
        "refusals": dict(one.refusals),
    }


def _list(one: ListReport) -> dict[str, Any]:
    return {
        "audience": one.audience,
        "destination": one.destination,
        "name": one.neutral_name,
        "holding": one.holding,
        "unresolved": one.unresolved,
        "refused": one.refused,
        "size_told": one.size_told,
        "last_run": _run(one.last_run) if one.last_run else None,
        "at_rest": one.pause.reason if one.pause else None,
    }
