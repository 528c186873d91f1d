"""Turns a second and latency of an advice turn: through the gateway, straight to Rasa, unmended.

The baseline is a Rasa that validates the schema of every action's answer again and again, as it is
shipped. All three run against the same action server and database, in one run.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx

from app.bringing import prepare_demo_data
from app.processes import free_port, rasa, running
from app.settings import load_settings
from app.stack import bot_and_actions, sandboxed_environment, web
from kit.clock import machine_clock

ADVICE = "can you recommend a moisturizer for my dry skin?"
SHOPPERS = (1, 10)
TURNS = 60
ROUNDS = 3
# A shop's talk is short; a longer one would measure how Rasa re-reads its own memory each turn.
TURNS_OF_A_TALK = 6
WARM_UP_TALKS = 2
TIMEOUT_SECONDS = 60.0
Turn = Callable[[httpx.AsyncClient], Awaitable[None]]
Begin = Callable[[httpx.AsyncClient], Awaitable[Turn]]


def straight(address: str, gateway: str) -> Begin:
    """Return talks that post to Rasa's REST channel what the gateway would.

    Only their subject comes from the gateway, so that the actions have the same work to do.
    """

    async def begin(http: httpx.AsyncClient) -> Turn:
        begun = await http.post(
            f"{gateway}/chat/conversations", json={"anonymous_id": f"bench-{uuid4()}"}
        )
        subject, shopper = begun.raise_for_status().json()["subject"], str(uuid4())

        async def turn(http: httpx.AsyncClient) -> None:
            metadata = {
                "message_id": str(uuid4()),
                "conversation_id": shopper,
                "subject": subject,
                "now": machine_clock().isoformat(),
            }
            body = {"sender": shopper, "message": ADVICE, "metadata": metadata}
            answer = await http.post(f"{address}/webhooks/rest/webhook", json=body)
            require(any("products" in str(one) for one in answer.json()), "Rasa gave no advice")

        return turn

    return begin


def through_gateway(address: str) -> Begin:
    """Return talks as the widget has them."""

    async def begin(http: httpx.AsyncClient) -> Turn:
        begun = await http.post(
            f"{address}/chat/conversations", json={"anonymous_id": f"bench-{uuid4()}"}
        )
        token = begun.raise_for_status().json()["conversation"]

        async def turn(http: httpx.AsyncClient) -> None:
            body = {"conversation": token, "message_id": str(uuid4()), "text": ADVICE}
            answer = (await http.post(f"{address}/chat/messages", json=body)).json()
            require(any(one["products"] for one in answer["answers"]), "no advice came through")

        return turn

    return begin


def require(held: bool, otherwise: str) -> None:  # noqa: FBT001 - it reads as a sentence
    """Stop the benchmark where what is timed did not do its work."""
    if not held:
        raise RuntimeError(otherwise)


async def measure(begin: Begin, shoppers: int) -> tuple[float, float, float]:
    """Return turns a second, p50 and p95 in milliseconds of that many shoppers at once."""
    latencies: list[float] = []

    async def one(http: httpx.AsyncClient, talks: int) -> None:
        for _ in range(talks):
            turn = await begin(http)
            for _ in range(TURNS_OF_A_TALK):
                begun = time.perf_counter()
                await turn(http)
                latencies.append((time.perf_counter() - begun) * 1000)

    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as http:
        await one(http, WARM_UP_TALKS)
        latencies.clear()
        begun = time.perf_counter()
        talks = TURNS // shoppers // TURNS_OF_A_TALK
        await asyncio.gather(*(one(http, talks) for _ in range(shoppers)))
        seconds = time.perf_counter() - begun
    latencies.sort()
    p95 = latencies[int(len(latencies) * 0.95) - 1]
    return len(latencies) / seconds, statistics.median(latencies), p95


@contextmanager
def everything() -> Iterator[tuple[str, str, str]]:
    """Start it all; give the addresses of the gateway, of Rasa and of an unmended Rasa."""
    with tempfile.TemporaryDirectory() as folder:
        environment = sandboxed_environment(Path(folder), ports="free")
        environment |= {"CANDOR_CHAT_RATE": "1000000", "CANDOR_CHAT_ADDRESS_RATE": "1000000"}
        os.environ |= environment
        settings = load_settings()
        prepare_demo_data(settings)
        host, port = settings.actions_address
        unmended_port = free_port()
        unmended = rasa(
            unmended_port,
            f"http://{host}:{port}/webhook",
            {**environment, "CANDOR_KEEP_RASA_BRAKE": "1"},
            name="Rasa unmended",
        )
        programs = [*bot_and_actions(settings, environment), unmended, web(settings, environment)]
        with running(programs, Path(folder), tell=lambda _: None):
            yield settings.web_url, settings.rasa_url, f"http://127.0.0.1:{unmended_port}"


def main() -> None:
    """Print the table; each figure is the median of rounds in which the ways take turns."""
    with everything() as (gateway, mended, unmended):
        ways = {
            "Rasa, unmended (baseline)": straight(unmended, gateway),
            "Rasa, mended": straight(mended, gateway),
            "through the gateway": through_gateway(gateway),
        }
        print(f"advice turns: {ROUNDS} rounds of {TURNS} each, in talks of {TURNS_OF_A_TALK}\n")
        print(f"{'way':<28}{'shoppers':>9}{'turns/s':>10}{'p50 ms':>9}{'p95 ms':>9}{'ratio':>8}")
        added = [table(ways, shoppers) for shoppers in SHOPPERS]
        print(f"\nthe gateway adds {added[0]:.1f} ms to the p50 of one shopper")


def table(ways: Mapping[str, Begin], shoppers: int) -> float:
    """Print the rows of that many shoppers; return what the gateway adds to the p50, in ms."""
    figures: dict[str, list[tuple[float, float, float]]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, begin in ways.items():
            figures[way].append(asyncio.run(measure(begin, shoppers)))
    rows = [
        (way, *(statistics.median(column) for column in zip(*rounds, strict=True)))
        for way, rounds in figures.items()
    ]
    for way, rate, p50, p95 in rows:
        ratio = rate / rows[0][1]
        print(f"{way:<28}{shoppers:>9}{rate:>10.1f}{p50:>9.1f}{p95:>9.1f}{ratio:>7.2f}x")
    return rows[2][2] - rows[1][2]


if __name__ == "__main__":
    main()
