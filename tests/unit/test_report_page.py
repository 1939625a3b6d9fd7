"""report.html: one safe file, with the figures of the tables in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from briefs import HOSTILE, write_short_brief
from tradetalks.report import Report
from tradetalks.report.charts.worldmap import class_labels, class_limits
from tradetalks.report.geography import points, shapes
from tradetalks.report.page import html, json_for_script


class Page(HTMLParser):
    """Tags, the text of scripts, and all other text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.cdata_elem == "script":
            self.scripts.append((self.tags[-1][1], data))
        elif self.cdata_elem is None:
            self.text += data


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return tt.run(write_short_brief(tmp_path_factory.mktemp("brief")))


@pytest.fixture(scope="module")
def text(report: Report) -> str:
    return html(report)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def data_of(page: Page) -> dict[str, Any]:
    (found,) = [data for attrs, data in page.scripts if attrs.get("id") == "report-data"]
    return json.loads(found)


def test_text_of_the_brief_stays_text(page: Page, text: str) -> None:
    assert "<script>window.hurt" not in text
    assert not {tag for tag, _ in page.tags} & {"img", "iframe", "object", "embed"}
    assert HOSTILE in page.text
    assert "{{ 7 * 7 }}" in page.text
    assert len([1 for tag, _ in page.tags if tag == "script"]) == 6


def test_embedded_json_cannot_end_its_script() -> None:
    nasty = {"</script>": ["<!--", "&amp;", "\u2028\u2029", 'a"b\\']}
    embedded = str(json_for_script(nasty))
    assert not set("<>&\u2028\u2029") & set(embedded)
    assert json.loads(embedded) == nasty
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_for_script(float("nan"))


def test_only_our_own_scripts_may_run_and_nothing_is_fetched(page: Page) -> None:
    (policy,) = [a["content"] for tag, a in page.tags if a.get("http-equiv")]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    run = [data for attrs, data in page.scripts if attrs.get("type") is None]
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in run]
    assert re.findall(r"'sha256-([^']+)'", policy) == digests
    for tag, attrs in page.tags:
        assert tag not in ("link", "iframe", "object", "base")
        assert "src" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        assert (attrs.get("href") or "#").startswith("#")
    assert not any("sourceMappingURL" in script for script in run)


def test_the_figures_are_those_of_the_tables(report: Report, page: Page) -> None:
    tables = data_of(page)["tables"]
    assert set(tables) == set(report.contents)
    for name, frame in report.tables.items():
        columns = tables[name]["columns"]
        for k, col in enumerate(columns):
            if col["kind"] in ("text", "flag"):
                continue
            factor = 1e-3 if col["unit"] == "USD billion" else 1.0
            read = [np.nan if row[k] is None else row[k] for row in tables[name]["rows"]]
            np.testing.assert_allclose(read, frame[col["name"]] * factor, rtol=1e-7)


def test_the_page_says_what_it_left_out_and_where_the_figures_come_from(
    report: Report, page: Page
) -> None:
    flat = " ".join(page.text.split())
    assert "1 part of this brief is not evaluated." in flat
    assert "imply no position on the status of any territory" in flat
    assert report.base.fingerprint in flat
    assert "OECD" in flat
    assert "Mike Bostock" in flat or "Michael Bostock" in flat
    assert "1 to 28 February 2025" in flat
    assert "kept apart" in flat


def test_every_chart_has_a_table_and_its_columns_exist(report: Report, page: Page) -> None:
    data = data_of(page)
    ids = {attrs.get("data-chart") for tag, attrs in page.tags if tag == "details"}
    for chart in data["charts"]:
        assert chart["id"] in ids
        names = [c["name"] for c in data["tables"][chart["table"]]["columns"]]
        assert set(chart["columns"]) <= set(names)
        assert set(chart["only"]) <= set(names)


def test_every_country_has_its_place_on_the_map(report: Report) -> None:
    placed = {s["country"] for s in shapes(report.base)} | {
        p["country"] for p in points(report.base)
    }
    assert placed == set(report.base.countries) - {"ROW"}
    european = [s["id"] for s in shapes(report.base) if s["country"] == "EU"]
    assert len(european) == 26
    world = tt.load_baseline()
    everywhere = {p["country"] for p in [*shapes(world), *points(world)]}
    missing = set(world.countries) - everywhere - {"ROW"}
    assert missing <= {"STP"}, missing


@pytest.mark.parametrize("largest", [0.0, 2e-5, 0.23, 1.0, 14.2, 5000.0])
def test_map_classes_are_symmetric_and_end_below_the_largest_change(largest: float) -> None:
    limits = class_limits([largest, -largest / 7, float("nan")])
    assert limits == [-v for v in reversed(limits)]
    assert sorted(limits) == limits
    assert len(set(class_labels(limits))) == 9
    if 1e-3 < largest < 1000:
        assert limits[-1] < largest <= limits[-1] * 3.5


def test_a_report_is_written_without_a_trace_of_the_machine(text: str, tmp_path: Path) -> None:
    assert "/tmp/" not in text
    assert str(Path.home()) not in text
