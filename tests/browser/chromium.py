"""Pages in a real Chromium: opened from a file, with everything recorded that they say or ask for."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from iplatform_sched.report.page import Language, build_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from iplatform_sched.report.page import Subject

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox",  # a container's root may not use it, and the pages are our own
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers have little of it
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 20_000
"""Milliseconds; nothing takes a hundredth of it on a quiet machine."""
DESK = {"width": 1400, "height": 900}
FAR_AWAY = "America/New_York"
"""Where the reader's computer is; the page must not care."""


def find_chromium() -> str:
    """Return the path of the system's Chromium; without one the tests fail: nothing can stand in."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.fail("no Chromium: `apt-get install chromium fonts-nanum`, as .ci/run does", pytrace=False)
    return found


@dataclass
class Opened:
    """A page that is open, with what it said and asked for.

    Attributes
    ----------
    complaints
        Messages of its console and errors of its scripts.
    requests
        Addresses that it asked for, its own file included.
    """

    page: Page
    file: Path
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def run(self, expression: str, argument: object = None) -> Any:  # noqa: ANN401 - whatever a script returns
        """Return the value of a JavaScript expression."""
        return self.page.evaluate(expression, argument)

    def count(self, selector: str) -> int:
        """Return how many elements match."""
        return self.page.locator(selector).count()

    def bar(self, booking: str) -> str:
        """Return the selector of the bar of a booking."""
        number = self.run("(id) => DATA.bars.id.indexOf(id)", booking)
        return f"#body g.bar[data-number='{number}']"

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self, name: str, value: str) -> None:
        """Choose a value of a filter."""
        self.page.select_option(f"#{name}", value)

    def show_all(self) -> None:
        """Show the whole period."""
        self.page.click("[data-zoom=all]")

    def check(self) -> None:
        """Hold that the page complained of nothing and asked for nothing but itself."""
        assert self.complaints == []
        assert self.requests == [self.file.as_uri()]


@dataclass(frozen=True)
class Reader:
    """Opens pages in one browser."""

    browser: Browser
    folder: Path
    opened: list[Opened] = field(default_factory=list)

    def open(self, subject: Subject, language: Language = Language.KOREAN, **context: Any) -> Opened:  # noqa: ANN401
        """Return the page of `subject`, drawn; `context` are options of the browser's context."""
        file = self.folder / f"page{len(self.opened)}.html"
        file.write_text(build_page(subject, language), encoding="utf-8")
        options = {"viewport": DESK, "timezone_id": FAR_AWAY, "locale": "en-US"} | context
        page = self.browser.new_context(**options).new_page()
        page.set_default_timeout(PATIENCE)
        opened = Opened(page, file)
        page.on("console", lambda message: opened.complaints.append(message.text))
        page.on("pageerror", lambda error: opened.complaints.append(str(error)))
        page.on("request", lambda request: opened.requests.append(request.url))
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]")
        self.opened.append(opened)
        return opened


TEXTS = (Path(__file__).parent / "texts.js").read_text(encoding="utf-8")
TOUCH = 1.0
"""Pixels by which boxes of text may overlap: letters do not fill them."""


def overlapping(opened: Opened) -> list[tuple[str, str]]:
    """Return pairs of texts of a page that cover each other."""
    boxes = sorted(opened.run(TEXTS), key=lambda box: box["top"])
    found = []
    for number, a in enumerate(boxes):
        for b in boxes[number + 1 :]:
            if b["top"] >= a["bottom"] - TOUCH:
                break
            beside = a["left"] >= b["right"] - TOUCH or b["left"] >= a["right"] - TOUCH
            if a["node"] != b["node"] and not beside:
                found.append((a["text"], b["text"]))
    return found
