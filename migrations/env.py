"""How Alembic runs here: with a connection it is given, or one to `-x url=...` for a developer."""

from alembic import context
from sqlalchemy import Connection

from app.migrating import metadata
from kit.db import Instant, engine_for


def rendered(kind: str, value: object, _context: object) -> str | bool:
    # A migration says what a column is, not what our code makes of it.
    if kind == "type" and isinstance(value, Instant):
        return "sa.BigInteger()"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_item=rendered,
        render_as_batch=True,  # SQLite changes a column only by copying its table.
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = context.get_x_argument(as_dictionary=True).get("url")
    if url is None:
        message = "say which database: alembic -x url=sqlite:///scratch.db ..."
        raise SystemExit(message)
    with engine_for(url).begin() as own:
        run(own)
