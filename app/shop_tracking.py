"""How the demo shop tells what happens on its pages: to the collector over HTTP,as shops do."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import httpx

from kit.log import logger

Properties = Mapping[str, Any]  # JSON of a tracking message
Tracker = Callable[[str, Properties], None]  # kind (`track`, `page`, `identify`) and message

_PATIENCE = timedelta(seconds=5)
_log = logger(__name__)


def tracking_to(collector: str, write_key: str) -> Tracker:
    """Return a tracker for the collector at a base URL.

    A message that cannot be delivered is logged by kind and let go: no page waits for a statistic.
    """
    client = httpx.Client(
        base_url=collector,
        auth=(write_key, ""),
        timeout=_PATIENCE.total_seconds(),
        trust_env=False,  # the collector is our own, never behind a proxy
    )

    def track(kind: str, message: Properties) -> None:
        try:
            client.post(f"/v1/{kind}", json=dict(message)).raise_for_status()
        except httpx.HTTPError as error:
            _log.warning("tracking_failed", kind=kind, error=type(error).__name__)

    return track
