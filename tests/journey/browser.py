"""A real browser for tests: the machine's own Chromium, shut off from everything but loopback."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from app.wiring import Parts
from kit.db import reading
from profiles import service as profiles
from profiles.model import Profile

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"


def chromium() -> str:
    """Return the path of a Chromium; without one the test is skipped, and on CI it fails."""
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    missing = "no Chromium on this machine: install Debian's package `chromium`"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Run a browser with nothing in it."""
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


@dataclass
class ShopPage:
    """A shop's page with the advisor on it."""

    page: Page
    parts: Parts

    @property
    def address(self) -> str:
        return self.parts.settings.web_url

    def opens(self) -> Locator:
        """Go to the shop, open the advisor, and give its panel."""
        self.page.goto(f"{self.address}/shop")
        self.page.get_by_role("button", name="Ask the advisor").click()
        return self.page.get_by_role("dialog", name="Advisor")

    def says(self, text: str) -> None:
        """Type something and send it."""
        self.page.get_by_role("textbox", name="Your message").fill(text)
        self.page.keyboard.press("Enter")

    def profile(self) -> Profile:
        """Return what is on record of this browser's visitor."""
        cookies = self.page.context.cookies()
        [visitor] = [one["value"] for one in cookies if one["name"] == "shop_visitor"]
        with reading(self.parts.engine) as session:
            found = profiles.find_subject(session, f"anonymous:{visitor}")
            return profiles.profile(session, found.number)


def barriers(page: Page) -> list[str]:
    """Return what keeps people from using the page, by the rules of WCAG 2.2 AA that axe checks."""
    page.evaluate(_AXE.read_text())
    found = page.evaluate(
        """async () => (await axe.run(document, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        })).violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html).join(" | "))
        """
    )
    return [str(one) for one in found]
