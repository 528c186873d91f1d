"""The advisor on a shop's page, in a real browser, before the real web process.

A scripted Rasa stands behind it, so that a story can say what the bot answers and when it is away.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, expect

from app import stack
from app.demo import prepared
from app.processes import free_port
from app.settings import load_settings
from app.web import application
from app.wiring import Parts
from tests.journey.browser import ShopPage, barriers
from tests.scripted_rasa import ScriptedRasa, Turn, card, payload, says, served, shows

pytestmark = pytest.mark.xdist_group("browser")

PURPOSES = ["advice", "ads_meta", "ads_google"]
CONSENT = payload(
    "consent",
    purposes=PURPOSES,
    wording_version="2026-11",
    language="en",
    titles={"advice": "Remember what I say", "ads_meta": "Ads on Meta", "ads_google": "On Google"},
    wording={purpose: f"The wording of {purpose}." for purpose in PURPOSES},
)
CREAM = card(
    "oatfield-cream-cleanser",
    "OATFI-CRE-150ML",
    "Oatfield Cream Cleanser",
    "18.00",
    dry_cheeks="contains oat, which calms dry skin",
)
OPENING = (
    "my cheeks have been sooo dry and flaky since november. anything fragrance free under $40?"
)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Parts, ScriptedRasa]]:
    rasa = ScriptedRasa()
    before = dict(os.environ)
    try:
        with served(rasa.app()) as rasa_address:
            environment = stack.sandboxed_environment(tmp_path_factory.mktemp("web"), ports="free")
            port = free_port()
            os.environ.update(
                environment
                | {
                    "CANDOR_RASA_URL": rasa_address,
                    "CANDOR_WEB_ADDRESS": f"127.0.0.1:{port}",
                    "CANDOR_SHOP_ORIGINS": f"http://127.0.0.1:{port}",
                }
            )
            parts = Parts(load_settings())
            prepared(parts)
            with served(application(parts), port):
                yield parts, rasa
            parts.engine.dispose()
    finally:
        os.environ.clear()
        os.environ.update(before)


@dataclass
class Shop(ShopPage):
    """A shop's page with the advisor on it, and what its bot will say."""

    rasa: ScriptedRasa = field(default_factory=ScriptedRasa)


@pytest.fixture
def shop(web: tuple[Parts, ScriptedRasa], browser: Browser) -> Iterator[Shop]:
    parts, rasa = web
    rasa.turns.clear()
    rasa.received.clear()
    context = browser.new_context()
    context.set_default_timeout(10_000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Shop(page, parts, rasa)
    context.close()
    assert errors == []


def test_consent_is_asked_one_by_one_and_advice_comes_with_its_reasons(shop: Shop) -> None:
    shop.rasa.turns = [
        shows("That sounds uncomfortable. May I remember this?", CONSENT),
        shows("Thank you. This fits:", payload("advice", products=[CREAM])),
    ]
    advisor = shop.opens()
    expect(advisor.get_by_role("log")).to_contain_text("Hello!")

    shop.says(OPENING)
    boxes = advisor.get_by_role("checkbox")
    expect(boxes).to_have_count(3)
    assert not any(box.is_checked() for box in boxes.all())
    expect(advisor).to_contain_text("The wording of ads_google.")
    advisor.get_by_role("checkbox", name="Remember what I say").check()
    advisor.get_by_role("checkbox", name="On Google").check()
    advisor.get_by_role("button", name="Save my choice").click()

    product = advisor.get_by_role("article", name="Oatfield Cream Cleanser")
    expect(product).to_contain_text("$18.00")
    expect(product).to_contain_text(
        re.compile(r"Because you mentioned dry cheeks:\s+contains oat, which calms dry skin")
    )
    assert [sent.message for sent in shop.rasa.received] == [
        OPENING,
        '/affirm{"purposes":"advice,ads_google"}',
    ]


def test_a_product_goes_from_its_card_into_the_shops_cart_and_an_order(shop: Shop) -> None:
    shop.rasa.turns = [shows(payload("advice", products=[CREAM]))]
    page, advisor = shop.page, shop.opens()
    shop.says(OPENING)

    advisor.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("link", name="Cart 1")).to_be_visible()
    advisor.get_by_role("button", name="Your cart 1 item").click()
    expect(advisor.get_by_role("region", name="Your cart")).to_contain_text("$18.00")
    advisor.get_by_role("link", name="Check out").click()

    # On the shop's next page the conversation is still there, and the cart is the shop's own.
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")
    expect(advisor.get_by_role("log")).to_contain_text(OPENING)
    advisor.get_by_role("button", name="Close the advisor").click()
    page.get_by_role("link", name="Check out").click()
    expect(page.get_by_role("main")).to_contain_text("USD 18.00")
    page.get_by_role("button", name="Place the order").click()
    expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()

    record = shop.profile()
    assert [order.value for order in record.orders] == [18]
    assert record.carts[0].closed_at is not None
    assert record.carts[0].lines[0].origin == "advisor"
    assert [event.name for event in record.events if event.name == "talked"] == ["talked"]


