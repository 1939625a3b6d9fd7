"""The live page: sliders, presets, the map, other countries, exact numbers, the large world."""

from __future__ import annotations

import json
import re
from itertools import pairwise

from livepage import TARIFF, Live
from playwright.sync_api import expect
from saved import close, downloaded, from_command_line, incomes, table

import tradetalks as tt

CARD = "#cards .card[data-country=IND]"
MARKS = """() => Object.fromEntries([...document.querySelectorAll("figure.chart")].map(f =>
    [f.id, f.querySelectorAll("svg :is(.mark-rect, .mark-area, .mark-shape) path").length]))"""


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


def test_every_country_of_the_flows_is_named(live: Live) -> None:
    live.open(baseline="world-2022", levers=[TARIFF])
    figure = live.page.locator("#chart-diversion")
    figure.scroll_into_view_if_needed()
    figure.locator("svg").wait_for()
    bars, names = (figure.locator(f".mark-{mark}") for mark in ("rule line", "text text"))
    assert bars.count() == names.count() > 10
    boxes = [name.bounding_box() for name in names.all()]
    middle = sum(box["x"] for box in boxes if box) / len(boxes)
    for left in (True, False):
        side = sorted(box["y"] for box in boxes if box and (box["x"] < middle) is left)
        assert all(below - above > 10 for above, below in pairwise(side)), side


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
    live.page.get_by_text("Add a lever between any countries").click()
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
    button = live.page.locator("#facts").get_by_role("button", name="CSV")
    name, content = downloaded(live, button.click)
    assert name == "facts.csv"
    facts = table(content)
    assert len(facts) == live.page.locator("#facts tbody tr").count() > 0
    stamp = f"tradetalks {tt.__version__}; baseline world-2022 "
    assert all(row["Run"].startswith(stamp) for row in facts)
