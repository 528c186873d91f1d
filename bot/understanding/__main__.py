"""Hear JSON lines without Rasa: `python -m bot.understanding [vocabulary] < in.jsonl > out.jsonl`.

Each line in is `{"id", "text"}`; each line out `{"id", "disclosures", "pii", "latency_ms"}`.
"""

import json
import sys
import time
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

from bot.understanding.model import Disclosure, Understanding
from bot.understanding.pipeline import Ear


def record(understanding: Understanding) -> dict[str, Any]:
    """One understanding in the shape of the labelled data."""
    return {
        "disclosures": [_disclosure(told) for told in understanding.disclosures],
        "pii": [{"kind": item.kind, "span": item.span} for item in understanding.personal_data],
    }


def _disclosure(told: Disclosure) -> dict[str, Any]:
    fields = (
        "type",
        "value",
        "polarity",
        "holder",
        "time",
        "severity",
        "area",
        "span",
        "confidence",
    )
    since = {"since": told.since.isoformat()} if told.since else {}
    return {**{name: getattr(told, name) for name in fields}, **since}


def main() -> None:
    """Answer line by line until the input ends."""
    ear = Ear.of(*map(Path, sys.argv[1:2]))
    today: date = datetime.now(tz=timezone.utc).date()  # noqa: TID251 - the edge of this command
    for line in sys.stdin:
        if not line.strip():
            continue
        message = json.loads(line)
        began = time.perf_counter()
        heard = ear.understand(message["text"], heard_on=today)
        spent = (time.perf_counter() - began) * 1000
        answer = {"id": message["id"], **record(heard), "latency_ms": round(spent, 2)}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
