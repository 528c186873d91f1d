"""`candor audiences`: define, look at, approve, recompute and explain."""

from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from app.output import Json, Now, clock_at, show, show_json, show_table
from app.settings import load_settings
from app.wiring import Parts
from audiences import service
from audiences.definitions import Definition, read_definition
from audiences.errors import AudienceInvalid, Problem
from audiences.language import parse_rule
from audiences.results import Audience, Decision, MemberExplained, Preview, Refreshed
from audiences.wording import Explained, in_words
from kit.db import reading, transaction
from kit.words import count_in_words, moment_in_words

commands = typer.Typer(no_args_is_help=True, add_completion=False, help="Audiences.")
PERSON = "command line"
Name = Annotated[str, typer.Argument(help="The audience's name.")]
File = Annotated[Path, typer.Argument(help="The audience as JSON or YAML (docs/rules.md).")]


@commands.command("list")
def list_them(*, as_json: Json = False) -> None:
    """List every audience with its state and size."""
    with reading(Parts(load_settings()).engine) as session:
        found = service.list_audiences(session)
    if as_json:
        show_json([_listed(one) for one in found])
        return
    show_table(
        ("name", "state", "size", "bound for", "computed"),
        (
            (
                one.name,
                one.state.replace("_", " "),
                count_in_words(one.size),
                ", ".join(one.destinations) or "nowhere",
                moment_in_words(one.computed_at),
            )
            for one in found
        ),
    )


@commands.command("show")
def show_one(name: Name, *, as_json: Json = False) -> None:
    """Show one audience: its rule in words, its size, its last change."""
    parts = Parts(load_settings())
    with reading(parts.engine) as session:
        _tell(parts, service.get(session, name), as_json=as_json)


@commands.command("create")
def create(file: File, *, as_json: Json = False, now: Now = None) -> None:
    """Make a draft from a file and compute its size."""
    parts = Parts(load_settings(), clock_at(now))
    definition = _read(file, parts)
    with transaction(parts.engine) as session:
        made = service.create(session, definition, parts.meanings, _decision(parts))
    _tell(parts, made, as_json=as_json)


@commands.command("preview")
def preview(file: File, *, as_json: Json = False, now: Now = None) -> None:
    """Say how many an audience would have now, and why a few of them would be in it."""
    parts = Parts(load_settings(), clock_at(now))
    definition = _read(file, parts)
    with reading(parts.engine) as session:
        found = service.preview(
            session, definition.rule, parts.meanings, parts.clock(), definition.destinations
        )
    if as_json:
        show_json(_preview(found))
        return
    show(in_words(definition.rule, parts.vocabulary))
    show(f"{count_in_words(found.size)} subjects now")
    for sample in found.samples:
        show(f"\n{sample.subject}")
        _print_why(sample.why, 1)


@commands.command("approve")
def approve(name: Name, *, as_json: Json = False, now: Now = None) -> None:
    """Let the sync carry an audience to the platforms it is bound for."""
    _decide(name, service.approve, as_json=as_json, now=now)


@commands.command("archive")
def archive(name: Name, *, as_json: Json = False, now: Now = None) -> None:
    """Put an audience away; the next sync run empties its lists."""
    _decide(name, service.archive, as_json=as_json, now=now)


@commands.command("refresh")
def refresh(
    name: Annotated[str | None, typer.Argument(help="One audience; all where left out.")] = None,
    *,
    as_json: Json = False,
    now: Now = None,
) -> None:
    """Recompute audiences and say what changed."""
    parts = Parts(load_settings(), clock_at(now))
    with transaction(parts.engine) as session:
        done = service.refresh(session, parts.meanings, parts.clock(), name)
    if as_json:
        show_json([_refreshed(one) for one in done])
    else:
        show_table(
            ("name", "size", "joined", "left", "seconds"),
            (
                (
                    one.name,
                    count_in_words(one.size),
                    len(one.delta.joined),
                    len(one.delta.left),
                    f"{one.seconds:.2f}",
                )
                for one in done
            ),
        )
    broken = [problem for one in done for problem in one.problems]
    if broken:
        raise AudienceInvalid(broken)


@commands.command("members")
def members(name: Name, *, as_json: Json = False) -> None:
    """List the members of the last computation, and since when they are in."""
    with reading(Parts(load_settings()).engine) as session:
        found = service.members(session, name)
    if as_json:
        for member in found:
            show_json({"subject": member.subject, "since": member.since})
        return
    show_table(("subject", "since"), ((one.subject, moment_in_words(one.since)) for one in found))


