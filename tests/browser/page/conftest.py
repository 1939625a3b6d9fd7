"""The live page in a browser that reaches nothing but the server on this machine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from livepage import Live, Server, chromium, opened
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    chromium()
    found = Server("world-2022-small")
    yield found
    found.end()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ends with the file: while it lives, its event loop does, and no other may run there."""
    path = chromium()
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage"]
        with playwright.chromium.launch(executable_path=path, args=options) as browser:
            yield browser


@pytest.fixture
def live(browser: Browser, server: Server) -> Iterator[Live]:
    """A page at a desk; nothing may be asked for elsewhere, and nothing said."""
    yield from opened(browser, server)


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Live]:
    """The same, 375 pixels wide."""
    yield from opened(
        browser, server, viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True
    )
