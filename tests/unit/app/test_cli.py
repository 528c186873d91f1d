"""The command line as a stranger meets it: a process of its own in an empty folder.

What is wrong is told in words, with where it is wrong; the exit code says it too, and nothing good
is lost.
"""

import json
from pathlib import Path

import pytest

from tests.command_line import AGREES, DRY, ROOT, TELLS, Candor, lines

FEED = ROOT / "catalogue/demo/products.csv"


def test_wrong_settings_are_named_all_at_once(empty: Candor) -> None:
    told = empty(
        "db",
        "upgrade",
        CANDOR_SYNC_SCHEDULE="every day",
        CANDOR_TIME_ZONE="Mars/Base",
        CANDOR_LAPSED_AFTER="99999999999999d",
        CANDOR_SHOP_COUNTRY="us",
    )

    assert told.code == 1
    assert "CANDOR_SYNC_SCHEDULE: write the five fields of cron" in told.said
    assert "CANDOR_TIME_ZONE: write the name of a time zone" in told.said
    assert "CANDOR_LAPSED_AFTER: '99999999999999d' is longer than any calendar" in told.said
    assert "CANDOR_SHOP_COUNTRY: write it like US" in told.said


def test_the_sandbox_reads_its_address_from_the_file_too(empty: Candor, folder: Path) -> None:
    (folder / ".env").write_text("CANDOR_SANDBOX_ADDRESS=nowhere\n")

    told = empty("sandbox")

    assert told.code == 1
    assert "CANDOR_SANDBOX_ADDRESS: write host:port" in told.said


@pytest.mark.parametrize("url", ["", "sqlite:///rubbish.db"])
def test_a_database_without_tables_says_what_to_do(empty: Candor, folder: Path, url: str) -> None:
    (folder / "rubbish.db").write_text("this is no database " * 50)

    told = empty("audiences", "list", **({"CANDOR_DATABASE_URL": url} if url else {}))

    assert (told.code, told.result) == (1, "")
    assert "`candor db upgrade`" in told.said


def test_a_broken_rule_is_told_by_path_and_what_is_legal_there(
    candor: Candor, folder: Path
) -> None:
    said = {"trait": "concern:drynes", "answer": "maybe"}
    (folder / "broken.json").write_text(json.dumps({**DRY, "rule": {"all": [{"said": said}]}}))

    told = candor("audiences", "create", "broken.json", "--json")

    assert (told.code, told.result) == (1, "")
    assert "$.rule.all[0].said.trait: 'concern:drynes' is not in the vocabulary" in told.said
    assert "Legal here: concern:dryness" in told.said
    assert "$.rule.all[0].said.answer" in told.said
    assert "Legal here: yes, no, never" in told.said
    assert candor("audiences", "list", "--json").result.strip() == "[]"


@pytest.mark.parametrize(
    "text",
    ["{", "[" * 5000 + "]" * 5000, "\x00", "2026-13-99"],
    ids=["half", "deep", "bytes", "no day"],
)
def test_what_is_no_audience_at_all_is_refused_in_words(
    candor: Candor, folder: Path, text: str
) -> None:
    (folder / "broken.json").write_text(text)

    told = candor("audiences", "preview", "broken.json")

    assert told.code == 1
    assert told.said.startswith("candor: $")


def test_a_broken_line_of_a_feed_is_named_and_the_others_are_taken(
    candor: Candor, folder: Path
) -> None:
    heading, product, *_ = FEED.read_text().splitlines()
    broken = 'half-a-line,"its quotes never end'
    (folder / "feed.csv").write_text(f"{heading}\n{product}\n{broken}\n")

    told = candor("catalogue", "import", "feed.csv", "--format", "shopify", "--json")

    [refused] = told.json["refused"]
    assert (told.code, told.json["taken"]) == (0, 1)
    assert refused["line"] == 3
    assert "quotes are broken" in refused["reason"]


def test_bad_tracking_lines_are_named_and_kept_and_the_good_ones_are_taken(
    candor: Candor, folder: Path
) -> None:
    bad = [
        lines({**TELLS, "messageId": None}),
        lines({**TELLS, "messageId": "m4", "properties": {"type": "concern", "value": "drynes"}}),
        b"\xff is no text\n",
    ]
    typed = lines(AGREES) + b"".join(bad) + lines(TELLS, TELLS)

    told = candor("events", "import", "-", "--refused", "refused.jsonl", typed=typed)

    assert (told.code, told.result.splitlines()[0]) == (0, "2 taken, 1 repeated, 3 refused")
    assert "line 2: messageId: it is missing" in told.said
    assert "line 3: properties.value: 'concern:drynes' is no trait of the vocabulary" in told.said
    assert "legal here: concern:dryness" in told.said
    assert "line 4: line: it is no JSON" in told.said
    assert (folder / "refused.jsonl").read_bytes() == b"".join(bad)


def test_a_contact_point_that_cannot_be_used_is_told(candor: Candor) -> None:
    traits = {"phone": "nonsense", "email": "zoe@example.com"}
    knows = {"type": "identify", "userId": "zoe", "messageId": "m1", "traits": traits}

    told = candor("events", "import", "-", typed=lines(knows))

    assert told.result.splitlines()[0] == "1 taken, 0 repeated, 0 refused"
    assert "line 1: the phone was left out" in told.said


def test_refused_lines_are_never_written_over_the_file_that_is_read(
    candor: Candor, folder: Path
) -> None:
    (folder / "events.jsonl").write_bytes(lines(AGREES))

    told = candor("events", "import", "events.jsonl", "--refused", "events.jsonl")

    assert told.code == 2
    assert (folder / "events.jsonl").read_bytes() == lines(AGREES)


@pytest.mark.parametrize("now", ["nonsense", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00"])
def test_a_moment_that_is_none_is_wrong_use(candor: Candor, now: str) -> None:
    told = candor("audiences", "refresh", "--now", now)

    assert told.code == 2
    assert "--now" in told.said


def test_who_is_erased_is_known_to_no_command_any_more(candor: Candor, folder: Path) -> None:
    (folder / "dry.json").write_text(json.dumps(DRY))
    candor("events", "import", "-", typed=lines(AGREES, TELLS))
    made = candor("audiences", "create", "dry.json", "--json")

    erased = candor("subjects", "erase", "anonymous:zoe", "--json")

    assert made.json["size"] == 1
    assert list(erased.json) == ["erased"]
    assert candor("audiences", "members", "Dry skin", "--json").result == ""
    for words in (
        ("subjects", "show", "anonymous:zoe"),
        ("subjects", "erase", "anonymous:zoe", "--yes"),
        ("audiences", "explain", "Dry skin", "anonymous:zoe"),
    ):
        again = candor(*words)
        assert (again.code, again.result) == (1, "")
        assert "no subject goes by 'anonymous:zoe'" in again.said


def test_a_password_can_come_from_a_pipe_and_not_a_short_one(candor: Candor) -> None:
    add = ("users", "add", "ada", "--role", "marketer")

    assert candor(*add, typed=b"short\n").code == 1
    assert candor(*add, typed=b"a long enough one\n").said == "ada can log in as marketer."


def test_a_missing_file_is_told_in_words(candor: Candor) -> None:
    told = candor("audiences", "preview", "nothing.json")

    assert (told.code, told.said) == (1, "candor: nothing.json: no such file or directory")
