"""Which processes make up a running Candor, and the settings of one that needs no account."""

import base64
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from app.processes import Program, candor, free_port, rasa
from app.settings import Settings

DEMO_WRITE_KEY = "demo-write-key"
DEMO_AD_ACCOUNT = "act_4200000001"
DEMO_GOOGLE_ACCOUNT = "4200000001"


def bot_and_actions(settings: Settings, environment: Mapping[str, str]) -> list[Program]:
    """Return the action server and Rasa, in the order they depend on one another."""
    host, port = settings.actions_address
    actions = candor("actions", f"http://{host}:{port}/health", "actions", **environment)
    bot_port = urlsplit(settings.rasa_url).port or 80
    hook = f"http://{host}:{port}/webhook"
    return [actions, rasa(bot_port, hook, environment, vertical=settings.vertical)]


def web(settings: Settings, environment: Mapping[str, str]) -> Program:
    """Return the web process: gateway, collector, API, console, widget."""
    return candor("web", f"{settings.web_url}/healthz", "web", **environment)


def worker(environment: Mapping[str, str]) -> Program:
    """Return the worker; it has no address, and is ready once it holds its lock."""
    return candor("worker", None, "worker", **environment)


def sandbox(settings: Settings, environment: Mapping[str, str]) -> Program:
    """Return the sandbox platforms."""
    host, port = settings.sandbox_address
    return candor("sandbox", f"http://{host}:{port}/healthz", "sandbox", **environment)


def sandboxed_environment(folder: Path, *, ports: str) -> dict[str, str]:
    """Return settings for a Candor of its own in `folder`, against the sandbox platforms.

    Args:
        folder: where the database lies.
        ports: `standard` for the addresses of `docs/settings.md` (or those already set in the
            environment), `free` for ports that nobody uses.
    """
    web_port, bot_port, actions_port, sandbox_port = _ports(ports)
    environment = {
        "CANDOR_DATABASE_URL": f"sqlite:///{folder}/candor.db",
        "CANDOR_SECRET_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        "CANDOR_WRITE_KEY": DEMO_WRITE_KEY,
        "CANDOR_WEB_ADDRESS": f"127.0.0.1:{web_port}",
        "CANDOR_RASA_URL": f"http://127.0.0.1:{bot_port}",
        "CANDOR_ACTIONS_ADDRESS": f"127.0.0.1:{actions_port}",
        "CANDOR_SANDBOX_ADDRESS": f"127.0.0.1:{sandbox_port}",
    }
    if ports == "standard":
        environment |= {name: os.environ[name] for name in _PLACES if name in os.environ}
    graph_port = int(environment["CANDOR_SANDBOX_ADDRESS"].rpartition(":")[2])
    return environment | {
        "CANDOR_SHOP_ORIGINS": f"http://{environment['CANDOR_WEB_ADDRESS']}",
        "CANDOR_META_GRAPH_URL": f"http://127.0.0.1:{graph_port}",
        "CANDOR_META_AD_ACCOUNT": DEMO_AD_ACCOUNT,
        "CANDOR_META_APP_ID": "4242",
        "CANDOR_META_APP_SECRET": "sandbox-app-secret",
        "CANDOR_META_ACCESS_TOKEN": "sandbox-access-token",
        "CANDOR_GOOGLE_DATA_MANAGER_URL": f"127.0.0.1:{graph_port + 1}",
        "CANDOR_GOOGLE_ACCOUNT": DEMO_GOOGLE_ACCOUNT,
        "CANDOR_SYNC_SCHEDULE": "off",
    }


_PLACES = (
    "CANDOR_WEB_ADDRESS",
    "CANDOR_RASA_URL",
    "CANDOR_ACTIONS_ADDRESS",
    "CANDOR_SANDBOX_ADDRESS",
)


def _ports(kind: str) -> tuple[int, int, int, int]:
    if kind == "standard":
        return (8000, 5005, 5055, 8010)
    return (free_port(), free_port(), free_port(), free_port())
