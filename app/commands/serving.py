"""Commands that stay up: each process alone, or all of them together."""

import os
from typing import Annotated

import typer

from app import stack
from app.demo import run_demo
from app.output import tell
from app.processes import running, stay_until_interrupted
from app.serving import serve_actions, serve_sandbox, serve_web, serve_worker
from app.settings import load_settings
from app.wiring import Parts
from kit.folders import data_folder
from kit.log import start_logging

DEFAULT_SANDBOX = "127.0.0.1:8010"


def web() -> None:
    """Serve the widget, the chat gateway, the collector, the API and the console."""
    start_logging()
    serve_web(Parts(load_settings()))


def actions() -> None:
    """Serve the bot's actions, on a private address."""
    start_logging()
    serve_actions(Parts(load_settings()))


def worker() -> None:
    """Carry deltas to the ad platforms, on schedule and when asked."""
    start_logging()
    serve_worker(Parts(load_settings()))


def sandbox() -> None:
    """Serve the stand-ins of the ad platforms, with their page."""
    start_logging()
    address = os.environ.get("CANDOR_SANDBOX_ADDRESS", DEFAULT_SANDBOX)
    tell(f"sandbox platforms: page and Graph API on http://{address}/, gRPC on the next port")
    serve_sandbox(address)


def up() -> None:
    """Start Rasa, the actions, the web process and the worker together."""
    settings = load_settings()
    programs = [
        *stack.bot_and_actions(settings, {}),
        stack.web(settings, {}),
        stack.worker(),
    ]
    with running(programs, data_folder() / "logs", tell):
        tell(f"Candor is up: {settings.web_url}/console")
        stay_until_interrupted(tell)


def demo(
    *, once: Annotated[bool, typer.Option("--once", help="End after the story.")] = False
) -> None:
    """Carry one conversation down the whole road against the sandbox platforms, then stay up."""
    run_demo(tell, once=once)
