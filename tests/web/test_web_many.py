"""Many at once over real HTTP: no errors, nobody starved, nothing done for those who have left."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from typing import Any

import httpx2

from asking import state, tariff

USERS, STEPS = 20, 5
TABLES = ["scenarios", "countries"]


def body(user: int, step: int) -> dict[str, Any]:
    return {
        "state": state(levers=[tariff(add=0.01 * (user + 1) + 0.001 * step)]),
        "tables": TABLES,
        "client": f"user-{user}",
        "seq": step,
    }


def test_twenty_users_drag_at_once(served: str) -> None:
    """Each asks for newer settings before the last have come, as a slider does."""

    async def drag(client: httpx2.AsyncClient, user: int) -> list[httpx2.Response]:
        asked = []
        for step in range(STEPS):
            asked.append(asyncio.create_task(client.post("/api/solve", json=body(user, step))))
            await asyncio.sleep(0.01)
        return list(await asyncio.gather(*asked))

    async def run() -> list[list[httpx2.Response]]:
        limits = httpx2.Limits(max_connections=None)
        async with httpx2.AsyncClient(base_url=served, timeout=60, limits=limits) as client:
            return await asyncio.gather(*(drag(client, user) for user in range(USERS)))

    found = asyncio.run(run())
    statuses = Counter(answer.status_code for answers in found for answer in answers)
    assert statuses.keys() <= {200, 409}
    for answers in found:
        assert answers[-1].status_code == 200  # the newest settings are always answered
        assert answers[-1].json()["seq"] == STEPS - 1
        for answer in answers:
            if answer.status_code == 409:
                assert answer.json()["error"]["code"] == "superseded"
    alone = httpx2.post(f"{served}/api/solve", json=body(3, STEPS - 1), timeout=60).json()
    assert alone["key"] == found[3][-1].json()["key"]
    dragged = found[3][-1].json()["tables"]["scenarios"]["rows"]
    for one, other in zip(alone["tables"]["scenarios"]["rows"], dragged, strict=True):
        for left, right in zip(one, other, strict=True):
            if isinstance(left, float):
                assert math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-3)
            else:
                assert left == right


def test_who_hangs_up_is_not_waited_for(served: str) -> None:
    """Hundreds ask and leave; who stays is answered as if they had never come."""

    async def run() -> float:
        async with httpx2.AsyncClient(base_url=served, timeout=60) as client:
            gone = []
            for k in range(60):
                own = {**body(k, 0), "client": f"gone-{k}", "tables": None}
                gone.append(asyncio.create_task(client.post("/api/solve", json=own)))
            await asyncio.sleep(0.3)
            for task in gone:
                task.cancel()
            await asyncio.gather(*gone, return_exceptions=True)
            answer = await client.post("/api/solve", json=body(0, 9))
            assert answer.status_code == 200
            status = await client.get("/api/status")
            return float(status.json()["waiting"])

    assert asyncio.run(run()) <= 5
