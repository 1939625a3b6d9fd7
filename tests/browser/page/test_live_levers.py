"""The settings of the live page: a control for every kind of lever and every rule."""

from __future__ import annotations

import json
from typing import Any

import pytest
from livepage import Live
from playwright.sync_api import Locator, expect
from saved import WORLD, from_command_line, incomes


def state_of(live: Live) -> dict[str, Any]:
    live.page.wait_for_timeout(200)  # the address follows a moment later
    found: dict[str, Any] = json.loads(
        live.js("() => decodeURIComponent(location.hash.slice(1).split('&')[0])")
    )
    return found


def card(live: Live, name: str) -> Locator:
    return live.page.get_by_role("group", name=name)


def test_what_stands_ready_has_a_slider_with_the_present_value(live: Live) -> None:
    live.open(levers=[])
    goods = [s for s in WORLD.sectors if s in WORLD.axes.sector_group_members["goods"]]
    pair = {"exporter": "IND", "importer": "USA", "sector": goods}
    trade, rate = (WORLD[name].sel(pair) for name in ("trade", "tariff"))
    mean = 100 * float((trade * rate).sum() / trade.sum())
    persons = float(WORLD["migrants"].sel(origin="IND", residence="USA"))
    for name, says in (
        ("United States: tariff on India, goods", f"today {mean:.1f} % on average"),
        ("India: tariff on United States, goods", "on average"),
        ("India buys more from United States, manufacturing", "in all"),
        ("Workers (skilled), India to United States", f"today {persons / 1e3:,.0f} thousand"),
        ("United States against Russia: trade cost, goods", "% dearer"),
        ("Tariffs among United States, India, goods", "% of tariffs stay"),
    ):
        one = card(live, name)
        assert says in one.inner_text()
        slider, mark = one.get_by_role("slider"), one.locator(".today")
        low, high = (float(slider.get_attribute(end) or "") for end in ("min", "max"))
        at = (float(slider.input_value()) - low) / (high - low)
        assert float(mark.evaluate("e => e.style.getPropertyValue('--at')")) == pytest.approx(at)
    assert state_of(live)["levers"] == []


def test_a_visa_a_purchase_a_sanction_and_a_bloc_move_the_world(live: Live) -> None:
    for name, key, option in (
        ("Workers (skilled), India to United States", "End", "--migration IND:USA:skilled:+500000"),
        ("India buys more from United States, mining", "End",
         "--purchase IND:USA:mining:+50000mn"),
        ("United States against Russia: trade cost, goods", "End",
         "--sanction USA:RUS:goods:x4"),
        ("Tariffs among United States, India, goods", "Home", "--bloc USA,IND:goods:x0"),
    ):  # fmt: skip
        live.open(levers=[])
        card(live, name).get_by_role("slider").press(key)
        live.settle()
        assert len(state_of(live)["levers"]) == 1
        assert incomes(live) == from_command_line(*option.split()), name


def test_every_kind_of_lever_can_be_added_between_any_two(live: Live) -> None:
    live.open(levers=[])
    live.page.get_by_text("Add a lever between any countries").click()
    adder = live.page.locator("#adder")
    kinds = (
        adder.get_by_label("Kind").locator("option").evaluate_all("all => all.map(o => o.value)")
    )
    assert {"tariff", "bloc", "waiver", "sanction", "purchase", "migration"} <= set(kinds)
    for kind in kinds:
        if kind == "waiver":  # of something
            adder.get_by_label("Kind").select_option("secondary_tariff")
            adder.get_by_role("button", name="Add it").click()
        adder.get_by_label("Kind").select_option(kind)
        adder.get_by_role("button", name="Add it").click()
        live.settle()
        assert live.text("#notices") == "", kind
        levers = [lever["kind"] for lever in state_of(live)["levers"]]
        assert levers == ["secondary_tariff", "waiver"] if kind == "waiver" else [kind]
        first = live.page.locator(".lever").first
        if first.get_by_role("slider").count():
            assert first.locator(".today").count() == 1, kind
        if kind == "waiver":  # which may not stand alone
            live.page.locator(".lever").last.get_by_role("button", name="Remove").click()
        first.get_by_role("button", name="Remove").click()
        live.settle()
    # A group of countries can be an end as well.
    adder.get_by_label("Kind").select_option("tariff")
    adder.get_by_role("combobox", name="Charged by").fill("quad")
    adder.get_by_role("combobox", name="Charged by").press("Enter")
    adder.get_by_role("button", name="Add it").click()
    live.settle()
    assert incomes(live) == from_command_line("--tariff", "quad:IND:goods:+10%")


def test_every_rule_has_a_control(live: Live) -> None:
    live.open()
    live.page.get_by_text("How the world adjusts", exact=True).click()
    for label, value, key in (
        ("Trade imbalances", "share", "deficits"),
        ("Labour supply: elasticity", "0.5", "labour_supply"),
        ("Tariff revenue", "income_tax", "revenue"),
        ("Economies of scale: elasticity", "0.1", "scale_elasticity"),
    ):
        control = live.page.get_by_label(label)
        before = live.text("#cards")
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
            control.press("Enter")
        live.settle()
        assert str(state_of(live)["closure"][key]) == value
        assert live.text("#notices") == ""
        assert live.text("#cards") != before, label
    live.page.get_by_label("Trade elasticities").select_option("simonovska_waugh_2014")
    live.settle()
    expect(live.page.locator("#stamp")).to_contain_text("elasticities simonovska_waugh_2014")
    options = ["--deficits", "share", "--revenue", "income_tax", "--labour-supply", "0.5",
               "--scale-elasticity", "0.1", "--elasticities", "simonovska_waugh_2014"]  # fmt: skip
    assert incomes(live) == from_command_line("--tariff", "USA:IND:goods:+25%", *options)
