"""`candor worker`: the one process that carries deltas to the ad platforms."""

import signal
import threading

from adsync.workflows import working
from app.carrying import bench, schedule, sync_parts
from app.settings import load_settings
from app.wiring import Parts
from kit.log import logger, start_logging

_log = logger(__name__)


def worker() -> None:
    """Carry deltas to the ad platforms, on schedule and when asked."""
    start_logging()
    parts = Parts(load_settings())
    ended = threading.Event()
    for which in (signal.SIGINT, signal.SIGTERM):
        signal.signal(which, lambda *_: ended.set())
    when = schedule(parts.settings)
    with working(sync_parts(parts), bench(parts.settings), when):
        _log.info("worker_works", schedule=when.cron if when else "off")
        ended.wait()
