"""What the bot hears in a message, asked of the bot itself: the answer of `/model/parse`."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from app.processes import answers, free_port, rasa, running
from kit.folders import data_folder

EAR = "DisclosureEar"
PERSONAL_DATA = "personal_data"
_FIELDS = ("polarity", "holder", "time", "severity", "area", "since", "span")


@contextmanager
def some_rasa(url: str, vertical: str) -> Iterator[str]:
    """Give the address of the running bot, or of one of a vertical started for the occasion."""
    if answers(f"{url}/status"):
        yield url
        return
    port = free_port()
    actions = f"http://127.0.0.1:{free_port()}/webhook"
    program = rasa(port, actions_url=actions, vertical=vertical)
    with running([program], data_folder() / "logs", tell=lambda _: None):
        yield f"http://127.0.0.1:{port}"


def understand(bot: httpx.Client, line: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the bot hears in `line["text"]`, in the shape of `docs/understand.md`.

    Raises:
        httpx.HTTPError: where the bot does not answer.
    """
    begun = time.perf_counter()
    answer = bot.post("/model/parse", json={"text": line["text"]})
    answer.raise_for_status()
    parsed = answer.json()
    latency = (time.perf_counter() - begun) * 1000
    heard = [one for one in parsed["entities"] if one.get("extractor") == EAR]
    return {
        "id": line["id"],
        "intent": parsed["intent"]["name"],
        "oos_score": parsed.get("oos_score", 0.0),
        "disclosures": [_disclosure(one) for one in heard if one["entity"] != PERSONAL_DATA],
        "pii": [
            {"kind": one["value"], "span": one["span"]}
            for one in heard
            if one["entity"] == PERSONAL_DATA
        ],
        "latency_ms": round(latency, 2),
    }


def _disclosure(entity: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": entity["entity"],
        "value": entity["value"],
        **{name: entity.get(name) for name in _FIELDS},
        "confidence": entity.get("confidence_entity"),
    }
