"""`candor demo`: one conversation down the whole road."""

from typing import Annotated

import typer

from app.demo import run_demo
from app.output import tell


def demo(
    *, once: Annotated[bool, typer.Option("--once", help="End after the story.")] = False
) -> None:
    """Carry one conversation down the whole road against the sandbox platforms, then stay up."""
    run_demo(tell, once=once)
