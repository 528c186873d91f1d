"""What several tests of the app need."""

import itertools
import socket
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from app import gateway
from app.gateway_answers import ConsentAsked
from app.gateway_limits import Rate
from app.gateway_tokens import ConversationTokens
from app.gateway_words import load_words
from app.migrating import upgrade
from catalogue import store as catalogue
from kit.db import engine_for, transaction
from tests.builders import NOW, SECRET_KEY
from tests.command_line import KEY, Candor, run_in
from tests.engines import all_tables
from tests.scripted_rasa import ScriptedRasa
from tests.unit.app.gateway_stage import CREAM, Stage, page_of


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[tuple[gateway.GatewayParts, ScriptedRasa]]:
    engine = engine_for(f"sqlite:///{tmp_path}/candor.db")
    all_tables().create_all(engine)
    with transaction(engine) as session:
        catalogue.replace(session, [CREAM], {})
    rasa = ScriptedRasa()
    numbers = itertools.count(1)
    wire = httpx.AsyncClient(
        transport=httpx.ASGITransport(app=rasa.app()), base_url="http://rasa.test"
    )
    yield (
        gateway.GatewayParts(
            engine=engine,
            clock=lambda: NOW,
            new_id=lambda: UUID(int=next(numbers)),
            rasa=wire,
            tokens=ConversationTokens([SECRET_KEY], timedelta(days=1)),
            words=load_words("skincare"),
            wording=ConsentAsked(purposes=("advice",), wording_version="v1", language="en"),
            currency="USD",
            checkout_url="/shop/checkout",
            conversation_rate=Rate(burst=100, per_minute=60),
            address_rate=Rate(burst=200, per_minute=60),
        ),
        rasa,
    )
    engine.dispose()


@pytest.fixture
def stage(parts: tuple[gateway.GatewayParts, ScriptedRasa]) -> Iterator[Stage]:
    with page_of(parts[0]) as page:
        yield Stage(page, parts[1], parts[0].engine)


@pytest.fixture
def closed_port() -> int:
    """Return a port of loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file of settings and nothing else."""
    (tmp_path / ".env").write_text(f"CANDOR_SECRET_KEYS={KEY}\nCANDOR_WRITE_KEY=w\n")
    return tmp_path


@pytest.fixture
def empty(folder: Path) -> Candor:
    """The command line where there is no database yet."""
    return partial(run_in, folder)


@pytest.fixture
def candor(folder: Path) -> Candor:
    """The command line with an empty database."""
    engine = engine_for(f"sqlite:///{folder}/.candor/candor.db")
    upgrade(engine)
    engine.dispose()
    return partial(run_in, folder)
