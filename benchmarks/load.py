"""How long do twenty people wait who drag a slider at once?

    python -m benchmarks.load [baseline] [users] [seconds]

Over real HTTP, to a server of its own process. Each user drags as a browser does: the newest
settings are asked for as soon as the last answer has come, every 100 ms at most, and each has
levers of their own. Latencies are also told as multiples of one solve, which is taken in the same
run, of one user alone.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from typing import Any

import httpx2
import numpy as np

from benchmarks.server import server
from benchmarks.timing import announce, table

USERS, SECONDS, APART = 20, 30.0, 0.1
TABLES = ["scenarios", "countries", "third_countries", "bilateral", "sectors", "flows"]
LEVERS = ("tariff", "purchase", "migration", "two tariffs")


def main() -> None:
    baseline = sys.argv[1] if len(sys.argv) > 1 else "world-2022"
    users = int(sys.argv[2]) if len(sys.argv) > 2 else USERS
    lasts = float(sys.argv[3]) if len(sys.argv) > 3 else SECONDS
    announce(f"{users} users drag at once, {baseline}")
    with server(baseline) as (address, _):
        rows, ends = [], Counter[int]()
        asyncio.run(_all(address, baseline, 4, 5.0))  # every program is loaded
        one = _seen(asyncio.run(_all(address, baseline, 1, lasts / 3)))
        unit = float(np.median(one.solve))
        for count in sorted({1, 5, users}):
            seen = one if count == 1 else _seen(asyncio.run(_all(address, baseline, count, lasts)))
            ends += seen.ends
            rows.append((count, *seen.row(unit)))
    print(table(("users", "answers a second", "median, ms", "95 %, ms", "worst, ms",
                 "median, solves", "95 %, solves"), rows))  # fmt: skip
    print(f"\none solve {1e3 * unit:.0f} ms; statuses {dict(ends)}")
    if set(ends) - {200, 409}:
        sys.exit("not every request was answered")


class _seen:
    """What a crowd saw: how each request ended, seconds from asking to answer, seconds solving."""

    def __init__(self, answers: tuple[float, list[tuple[int, float, float]]]) -> None:
        self.span, found = answers
        self.ends = Counter(status for status, _, _ in found)
        good = [one for one in found if one[0] == 200]
        self.waited = np.array([one[1] for one in good])
        self.solve = np.array([one[2] for one in good])

    def row(self, unit: float) -> tuple[float, ...]:
        middle, late, worst = (float(np.quantile(self.waited, q)) for q in (0.5, 0.95, 1.0))
        return (len(self.waited) / self.span, 1e3 * middle, 1e3 * late, 1e3 * worst,
                middle / unit, late / unit)  # fmt: skip


async def _all(
    address: str, baseline: str, users: int, lasts: float
) -> tuple[float, list[tuple[int, float, float]]]:
    """(status, seconds waited, seconds solving) of every request of every user."""
    limits = httpx2.Limits(max_connections=None)
    began = time.perf_counter()
    async with httpx2.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        drags = [_drag(client, baseline, user, began + lasts) for user in range(users)]
        found = [one for seen in await asyncio.gather(*drags) for one in seen]
    return time.perf_counter() - began, found


async def _drag(
    client: httpx2.AsyncClient, baseline: str, user: int, until: float
) -> list[tuple[int, float, float]]:
    seen = []
    step = 0
    while time.perf_counter() < until:
        began = time.perf_counter()
        answer = await client.post("/api/solve", json=_body(baseline, user, step))
        waited = time.perf_counter() - began
        good = answer.status_code == 200
        seen.append((answer.status_code, waited, answer.json()["seconds"]["solve"] if good else 0))
        step += 1
        await asyncio.sleep(max(0.0, APART - waited))
    return seen


def _body(baseline: str, user: int, step: int) -> dict[str, Any]:
    far = 0.01 + (0.007 * step + 0.013 * user) % 0.6
    kind = LEVERS[user % len(LEVERS)]
    tariff = {"kind": "tariff", "importer": "USA", "exporter": "IND", "sectors": "goods"}
    levers: list[dict[str, Any]] = [{**tariff, "add": far}]
    if kind == "purchase":
        levers = [{"kind": "purchase", "buyer": "IND", "seller": "USA", "sectors": "goods",
                   "add": 20000 * far, "paid_by": "IND"}]  # fmt: skip
    elif kind == "migration":
        levers = [{"kind": "migration", "origin": "IND", "residence": "USA", "skill": "skilled",
                   "movers": 200000 * far}]  # fmt: skip
    elif kind == "two tariffs":
        levers.append({**tariff, "importer": "IND", "exporter": "USA", "add": far})
    return {
        "state": {"baseline": baseline, "parties": ["USA", "IND"], "levers": levers},
        "tables": TABLES,
        "client": f"user-{user}",
        "seq": step,
    }


if __name__ == "__main__":
    main()
