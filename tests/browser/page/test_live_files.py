"""Every chart of the page has a table behind it, and comes as CSV, SVG and PNG."""

from __future__ import annotations

import struct
from xml.etree import ElementTree

from livepage import TARIFF, Live
from playwright.sync_api import Locator
from saved import downloaded, table

from tradetalks import __version__

STAMP = f"tradetalks {__version__}; baseline world-2022-small "
EXPECTED = {
    "world-map", "winners", "diversion", "destinations-USA", "destinations-IND", "sectors", "jobs",
    "waterfall-USA", "waterfall-IND", "real-income",
}  # fmt: skip


def shown(box: Locator) -> list[dict[str, str]]:
    """The table behind a chart, as it is read."""
    box.locator("summary").click()
    box.locator("tbody tr").first.wait_for()
    head = [cell.strip() for cell in box.locator("thead th").all_inner_texts()]
    rows = box.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return [dict(zip(head, row, strict=True)) for row in rows]


def agrees(text: str, kept: str) -> bool:
    """Whether a cell of the page is that of the file, rounded."""
    number = text.replace(",", "").replace("\u2212", "-").replace("+", "")
    if text == "\u2013":
        return kept == ""
    try:
        digits = len(number.partition(".")[2])
        return abs(float(number) - float(kept)) <= 0.5000001 * 10.0**-digits
    except ValueError:
        return text in (kept, {"true": "yes", "false": "no"}.get(kept))


def check_files(live: Live, box: Locator, stamp: str = STAMP) -> None:
    """The three files of a figure hold what it shows, and say what it was made of."""
    title = box.locator("h3").inner_text()
    rows = shown(box)
    name, content = downloaded(live, box.get_by_role("button", name="CSV").click)
    assert name.endswith(".csv"), title
    kept = table(content)
    assert rows, title
    for row in rows:
        assert row.keys() <= kept[0].keys(), title
        same = [k for k in kept if all(agrees(text, k[head]) for head, text in row.items())]
        assert same, (title, row)
    assert all(k["Run"].startswith(stamp) and "deficits fixed" in k["Run"] for k in kept), title
    name, content = downloaded(live, box.get_by_role("button", name="SVG").click)
    assert name.endswith(".svg"), title
    picture = ElementTree.fromstring(content)
    assert picture.tag == "{http://www.w3.org/2000/svg}svg", title
    words = [text.strip() for text in picture.itertext()]
    assert any(word.startswith(stamp) for word in words), title
    assert title in words
    assert b"var(" not in content, title
    name, content = downloaded(live, box.get_by_role("button", name="PNG").click)
    assert (name[-4:], content[:8]) == (".png", b"\x89PNG\r\n\x1a\n"), title
    width, height = struct.unpack(">II", content[16:24])
    assert width >= 1640, title  # two dots a point
    assert height > 200, title
    assert content[-8:-4] == b"IEND", title


def test_every_chart_has_its_table_and_its_files(live: Live) -> None:
    live.open_with_pins(0.1, 0.2)
    live.page.wait_for_selector("html[data-sure]")
    figures = live.page.locator("figure.chart").all()
    found = {(box.get_attribute("id") or "").removeprefix("chart-") for box in figures}
    assert found == EXPECTED
    for box in figures:
        check_files(live, box)


def test_charts_of_the_talks_have_files_too(live: Live) -> None:
    live.open(levers=[TARIFF])
    live.page.get_by_role("button", name="The frontier").click()
    job = live.page.locator("#jobs .job").first
    job.locator("figure svg").first.wait_for()
    figures = job.locator("figure.chart").all()
    assert figures
    for box in figures:
        check_files(live, box)