def test_a_click_on_a_card_is_considering_and_leads_to_the_product(shop: Shop) -> None:
    shop.rasa.turns = [shows(payload("advice", products=[CREAM]))]
    advisor = shop.opens()
    shop.says("a cleanser")

    advisor.get_by_role("link", name="Oatfield Cream Cleanser").click()

    expect(shop.page.get_by_role("heading", level=1)).to_have_text("Oatfield Cream Cleanser")
    names = [(event.name, event.product_id) for event in shop.profile().events]
    assert ("considered", "oatfield-cream-cleanser") in names
    assert ("viewed", "oatfield-cream-cleanser") in names


def test_what_was_typed_is_kept_while_the_advisor_rests_and_sent_on_return(shop: Shop) -> None:
    shop.rasa.turns = [Turn(status=503), Turn(status=503), says("Here I am again.")]
    advisor = shop.opens()

    shop.says("my cheeks are dry")
    expect(advisor).to_contain_text("resting for a moment")
    expect(advisor).to_contain_text("Not sent yet")
    shop.page.reload()
    advisor.get_by_role("button", name="Try now").click()

    expect(advisor.get_by_role("log")).to_contain_text("Here I am again.")
    expect(advisor).not_to_contain_text("resting")
    assert {sent.metadata["message_id"] for sent in shop.rasa.received} == {
        shop.rasa.received[0].metadata["message_id"]
    }
    assert {sent.message for sent in shop.rasa.received} == {"my cheeks are dry"}


def test_words_are_shown_as_words_and_never_as_html(shop: Shop) -> None:
    nasty = "<img src=x onerror=\"document.title='owned'\"><b>bold</b>"
    shop.rasa.turns = [shows(nasty, payload("advice", products=[{**CREAM, "title": nasty}]))]
    advisor = shop.opens()

    shop.says(nasty)

    expect(advisor.get_by_role("heading", name=nasty)).to_be_visible()
    expect(advisor.locator("b, [onerror]")).to_have_count(0)
    expect(shop.page).not_to_have_title("owned")


def test_nothing_lasting_is_kept_in_the_browser_before_consent(shop: Shop) -> None:
    shop.rasa.turns = [shows("May I?", CONSENT)]
    advisor = shop.opens()
    shop.says(OPENING)
    expect(advisor.get_by_role("checkbox")).to_have_count(3)

    kept = shop.page.evaluate("JSON.stringify(localStorage)")
    assert json.loads(kept) == {}
    assert [one["expires"] for one in shop.page.context.cookies()] == [-1]


def test_the_advisor_works_by_keyboard_alone(shop: Shop) -> None:
    shop.rasa.turns = [says("Gladly.", Yes="/affirm"), says("All right.")]
    page = shop.page
    page.goto(f"{shop.address}/shop")
    launcher = page.get_by_role("button", name="Ask the advisor")
    launcher.focus()
    page.keyboard.press("Enter")

    field = page.get_by_role("textbox", name="Your message")
    expect(field).to_be_focused()
    page.keyboard.type("hello")
    page.keyboard.press("Enter")
    yes = page.get_by_role("button", name="Yes")
    expect(yes).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(yes).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("All right.")
    page.keyboard.press("Escape")
    expect(launcher).to_be_focused()


def test_the_advisor_fits_a_screen_of_320_pixels(shop: Shop) -> None:
    shop.page.set_viewport_size({"width": 320, "height": 568})
    shop.rasa.turns = [shows("May I?", CONSENT, payload("advice", products=[CREAM]))]
    advisor = shop.opens()
    shop.says("W" * 300)
    expect(advisor.get_by_role("checkbox")).to_have_count(3)

    assert shop.page.evaluate("document.documentElement.scrollWidth") <= 320
    box = advisor.bounding_box()
    assert box is not None
    assert (box["x"], box["width"], box["height"]) == (0, 320, 568)
    sideways = "(log) => log.scrollWidth - log.clientWidth"
    assert advisor.get_by_role("log").evaluate(sideways) == 0


def test_the_shop_and_the_advisor_put_up_no_barrier(shop: Shop) -> None:
    shop.rasa.turns = [
        shows("May I?", CONSENT, payload("advice", products=[CREAM])),
        Turn(status=503),
    ]
    shop.page.emulate_media(reduced_motion="reduce")
    advisor = shop.opens()
    shop.says(OPENING)
    expect(advisor.get_by_role("checkbox")).to_have_count(3)
    assert barriers(shop.page) == []

    shop.says("are you there?")
    expect(advisor).to_contain_text("resting")
    assert barriers(shop.page) == []

    for path in ("/shop/products/oatfield-cream-cleanser", "/shop/cart", "/console/login"):
        shop.page.goto(f"{shop.address}{path}")
        assert barriers(shop.page) == [], path
