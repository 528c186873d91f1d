"""From a sentence in the widget to the reason in the console: the real bot, in a real browser."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journey.browser import ShopPage, barriers
from tests.journey.conftest import Stack

pytestmark = [pytest.mark.xdist_group("stack"), pytest.mark.timeout(600)]

AUDIENCE = {
    "name": "Told the widget",
    "description": "Shoppers whose own skin is dry.",
    "rule": {"said": {"trait": "concern:dryness", "answer": "yes", "holder": "self"}},
    "destinations": ["meta"],
    "min_size": 1,
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def test_what_the_widget_heard_explains_a_member_in_the_console(candor: Stack, page: Page) -> None:
    shop = ShopPage(page, candor.parts)
    _gets_advice(shop)
    _logs_in(page, candor)
    _makes_the_audience(page, shop.address)

    subject = str(shop.profile().subject_id)
    page.get_by_role("link", name=f"Why? {subject}").click()

    why = page.get_by_role("main")
    expect(why).to_contain_text("told us of dryness")
    expect(why.locator("q").first).to_contain_text("dry")
    assert barriers(page) == []


def _gets_advice(shop: ShopPage) -> None:
    page, advisor = shop.page, shop.opens()
    shop.says("my cheeks are so dry and flaky, what do you recommend?")
    advisor.get_by_role("checkbox", name="Remember what I say").check()
    advisor.get_by_role("button", name="Save my choice").click()
    expect(advisor.get_by_role("checkbox")).to_have_count(0)
    shop.says("what do you recommend for me?")
    product = advisor.get_by_role("article").first
    expect(product).to_contain_text("Because you mentioned")
    product.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("link", name="Cart 1")).to_be_visible()
    assert "concern:dryness" in {str(one.heard.trait) for one in shop.profile().disclosures}


def _logs_in(page: Page, candor: Stack) -> None:
    page.goto(f"{candor.settings.web_url}/console")
    page.get_by_label("Name").fill("demo")
    page.get_by_label("Password").fill(candor.password)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Audiences")


def _makes_the_audience(page: Page, address: str) -> None:
    page.goto(f"{address}/console/audiences/new")
    page.get_by_label("Definition").fill(json.dumps(AUDIENCE))
    page.get_by_role("button", name="Save as draft").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Told the widget")
    page.get_by_role("button", name="Refresh").click()
