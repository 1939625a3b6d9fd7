"""How live the page is: a tariff slider is dragged in a browser, from each movement to the redraw.

Run as `python -m benchmarks.page_live`, with Debian's chromium. It starts a server of its own.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

MOVES = 60
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


@contextmanager
def serving(baseline: str) -> Iterator[str]:
    """The address of a server that has compiled what it needs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("tradetalks")
    command = [str(program), "serve", "--port", str(port), "--baseline", baseline]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}/"
            while not _ready(address):
                assert server.poll() is None, "the server has ended"
                time.sleep(0.3)
            yield address
        finally:
            server.terminate()


def _ready(address: str) -> bool:
    try:
        return bool(_asked(address, "api/status")["ready"])
    except OSError:
        return False


def _asked(address: str, path: str, body: dict[str, Any] | None = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        address + path, data, {"Content-Type": "application/json"} if data else {}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


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
    with serving(baseline) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        began = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("html[data-drawn=yes]")
        first = time.perf_counter() - began
        solve = one_solve(address, baseline)
        print(f"{baseline} on {os.cpu_count()} cores; one solve {solve:.0f} ms")
        print(f"first picture after {1e3 * first:.0f} ms")
        tell("one movement after another", dragged(page, address, 0.0), solve)
        tell("two movements a second", dragged(page, address, 500.0), solve)
        tell("a movement every frame", page.evaluate(SWEEP, [SLIDER, 10]), solve)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
