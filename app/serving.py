"""Runs each process of ours until it is told to end."""

import signal
import threading

import uvicorn

from actions.dependencies import ShopPlace, dependencies_for
from actions.registry import serve
from adsync.sandbox import server as sandbox_server
from adsync.workflows import working
from app.carrying import bench, schedule, sync_parts
from app.web import application
from app.wiring import Parts
from kit.log import logger

_log = logger(__name__)


def serve_web(parts: Parts) -> None:
    """Serve the web process on its address."""
    host, port = parts.settings.web_address
    uvicorn.run(application(parts), host=host, port=port, log_level="warning", proxy_headers=False)


def serve_actions(parts: Parts) -> None:
    """Serve the bot's actions on their private address."""
    host, port = parts.settings.actions_address
    settings = parts.settings
    place = ShopPlace(
        country=settings.shop_country, currency=settings.shop_currency, url=parts.shop_url
    )
    dependencies = dependencies_for(
        engine=parts.engine,
        vocabulary=parts.vocabulary,
        knowledge=parts.knowledge,
        keyring=parts.keyring,
        shop=place,
        clock=parts.clock,
    )
    serve(dependencies, host, port)


def serve_sandbox(address: str) -> None:
    """Serve the stand-ins of the ad platforms."""
    sandbox_server.serve(address)


def serve_worker(parts: Parts) -> None:
    """Be the worker until told to end.

    Raises:
        WorkerElsewhere: where another process is the worker.
    """
    ended = threading.Event()
    for which in (signal.SIGINT, signal.SIGTERM):
        signal.signal(which, lambda *_: ended.set())
    when = schedule(parts.settings)
    with working(sync_parts(parts), bench(parts.settings), when):
        _log.info("worker_works", schedule=when.cron if when else "off")
        ended.wait()
