"""The live page: sliders, presets, the map, links, comparisons, files, and what goes wrong."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from livepage import Live
from playwright.sync_api import Download, expect

import tradetalks as tt
from tradetalks.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

TARIFF = {"kind": "tariff", "importer": "USA", "exporter": "IND", "sectors": "goods", "add": 0.25}
CARD = "#cards .card[data-country=IND]"
MARKS = """() => Object.fromEntries([...document.querySelectorAll("figure.chart")].map(f =>
    [f.id, f.querySelectorAll("svg :is(.mark-rect, .mark-area, .mark-shape) path").length]))"""


def downloaded(live: Live, click: Callable[[], Any]) -> tuple[str, bytes]:
    with live.page.expect_download(timeout=90_000) as waiting:
        click()
    found: Download = waiting.value
    return found.suggested_filename, Path(found.path()).read_bytes()


def incomes(live: Live) -> dict[str, float]:
    """Real incomes from the CSV behind the map, by country."""
    button = live.page.locator("#chart-world-map").get_by_role("button", name="CSV")
    name, content = downloaded(live, button.click)
    assert name == "world-map.csv"
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    return {row["Country code"]: float(row["Real income change (%)"]) for row in rows}


def from_command_line(*options: str) -> Any:
    """Real incomes that `tradetalks solve` finds, to 1e-9 of income (they are in per cent)."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "found.json"
        words = ["solve", "--baseline", "world-2022-small", *options, "--json", str(file)]
        outcome = CliRunner().invoke(main, words)
        assert outcome.exit_code == 0, outcome.output
        found = json.loads(file.read_text("utf-8"))["countries"]
    return close({country: row["real_income_change"] for country, row in found.items()})


def close(figures: dict[str, float]) -> Any:
    return pytest.approx(figures, rel=0, abs=100 * 1e-9)


def test_a_first_visit_shows_the_whole_world(live: Live) -> None:
    live.open()
    assert live.text("h1") == "United States and India"
    assert "Real income falls" in live.text("#sentence")
    assert live.page.locator("#cards .card").count() == 2
    for figure in live.page.locator("figure.chart").all():
        figure.scroll_into_view_if_needed()
    live.page.wait_for_function("() => [...document.querySelectorAll('figure.chart .plot')]"
                                ".every(p => p.querySelector('svg'))")  # fmt: skip
    drawn = live.js(MARKS)
    assert {"chart-world-map", "chart-winners", "chart-diversion"} <= set(drawn)
    assert {"chart-sectors", "chart-jobs", "chart-waterfall-USA", "chart-waterfall-IND"} <= set(
        drawn
    )
    assert all(drawn.values()), drawn
    live.page.wait_for_selector("html[data-sure]")
    for card in live.page.locator("#cards .card").all():
        assert card.locator(".band").count() == 2  # of real income, and of the balance
    assert incomes(live) == from_command_line("--tariff", "USA:IND:goods:+25%")


def test_a_slider_re_solves_and_shows_what_the_command_line_prints(live: Live) -> None:
    live.open()
    before = live.text(CARD)
    slider = live.page.get_by_role("slider", name="India: tariff on United States")
    slider.focus()
    for _ in range(4):
        slider.press("ArrowRight")
    live.settle()
    assert slider.get_attribute("aria-valuetext") == "+2 points"
    assert live.text(CARD) != before
    both = ["--tariff", "USA:IND:goods:+25%", "--tariff", "IND:USA:goods:+2%"]
    assert incomes(live) == from_command_line(*both)
    # Below the present rate a part of it stays, so that none turns negative.
    slider.press("Home")
    live.settle()
    link = live.js("decodeURIComponent(location.hash.slice(1).split('&')[0])")
    lever = next(v for v in json.loads(link)["levers"] if v["importer"] == "IND")
    assert lever["factor"] == 0
    assert "add" not in lever


def test_charts_change_in_place(live: Live) -> None:
    live.open()
    plot = live.page.locator("#chart-world-map .plot > *").first.element_handle()
    fill = "() => document.querySelector('#chart-world-map svg').innerHTML"
    before = live.js(fill)
    slider = live.page.get_by_role("slider", name="United States: tariff on India")
    slider.fill("90")
    live.settle()
    assert live.js(fill) != before
    assert plot.evaluate("e => e.isConnected")


