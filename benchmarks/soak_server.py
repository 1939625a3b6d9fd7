"""Does a server keep its memory for twenty minutes of all kinds of requests?

    python -m benchmarks.soak_server [minutes] [baseline]

Drags, comparisons, searches, texts, briefs, jobs, reports, mistakes, and clients that hang up, to a
server of its own process. Resident memory is looked at every second; what it is in the last tenth
of the time is set against what it was after the first fifth.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import psutil

from benchmarks.server import server
from benchmarks.timing import announce, table

MINUTES, WARM, LAST, MOST = 20.0, 0.2, 0.1, 5.0
CLIENTS = 8
Act = Callable[[httpx2.AsyncClient, random.Random, str], Awaitable[int]]


def main() -> None:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    baseline = sys.argv[2] if len(sys.argv) > 2 else "world-2022-small"
    announce(f"A server for {minutes:g} minutes, {baseline}")
    with server(baseline) as (address, process):
        held, ends = asyncio.run(_soak(address, baseline, psutil.Process(process.pid), minutes))
        alive = process.poll() is None
    span = len(held)
    before = statistics.median(held[int(WARM * span) : int((WARM + LAST) * span) + 1])
    after = statistics.median(held[-max(1, int(LAST * span)) :])
    growth = 100 * (after / before - 1)
    print(table(("MiB after a fifth", "MiB at the end", "growth, %"), [(before, after, growth)]))
    counted = sorted(ends.items())
    print(f"\n{sum(ends.values()):,} requests; {', '.join(f'{n} {w}' for w, n in counted)}")
    faults = [what for what in ends if what.endswith(" 500") or " 503" in what]
    if growth > MOST or faults or not alive:
        sys.exit(f"memory grew, or the server failed: {growth:.1f} %, {faults}, alive: {alive}")


async def _soak(
    address: str, baseline: str, process: psutil.Process, minutes: float
) -> tuple[list[float], Counter[str]]:
    """Resident memory second by second, MiB, and how requests ended, by what was asked."""
    until = time.monotonic() + 60 * minutes
    held: list[float] = []
    ends = Counter[str]()

    async def look() -> None:
        while time.monotonic() < until:
            held.append(process.memory_info().rss / 2**20)
            await asyncio.sleep(1.0)

    async def act(client: httpx2.AsyncClient, k: int) -> None:
        rng = random.Random(k)
        while time.monotonic() < until:
            name = rng.choices(list(ACTS), [weight for weight, _ in ACTS.values()])[0]
            ends[f"{name} {await ACTS[name][1](client, rng, baseline)}"] += 1

    async with httpx2.AsyncClient(base_url=address, timeout=120) as client:
        await asyncio.gather(look(), *(act(client, k) for k in range(CLIENTS)))
    return held, ends


def _state(rng: random.Random, baseline: str, **more: Any) -> dict[str, Any]:
    sides = rng.sample(["USA", "IND", "CHN", "JPN", "MEX"], 2)
    lever = {"kind": "tariff", "importer": sides[0], "exporter": sides[1], "sectors": "goods"}
    closure = {"deficits": rng.choice(["fixed", "fixed", "fixed", "share", "balanced"])}
    return {"baseline": baseline, "parties": sides, "closure": closure, **more,
            "levers": [{**lever, "add": rng.uniform(0, 0.5)}]}  # fmt: skip


async def _post(client: httpx2.AsyncClient, path: str, **body: Any) -> httpx2.Response:
    return await client.post(f"/api/{path}", json=body)


async def _solve(client: httpx2.AsyncClient, rng: random.Random, base: str) -> int:
    return (await _post(client, "solve", state=_state(rng, base))).status_code


async def _bands(client: httpx2.AsyncClient, rng: random.Random, base: str) -> int:
    return (await _post(client, "solve", state=_state(rng, base), bands=True)).status_code


async def _compare(client: httpx2.AsyncClient, rng: random.Random, base: str) -> int:
    states = [_state(rng, base) for _ in range(3)]
    return (await _post(client, "compare", states=states)).status_code


async def _say(client: httpx2.AsyncClient, rng: random.Random, base: str) -> int:
    return (await _post(client, "say", state=_state(rng, base))).status_code


async def _sets(client: httpx2.AsyncClient, rng: random.Random, base: str) -> int:
    """Other elasticities: worlds come and go."""
    names = (await client.get("/api/baseline", params={"name": base})).json()["elasticity_sets"]
    state = _state(rng, base, elasticities=rng.choice(names))
    return (await _post(client, "solve", state=state, tables=["countries"])).status_code


async def _rank(client: httpx2.AsyncClient, rng: random.Random, base: str) -> int:
    question = {"outcome": "real_income", "country": "IND", "top": 5}
    return (await _post(client, "rank", state=_state(rng, base), question=question)).status_code


async def _bad(client: httpx2.AsyncClient, rng: random.Random, base: str) -> int:
    state = {**_state(rng, base), rng.choice(["leverz", "parties", "closure"]): "x"}
    return (await _post(client, "solve", state=state)).status_code


async def _garbage(client: httpx2.AsyncClient, rng: random.Random, base: str) -> int:
    text = rng.randbytes(rng.randint(1, 100_000))
    headers = {"content-type": "application/json"}
    return (await client.post("/api/solve", content=text, headers=headers)).status_code


async def _leave(client: httpx2.AsyncClient, rng: random.Random, base: str) -> int:
    try:
        await client.post("/api/solve", json={"state": _state(rng, base)}, timeout=0.005)
    except httpx2.TimeoutException:
        return 0
    return 200


async def _brief(client: httpx2.AsyncClient, rng: random.Random, base: str) -> int:
    said = await _post(client, "say", state=_state(rng, base))
    if said.status_code != 200:
        return said.status_code
    return (await _post(client, "brief", text=said.json()["brief"])).status_code


async def _job(client: httpx2.AsyncClient, rng: random.Random, base: str) -> int:
    """Started, watched to its end or cancelled half way."""
    kind = rng.choice(["optimal", "war", "deal", "frontier", "report"])
    state = _state(rng, base)
    body: dict[str, Any] = (
        {"states": [state]} if kind == "report" else {"kind": kind, "state": state}
    )
    begun = await _post(client, "report" if kind == "report" else "jobs", **body)
    if begun.status_code != 202:
        await asyncio.sleep(1.0)
        return begun.status_code
    name = begun.json()["id"]
    if rng.random() < 0.3:
        return (await client.delete(f"/api/jobs/{name}")).status_code
    async with client.stream("GET", f"/api/jobs/{name}/events") as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data: ") and json.loads(line[6:])["status"] == "done":
                break
    if kind == "report":
        return (await client.get(f"/api/jobs/{name}/download")).status_code
    return (await client.get(f"/api/jobs/{name}")).status_code


ACTS: dict[str, tuple[int, Act]] = {
    "solve": (40, _solve),
    "bands": (5, _bands),
    "compare": (5, _compare),
    "say": (8, _say),
    "sets": (4, _sets),
    "rank": (3, _rank),
    "bad": (10, _bad),
    "garbage": (5, _garbage),
    "leave": (10, _leave),
    "brief": (4, _brief),
    "job": (3, _job),
}


if __name__ == "__main__":
    main()