@commands.command("explain")
def explain(
    name: Name,
    subject: Annotated[str, typer.Argument(help="An ID, anonymous:<id> or user:<id>.")],
    *,
    as_json: Json = False,
    now: Now = None,
) -> None:
    """Say why a subject is in an audience or is not, part by part, down to their words."""
    parts = Parts(load_settings(), clock_at(now))
    with reading(parts.engine) as session:
        found = service.explain_member(session, name, subject, parts.meanings, parts.clock())
    if as_json:
        show_json(_explained(found))
        return
    standing = f"a member since {moment_in_words(found.since)}" if found.member else "no member"
    held_out = ", held out of the ads" if found.held_out else ""
    show(f"{found.subject}: {standing}{held_out}, {found.stage.replace('_', ' ')}")
    _print_why(found.why, 0)


def _decide(name: str, what: Any, *, as_json: bool, now: Now) -> None:  # noqa: ANN401 - one of two functions above
    parts = Parts(load_settings(), clock_at(now))
    with transaction(parts.engine) as session:
        changed = what(session, name, _decision(parts))
    _tell(parts, changed, as_json=as_json)


def _decision(parts: Parts) -> Decision:
    return Decision(PERSON, parts.clock())


def _read(file: Path, parts: Parts) -> Definition:
    """Read an audience's file.

    Raises:
        AudienceInvalid: where it is neither JSON nor YAML, or wrong in any place.
    """
    try:
        document = yaml.safe_load(file.read_text())  # JSON is YAML
    except RecursionError:
        problem = Problem(path="$", message=f"{file} is nested too deeply")
        raise AudienceInvalid([problem]) from None
    except (yaml.YAMLError, ValueError) as error:
        problem = Problem(path="$", message=f"{file} is neither JSON nor YAML: {error}")
        raise AudienceInvalid([problem]) from None
    return read_definition(document, parts.vocabulary)


def _tell(parts: Parts, one: Audience, *, as_json: bool) -> None:
    words = in_words(parse_rule(one.rule, parts.vocabulary), parts.vocabulary)
    if as_json:
        show_json({**_listed(one), "in_words": words, "rule": one.rule})
        return
    show(f"{one.name}: {one.state.replace('_', ' ')}, {count_in_words(one.size)} subjects")
    show(words)
    show(f"bound for {', '.join(one.destinations) or 'nowhere'}, from {one.min_size} members on")


def _listed(one: Audience) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "description": one.description,
        "state": one.state,
        "size": one.size,
        "destinations": one.destinations,
        "min_size": one.min_size,
        "holdout_percent": one.holdout_percent,
        "max_days": one.max_days,
        "computed_at": one.computed_at,
    }


def _refreshed(one: Refreshed) -> dict[str, Any]:
    return {
        "name": one.name,
        "size": one.size,
        "joined": len(one.delta.joined),
        "left": len(one.delta.left),
        "stayed": one.delta.stayed,
        "seconds": round(one.seconds, 4),
        "problems": [str(problem) for problem in one.problems],
    }


def _preview(found: Preview) -> dict[str, Any]:
    samples = [{"subject": one.subject, "why": _why(one.why)} for one in found.samples]
    return {"size": found.size, "samples": samples}


def _explained(found: MemberExplained) -> dict[str, Any]:
    return {
        "audience": found.audience,
        "subject": found.subject,
        "member": found.member,
        "since": found.since,
        "held_out": found.held_out,
        "stage": found.stage,
        "why": _why(found.why),
    }


def _why(part: Explained) -> dict[str, Any]:
    return {
        "part": part.words,
        "holds": part.holds,
        "evidence": [
            {"fact": one.words, "quoted": one.quoted, "at": one.at} for one in part.evidence
        ],
        "of": [_why(inner) for inner in part.parts],
    }


def _print_why(part: Explained, depth: int) -> None:
    show(f"{'  ' * depth}{'yes' if part.holds else 'no '}  {part.words}")
    for one in part.evidence:
        quoted = f" “{one.quoted}”" if one.quoted else ""
        show(f"{'  ' * depth}       {one.words}{quoted}, {moment_in_words(one.at)}")
    for inner in part.parts:
        _print_why(inner, depth + 1)
