"""`candor web`: the web process."""

import uvicorn

from app.settings import load_settings
from app.web import application
from app.wiring import Parts
from kit.log import start_logging
from kit.memory import settle_memory


def web() -> None:
    """Serve the widget, the chat gateway, the collector, the API and the console."""
    start_logging()
    parts = Parts(load_settings())
    host, port = parts.settings.web_address
    settle_memory()
    uvicorn.run(application(parts), host=host, port=port, log_level="warning", proxy_headers=False)
