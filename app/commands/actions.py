"""`candor actions`: the action server."""

from actions.dependencies import ShopPlace, dependencies_for
from actions.registry import serve
from app.settings import load_settings
from app.wiring import Parts
from kit.log import start_logging
from kit.memory import settle_memory


def actions() -> None:
    """Serve the bot's actions, on a private address."""
    start_logging()
    parts = Parts(load_settings())
    settings = parts.settings
    dependencies = dependencies_for(
        engine=parts.engine,
        vocabulary=parts.vocabulary,
        knowledge=parts.knowledge,
        keyring=parts.keyring,
        shop=ShopPlace(
            country=settings.shop_country, currency=settings.shop_currency, url=parts.shop_url
        ),
        cues=parts.cues,
        clock=parts.clock,
    )
    settle_memory()
    serve(dependencies, *settings.actions_address)
