"""Long work: queued fairly, told of as it goes, cancelled at will, its result kept."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tradetalks.errors import InputError, NotConvergedError
from tradetalks.web.answers import Refusal, failure
from tradetalks.web.desk import Caller, Desk
from tradetalks.web.settings import Limits

Status = Literal["queued", "running", "done", "failed", "cancelled"]
Tell = Callable[[str, int, int], None]
LOG = logging.getLogger("tradetalks")
#: Seconds between two words of progress to whoever watches.
EVERY = 0.2
#: Seconds after which a silent stream shows that it lives.
HEARTBEAT = 15.0
ENDED = ("done", "failed", "cancelled")


class Stopped(BaseException):
    """Raised inside a search when it is to end; searches that end with their best on an interrupt
    do not hear of it."""


@dataclass(frozen=True)
class Produce:
    """What a job leaves: plain JSON, and perhaps a file to download."""

    result: dict[str, Any]
    file: Path | None = None


@dataclass(eq=False)
class Job:
    """One piece of long work. version counts what has been told, so that watchers see news."""

    id: str
    kind: str
    title: str
    caller: Caller
    began: float
    status: Status = "queued"
    progress: tuple[str, int, int] = ("queued", 0, 1)
    produce: Produce | None = None
    error: dict[str, Any] | None = None
    version: int = 0
    stop: bool = False
    why: str = ""
    task: asyncio.Task[None] | None = field(default=None, repr=False)

    def plain(self, *, whole: bool = True) -> dict[str, Any]:
        """The job as JSON types; `whole` with its result."""
        what, done, total = self.progress
        found: dict[str, Any] = {
            "id": self.id,
            "kind": self.kind,
            "title": self.title,
            "status": self.status,
            "progress": {"what": what, "done": done, "total": total},
            "download": self.produce is not None and self.produce.file is not None,
        }
        if self.error is not None:
            found["error"] = self.error
        if whole and self.produce is not None:
            found["result"] = self.produce.result
        return found


class Jobs:
    """The jobs of one server; used from one event loop."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._desk = Desk(1, limits.jobs, limits.retry, name="job")
        self._known: OrderedDict[str, Job] = OrderedDict()
        #: Set when the server is about to end: who watches is let go.
        self.closing = False

    def list(self, address: str) -> list[dict[str, Any]]:
        """The jobs of an address that are remembered, without results, the latest first."""
        own = (job for job in reversed(self._known.values()) if job.caller[0] == address)
        return [job.plain(whole=False) for job in own]

    def find(self, name: str) -> Job:
        """A job by id; raises Refusal 404."""
        if name not in self._known:
            raise Refusal(404, "not_found", "there is no such job; results are kept for a while")
        return self._known[name]

    def add(self, kind: str, title: str, caller: Caller, work: Callable[[Tell], Produce]) -> Job:
        """Queues work; raises Refusal 429 when the caller's address, or everyone, has enough."""
        open_ = [job for job in self._known.values() if job.status not in ENDED]
        own = sum(job.caller[0] == caller[0] for job in open_)
        if own >= self._limits.jobs_each or len(open_) >= self._limits.jobs:
            whose = "of yours " if own >= self._limits.jobs_each else ""
            raise Refusal(
                429, "busy", f"{len(open_)} jobs {whose}are queued or running; wait or cancel one",
                retry=self._limits.retry,
            )  # fmt: skip
        job = Job(uuid.uuid4().hex, kind, title, caller, time.monotonic())
        self._known[job.id] = job
        self._forget()
        job.task = asyncio.create_task(self._run(job, work))
        return job

    def cancel(self, name: str) -> Job:
        """Ends a job: at once if it waits, else where it next tells of its progress."""
        job = self.find(name)
        if job.status == "queued" and job.task is not None:
            self._end(job, "cancelled")
            job.task.cancel()
        elif job.status == "running":
            job.stop, job.why = True, "cancelled"
        return job

    async def watch(self, name: str) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """(event, data) whenever there is news, until the job has ended; ("", {}) when silent."""
        job, seen, spoke = self.find(name), -1, time.monotonic()
        while True:
            if job.version != seen:
                seen, spoke = job.version, time.monotonic()
                event = job.status if job.status in ENDED else "progress"
                yield event, job.plain()
            elif time.monotonic() - spoke > HEARTBEAT:
                spoke = time.monotonic()
                yield "", {}
            if job.status in ENDED or self.closing:
                return
            await asyncio.sleep(EVERY)

    def close(self) -> None:
        """Cancels everything."""
        self.closing = True
        for job in list(self._known.values()):
            self.cancel(job.id)
            self._drop_file(job)
        self._desk.close()

    async def _run(self, job: Job, work: Callable[[Tell], Produce]) -> None:
        try:
            job.produce = await self._desk.do(job.caller, lambda: work(self._begin(job)))
            self._end(job, "done")
        except Stopped:
            if job.why == "timeout":
                message = f"ended after {self._limits.job:g} seconds"
                self._end(job, "failed", {"code": "timeout", "message": message, "problems": []})
            else:
                self._end(job, "cancelled")
        except asyncio.CancelledError:
            self._end(job, "cancelled")
            raise
        except Exception as error:
            if not isinstance(error, InputError | NotConvergedError | Refusal):
                LOG.error("job %s", job.kind, exc_info=error)
            self._end(job, "failed", failure(error))

    def _begin(self, job: Job) -> Tell:
        """What the work calls as it goes on; raises Stopped when it is to end."""
        deadline = time.monotonic() + self._limits.job
        job.status, job.progress = "running", ("begin", 0, 1)
        job.version += 1

        def tell(what: str, done: int, total: int) -> None:
            if time.monotonic() > deadline:
                job.stop, job.why = True, "timeout"
            if job.stop:
                raise Stopped
            job.progress = (what, done, total)
            job.version += 1

        return tell

    def _end(self, job: Job, status: Status, error: dict[str, Any] | None = None) -> None:
        if job.status not in ENDED:
            job.status, job.error = status, error
            job.version += 1

    def _forget(self) -> None:
        """The oldest that have ended, beyond so many."""
        for name, job in list(self._known.items()):
            if len(self._known) <= self._limits.kept:
                return
            if job.status in ENDED:
                self._drop_file(job)
                del self._known[name]

    def _drop_file(self, job: Job) -> None:
        if job.produce is not None and job.produce.file is not None:
            job.produce.file.unlink(missing_ok=True)
