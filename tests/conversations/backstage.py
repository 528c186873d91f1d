"""What stands behind the bot in these tests: our action server, and a look at the record.

Runs in the environment of the product (Python 3.12), started by `stage.py`:
`.venv/bin/python -m tests.conversations.backstage DATABASE_URL ACTIONS_PORT LOOK_PORT`.

The look is a small HTTP server of its own: POST /subjects makes a subject and gives its id, GET
/subjects/<id> gives what is on record of it. Only these tests use it.
"""

import base64
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from uuid import uuid4

import sqlalchemy as sa

from actions.dependencies import ShopPlace, dependencies_for
from actions.registry import serve
from catalogue import service as catalogue
from catalogue.fit import load_knowledge
from catalogue.model import FeedFormat, Shop
from kit.clock import machine_clock
from kit.db import Base, engine_for, reading, transaction
from profiles import service as profiles
from profiles.errors import SubjectNotFound
from profiles.identity import Keyring
from profiles.model import Names
from profiles.vocabulary import load_vocabulary

ROOT = Path(__file__).resolve().parents[2]
KEYRING = Keyring.of([base64.b64encode(b"k" * 32).decode()])


def main(database_url: str, actions_port: int, look_port: int) -> None:
    engine = engine_for(database_url)
    Base.metadata.create_all(engine)
    vocabulary = load_vocabulary(ROOT / "nlu_data/vocabulary.yml")
    knowledge = load_knowledge(ROOT / "catalogue/knowledge/skincare.yml")
    with transaction(engine) as session:
        catalogue.import_feed(
            session,
            ROOT / "catalogue/demo/products.csv",
            FeedFormat.SHOPIFY,
            shop=Shop(),
            knowledge=knowledge,
        )
    look = ThreadingHTTPServer(("127.0.0.1", look_port), _look_at(engine))
    Thread(target=look.serve_forever, daemon=True).start()
    dependencies = dependencies_for(
        engine=engine,
        vocabulary=vocabulary,
        knowledge=knowledge,
        keyring=KEYRING,
        shop=ShopPlace(country="US", currency="USD", url="https://shop.example"),
    )
    serve(dependencies, "127.0.0.1", actions_port)


def _look_at(engine: sa.Engine) -> type[BaseHTTPRequestHandler]:
    class Look(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            with transaction(engine) as session:
                number = profiles.subject_of(
                    session, Names(anonymous_id=str(uuid4())), machine_clock()
                )
                self._answer({"subject": str(profiles.subject_ref(session, number).id)})

        def do_GET(self) -> None:
            with reading(engine) as session:
                try:
                    number = profiles.find_subject(session, self.path.rpartition("/")[2]).number
                except SubjectNotFound:
                    self._answer({"erased": True})
                    return
                self._answer(profiles.export(session, number, KEYRING))

        def _answer(self, body: object) -> None:
            sent = json.dumps(body, default=str).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_: object) -> None:
            pass

    return Look


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
