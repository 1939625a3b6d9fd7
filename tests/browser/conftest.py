"""A Chromium without a network, as a ministry's laptop on a train."""

from __future__ import annotations

import json
import os
import shutil
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.support.ui import WebDriverWait

import tradetalks as tt
from briefs import write_long_brief, write_short_brief
from talking import talking_brief
from tradetalks.report import Report

PATIENCE = 60
OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}


def _program(*names: str) -> str:
    """The path of a program; its absence fails the tests in CI and skips them elsewhere."""
    for name in names:
        if found := shutil.which(name):
            return found
    missing = f"{' or '.join(names)} is not installed: the report was NOT tried in a browser"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(missing)
    warnings.warn(missing, stacklevel=1)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return tt.run(write_short_brief(tmp_path_factory.mktemp("brief")))


@pytest.fixture(scope="session")
def page(report: Report, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of report.html."""
    folder = report.write(tmp_path_factory.mktemp("browser") / "short")
    return (folder / "report.html").as_uri()


@pytest.fixture(scope="session")
def long_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a report with a scenario of every kind of lever."""
    folder = tmp_path_factory.mktemp("long")
    tt.run(write_long_brief(folder), out=folder / "out")
    return (folder / "out" / "report.html").as_uri()


@pytest.fixture(scope="session")
def talks_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a report with a question of every kind on the talks."""
    folder = tmp_path_factory.mktemp("talks")
    tt.run(talking_brief(folder), out=folder / "out")
    return (folder / "out" / "report.html").as_uri()


@pytest.fixture(scope="session")
def chromium() -> Iterator[webdriver.Chrome]:
    options = Options()
    options.binary_location = _program("chromium", "chromium-browser", "google-chrome")
    for argument in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage"):
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(_program("chromedriver")))
    forget = {"source": "try { localStorage.clear() } catch {}"}
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", forget)
    yield driver
    driver.quit()


class Browser:
    """One page, opened at a size and in a colour scheme."""

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver, self.address = driver, address

    def open(self, width: int = 1280, height: int = 900, scheme: str = "light") -> Browser:
        """Open the page without a network and wait until all charts are drawn."""
        self.cdp("Network.enable")
        self.cdp("Network.emulateNetworkConditions", **OFFLINE)
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 500,
        )  # fmt: skip
        self.media(scheme)
        self.driver.get("about:blank")
        self.driver.get_log("browser"), self.driver.get_log("performance")
        self.driver.get(self.address)
        return self.wait()

    def media(self, scheme: str, medium: str = "") -> None:
        """Prefer a colour scheme; `medium` is print or nothing."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.cdp("Emulation.setEmulatedMedia", media=medium, features=[feature])

    def wait(self) -> Browser:
        """Until the charts have been drawn."""
        WebDriverWait(self.driver, PATIENCE).until(
            lambda _: self.js("return document.documentElement.dataset.drawn") == "yes"
        )
        return self

    def cdp(self, command: str, **options: Any) -> Any:
        return self.driver.execute_cdp_cmd(command, options)

    def js(self, code: str, *arguments: Any) -> Any:
        return self.driver.execute_script(code, *arguments)

    def console(self) -> list[str]:
        """Everything the page has said since it was opened."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Addresses the page has asked for."""
        events = [json.loads(e["message"])["message"] for e in self.driver.get_log("performance")]
        sent = [e for e in events if e["method"] == "Network.requestWillBeSent"]
        return [e["params"]["request"]["url"] for e in sent]


@pytest.fixture
def browser(chromium: webdriver.Chrome, page: str) -> Browser:
    return Browser(chromium, page)


@pytest.fixture
def long_browser(chromium: webdriver.Chrome, long_page: str) -> Browser:
    return Browser(chromium, long_page)


@pytest.fixture
def talks_browser(chromium: webdriver.Chrome, talks_page: str) -> Browser:
    return Browser(chromium, talks_page)
