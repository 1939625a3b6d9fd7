"""How live the page is: a tariff slider is dragged in a browser, from each movement to the redraw.

Run as `python -m benchmarks.page_live`, with Debian's chromium. It starts a server of its own.
"""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from statistics import median
from typing import Any

from playwright.sync_api import Page, Playwright, ViewportSize, sync_playwright

from benchmarks.server import server

MOVES = 60
VISITS = 5
WINDOW: ViewportSize = {"width": 1280, "height": 900}
PICTURE = """document.documentElement.dataset.drawn === "yes"
    && document.querySelectorAll("#cards .card").length === 2
    && document.querySelector("#chart-world-map svg .mark-shape path")"""
# The waterfalls come with the bands, once the sliders have come to rest.
CHARTS = """document.documentElement.dataset.settled
    && [...document.querySelectorAll("figure.chart")].every((each) =>
        each.id.startsWith("chart-waterfall") || each.querySelector("svg path"))"""
CHROMIUM = "/usr/bin/chromium"
SLIDER = "#levers input[type=range]"
# From the movement to the first frame that shows an answer to it or to a later one.
DRAG = """async ([selector, moves, apart]) => {
    const slider = document.querySelector(selector);
    const root = document.documentElement;
    const frame = () => new Promise(requestAnimationFrame);
    const found = [];
    for (let k = 0; k < moves; k += 1) {
        const began = performance.now();
        slider.value = String(1 + (7 * k) % 60);
        slider.dispatchEvent(new Event("input", {bubbles: true}));
        const asked = Number(root.dataset.asked);
        while (Number(root.dataset.seq ?? 0) < asked) await frame();
        await frame();
        found.push(performance.now() - began);
        const rest = apart - (performance.now() - began);
        if (rest > 0) await new Promise((then) => setTimeout(then, rest));
    }
    return found;
}"""
# A hand that never stops: from each movement to the first frame that shows it or a later one.
SWEEP = """async ([selector, seconds]) => {
    const slider = document.querySelector(selector);
    const root = document.documentElement;
    const began = performance.now();
    const open = [], found = [];
    const close = () => {
        const seq = Number(root.dataset.seq ?? 0);
        while (open.length && open[0][0] <= seq) found.push(performance.now() - open.shift()[1]);
    };
    for (let k = 0; performance.now() - began < 1000 * seconds; k += 1) {
        slider.value = String(1 + k % 60);
        slider.dispatchEvent(new Event("input", {bubbles: true}));
        open.push([Number(root.dataset.asked), performance.now()]);
        await new Promise(requestAnimationFrame);
        close();
    }
    while (open.length) { await new Promise(requestAnimationFrame); close(); }
    return found;
}"""
STATE = {
    "parties": ["USA", "IND"],
    "levers": [
        {"kind": "tariff", "importer": "USA", "exporter": "IND", "sectors": "goods", "add": 0.25}
    ],
}


def _asked(address: str, path: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(
        f"{address}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def first_visit(playwright: Playwright, address: str) -> tuple[float, float]:
    """Milliseconds in a browser of its own, with nothing in store, until the first picture (the
    sentence, both parties' figures, the map) and until every chart of the first answer stands."""
    with playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"]) as browser:
        page = browser.new_page(viewport=WINDOW)
        began = time.perf_counter()
        page.goto(address, wait_until="commit")
        page.wait_for_function(f"() => {PICTURE}")
        picture = time.perf_counter() - began
        page.wait_for_function(f"() => {CHARTS}")
        return 1e3 * picture, 1e3 * (time.perf_counter() - began)


def one_solve(address: str, baseline: str) -> float:
    """Milliseconds of one solve alone, as the server times it: the median of ten."""
    found = []
    for k in range(10):
        state = {**STATE, "baseline": baseline}
        state["levers"] = [{**STATE["levers"][0], "add": 0.2 + k / 100}]  # type: ignore[index]
        answer = _asked(address, "api/solve", {"state": state, "tables": ["scenarios"]})
        found.append(1e3 * answer["seconds"]["solve"])
    return median(found)


def dragged(page: Page, address: str, apart: float) -> list[float]:
    """Milliseconds from each movement to its redraw; `apart` at least between two movements."""
    page.goto(address)
    page.wait_for_selector("html[data-settled]", timeout=60_000)
    page.wait_for_selector(SLIDER)
    page.evaluate(DRAG, [SLIDER, 10, apart])
    return list(page.evaluate(DRAG, [SLIDER, MOVES, apart]))


def tell(name: str, times: list[float], solve: float) -> None:
    times = sorted(times)
    p50, p95 = median(times), times[int(0.95 * len(times))]
    print(
        f"movement to redraw, {name}: median {p50:.0f} ms ({p50 / solve:.1f} solves), "
        f"95th percentile {p95:.0f} ms ({p95 / solve:.1f} solves)"
    )


def main(baseline: str = "world-2022") -> None:
    with server(baseline) as (address, _), sync_playwright() as playwright:
        visits = [first_visit(playwright, address) for _ in range(VISITS)]
        solve = one_solve(address, baseline)
        print(f"{baseline} on {os.cpu_count()} cores; one solve {solve:.0f} ms")
        print(f"the first visit to a server just begun: picture {visits[0][0]:.0f} ms, "
              f"all charts {visits[0][1]:.0f} ms")  # fmt: skip
        for what, times in zip(("picture", "all charts"), zip(*visits, strict=True), strict=True):
            print(f"{what}, {VISITS} first visits, each in a browser of its own: "
                  f"median {median(times):.0f} ms, longest {max(times):.0f} ms")  # fmt: skip
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=WINDOW)
        tell("one movement after another", dragged(page, address, 0.0), solve)
        tell("two movements a second", dragged(page, address, 500.0), solve)
        tell("a movement every frame", page.evaluate(SWEEP, [SLIDER, 10]), solve)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
