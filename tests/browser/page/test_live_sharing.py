"""What is taken from the live page and brought to it: links, pins, texts, briefs, reports."""

from __future__ import annotations

import io
import tomllib
import zipfile
from pathlib import Path

from livepage import TARIFF, Live, Server
from playwright.sync_api import Browser, expect
from saved import WORLD, close, downloaded, from_command_line, incomes, table

import tradetalks as tt


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
    for broken, says in (
        ("%7B%22base", "cut short"),
        ("%7B%22baseline%22%3A3%7D", "no baseline"),
        (f"{link.partition('#')[2]}&pins=%5B%7B%7D%5D", "pin 1: it names no baseline"),
    ):
        live.page.goto("about:blank")
        live.page.goto(f"{live.address}#{broken}")
        live.settle()
        assert says in live.text("#notices")


def test_scenarios_are_compared_side_by_side(live: Live, browser: Browser, server: Server) -> None:
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
    # The link that is copied holds the pins: elsewhere they stand with the same numbers.
    live.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    live.page.get_by_role("button", name="Copy link").click()
    expect(live.page.locator("#copy-link")).to_have_text("Copied")
    link = live.js("() => navigator.clipboard.readText()")
    found = compared(live)
    with browser.new_context() as context:
        other = Live(context, server.address)
        other.page.goto(link)
        other.settle()
        other.page.wait_for_selector("#pins[data-compared='4'] svg")
        assert worth(compared(other)) == close(worth(found))
        names = [
            other.page.locator(".pinned").inner_text(),
            live.page.locator(".pinned").inner_text(),
        ]
        assert names[0] == names[1]
        other.page.reload()  # nor are they lost on the way
        other.page.wait_for_selector("#pins[data-compared='4'] svg")
        other.page.get_by_role("button", name="Unpin").first.click()
        other.page.wait_for_selector("#pins[data-compared='3']")
        other.page.wait_for_function("() => JSON.parse(decodeURIComponent("
                                     "location.hash.split('&pins=')[1])).length === 3")  # fmt: skip
    exact = {}
    for k, rate in enumerate((10, 20, 30, 40), start=1):
        policy = tt.Policy().tariff("USA", "IND", add=rate / 100, sectors="goods")
        outcomes = tt.solve(WORLD, policy).outcomes["real_income_change"]
        exact |= {f"{k} {c}": float(outcomes.sel(country=c)) for c in ("USA", "IND")}
    assert worth(found) == close(exact)
    assert len({row["Run"] for row in found}) == 4  # each has settings of its own


def worth(rows: list[dict[str, str]]) -> dict[str, float]:
    """Real incomes by pin and country."""
    return {
        f"{row['Scenario'][:1]} {row['Country code']}": float(row["Real income change (%)"])
        for row in rows
    }


def compared(live: Live) -> list[dict[str, str]]:
    name, content = downloaded(live, live.page.get_by_text("CSV of the comparison").click)
    assert name == "compared.csv"
    return table(content)


def test_settings_are_saved_as_texts_and_as_a_report(live: Live) -> None:
    live.open(levers=[TARIFF])
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
