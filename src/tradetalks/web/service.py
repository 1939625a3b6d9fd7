"""What the endpoints share: worlds, the queue, the jobs, and whether all of it is ready."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import Any, TypeVar

from starlette.requests import Request

from tradetalks.web.answers import Refusal
from tradetalks.web.desk import Caller, Desk
from tradetalks.web.jobs import Jobs
from tradetalks.web.settings import Settings
from tradetalks.web.warming import Progress, warm, warm_bands
from tradetalks.web.worlds import Worlds

Found = TypeVar("Found")
#: Seconds without a question after which what nobody has asked for yet is made ready.
QUIET = 3.0
LOG = logging.getLogger("tradetalks")


class Service:
    """One a process; made before the event loop, begun in it.

    tell: called as programs are compiled at the start.
    """

    def __init__(self, settings: Settings, tell: Progress | None = None) -> None:
        limits = settings.limits
        self.settings = settings
        self.worlds = Worlds(settings.baseline, limits.worlds, settings.elasticities)
        self.desk = Desk(settings.workers, limits.waiting, limits.retry)
        self.slow = Desk(1, limits.waiting, limits.retry, name="slow")
        self.jobs = Jobs(limits)
        self._tell, self._lock = tell, Lock()
        self._progress = ("start", 0, 1)
        self._warming: asyncio.Task[None] | None = None
        self._after: asyncio.Task[None] | None = None
        self._asked = 0.0  # when, by the clock of the event loop

    @property
    def progress(self) -> dict[str, Any]:
        """How far the start has come."""
        with self._lock:
            what, done, total = self._progress
        return {"what": what, "done": done, "total": total}

    @property
    def ready(self) -> bool:
        """Whether programs are compiled and answers come at once."""
        return self._warming is not None and self._warming.done()

    def begin(self) -> None:
        """Compiles what answers need, beside whatever is asked meanwhile."""
        self._warming = asyncio.create_task(asyncio.to_thread(self._warm))
        self._after = asyncio.create_task(self._afterwards())

    async def end(self) -> None:
        """Begins nothing more, and ends what runs where it next tells of its progress."""
        self.jobs.close()
        for desk in (self.desk, self.slow):
            desk.close()

    async def answer(
        self,
        request: Request,
        work: Callable[[], Found],
        *,
        client: str | None = None,
        order: int | None = None,
        slow: bool = False,
    ) -> Found:
        """What the work returns; it waits its turn, and is given up when nobody waits for it.

        slow: work that may take seconds has a queue and a thread of its own, so that sliders do
        not wait for it.

        Raises Refusal 503 `timeout` when the answer takes too long.
        """
        limits = self.settings.limits
        self._asked = asyncio.get_running_loop().time()
        desk = self.slow if slow else self.desk
        doing = asyncio.ensure_future(self._in_turn(desk, caller(request, client), work, order))
        gone = asyncio.ensure_future(_gone(request))
        try:
            done, _ = await asyncio.wait(
                (doing, gone), timeout=limits.request, return_when=asyncio.FIRST_COMPLETED
            )
            if doing in done:
                return doing.result()
            if gone in done:
                raise Refusal(499, "superseded", "nobody waits for this answer any more")
            raise Refusal(
                503, "timeout", f"no answer within {limits.request:g} seconds", retry=limits.retry
            )
        finally:
            for task in (doing, gone):
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task

    async def _in_turn(
        self, desk: Desk, who: Caller, work: Callable[[], Found], order: int | None
    ) -> Found:
        if self._warming is not None and not self._warming.done():
            await asyncio.wait([self._warming])  # what failed there is told where it is asked for
        return await desk.do(who, work, order)

    async def _afterwards(self) -> None:
        """What nobody waits for: bands are asked for once the sliders have come to rest. Who opens
        the page as soon as it can be opened does not wait for them either."""
        assert self._warming is not None
        await asyncio.wait([self._warming])
        now = asyncio.get_running_loop().time
        self._asked = now()
        while (rest := self._asked + QUIET - now()) > 0:
            await asyncio.sleep(rest)
        await asyncio.to_thread(self._warm_bands)

    def _warm_bands(self) -> None:
        try:
            warm_bands(self.worlds)
        except Exception as fault:
            LOG.error("bands at the start", exc_info=fault)

    def _warm(self) -> None:
        try:
            warm(self.worlds, self._told)
        except Exception as fault:
            LOG.error("the start", exc_info=fault)
            self._told(f"could not be made ready: {fault}", 1, 1)

    def _told(self, what: str, done: int, total: int) -> None:
        with self._lock:
            self._progress = (what, done, total)
        if self._tell is not None:
            self._tell(what, done, total)


async def _gone(request: Request) -> None:
    """Returns once the client has hung up; its body has been read."""
    while not await request.is_disconnected():
        await asyncio.sleep(0.05)


def caller(request: Request, client: str | None) -> Caller:
    """Who asks: the address, then the name that the caller made up."""
    return (request.client.host if request.client else ""), client or ""


def service_of(request: Request) -> Service:
    """The service that an endpoint speaks to."""
    found: Service = request.app.state.service
    return found
