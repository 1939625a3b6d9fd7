"""The report in a real browser: offline, on a phone, by keyboard, in the dark and on paper."""

from __future__ import annotations

import csv
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tradetalks.report import Report
from tradetalks.report.palette import DARK, LIGHT

if TYPE_CHECKING:
    from conftest import Browser

COUNTRIES_ON_THE_MAP = 170
PHONE = 375
OTHER_MARKS = ("chart-world-map", "chart-diversion")
OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.open = true })"


def rgb(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"


def text_of(value: float, digits: int) -> str:
    return f"{abs(value):,.{digits}f}"


def test_it_opens_offline_and_in_silence(browser: Browser) -> None:
    browser.open()
    assert browser.console() == []
    asked = browser.requests()
    assert asked
    assert all(a.startswith(("file:", "data:", "blob:", "about:")) for a in asked)
    assert browser.js("return window.hurt === undefined")


def test_every_chart_is_drawn_and_follows_the_scenario(browser: Browser) -> None:
    browser.open()
    marks = """return Object.fromEntries([...document.querySelectorAll("figure.chart")].map(f =>
        [f.id, f.querySelectorAll("svg .mark-rect path, svg .mark-symbol path").length]))"""
    drawn = browser.js(marks)
    assert len(drawn) == 13
    assert all(count > 2 for name, count in drawn.items() if name not in OTHER_MARKS), drawn
    ribbons = "#chart-diversion svg .mark-area path"
    assert browser.js("return document.querySelectorAll(arguments[0]).length", ribbons) > 5
    bars = "return document.querySelector('#chart-third-countries svg').innerHTML"
    before, finding = browser.js(bars), browser.js("return document.body.innerText")
    browser.js("document.querySelector('a[data-choose=free-trade]').click()")
    browser.wait()
    assert browser.js("return document.getElementById('scenario').value") == "free-trade"
    assert browser.js(bars) != before
    assert browser.js("return document.body.innerText") != finding
    assert browser.console() == []


def test_the_map_shows_every_country_and_says_what_its_borders_are(browser: Browser) -> None:
    browser.open()
    fills = browser.js("""return [...document.querySelectorAll(
        "#chart-world-map svg .mark-shape path")].map(p => getComputedStyle(p).fill)""")
    classes = {rgb(LIGHT[f"map{k}"]) for k in range(9)}
    assert len(fills) > COUNTRIES_ON_THE_MAP
    assert sum(fill in classes for fill in fills) >= 11 + 26
    assert len(set(fills) & classes) >= 3
    note = browser.driver.find_element(By.CSS_SELECTOR, "#chart-world-map .note").text
    assert "de facto" in note
    assert "imply no position" in note


def test_tables_hold_the_figures_and_can_be_sorted(browser: Browser, report: Report) -> None:
    browser.open()
    change = report.tables["scenarios"].query("scenario == 'tariff' and country == 'IND'")
    shown = browser.driver.find_element(By.CSS_SELECTOR, "#scenarios table").text
    value = float(change["real_income_change"].iloc[0])
    assert text_of(value, 3 if abs(value) < 0.095 else 2) in shown
    browser.js(OPEN_ALL)
    time.sleep(0.5)
    rows = browser.js("""return Object.fromEntries([...document.querySelectorAll(
        "details[data-table]")].map(d => [d.dataset.table, d.querySelectorAll("tbody tr").length]))
        """)
    assert rows
    for name, count in rows.items():
        assert count == len(report.tables[name]), name
    first = "return document.querySelector('#chart-world-map tbody th').textContent"
    column = "#chart-world-map thead th:nth-child(2) button"
    browser.js("document.querySelector(arguments[0]).click()", column)
    worlds = report.tables["countries"].query("scenario == 'tariff'")
    ordered = worlds.sort_values("real_income_change")["country_name"]
    assert browser.js(first) == ordered.iloc[-1]
    browser.js("document.querySelector(arguments[0]).click()", column)
    assert browser.js(first) == ordered.iloc[0]


def test_a_phone_shows_it_without_sideways_scrolling(browser: Browser) -> None:
    browser.open(width=PHONE, height=800)
    for state in ("closed", "open"):
        if state == "open":
            browser.js(OPEN_ALL)
            time.sleep(0.5)
        assert browser.js("return document.documentElement.scrollWidth") <= PHONE
        outside = browser.js("""return [...document.querySelectorAll("svg, select, button, h1, p")]
            .filter(e => !e.closest(".scroll") && e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 80))""")
        assert outside == []
    small = browser.js("""return [...document.querySelectorAll(".tools button, select")]
        .filter(e => e.getBoundingClientRect().height < 24).length""")
    assert small == 0
    assert browser.console() == []


def test_the_keyboard_reaches_every_control(browser: Browser) -> None:
    browser.open()
    reached = set()
    for _ in range(120):
        browser.driver.switch_to.active_element.send_keys(Keys.TAB)
        reached.add(
            browser.js("""const e = document.activeElement;
            return e.id || e.dataset.csv || e.dataset.picture || e.dataset.choose
                || e.tagName + ":" + (e.getAttribute("href") || e.getAttribute("aria-label")
                || e.textContent)""")
        )
        bare = browser.js("""const e = document.activeElement;
            return e !== document.body && getComputedStyle(e).outlineStyle === "none"
                ? e.outerHTML.slice(0, 100) : "" """)
        assert bare == ""
    assert {"A:#scenarios", "theme", "print", "scenario", "tariff", "free-trade"} <= reached
    assert {"countries", "world-map", "SUMMARY:Table", "DIV:The scenarios"} <= reached
    picker = browser.driver.find_element(By.ID, "scenario")
    picker.send_keys(Keys.ARROW_DOWN)
    browser.wait()
    assert picker.get_attribute("value") == "free-trade"
    summary = browser.driver.find_element(By.CSS_SELECTOR, "#chart-world-map summary")
    summary.send_keys(Keys.ENTER)
    time.sleep(0.3)
    assert browser.js("return document.querySelectorAll('#chart-world-map tbody tr').length") == 13


@pytest.mark.parametrize(("scheme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_light_and_dark(browser: Browser, scheme: str, palette: dict[str, str]) -> None:
    browser.open(scheme=scheme)
    background = "return getComputedStyle(document.body).backgroundColor"
    bar = """return [...document.querySelectorAll("#chart-third-countries .mark-rect path")]
        .map(p => getComputedStyle(p).fill)"""
    assert browser.js(background) == rgb(palette["paper"])
    assert set(browser.js(bar)) <= {rgb(palette["gain"]), rgb(palette["loss"])}
    for expected in ("light", "dark"):
        browser.driver.find_element(By.ID, "theme").click()
        chosen = {"light": LIGHT, "dark": DARK}[expected]
        assert browser.js(background) == rgb(chosen["paper"])
        assert set(browser.js(bar)) <= {rgb(chosen["gain"]), rgb(chosen["loss"])}
    browser.media(scheme, "print")
    assert browser.js(background) == rgb(LIGHT["paper"])
    assert not browser.driver.find_element(By.CSS_SELECTOR, "nav").is_displayed()


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["ink", "muted", "accent", "loss"])
def test_text_has_contrast(palette: dict[str, str], name: str) -> None:
    pair = sorted((luminance(palette[name]), luminance(palette["paper"])), reverse=True)
    assert (pair[0] + 0.05) / (pair[1] + 0.05) >= 4.5


def saved(folder: Path, name: str) -> Path:
    """The file once the browser has finished it."""
    for _ in range(100):
        if (folder / name).is_file():
            return folder / name
        time.sleep(0.1)
    raise AssertionError(f"{name} was not saved; there are {list(folder.iterdir())}")


def test_figures_and_pictures_can_be_saved(
    browser: Browser, report: Report, tmp_path: Path
) -> None:
    browser.cdp("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    browser.open(scheme="dark")
    click: Any = lambda selector: browser.js(  # noqa: E731
        "document.querySelector(arguments[0]).click()", selector
    )
    click("#countries button[data-csv='countries']")
    with saved(tmp_path, "countries.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    frame = report.tables["countries"]
    assert len(rows) == len(frame) + 1
    place = rows[0].index("Equivalent variation (USD billion)")
    read = [float(row[place]) for row in rows[1:]]
    assert read == pytest.approx(list(frame["equivalent_variation"] / 1000), rel=1e-7)
    assert all(report.base.fingerprint[:12] in row[-1] for row in rows[1:])
    click("#chart-world-map button[data-type='svg']")
    drawing = saved(tmp_path, "world-map-tariff.svg").read_text("utf-8")
    assert "var(" not in drawing
    assert LIGHT["paper"] in drawing
    assert report.base.fingerprint[:12] in drawing
    click("#chart-real-income button[data-type='png']")
    assert saved(tmp_path, "real-income.png").read_bytes().startswith(b"\x89PNG")
    assert browser.console() == []


def test_every_subject_has_its_section_charts_and_tables(long_browser: Browser) -> None:
    long_browser.open()
    assert long_browser.console() == []
    titles = long_browser.js("""return [...document.querySelectorAll("section.subject h3.subject")]
        .map(h => h.textContent)""")
    assert titles == ["Scenarios", "Security", "Immigration", "Russia", "The Quad"]
    bars = """return Object.fromEntries(
        [...document.querySelectorAll("section.subject figure")].map(f =>
            [f.id, f.querySelectorAll("svg .mark-symbol path, svg .mark-rect path").length]))"""
    drawn = long_browser.js(bars)
    fitting = {"chart-purchases-1", "chart-migration-2", "chart-sanctions-3", "chart-blocs-4"}
    assert fitting <= set(drawn)
    assert all(drawn.values()), drawn
    long_browser.js(OPEN_ALL)
    time.sleep(0.5)
    shown = long_browser.js("""return [...document.querySelectorAll(
        "details[data-table=blocs] tbody th")].map(c => c.textContent)""")
    assert shown == ["quad"] * 4


def test_a_waterfall_ends_at_the_total_and_says_where_there_is_none(long_browser: Browser) -> None:
    long_browser.open()
    bars = """return [...document.querySelectorAll("#chart-waterfall-IND svg .mark-rect path")]
        .map(p => { const b = p.getBoundingClientRect(); return [b.left, b.right, b.top] })"""
    parts = sorted(long_browser.js(bars), key=lambda bar: bar[2])
    total, last = parts[-1], parts[-2]
    ends = [abs(total[side] - last[other]) for side in (0, 1) for other in (0, 1)]
    assert len(parts) >= 3
    assert min(ends) < 2
    long_browser.js("document.querySelector('a[data-choose=duty]').click()")
    long_browser.wait()
    empty = long_browser.driver.find_element(By.CSS_SELECTOR, "#chart-waterfall-IND .plot").text
    assert "--accounts" in empty
    assert long_browser.console() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_the_sections_too(long_browser: Browser, scheme: str) -> None:
    long_browser.open(width=PHONE, height=800, scheme=scheme)
    long_browser.js(OPEN_ALL)
    time.sleep(0.5)
    assert long_browser.js("return document.documentElement.scrollWidth") <= PHONE
    cut = long_browser.js("""return [...document.querySelectorAll(".plot")].flatMap(plot => {
        const right = plot.getBoundingClientRect().right + 1;
        return [...plot.querySelectorAll("svg text")].filter(t =>
            t.getBoundingClientRect().right > right).map(t => plot.closest("figure").id) })""")
    assert cut == []
    assert long_browser.console() == []


@pytest.mark.parametrize("width", [1280, PHONE])
def test_the_chapter_on_the_talks_is_drawn_and_fits(talks_browser: Browser, width: int) -> None:
    talks_browser.open(width=width)
    marks = """return Object.fromEntries([...document.querySelectorAll("#talks figure")].map(f =>
        [f.id.split("-")[1], f.querySelectorAll("svg .mark-symbol path").length]))"""
    drawn = talks_browser.js(marks)
    assert set(drawn) == {"rates", "frontier", "worth"}
    assert drawn["frontier"] > 5  # the points, and what lies beside them
    assert all(drawn.values()), drawn
    assert talks_browser.js("return document.querySelector('#talks tbody tr') !== null")
    talks_browser.js(OPEN_ALL)
    time.sleep(0.5)
    assert talks_browser.js("return document.documentElement.scrollWidth") <= width
    assert talks_browser.console() == []


def test_a_notebook_shows_the_same_page(browser: Browser, report: Report, tmp_path: Path) -> None:
    cell = tmp_path / "cell.html"
    cell.write_text(f"<!doctype html><body>{report._repr_html_()}</body>", encoding="utf-8")
    browser.cdp("Network.enable")
    browser.driver.get(cell.as_uri())
    browser.driver.switch_to.frame(browser.driver.find_element(By.TAG_NAME, "iframe"))
    browser.wait()
    drawn = "return document.querySelectorAll('#chart-world-map svg .mark-shape path').length"
    assert browser.js(drawn) > COUNTRIES_ON_THE_MAP
    browser.driver.switch_to.default_content()
    assert browser.console() == []
