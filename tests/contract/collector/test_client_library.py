"""A public client library of the tracking API, unmodified but for its host, over real sockets."""

from pathlib import Path

import pytest
import segment.analytics
from fastapi import FastAPI

from app import collector
from app.taking import Intake
from kit.clock import machine_clock
from kit.db import engine_for, reading
from profiles import service
from tests.builders import KEYRING, the_vocabulary
from tests.engines import all_tables
from tests.serving import served


@pytest.mark.parametrize("gzip", [False, True])
def test_a_public_client_library_works_with_only_its_host_changed(
    tmp_path: Path, *, gzip: bool
) -> None:
    engine = engine_for(f"sqlite:///{tmp_path}/candor.db")
    all_tables().create_all(engine)
    intake = Intake(
        engine=engine,
        clock=machine_clock,
        keyring=KEYRING,
        vocabulary=the_vocabulary(),
        country="US",
    )
    app = FastAPI()
    app.include_router(collector.routes(intake, "write-key"))
    failed: list[Exception] = []

    with served(app) as host:
        client = segment.analytics.Client(
            "write-key", host=host, gzip=gzip, on_error=lambda error, _: failed.append(error)
        )
        client.page(anonymous_id="a", name="Home")
        client.track(
            anonymous_id="a",
            event="Product Added",
            properties={"product_id": "cream", "price": 19.5, "cart_id": "c1"},
        )
        client.identify("zoe", {"email": "zoe@example.com"}, anonymous_id="a")
        client.track("zoe", "Order Completed", {"order_id": "1", "cart_id": "c1", "total": 19.5})
        client.alias("b", "zoe")
        client.shutdown()

    with reading(engine) as session:
        profile = service.profile(session, service.find_subject(session, "user:zoe").number)
        same = service.find_subject(session, "anonymous:a").number
    engine.dispose()
    assert failed == []
    assert same == profile.number
    assert [event.name for event in profile.events] == ["visited", "carted", "bought"]
    assert [cart.order_id for cart in profile.carts] == ["1"]
