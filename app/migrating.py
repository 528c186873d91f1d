"""The database's tables, brought to what this version of the code expects."""

from importlib import import_module
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from kit.db import Base

_FOLDER = Path(__file__).resolve().parents[1] / "migrations"
# Any number will do, as long as it is only ours: two processes never migrate at once.
_LOCK = 7_263_541


# Being imported puts a package's tables into the metadata.
_WITH_TABLES = (
    "adsync.tables",
    "app.tables",
    "audiences.tables",
    "catalogue.tables",
    "profiles.tables",
)


def metadata() -> sa.MetaData:
    """Return the tables of every package."""
    for module in _WITH_TABLES:
        import_module(module)
    return Base.metadata


def upgrade(engine: sa.Engine) -> None:
    """Bring the database to the current tables; one that is there already stays as it is.

    All steps are one transaction: an error leaves the database as it was.
    """
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
