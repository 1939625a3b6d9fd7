"""The queue: clients in turn, newer settings in place of older, nothing done for nobody."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from functools import partial

import pytest

from tradetalks.web.answers import Refusal
from tradetalks.web.desk import Desk


class Gate:
    """Work that waits until it is let go, and a record of what was done in which order."""

    def __init__(self) -> None:
        self.open, self.done = threading.Event(), list[str]()

    def hold(self) -> str:
        self.open.wait(10)
        return "held"

    def write(self, name: str) -> Callable[[], str]:
        def work() -> str:
            self.done.append(name)
            return name

        return work


async def settled() -> None:
    """Lets everything that is under way take its place."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_clients_take_turns() -> None:
    async def run() -> list[str]:
        desk, gate = Desk(1, 100, 5), Gate()
        held = asyncio.create_task(desk.do(("first", ""), gate.hold))
        await settled()
        asked = [
            asyncio.create_task(desk.do(("greedy", ""), gate.write(f"greedy {k}")))
            for k in range(9)
        ]
        await settled()
        late = asyncio.create_task(desk.do(("late", ""), gate.write("late")))
        await settled()
        gate.open.set()
        await asyncio.gather(held, late, *asked)
        desk.close()
        return gate.done

    done = asyncio.run(run())
    assert done.index("late") <= 1
    assert [d for d in done if d != "late"] == [f"greedy {k}" for k in range(9)]


def test_many_names_of_one_address_are_one_in_turn() -> None:
    async def run() -> list[str]:
        desk, gate = Desk(1, 100, 5), Gate()
        held = asyncio.create_task(desk.do(("here", ""), gate.hold))
        await settled()
        names = [("there", f"name {k}") for k in range(30)]
        asked = [asyncio.create_task(desk.do(name, gate.write(name[1]))) for name in names]
        await settled()
        late = asyncio.create_task(desk.do(("elsewhere", ""), gate.write("late")))
        await settled()
        gate.open.set()
        await asyncio.gather(held, late, *asked)
        desk.close()
        return gate.done

    assert asyncio.run(run()).index("late") <= 1


def test_newer_settings_take_the_place_of_older() -> None:
    async def run() -> tuple[list[str], list[object]]:
        desk, gate = Desk(1, 100, 5), Gate()
        held = asyncio.create_task(desk.do(("a", ""), gate.hold, 0))
        await settled()
        asked = [
            asyncio.create_task(desk.do(("a", ""), gate.write(str(k)), k)) for k in (1, 2, 5, 4)
        ]
        other = asyncio.create_task(desk.do(("b", ""), gate.write("b"), 1))
        unordered = asyncio.create_task(desk.do(("a", ""), gate.write("plain")))
        await settled()
        gate.open.set()
        ends = await asyncio.gather(held, *asked, other, unordered, return_exceptions=True)
        desk.close()
        return gate.done, list(ends)

    done, ends = asyncio.run(run())
    assert sorted(done) == ["5", "b", "plain"]
    refused = [end for end in ends if isinstance(end, Refusal)]
    assert [(r.status_code, r.code) for r in refused] == [(409, "superseded")] * 3
    assert ends[0] == "held"  # what has begun is not taken back


def test_what_nobody_waits_for_is_not_begun() -> None:
    async def run() -> tuple[list[str], int]:
        desk, gate = Desk(1, 100, 5), Gate()
        held = asyncio.create_task(desk.do(("a", ""), gate.hold))
        await settled()
        gone = asyncio.create_task(desk.do(("a", ""), gate.write("gone")))
        stays = asyncio.create_task(desk.do(("a", ""), gate.write("stays")))
        await settled()
        gone.cancel()
        await settled()
        waiting = len(desk)
        gate.open.set()
        await asyncio.gather(held, stays)
        desk.close()
        return gate.done, waiting

    assert asyncio.run(run()) == (["stays"], 1)


def test_too_much_is_refused_and_room_comes_back() -> None:
    async def run() -> Refusal:
        desk, gate = Desk(1, 2, 7), Gate()
        held = asyncio.create_task(desk.do(("a", ""), gate.hold))
        await settled()
        asked = [asyncio.create_task(desk.do((str(k), ""), gate.write(str(k)))) for k in range(2)]
        await settled()
        with pytest.raises(Refusal) as refused:
            await desk.do(("more", ""), gate.write("more"))
        gate.open.set()
        await asyncio.gather(held, *asked)
        assert await desk.do(("more", ""), gate.write("more")) == "more"
        desk.close()
        return refused.value

    found = asyncio.run(run())
    assert (found.status_code, found.code, found.retry) == (429, "busy", 7)


def test_a_fault_reaches_who_asked_and_nobody_else() -> None:
    async def run() -> list[object]:
        desk, gate = Desk(2, 9, 5), Gate()

        def fail() -> None:
            raise ZeroDivisionError("by design")

        asked = [desk.do(("a", ""), fail), desk.do(("b", ""), gate.write("b"))]
        ends = await asyncio.gather(*asked, return_exceptions=True)
        ends.append(await desk.do(("a", ""), gate.write("a")))
        desk.close()
        return list(ends)

    first, *others = asyncio.run(run())
    assert isinstance(first, ZeroDivisionError)
    assert others == ["b", "a"]


def test_a_desk_that_closes_tells_who_waits() -> None:
    async def run() -> bool:
        desk, gate = Desk(1, 9, 5), Gate()
        held = asyncio.create_task(desk.do(("a", ""), gate.hold))
        await settled()
        waits = asyncio.create_task(desk.do(("b", ""), partial(gate.write("b"))))
        await settled()
        desk.close()
        gate.open.set()
        ends = await asyncio.gather(held, waits, return_exceptions=True)
        return isinstance(ends[1], asyncio.CancelledError) and gate.done == []

    assert asyncio.run(run())