def test_a_preset_moves_its_levers(live: Live) -> None:
    live.open()
    live.page.get_by_label("Preset").select_option(
        label="India cuts its tariffs on US goods to zero"
    )
    live.settle()
    assert live.page.locator(".lever.moved").count() == 1
    expected = from_command_line("--tariff", "IND:USA:goods:=0%")
    assert incomes(live) == expected
    live.page.get_by_role("button", name="Begin afresh").click()
    expect(live.page.locator("#sentence")).to_contain_text("Nothing has been moved")


def test_other_parties_and_a_lever_between_any_two(live: Live) -> None:
    live.open()
    other = live.page.get_by_role("combobox", name="and", exact=True)
    other.fill("bra")
    other.press("Enter")
    expect(live.page.locator("h1")).to_have_text("United States and Brazil")
    live.page.get_by_text("Add a lever between any two countries").click()
    adder = live.page.locator("#adder")
    adder.get_by_label("Kind").select_option("trade_cost")
    for label, name in (("Buyer", "Japan"), ("Seller", "mexico")):
        adder.get_by_role("combobox", name=label).fill(name)
        adder.get_by_role("combobox", name=label).press("Enter")
    adder.get_by_role("button", name="Add it").click()
    live.settle()
    assert live.page.get_by_role("slider", name="Trade cost, Mexico to Japan").count() == 1
    assert incomes(live) == from_command_line("--trade-cost", "JPN:MEX:goods:x0.95")


def test_a_click_on_the_map_opens_the_country(live: Live) -> None:
    live.open()
    live.js("""() => {
        const path = [...document.querySelectorAll("#chart-world-map .mark-shape path")]
            .find(p => p.__data__?.datum?.country === "BRA");
        const { x, y, width, height } = path.getBoundingClientRect();
        const at = { bubbles: true, clientX: x + width / 2, clientY: y + height / 2 };
        path.dispatchEvent(new MouseEvent("click", at));
    }""")
    live.settle()
    assert live.text("#country-line").startswith("Brazil: real income")
    live.page.reload()
    live.settle()
    assert live.text("#country-line").startswith("Brazil: real income")
    live.page.locator("#chart-jobs summary").click()
    expect(live.page.locator("#chart-jobs tbody tr")).to_have_count(10)


def test_a_link_holds_everything(live: Live) -> None:
    live.open(levers=[TARIFF], closure={"deficits": "balanced", "labour_supply": 0.5})
    sentence, figures = live.text("#sentence"), incomes(live)
    link = live.js("location.href")
    live.page.goto("about:blank")
    live.page.goto(link)
    live.settle()
    assert live.text("#sentence") == sentence
    assert incomes(live) == figures
    options = ["--tariff", "USA:IND:goods:+25%", "--deficits", "balanced", "--labour-supply", "0.5"]
    assert figures == from_command_line(*options)
    for broken, says in (("%7B%22base", "cut short"), ("%7B%22baseline%22%3A3%7D", "no baseline")):
        live.page.goto("about:blank")
        live.page.goto(f"{live.address}#{broken}")
        live.settle()
        assert says in live.text("#notices")


def test_scenarios_are_compared_side_by_side(live: Live) -> None:
    live.open()
    pin = live.page.get_by_role("button", name="Pin to compare")
    slider = live.page.get_by_role("slider", name="United States: tariff on India")
    for rate in ("10", "20", "30", "40"):
        slider.fill(rate)
        pin.click()
    live.page.wait_for_selector("#pins[data-compared='4'] svg")
    assert pin.is_disabled()
    rows = live.page.locator("#pins tbody tr")
    assert rows.count() == 8
    india = [r for r in rows.all_inner_texts() if "India\t" in r]
    shown = [float(r.split("\t")[2].replace("\u2212", "-")) for r in india]
    assert shown == sorted(shown, reverse=True)
    live.page.locator(".pinned button").first.click()
    live.settle()
    assert slider.get_attribute("aria-valuetext") == "+10 points"


