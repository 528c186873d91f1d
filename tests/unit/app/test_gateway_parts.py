"""The parts of the gateway that think: tokens, paces, repeats, answers, words."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.gateway_answers import Answered, answers_of, was_heard
from app.gateway_limits import Buckets, Rate
from app.gateway_repeats import WorkOnce
from app.gateway_tokens import Conversation, ConversationOver, ConversationTokens
from app.gateway_words import load_words
from profiles.model import ConversationId, SubjectId

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
OLD_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
NEW_KEY = "Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA="
DAY = timedelta(days=1)
TALK = Conversation(
    id=ConversationId("c1"), subject=SubjectId(UUID(int=7)), anonymous_id="anon-7", language="en"
)


def test_a_token_gives_back_its_conversation_until_its_time_is_up() -> None:
    tokens = ConversationTokens([NEW_KEY], DAY)
    token = tokens.issue(TALK, NOW)

    assert tokens.read(token, NOW + timedelta(hours=23)) == TALK
    with pytest.raises(ConversationOver):
        tokens.read(token, NOW + DAY)


@pytest.mark.parametrize("forged", ["", "x", "x.y", "é", "." * 500])
def test_a_token_of_somebody_elses_making_is_refused(forged: str) -> None:
    with pytest.raises(ConversationOver):
        ConversationTokens([NEW_KEY], DAY).read(forged, NOW)


def test_a_changed_token_is_refused() -> None:
    tokens = ConversationTokens([NEW_KEY], DAY)
    body, _, signature = tokens.issue(TALK, NOW).rpartition(".")

    with pytest.raises(ConversationOver):
        tokens.read(f"{body[:-1]}A.{signature}", NOW)


def test_a_token_outlives_the_turning_of_keys_while_its_key_is_kept() -> None:
    token = ConversationTokens([OLD_KEY], DAY).issue(TALK, NOW)

    assert ConversationTokens([NEW_KEY, OLD_KEY], DAY).read(token, NOW) == TALK
    with pytest.raises(ConversationOver):
        ConversationTokens([NEW_KEY], DAY).read(token, NOW)


def test_a_bucket_grants_a_burst_and_then_its_pace() -> None:
    buckets = Buckets(Rate(burst=2, per_minute=60))

    assert [buckets.take("a", NOW) for _ in range(3)] == [
        timedelta(),
        timedelta(),
        timedelta(seconds=1),
    ]
    assert buckets.take("b", NOW) == timedelta()
    assert buckets.take("a", NOW + timedelta(seconds=1)) == timedelta()
    assert buckets.take("a", NOW + timedelta(seconds=1.5)) == timedelta(seconds=0.5)


def test_a_clock_that_runs_back_takes_nothing_from_a_bucket() -> None:
    buckets = Buckets(Rate(burst=2, per_minute=60))
    buckets.take("a", NOW)

    assert buckets.take("a", NOW - DAY) == timedelta()


def test_only_the_buckets_used_last_are_kept() -> None:
    buckets = Buckets(Rate(burst=1, per_minute=1), room=2)
    for key in ("a", "b", "c"):
        buckets.take(key, NOW)

    assert buckets.take("c", NOW) > timedelta()
    assert buckets.take("a", NOW) == timedelta()


def test_work_is_done_once_for_all_who_ask() -> None:
    done: list[str] = []

    async def work() -> str:
        await asyncio.sleep(0)
        done.append("done")
        return f"answer {len(done)}"

    async def story() -> list[str]:
        once: WorkOnce[str, str] = WorkOnce()
        together = await asyncio.gather(once.once("m1", work), once.once("m1", work))
        return [*together, await once.once("m1", work), await once.once("m2", work)]

    assert asyncio.run(story()) == ["answer 1", "answer 1", "answer 1", "answer 2"]


def test_work_that_failed_is_tried_again() -> None:
    tries: list[int] = []

    async def work() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError
        return "answer"

    async def story() -> str:
        once: WorkOnce[str, str] = WorkOnce()
        await asyncio.wait({once.once("m1", work)})
        await asyncio.sleep(0)
        return await once.once("m1", work)

    assert asyncio.run(story()) == "answer"


def test_running_work_is_kept_however_much_comes_after() -> None:
    gate = asyncio.Event()
    started: list[str] = []

    async def slow() -> str:
        started.append("slow")
        await gate.wait()
        return "slow answer"

    async def quick() -> str:
        return "quick answer"

    async def story() -> str:
        once: WorkOnce[str, str] = WorkOnce(room=1)
        once.once("slow", slow)
        for number in range(5):
            await once.once(f"quick {number}", quick)
        gate.set()
        return await once.once("slow", slow)

    assert asyncio.run(story()) == "slow answer"
    assert started == ["slow"]


def test_texts_buttons_and_payloads_become_answers_in_order() -> None:
    answers = answers_of(
        [
            {"custom": {"kind": "heard", "recorded": [], "waiting": 0, "ok": True}},
            {"text": "Hello", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
            {"custom": {"kind": "advice", "products": [_card()]}},
            {"custom": {"kind": "cart", "cart": {"cart_id": "", "total": 38, "currency": "USD"}}},
        ]
    )

    hello, advice, cart = answers
    assert (hello.text, hello.quick_replies[0].payload) == ("Hello", "/affirm")
    assert advice.products[0].reasons[0].fact == "contains Ceramide NP"
    assert cart.cart is not None
    assert cart.cart.total == "38"


def test_a_question_of_consent_keeps_its_wording() -> None:
    asked = {"purposes": ["advice"], "wording_version": "v1", "language": "en"}
    [answer] = answers_of([{"custom": {"kind": "consent", "wording": {"advice": "…"}, **asked}}])

    assert answer.consent is not None
    assert answer.consent.purposes == ("advice",)
    assert answer.consent.wording == {"advice": "…"}


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"text": None},
        {"custom": None},
        {"custom": {"kind": "something new"}},
        {"custom": {"kind": "advice", "products": [{"title": "without the rest"}]}},
        {"custom": {"kind": "cart", "cart": "no cart"}},
        {"text": "with broken buttons", "buttons": [{"title": "no payload"}]},
    ],
)
def test_what_cannot_be_shown_is_left_out(item: dict[str, object]) -> None:
    assert answers_of([item, {"text": "and on"}]) == [Answered(text="and on")]


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("/shop/products/x", "/shop/products/x"),
        ("https://shop.example/x", "https://shop.example/x"),
        ("javascript:alert(1)", ""),
        ("//elsewhere.example/x", ""),
        ("data:text/html,x", ""),
    ],
)
def test_only_links_of_the_web_reach_a_page(link: str, shown: str) -> None:
    [answer] = answers_of([{"custom": {"kind": "advice", "products": [_card(url=link)]}}])

    assert answer.products[0].url == shown


@pytest.mark.parametrize(
    ("items", "heard"),
    [
        ([{"custom": {"kind": "heard", "ok": True}}], True),
        ([{"text": "Hello"}, {"custom": {"kind": "heard", "ok": True}}], True),
        ([{"custom": {"kind": "heard", "ok": False}}], False),
        ([{"text": "Hello"}], False),
        ([], False),
    ],
)
def test_a_turn_counts_only_where_capture_answered(
    items: list[dict[str, object]], *, heard: bool
) -> None:
    assert was_heard(items) is heard


def test_the_shipped_vertical_has_its_words() -> None:
    words = load_words("skincare")
    [greeting] = words.welcome()

    assert greeting.text
    assert [reply.payload for reply in greeting.quick_replies] == list(words.openers)


def _card(**changed: object) -> dict[str, object]:
    reason = {"because": "dry cheeks", "fact": "contains Ceramide NP"}
    return {
        "product_id": "cream",
        "sku": "CREAM-50",
        "title": "Cream",
        "price": "38.00",
        "currency": "USD",
        "reasons": [reason],
        **changed,
    }
