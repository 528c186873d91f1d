"""A worker that dies by SIGKILL in the middle of a run; started by the crash test, twice.

Usage: adsync_crash.py FOLDER GRAPH_URL GOOGLE_ADDRESS DIE_AFTER
    DIE_AFTER: how many batches arrive before the process kills itself; `never` for not at all.
"""

import os
import signal
import sys
from pathlib import Path
from uuid import UUID

from pyroaring import BitMap

from adsync.asking import Choice
from adsync.bench import Bench
from adsync.destinations.base import Batch, Capabilities, Destination, Platform, Receipt
from adsync.destinations.google import GoogleAccount, GoogleDestination
from adsync.destinations.meta import MetaAccount, MetaDestination
from adsync.parts import Carried, Parts
from adsync.workflows import run_sync
from kit.clock import machine_clock
from kit.db import engine_for
from tests.adsync_world import People

AUDIENCE = UUID("00000000-0000-4000-8000-000000000001")
MEMBERS = 25
SMALL = 10


class Mortal:
    """Passes everything on, in batches of ten, and dies right after a batch arrived."""

    def __init__(self, inner: Destination, lives: int | None) -> None:
        self._inner = inner
        self._lives = lives

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    @property
    def platform(self) -> Platform:
        return self._inner.platform

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(max_rows=SMALL, settles_at_once=True, names_refused_rows=True)

    def send(self, batch: Batch) -> Receipt:
        receipt = self._inner.send(batch)
        if self._lives is not None:
            self._lives -= 1
            if self._lives == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return receipt


def main(folder: Path, graph_url: str, google: str, die_after: str) -> None:
    lives = None if die_after == "never" else int(die_after)
    meta = MetaAccount(
        ad_account="42", app_id="1", app_secret="s", access_token="t", graph_url=graph_url
    )
    both: list[Destination] = [
        MetaDestination(meta),
        GoogleDestination(GoogleAccount(account="123", stand_in=google)),
    ]
    audience = Carried(
        id=AUDIENCE,
        name="Dry skin",
        platforms=("meta", "google"),
        members=BitMap(range(1, MEMBERS + 1)),
    )
    parts = Parts(
        engine=engine_for(f"sqlite:///{folder}/candor.db"),
        destinations={one.platform: Mortal(one, lives) for one in both},  # type: ignore[misc] # passes the rest on
        audiences=lambda _session: [audience],
        reach=People(),
        clock=machine_clock,
    )
    bench = Bench(url=f"sqlite:///{folder}/dbos.db", lock=folder / "worker.lock")
    for one in run_sync(parts, bench, Choice(), "crash test"):
        sys.stdout.write(f"{one.destination} {one.state} {one.settled} {one.unresolved}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4])
