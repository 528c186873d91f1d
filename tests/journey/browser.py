"""A real browser for tests: the machine's own Chromium, shut off from everything but loopback."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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
