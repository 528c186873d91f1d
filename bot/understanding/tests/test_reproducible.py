"""What is heard does not hang on the order in which this process happens to keep its sets."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
MESSAGES = ROOT / "nlu_data/evaluation/forum_messages.jsonl"
HEAR = """
import json, sys
from datetime import date
from bot.understanding.pipeline import Ear
from bot.understanding.__main__ import record

ear = Ear.of()
for line in sys.stdin:
    print(record(ear.understand(json.loads(line)["text"], heard_on=date(2026, 1, 1))))
"""


def heard_with(seed: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", HEAR],
        input=MESSAGES.read_text(),
        env={**os.environ, "PYTHONHASHSEED": seed},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_two_processes_hear_the_same() -> None:
    first, second = heard_with("1"), heard_with("2")

    assert first.count("\n") == len(MESSAGES.read_text().splitlines())
    assert first == second
