"""One Chromium for all tests of this folder; every page is judged again when its test ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.chromium import PATIENCE, QUIET, Reader, find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return a headless Chromium that is closed in the end."""
    path = find_chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def reader(chromium: Browser, tmp_path: Path) -> Iterator[Reader]:
    """Return what opens pages; hold in the end that none complained or asked for anything."""
    reader = Reader(chromium, tmp_path)
    yield reader
    for opened in reader.opened:
        opened.check()
        opened.page.context.close()
