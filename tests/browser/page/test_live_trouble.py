"""The live page when something is wrong: links, briefs, solves, and a server that stops."""

from __future__ import annotations

import json
import re
from pathlib import Path

from livepage import TARIFF, Live, Server
from playwright.sync_api import Route, expect

from briefs import HOSTILE
from tradetalks.web.state import State


def test_a_link_with_a_wrong_name_says_what_is_allowed(live: Live) -> None:
    state = json.dumps({"baseline": "world-2022-small", "parties": ["USA", "IND"],
                        "levers": [{**TARIFF, "importer": "UAS"}]})  # fmt: skip
    live.page.goto(f"{live.address}#{state}")
    live.page.wait_for_selector("#notices .alert")
    assert "UAS" in live.text("#notices")
    assert "USA" in live.text("#notices")


def test_a_bad_brief_is_refused_with_every_mistake(live: Live, tmp_path: Path) -> None:
    live.open()
    bad = tmp_path / "bad.toml"
    bad.write_text(f"title = '''{HOSTILE}'''\nbaseline = 'world-2022-smal'\nsurprise = 1\n")
    live.page.get_by_label("Open a brief").set_input_files(bad)
    live.page.wait_for_selector("#said .alert li")
    assert live.page.locator("#said .alert li").count() >= 2
    assert "surprise" in live.text("#said")
    assert live.js("() => window.hurt") is None
    good = tmp_path / "good.toml"
    good.write_text(_brief(), encoding="utf-8")
    live.page.get_by_label("Open a brief").set_input_files(good)
    live.page.wait_for_selector("#said .note")
    live.page.get_by_label("Preset").select_option(label=f"25 points on India {HOSTILE}")
    live.settle()
    assert "Real income falls" in live.text("#sentence")
    assert live.js("() => window.hurt") is None


def _brief() -> str:
    from briefs import SHORT

    return SHORT.format(hostile=HOSTILE)


def test_without_a_first_picture_none_is_claimed(live: Live) -> None:
    failed = {"converged": False, "status": "out_of_steps", "reason": "market of X", "seq": 1}
    live.page.route("**/api/solve", lambda route: route.fulfill(json=failed))
    live.page.goto(live.address)
    live.page.wait_for_selector("html[data-failed]")
    assert "There is no picture yet" in live.text("#notices")
    live.page.unroute("**/api/solve")
    live.page.get_by_role("slider", name="United States: tariff on India").fill("20")
    live.settle()
    # New parties whose first solve fails: the picture is still of those before, and says so.
    live.page.route("**/api/solve", lambda route: route.fulfill(json=failed))
    other = live.page.get_by_role("combobox", name="and", exact=True)
    other.fill("china")
    other.press("Enter")
    live.page.wait_for_selector("html[data-failed]")
    assert live.text("h1") == "United States and India"
    assert live.page.locator("#chart-world-map svg").count() == 1
    live.page.locator("#account").scroll_into_view_if_needed()
    assert live.js("() => document.querySelector('#notices').getBoundingClientRect().top") >= 0


def test_a_failed_solve_is_named_and_the_picture_stays(live: Live) -> None:
    live.open()
    sentence = live.text("#sentence")
    failed = {"converged": False, "status": "out_of_steps", "reason": "market of X in Y", "seq": 1}
    live.page.route("**/api/solve", lambda route: route.fulfill(json=failed))
    slider = live.page.get_by_role("slider", name="United States: tariff on India")
    slider.fill("50")
    live.page.wait_for_selector("html[data-failed=out_of_steps]")
    assert "market of X in Y" in live.text("#notices")
    assert live.text("#sentence") == sentence
    live.page.unroute("**/api/solve")
    slider.fill("60")
    live.settle()
    assert live.text("#notices") == ""
    assert live.text("#sentence") != sentence


def test_a_failure_names_the_control_that_helps(live: Live) -> None:
    """A solve that fails indeed: whoever trades with nobody cannot keep an imbalance."""
    shut = {"kind": "embargo", "importer": "all", "exporter": "CHN", "sectors": "all", "both": True}
    state = {"baseline": "world-2022-small", "parties": ["USA", "CHN"], "levers": [shut]}
    live.page.goto(f"{live.address}#{State.model_validate(state).link}")
    live.page.wait_for_selector("html[data-failed='deficit without trade']")
    assert "keeps a trade imbalance but no trade to carry it" in live.text("#notices")
    assert "deficits" not in live.text("#notices")
    control, choice = re.findall("set “(.+?)” to “(.+?)”", live.text("#notices"))[0]
    live.page.get_by_text("How the world adjusts", exact=True).click()
    live.page.get_by_label(control).select_option(label=choice)
    live.settle()
    assert live.text("#notices") == ""
    assert "China" in live.text("#sentence")


def test_what_comes_late_or_never_is_named_where_it_belongs(live: Live) -> None:
    late = {"code": "timeout", "message": "no answer within 30 seconds", "problems": []}

    def without(route: Route) -> None:
        wanted = json.loads(route.request.post_data or "{}")
        if mode == "late" and wanted["bands"]:
            route.fulfill(status=503, json={"error": late})
            return
        answer = route.fetch().json()
        if answer["tables"].pop("welfare", None):
            answer["missing"] = {"welfare": "The way to these settings cannot be followed."}
        route.fulfill(json=answer)

    mode = "never"
    live.page.route("**/api/solve", without)
    live.open()
    account = live.page.locator("#chart-waterfall-IND .plot")
    expect(account).to_have_text("The way to these settings cannot be followed.")
    mode = "late"
    live.page.get_by_role("slider", name="United States: tariff on India").fill("60")
    expect(live.page.locator("#sure")).to_have_text("No band: no answer within 30 seconds")
    assert live.text("#notices") == ""


def test_a_server_that_stops_is_missed_and_found_again(live: Live, server: Server) -> None:
    live.open()
    sentence = live.text("#sentence")
    server.end()
    live.page.get_by_role("slider", name="United States: tariff on India").fill("50")
    live.page.wait_for_selector("html[data-server=gone]")
    assert "does not answer" in live.text("#notices")
    assert live.text("#sentence") == sentence
    assert live.page.locator("#chart-world-map svg").count() == 1
    server.begin()
    live.page.wait_for_selector("html:not([data-server])")
    live.settle()
    assert live.text("#sentence") != sentence
