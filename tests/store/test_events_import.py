"""`candor events import`: lines of tracking messages, the good ones taken, the bad ones named."""

import io
import json
from datetime import timedelta

import sqlalchemy as sa

from app.events_import import LINES_AT_ONCE, import_events
from app.taking import Intake
from kit.db import reading
from profiles import service
from tests.builders import KEYRING, NOW, the_vocabulary


def _intake(engine: sa.Engine) -> Intake:
    return Intake(
        engine=engine,
        clock=lambda: NOW,
        keyring=KEYRING,
        vocabulary=the_vocabulary(),
        country="US",
    )


def _view(message_id: str, **fields: object) -> bytes:
    told = {
        "type": "track",
        "event": "Product Viewed",
        "anonymousId": "a",
        "messageId": message_id,
        "properties": {"product_id": "cream"},
        "timestamp": (NOW - timedelta(days=30)).isoformat(),
        **fields,
    }
    return json.dumps(told).encode() + b"\n"


def test_good_lines_are_taken_and_bad_ones_kept_and_counted_by_reason(engine: sa.Engine) -> None:
    bad = [
        b"no json\n",
        _view("m2", properties={}),
        _view("m3", messageId=None),
        b"[]",
        b"\xff\xfe no utf-8\n",
    ]
    kept = io.BytesIO()

    report = import_events(_intake(engine), [_view("m1"), *bad, b"\n", _view("m1")], kept)

    assert (report.taken, report.repeated, report.refused) == (1, 1, 5)
    assert report.reasons == {
        "wrong_type: line": 2,
        "missing: properties.product_id": 1,
        "missing: messageId": 1,
        "wrong_type: message": 1,
    }
    assert [refused.line for refused in report.first_refused] == [2, 3, 4, 5, 6]
    assert kept.getvalue() == b"".join(line.rstrip(b"\n") + b"\n" for line in bad)


def test_events_keep_their_own_times(engine: sa.Engine) -> None:
    import_events(_intake(engine), [_view("m1")])

    with reading(engine) as session:
        number = service.find_subject(session, "anonymous:a").number
        (event,) = service.profile(session, number).events
    assert event.at == NOW - timedelta(days=30)


def test_a_long_file_is_taken_a_piece_at_a_time(engine: sa.Engine) -> None:
    lines = [_view(f"m{place}", anonymousId=f"a{place}") for place in range(LINES_AT_ONCE + 3)]

    assert import_events(_intake(engine), iter(lines)).taken == LINES_AT_ONCE + 3
    assert import_events(_intake(engine), iter(lines)).repeated == LINES_AT_ONCE + 3


def test_nothing_is_taken_of_an_empty_file(engine: sa.Engine) -> None:
    report = import_events(_intake(engine), [])

    assert (report.taken, report.repeated, report.ignored, report.refused) == (0, 0, 0, 0)