def test_charts_and_settings_are_saved(live: Live) -> None:
    live.open(levers=[TARIFF])
    for chart in ("world-map", "diversion", "winners", "sectors"):
        box = live.page.locator(f"#chart-{chart}")
        name, content = downloaded(live, box.get_by_role("button", name="SVG").click)
        assert (name, content[:4]) == (f"{chart}.svg", b"<svg")
        assert b"var(" not in content
        name, content = downloaded(live, box.get_by_role("button", name="PNG").click)
        assert (name, content[:4]) == (f"{chart}.png", b"\x89PNG")
    name, content = downloaded(live, live.page.get_by_role("button", name="Save as brief").click)
    assert name == "brief.toml"
    assert tomllib.loads(content.decode())["scenario"][0]["lever"] == [TARIFF]
    live.page.get_by_role("button", name="The same in Python").click()
    live.page.wait_for_selector("#said pre")
    assert ".tariff(" in live.text("#said pre")
    live.page.get_by_role("button", name="The same on the command line").click()
    live.page.wait_for_function(
        "() => document.querySelector('#said pre').textContent.includes('--tariff')"
    )
    name, content = downloaded(
        live, live.page.get_by_role("button", name="Report", exact=True).click
    )
    assert name == "report.zip"
    files = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert any(file.endswith("report.html") for file in files)
    assert any(file.endswith("results.xlsx") for file in files)


def test_a_preset_is_the_whole_scenario_of_its_brief(live: Live, tmp_path: Path) -> None:
    live.open()
    brief = tmp_path / "other.toml"
    rules = 'deficits = "balanced"\nlabour_supply = 0.5\n'
    parties = "".join(f'[[party]]\ncountry = "{c}"\nname = "{c}"\n' for c in ("EU", "CHN"))
    lever = 'kind = "tariff"\nimporter = "EU"\nexporter = "CHN"\nsectors = "goods"\nadd = 0.25\n'
    scenario = '[[scenario]]\nid = "one"\ntitle = "The other"\nsource = "a test"\n'
    brief.write_text(
        f'title = "Others"\nsummary = "A test."\nbaseline = "world-2022-small"\n{rules}{parties}'
        f"{scenario}[[scenario.lever]]\n{lever}",
        encoding="utf-8",
    )
    live.page.get_by_label("Open a brief").set_input_files(brief)
    live.page.wait_for_selector("#said .note")
    live.page.get_by_label("Preset").select_option(label="The other")
    expect(live.page.locator("h1")).to_have_text("European Union and China")
    live.settle()
    options = ["--tariff", "EU:CHN:goods:+25%", "--deficits", "balanced", "--labour-supply", "0.5"]
    assert incomes(live) == from_command_line(*options)
    live.page.get_by_text("How the world adjusts").click()
    assert live.page.get_by_label("Trade imbalances").input_value() == "balanced"


def test_exact_numbers_are_taken_as_they_are(live: Live) -> None:
    live.open()
    card = live.page.get_by_role("group", name="United States: tariff on India")
    exact = card.get_by_role("spinbutton")
    exact.fill("145")
    exact.press("Enter")
    live.settle()
    assert card.get_by_role("slider").get_attribute("aria-valuetext") == "+145 points"
    assert incomes(live) == from_command_line("--tariff", "USA:IND:goods:+145%")
    exact.fill("-30")
    exact.press("Enter")
    assert "a number from" in card.inner_text()
    assert live.js("() => decodeURIComponent(location.hash)").count('"add":1.45') == 1


def test_the_large_world_shows_what_the_command_line_prints(live: Live) -> None:
    live.open(baseline="world-2022", levers=[TARIFF])
    policy = tt.Policy().tariff("USA", "IND", add=0.25, sectors="goods")
    exact = (
        tt.solve(tt.load_baseline(), policy).outcomes["real_income_change"].to_series().to_dict()
    )
    assert incomes(live) == close(exact)
    shown = re.search(r"([\u2212+][\d.]+) %", live.text(CARD))
    assert shown is not None
    assert float(shown.group(1).replace("\u2212", "-")) == round(exact["IND"], 2)
