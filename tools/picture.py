"""Takes the picture in the README: one scenario of the shipped report, as a browser draws it.

Run as `python -m tools.picture results/us-india/report.html` (after `make demo`), with Debian's
chromium and chromium-driver.
"""

from __future__ import annotations

import sys
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

PICTURE = Path(__file__).parents[1] / "docs" / "report.png"
SCENARIO = "april-list"


def main(report: Path) -> None:
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--hide-scrollbars"):
        options.add_argument(argument)
    service = webdriver.ChromeService("/usr/bin/chromedriver")
    with webdriver.Chrome(options, service) as browser:
        browser.set_window_size(1000, 1720)
        browser.get(report.resolve().as_uri())
        Select(browser.find_element(By.ID, "scenario")).select_by_value(SCENARIO)
        drawn = "return document.documentElement.dataset.drawn === 'yes'"
        WebDriverWait(browser, 30).until(lambda b: b.execute_script(drawn))
        browser.execute_script(
            "document.activeElement.blur(); one.scrollIntoView({behavior: 'instant'})"
        )
        PICTURE.write_bytes(browser.get_screenshot_as_png())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
