"""How long one message takes, measured beside a baseline on the same messages in the same run."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

_WARMING = 20
# What nobody should send and somebody will; the ear must stay quick all the same.
BAD_INPUT: Mapping[str, str] = {
    "empty": "",
    "only emoji": "😩🔥" * 200,
    "10,000 letters in one word": "a" * 10_000,
    "10,000 characters of words": ("my dry skin is not oily but it stings, " * 300)[:10_000],
    "10,000 misspelt words' characters": ("mosturizr wrnkls sensetiv " * 400)[:10_000],
    "control characters": "dry\x00 \x07skin\x1b[31m\u202e oily" * 50,
    "right to left": "بشرتي جافة جدا " * 100,
    "HTML": "<div onclick=alert(1)>dry skin</div>" * 200,
}


@dataclass(frozen=True)
class Latency:
    """Milliseconds of one message: percentiles and the worst."""

    p50: float
    p95: float
    p99: float
    worst: float


def latencies(
    readers: Mapping[str, Callable[[str], object]], texts: Sequence[str]
) -> dict[str, Latency]:
    """Time every reader on every text, turn by turn, so that a busy moment hits all alike."""
    for text in texts[:_WARMING]:
        for read in readers.values():
            read(text)
    spent: dict[str, list[float]] = {name: [] for name in readers}
    for text in texts:
        for name, read in readers.items():
            spent[name].append(milliseconds(read, text))
    return {name: _latency(times) for name, times in spent.items()}


def milliseconds(read: Callable[[str], object], text: str) -> float:
    """Time one reading."""
    began = time.perf_counter()
    read(text)
    return (time.perf_counter() - began) * 1000


def _latency(times: Sequence[float]) -> Latency:
    p50, p95, p99 = np.percentile(times, (50, 95, 99))
    return Latency(p50=float(p50), p95=float(p95), p99=float(p99), worst=max(times))
