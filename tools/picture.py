"""Takes the pictures in the README, as a browser draws them: the live page, and a report.

Run as `python -m tools.picture results/us-india/report.html` (after `make demo`), with Debian's
chromium; without a report only the live page is taken.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.page_live import CHROMIUM, serving
from playwright.sync_api import Browser, sync_playwright

DOCS = Path(__file__).parents[1] / "docs"
SCENARIO = "april-list"


def of_report(browser: Browser, report: Path) -> None:
    """One scenario of a report."""
    page = browser.new_page(viewport={"width": 1000, "height": 1720})
    page.goto(report.resolve().as_uri())
    page.select_option("#scenario", SCENARIO)
    page.wait_for_selector("html[data-drawn=yes]")
    page.evaluate("document.activeElement.blur(); one.scrollIntoView({behavior: 'instant'})")
    page.screenshot(path=DOCS / "report.png")


def of_page(browser: Browser, address: str) -> None:
    """The live page as it opens."""
    page = browser.new_page(viewport={"width": 1360, "height": 1500})
    page.goto(address)
    page.wait_for_selector("html[data-sure]", timeout=120_000)
    page.screenshot(path=DOCS / "page.png")


def main(report: Path | None) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        if report is not None:
            of_report(browser, report)
        with serving("world-2022") as address:
            of_page(browser, address)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
