"""`candor subjects`: one subject, shown, exported or erased."""

from typing import Annotated

import typer

from app.output import Json, Now, clock_at, show, show_json, show_table, tell
from app.settings import load_settings
from app.subjects import SubjectView, as_document, erase_subject, subject_view
from app.wiring import Parts
from kit.db import reading, transaction
from kit.words import moment_in_words
from profiles.service import export, find_subject

commands = typer.Typer(no_args_is_help=True, add_completion=False, help="One subject.")
Reference = Annotated[str, typer.Argument(help="An ID, anonymous:<id> or user:<id>.")]


@commands.command("show")
def show_subject(reference: Reference, *, as_json: Json = False, now: Now = None) -> None:
    """Show what is known of a subject; contact points are masked."""
    parts = Parts(load_settings(), clock_at(now))
    with reading(parts.engine) as session:
        view = subject_view(session, parts, reference)
    if as_json:
        show_json(as_document(view))
    else:
        _in_words(view)


@commands.command("export")
def export_subject(reference: Reference, *, as_json: Json = False) -> None:
    """Print everything kept of a subject, in the clear, for the person it is about."""
    del as_json  # an export is JSON either way
    parts = Parts(load_settings())
    with reading(parts.engine) as session:
        show_json(export(session, find_subject(session, reference).number, parts.keyring))


@commands.command("erase")
def erase(
    reference: Reference,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
    now: Now = None,
) -> None:
    """Remove a subject everywhere; the next sync run takes them off the platforms' lists."""
    if not (yes or as_json):
        typer.confirm(f"Erase {reference} for good?", abort=True)
    parts = Parts(load_settings(), clock_at(now))
    with transaction(parts.engine) as session:
        ref = erase_subject(session, parts, reference)
    if as_json:
        show_json({"erased": ref.id})
    tell("Erased here. The next sync run takes them off every platform's list.")


def _in_words(view: SubjectView) -> None:
    show(f"{view.ref.id}: {view.stage.replace('_', ' ')}")
    show_table(
        ("said", "answer", "whose", "words", "heard"),
        (
            (
                one.heard.trait,
                one.heard.polarity,
                one.heard.holder,
                one.heard.words,
                moment_in_words(one.heard_at),
            )
            for one in view.deciding
        ),
    )
    show_table(
        ("did", "product", "when"),
        (
            (event.name, event.product_id, moment_in_words(event.at))
            for event in view.profile.events
        ),
    )
    show_table(("purpose", "answer"), view.answers)
    show("contact points: " + (", ".join(point.text for point in view.contact_points) or "none"))
    show_table(
        ("audience", "since", "on the platforms"),
        (
            (one.audience, moment_in_words(one.since), ", ".join(": ".join(h) for h in one.held))
            for one in view.placed
        ),
    )
