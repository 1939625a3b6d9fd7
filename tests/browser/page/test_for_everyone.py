"""The live page for everyone: by keyboard, on a phone, read aloud, in the dark; its long work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from livepage import Live, Server
from playwright.sync_api import Browser, expect

from tradetalks.report.palette import DARK, LIGHT

PHONE = 375
TOKEN = "a word & 20% more, of length"
OPEN_ALL = "() => document.querySelectorAll('details').forEach(d => { d.open = true })"
FOCUSED = """() => { const e = document.activeElement;
    return [e.id, e.getAttribute("aria-label") ?? "", e.type ?? "", e.textContent.slice(0, 40)] }"""


def problems(live: Live) -> list[str]:
    found = Axe().run(live.page).response["violations"]
    return [f"{v['id']}: {n['html'][:120]}" for v in found for n in v["nodes"]]


def rgb(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"


@pytest.mark.parametrize(("scheme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_no_barrier_that_a_program_can_find(
    live: Live, scheme: Any, palette: dict[str, str]
) -> None:
    live.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    live.open()
    assert live.js("() => getComputedStyle(document.body).backgroundColor") == rgb(palette["paper"])
    assert problems(live) == []
    live.js(OPEN_ALL)
    live.page.get_by_role("combobox", name="Country").click()
    live.page.get_by_role("button", name="The same in Python").click()
    live.page.wait_for_selector("#said pre")
    assert problems(live) == []
    moving = """() => [...document.querySelectorAll("*")]
        .filter(e => getComputedStyle(e).transitionDuration !== "0s").length"""
    assert live.js(moving) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nor_any_with_pins_a_search_and_an_error(live: Live, scheme: Any) -> None:
    live.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    live.open_with_pins(0.1, 0.2)
    live.page.get_by_role("spinbutton").first.fill("-90")
    live.page.get_by_role("spinbutton").first.press("Enter")
    failed = {"converged": False, "status": "not converged", "reason": "market of X", "seq": 1}
    live.page.route("**/api/solve", lambda route: route.fulfill(json=failed))
    live.page.get_by_role("slider", name="India: tariff on United States").fill("50")
    live.page.wait_for_selector("html[data-failed]")
    live.page.get_by_label("Open a brief").set_input_files(
        {"name": "bad.toml", "mimeType": "text/plain", "buffer": b"surprise = 1"}
    )
    live.page.wait_for_selector("#said .alert li")
    live.js(OPEN_ALL)
    running = {"status": "running", "progress": {"what": "solve", "done": 1, "total": 3}}
    news = f"event: progress\ndata: {json.dumps(running)}\n\n"
    live.page.route("**/api/jobs/*/events", lambda route: route.fulfill(body=news))
    live.page.get_by_role("button", name="The frontier").click()
    job = live.page.locator("#jobs .job[data-status=running]")
    expect(job.get_by_role("progressbar")).to_be_visible()
    assert problems(live) == []
    job.get_by_role("button", name="Cancel").click()


def test_the_keyboard_alone_is_enough(live: Live) -> None:
    live.open()
    keyboard = live.page.keyboard
    reached: list[list[str]] = []
    for _ in range(200):
        keyboard.press("Tab")
        if live.js("() => document.activeElement === document.body"):
            break
        reached.append(live.js(FOCUSED))
        outline = live.js("() => getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", reached[-1]
    words = " | ".join(" ".join(each) for each in reached)
    for wanted in ("theme", "preset", "range", "copy-link", "as-python", "pin", "upload",
                   "save as CSV", "save as PNG", "Best tariffs of India"):  # fmt: skip
        assert wanted in words, wanted
    # Parties: typed, chosen with arrows, taken with Enter; left with Escape.
    combo = live.page.get_by_role("combobox", name="Between")
    combo.focus()
    keyboard.type("u")
    keyboard.press("ArrowDown")
    keyboard.press("Escape")
    assert combo.input_value() == "United States"
    keyboard.press("ControlOrMeta+a")
    keyboard.type("jap")
    keyboard.press("Enter")
    expect(live.page.locator("h1")).to_have_text("Japan and India")
    live.settle()
    slider = live.page.get_by_role("slider", name="Japan: tariff on India")
    slider.focus()
    keyboard.press("PageUp")
    live.settle()
    assert float(slider.input_value()) > 0
    assert "Japan" in live.text("#sentence")


def test_every_choice_keeps_its_place(live: Live) -> None:
    """Whoever uses the keyboard goes on from the control that was used."""
    live.open()
    here = """() => { const e = document.activeElement;
        return e.labels?.[0]?.textContent ?? e.getAttribute("aria-label") ?? e.tagName }"""
    keyboard = live.page.keyboard
    for name, typed in (("Country", "brazil"), ("and", "japan")):
        live.page.get_by_role("combobox", name=name, exact=True).focus()
        keyboard.press("ControlOrMeta+a")
        keyboard.type(typed)
        keyboard.press("Enter")
        live.settle()
        assert live.js(here) == name
    live.page.get_by_text("How the world adjusts").click()
    live.page.get_by_label("Tariff revenue").focus()
    keyboard.press("ArrowDown")
    live.settle()
    assert live.js(here) == "Tariff revenue"
    card = live.page.locator(".lever").first
    card.locator(".sectors summary").click()
    card.get_by_label("Group of sectors").focus()
    for _ in range(2):
        keyboard.press("ArrowDown")
        live.settle()
        assert live.js(here) == "Group of sectors"
    live.page.locator(".lever .away").first.focus()
    keyboard.press("Enter")
    assert live.js("() => document.activeElement.closest('.lever') !== null")


@pytest.fixture
def guarded() -> Iterator[Server]:
    server = Server("world-2022-small", "--token", TOKEN)
    try:
        yield server
    finally:
        server.end()


def test_a_token_is_asked_for_and_kept(browser: Browser, guarded: Server) -> None:
    with browser.new_context() as context:
        live = Live(context, guarded.address)
        live.page.goto(guarded.address)
        field = live.page.get_by_label("This server wants its token")
        field.fill("another")
        field.press("Enter")
        expect(field).to_have_value("")  # asked for once more
        field.fill(TOKEN)
        field.press("Enter")
        live.settle()
        live.page.reload()
        live.settle()
        assert "token" not in live.js("() => location.href")
        another = Live(context, guarded.address)
        another.page.goto(f"{guarded.address}#token={quote(TOKEN, safe='')}")
        another.settle()


def test_a_phone_needs_no_sideways_scrolling(phone: Live) -> None:
    phone.open()
    for code in ("() => 0", OPEN_ALL):
        phone.js(code)
        phone.settle()
        phone.page.wait_for_timeout(300)
        assert phone.js("() => document.documentElement.scrollWidth") <= PHONE
        outside = phone.js("""() => [...document.querySelectorAll("svg, input, button, p, h1")]
            .filter(e => !e.closest(".scroll") && e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 90))""")
        assert outside == []
    small = phone.js("""() => [...document.querySelectorAll("button, select, input")]
        .filter(e => e.checkVisibility() && !e.closest("table"))
        .filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 90))""")
    assert small == []
    assert "India" in phone.text("#now")


def test_a_search_is_followed_and_outlives_a_reload(live: Live) -> None:
    live.open()
    live.page.get_by_role("button", name="Best tariffs of India").click()
    job = live.page.locator("#jobs .job").first
    expect(job).to_have_attribute("data-status", "done", timeout=60_000)
    assert "India" in job.locator(".answer").inner_text()
    job.get_by_role("button", name="Put it on the sliders").click()
    live.settle()
    assert "Real income" in live.text("#sentence")
    live.page.reload()
    live.settle()
    job = live.page.locator("#jobs .job").first
    expect(job).to_have_attribute("data-status", "done")
    assert job.locator("h3").first.inner_text() == "Best tariffs of India"
    assert problems(live) == []


def test_a_search_can_be_cancelled(live: Live) -> None:
    live.open()
    live.page.get_by_role("button", name="The frontier").click()
    job = live.page.locator("#jobs .job").first
    job.get_by_role("button", name="Cancel").click()
    expect(job).to_have_attribute("data-status", "cancelled", timeout=60_000)
    assert "Cancelled" in job.inner_text()
