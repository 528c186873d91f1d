"""Turns a second and latency of an advice turn: through the gateway, straight to Rasa, unmended.

The baseline is a Rasa that validates the schema of every action's answer again and again, as it is
shipped. All three run against the same action server and database, in one run.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx

from app.bringing import prepare_demo_data
from app.processes import free_port, rasa, running
from app.settings import load_settings
from app.stack import bot_and_actions, sandboxed_environment, web

ADVICE = "can you recommend a moisturizer for my dry skin?"
SHOPPERS = (1, 10)
TURNS = 60
WARM_UP = 5
TIMEOUT_SECONDS = 60.0
Turn = Callable[[httpx.AsyncClient, str], Awaitable[None]]


def straight(address: str) -> Turn:
    """Return a turn that posts to Rasa's REST channel as the gateway does."""

    async def turn(http: httpx.AsyncClient, shopper: str) -> None:
        metadata = {"message_id": str(uuid4()), "conversation_id": shopper, "subject": None}
        body = {"sender": shopper, "message": ADVICE, "metadata": metadata}
        answer = await http.post(f"{address}/webhooks/rest/webhook", json=body)
        answer.raise_for_status()
        if not answer.json():
            message = "Rasa answered nothing"
            raise RuntimeError(message)

    return turn


def through_gateway(address: str, tokens: dict[str, str]) -> Turn:
    """Return a turn as the widget does it; a conversation is begun before its first."""

    async def turn(http: httpx.AsyncClient, shopper: str) -> None:
        if shopper not in tokens:
            begun = await http.post(
                f"{address}/chat/conversations", json={"anonymous_id": f"bench-{shopper}"}
            )
            begun.raise_for_status()
            tokens[shopper] = begun.json()["conversation"]
        body = {"conversation": tokens[shopper], "message_id": str(uuid4()), "text": ADVICE}
        answer = await http.post(f"{address}/chat/messages", json=body)
        answer.raise_for_status()
        if answer.json()["resting"]:
            message = "the advisor was resting"
            raise RuntimeError(message)

    return turn


async def measure(turn: Turn, shoppers: int) -> tuple[float, float, float]:
    """Return turns a second, p50 and p95 in milliseconds of that many shoppers at once."""
    latencies: list[float] = []

    async def one(http: httpx.AsyncClient, name: str) -> None:
        for number in range(WARM_UP + TURNS // shoppers):
            begun = time.perf_counter()
            await turn(http, name)
            if number >= WARM_UP:
                latencies.append((time.perf_counter() - begun) * 1000)

    async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as http:
        names = [f"{uuid4()}" for _ in range(shoppers)]
        begun = time.perf_counter()
        await asyncio.gather(*(one(http, name) for name in names))
        seconds = time.perf_counter() - begun
    turns = shoppers * (WARM_UP + TURNS // shoppers)
    latencies.sort()
    p95 = latencies[int(len(latencies) * 0.95) - 1]
    return turns / seconds, statistics.median(latencies), p95


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
    """Print the table."""
    with everything() as (gateway, mended, unmended):
        ways = {
            "Rasa, unmended (baseline)": straight(unmended),
            "Rasa, mended": straight(mended),
            "through the gateway": through_gateway(gateway, {}),
        }
        print(f"advice turns, {TURNS} measured each\n")
        print(f"{'way':<28}{'shoppers':>9}{'turns/s':>10}{'p50 ms':>9}{'p95 ms':>9}{'ratio':>8}")
        p50s: dict[tuple[str, int], float] = {}
        for shoppers in SHOPPERS:
            baseline = 0.0
            for way, turn in ways.items():
                rate, p50, p95 = asyncio.run(measure(turn, shoppers))
                baseline = baseline or rate
                p50s[way, shoppers] = p50
                ratio = rate / baseline
                print(f"{way:<28}{shoppers:>9}{rate:>10.1f}{p50:>9.1f}{p95:>9.1f}{ratio:>7.2f}x")
        added = p50s["through the gateway", 1] - p50s["Rasa, mended", 1]
        print(f"\nthe gateway adds {added:.1f} ms to the p50 of one shopper")


if __name__ == "__main__":
    main()
