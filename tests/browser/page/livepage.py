"""A server of the live page, and a page of it in a browser that reaches nothing else."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tradetalks.web.state import State

PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)
TARIFF = {"kind": "tariff", "importer": "USA", "exporter": "IND", "sectors": "goods", "add": 0.25}
SETTLED = """() => { const d = document.documentElement.dataset;
    return d.settled !== undefined && d.settled === d.asked }"""


def chromium() -> str:
    """Debian's chromium; its absence fails the tests in CI and skips them elsewhere."""
    for name in ("chromium", "chromium-browser"):
        if found := shutil.which(name):
            return found
    missing = "chromium is not installed: the live page was NOT tried in a browser"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(missing)
    warnings.warn(missing, stacklevel=1)
    pytest.skip(missing)


class Server:
    """`tradetalks serve` in a process of its own; it can be stopped and begun again."""

    def __init__(self, baseline: str, *options: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.options, self.process = ("--baseline", baseline, *options), None
        self.address = f"http://127.0.0.1:{self.port}/"
        self.begin()

    def begin(self) -> None:
        program = str(Path(sys.executable).with_name("tradetalks"))
        words = ["serve", "--port", str(self.port), *self.options]
        self.process = subprocess.Popen([program, *words], stdout=subprocess.DEVNULL)
        for _ in range(600):
            try:
                with urllib.request.urlopen(self.address + "api/status", timeout=5) as answer:
                    if re.search(rb'"ready": ?true', answer.read()):
                        return
            except HTTPError as answer:
                if answer.code == 401:  # it wants its token first; the page then waits by itself
                    return
            except OSError:
                assert self.process.poll() is None, "the server has ended"
            time.sleep(0.2)
        raise AssertionError("the server is not ready")

    def end(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(30)


class Live:
    """One page of the browser, and everything it said and asked for."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address, self.asked, self.said = address, [], []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        context.route(lambda url: not url.startswith(address), self._refuse)

    def _heard(self, message: Any) -> None:
        # The browser itself writes a line about every answer of 400 and above.
        if not message.text.startswith("Failed to load resource"):
            self.said.append(message.text)

    @staticmethod
    def _refuse(route: Route) -> None:
        if route.request.url.startswith(("data:", "blob:")):
            route.continue_()
        else:
            route.abort()

    def open(self, state: dict[str, Any] | None = None, **more: Any) -> Live:
        """Open the page, with a state in its link, and wait until it rests."""
        whole = {"baseline": "world-2022-small", "parties": ["USA", "IND"], **(state or {}), **more}
        link = f"#{State.model_validate(whole).link}" if state is not None or more else ""
        self.page.goto("about:blank")
        self.page.goto(self.address + link)
        return self.settle()

    def open_with_pins(self, *rates: float) -> Live:
        """The page with a tariff, and beside it a pin for each of these rates of the same."""
        whole = {"baseline": "world-2022-small", "parties": ["USA", "IND"], "levers": [TARIFF]}
        pins = [
            State.model_validate(
                {**whole, "title": f"{rate:.0%}", "levers": [{**TARIFF, "add": rate}]}
            ).plain()
            for rate in rates
        ]
        link = f"{State.model_validate(whole).link}&pins={quote(json.dumps(pins), safe='')}"
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}#{link}")
        self.page.wait_for_selector(f"#pins[data-compared='{len(pins)}'] svg")
        return self.settle()

    def settle(self) -> Live:
        """Until everything shown is of the last settings."""
        self.page.wait_for_function(SETTLED)
        return self

    def js(self, code: str, *arguments: Any) -> Any:
        return self.page.evaluate(code, *arguments)

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()


def opened(browser: Browser, server: Server, **options: Any) -> Iterator[Live]:
    usual = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
    with browser.new_context(**(usual | options)) as context:
        found = Live(context, server.address)
        yield found
        assert found.said == []
        own = (server.address, "data:", "blob:", "about:")
        assert [url for url in found.asked if not url.startswith(own)] == []
