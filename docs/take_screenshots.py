"""Takes the screenshots of `docs/screenshots` from a fresh demo story: `make screenshots`."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from app.demo import MARKETER, prepared, programs_of
from app.output import tell
from app.processes import running
from app.settings import Settings, load_settings
from app.stack import sandboxed_environment
from app.story.tell import AGREE, OPENING, Story
from app.wiring import Parts

FOLDER = Path(__file__).parent / "screenshots"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
)
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
PATIENCE_MS = 20_000


def main() -> None:
    """Tell the story on free ports and photograph every page."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = sandboxed_environment(Path(folder), ports="free")
        os.environ |= environment
        settings = load_settings()
        parts = Parts(settings)
        password = prepared(parts)
        with running(programs_of(settings, environment), Path(folder), tell):
            story = Story(parts, tell)
            story.run()
            with browser_page() as page:
                photograph_shop(page, settings)
                photograph_console(page, settings, password, story)


@contextmanager
def browser_page() -> Iterator[Page]:
    """Give a page of the Chromium on this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        page = browser.new_page(viewport=WIDE)  # type: ignore[arg-type] # a plain dict is its form
        page.set_default_timeout(PATIENCE_MS)
        yield page
        browser.close()


def photograph_shop(page: Page, settings: Settings) -> None:
    """The shop's pages, and a conversation in the widget, wide and narrow."""
    page.goto(f"{settings.web_url}/shop")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "shop.png")
    page.get_by_role("button", name="advisor").first.click()
    for text in (OPENING, AGREE):
        if text == AGREE:
            for box in page.get_by_role("checkbox").all():
                box.check()
            page.get_by_role("button", name="Save").click()
        else:
            page.get_by_role("textbox").last.fill(text)
            page.keyboard.press("Enter")
        page.wait_for_timeout(3000)
    page.screenshot(path=FOLDER / "widget.png")
    page.set_viewport_size(NARROW)  # type: ignore[arg-type] # a plain dict is its form
    page.wait_for_timeout(500)
    page.screenshot(path=FOLDER / "widget_narrow.png")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type] # a plain dict is its form


def photograph_console(page: Page, settings: Settings, password: str, story: Story) -> None:
    """Every page of the console, logged in, and the sandbox platforms' page."""
    page.goto(f"{settings.web_url}/console")
    page.screenshot(path=FOLDER / "login.png")
    page.get_by_label("Name").fill(MARKETER)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    name = story.names[0]
    for file, path in {
        "audiences": "/console/audiences",
        "audience": f"/console/audiences/{name}",
        "member": f"/console/audiences/{name}/members/{story.subject}",
        "sync": "/console/sync",
        "subject": f"/console/subjects/{story.subject}",
    }.items():
        page.goto(f"{settings.web_url}{path}")
        page.screenshot(path=FOLDER / f"{file}.png", full_page=True)
    host, port = settings.sandbox_address
    page.goto(f"http://{host}:{port}/")
    page.screenshot(path=FOLDER / "sandbox.png")


if __name__ == "__main__":
    main()
