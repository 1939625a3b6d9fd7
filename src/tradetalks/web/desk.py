"""The queue: one piece of work of each client in turn, newer settings in place of older ones."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from tradetalks.web.answers import Refusal

Found = TypeVar("Found")
#: An address, and a name that whoever asks from there made up.
Caller = tuple[str, str]


@dataclass(eq=False)
class Ticket:
    """One piece of work that waits; `order` is its place among those of its client that replace
    each other, None for work that nothing replaces."""

    work: Callable[[], Any]
    order: int | None
    done: asyncio.Future[Any] = field(repr=False)


class Desk:
    """Hands work to a few threads: addresses in turn, names of one address in turn, and each
    name's own in the order it came.

    Used from one event loop. Work whose future has been cancelled is never begun; work that has
    begun goes on to its end, for a compiled program cannot be stopped.
    """

    def __init__(self, workers: int, most: int, retry: int, name: str = "solve") -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._free, self._most, self._retry = workers, most, retry
        self._queues: OrderedDict[str, OrderedDict[str, deque[Ticket]]] = OrderedDict()

    def __len__(self) -> int:
        """How many wait."""
        return sum(len(queue) for named in self._queues.values() for queue in named.values())

    async def do(
        self, caller: Caller, work: Callable[[], Found], order: int | None = None
    ) -> Found:
        """What the work returns, once it is this caller's turn.

        Raises Refusal: 409 `superseded` when the same caller asks for something newer before
        this has begun, 429 `busy` when too many wait.
        """
        address, name = caller
        queue = self._queues.setdefault(address, OrderedDict()).setdefault(name, deque())
        if order is not None:
            self._supersede(queue, order)
        if len(self) >= self._most:
            self._drop_empty(address, name)
            raise Refusal(429, "busy", "too many requests are waiting", retry=self._retry)
        ticket = Ticket(work, order, asyncio.get_running_loop().create_future())
        queue.append(ticket)
        self._begin()
        try:
            return await ticket.done  # type: ignore[no-any-return]
        finally:
            if ticket in queue:
                queue.remove(ticket)
                self._drop_empty(address, name)

    def close(self) -> None:
        """Begins nothing more; whoever waits is told."""
        for named in self._queues.values():
            for ticket in (ticket for queue in named.values() for ticket in queue):
                ticket.done.cancel()
        self._queues.clear()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _supersede(self, queue: deque[Ticket], order: int) -> None:
        for ticket in list(queue):
            if ticket.order is None:
                continue
            if ticket.order > order:
                raise Refusal(409, "superseded", "the same client has asked for newer settings")
            queue.remove(ticket)
            if not ticket.done.done():
                ticket.done.set_exception(
                    Refusal(409, "superseded", "the same client has asked for newer settings")
                )

    def _begin(self) -> None:
        while self._free and (ticket := self._next()) is not None:
            self._free -= 1
            running = asyncio.get_running_loop().run_in_executor(self._pool, ticket.work)
            running.add_done_callback(partial(self._ended, ticket))

    def _next(self) -> Ticket | None:
        """The oldest ticket of the name, and before that the address, that has waited longest for
        a turn."""
        while self._queues:
            address, named = self._queues.popitem(last=False)
            while named:
                name, queue = named.popitem(last=False)
                ticket = _first(queue)
                if queue:
                    named[name] = queue
                if ticket is not None:
                    if named:
                        self._queues[address] = named
                    return ticket
        return None

    def _ended(self, ticket: Ticket, ended: asyncio.Future[Any]) -> None:
        self._free += 1
        if ended.cancelled():
            ticket.done.cancel()
        elif not ticket.done.done():
            if (error := ended.exception()) is not None:
                ticket.done.set_exception(error)
            else:
                ticket.done.set_result(ended.result())
        else:
            ended.exception()  # nobody waits for it any more
        self._begin()

    def _drop_empty(self, address: str, name: str) -> None:
        named = self._queues.get(address)
        if named is not None and name in named and not named[name]:
            del named[name]
            if not named:
                del self._queues[address]


def _first(queue: deque[Ticket]) -> Ticket | None:
    """The oldest ticket that somebody still waits for."""
    while queue:
        ticket = queue.popleft()
        if not ticket.done.done():
            return ticket
    return None
