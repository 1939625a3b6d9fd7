"""Workers on a Dask cluster: its scheduler hands out chunks, its workers write their results."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from tradetalks.errors import InputError, Problem, nearest
from tradetalks.uncertainty.sweep.crew import PATIENCE, Lost
from tradetalks.uncertainty.sweep.ledger import Record
from tradetalks.uncertainty.sweep.store import SweepStoppedError
from tradetalks.uncertainty.sweep.worker import Worker, one_thread, unpacked

if TYPE_CHECKING:
    from distributed import Client

#: Chunks at a scheduler for each thread there is: nobody waits, and little is lost with it.
AHEAD = 3
#: Seconds that a scheduler which has gone may take to come back.
WAITING = 60.0
LOCAL, MOST_LOCAL = "local:", 1024
#: Ways to a scheduler that Dask knows.
SCHEMES = ("tcp", "tls", "ucx", "ws", "wss", "inproc")
ADDRESS = f"local:1 to local:{MOST_LOCAL}, or the address of a Dask scheduler, as tcp://host:8786"


class _LostSchedulerError(Exception):
    """The scheduler is gone, and with it what it knew."""


@dataclass
class DaskCrew:
    """Everyone at a scheduler: "local:8", an address such as "tcp://host:8786", or a Dask
    cluster or client of your own.

    The plan with its baselines is shipped once a worker, those that join later included, and
    programs are compiled once a worker. Dask replaces workers that die. A scheduler that dies is
    waited for, and what was not yet told is handed out again.
    """

    worker: Worker
    cluster: Any
    waiting: float = WAITING

    def run(self, chunks: Iterable[int]) -> Iterator[Record | Lost]:
        """Chunks as they are done."""
        todo, again, deaths = iter(chunks), set[int](), Counter[int]()
        since = None
        while True:
            try:
                with _client(self.cluster, 10.0 if since is None else self.waiting) as client:
                    # Those a lost scheduler took with it come first.
                    first, again = sorted(again), set[int]()
                    todo = chain(first, todo)
                    for found in self._through(client, todo, again, deaths):
                        since = None
                        yield found
                return
            except _LostSchedulerError:
                now = time.monotonic()
                since = since or now
                if not isinstance(self.cluster, str) or now - since > self.waiting:
                    raise SweepStoppedError(
                        f"the scheduler of {self.cluster} is gone; start it and its workers, and "
                        "run the same command with --resume"
                    ) from None
                time.sleep(0.5)

    def _through(
        self, client: Client, todo: Iterator[int], again: set[int], deaths: Counter[int]
    ) -> Iterator[Record | Lost]:
        """Work through what is left at one scheduler; raises _LostSchedulerError.

        `again` holds the chunks that the scheduler has: those to do again if it is lost.
        """
        from distributed import KilledWorker, as_completed

        name = f"tradetalks-sweep-{self.worker.plan.fingerprint[:12]}"
        with _watched(client):
            try:
                client.register_plugin(_plugin(self.worker.packed(), name), name=name)
            except (ImportError, AttributeError, TypeError) as unfit:
                raise _unfit("take the plan", unfit) from unfit
        at: dict[Any, int] = {}

        def hand_out(number: int | None = None) -> list[Any]:
            room = max(4, AHEAD * sum(client.nthreads().values())) - len(at)
            chosen = [number] if number is not None else list(islice(todo, max(room, 0)))
            again.update(chosen)
            sent = [
                client.submit(_done, chunk, name, key=f"{name}-{chunk}-{deaths[chunk]}", pure=False)
                for chunk in chosen
            ]
            at.update(zip(sent, chosen, strict=True))
            return sent

        with _watched(client):
            going = as_completed(hand_out(), loop=client.loop)
        for future in going:
            chunk = at.pop(future, None)
            if chunk is None:
                continue
            if future.status == "finished":
                with _watched(client):
                    word = future.result()
                if isinstance(word, str):
                    raise SweepStoppedError(word)
                again.discard(chunk)
                yield word
            elif future.status in ("cancelled", "lost") or client.status != "running":
                raise _LostSchedulerError
            else:
                error = future.exception()
                if not isinstance(error, KilledWorker):
                    raise _unfit(f"work on chunk {chunk}", error)
                # Dask gives a task up after so many deaths; it has counted those.
                deaths[chunk] += int(getattr(error, "allowed_failures", 0)) + 1
                if deaths[chunk] >= PATIENCE:
                    again.discard(chunk)
                    yield Lost(chunk, deaths[chunk])
                else:
                    with _watched(client):
                        going.update(hand_out(chunk))
            with _watched(client):
                going.update(hand_out())


def _unfit(what: str, error: BaseException | None) -> SweepStoppedError:
    return SweepStoppedError(
        f"a worker could not {what} ({type(error).__name__}: {error}); have all workers the same "
        "tradetalks and libraries as this machine? Mend that and run the same command with --resume"
    )


@contextmanager
def _watched(client: Any) -> Iterator[None]:
    """Whatever a client raises because its scheduler is gone, under one name."""
    from asyncio import CancelledError
    from concurrent.futures import CancelledError as Cancelled

    try:
        yield
    except (OSError, TimeoutError, CancelledError, Cancelled) as error:
        raise _LostSchedulerError from error
    except RuntimeError as error:  # "... client is not running"
        if client.status == "running":
            raise
        raise _LostSchedulerError from error


@contextmanager
def _client(cluster: Any, patience: float) -> Iterator[Client]:
    """A client of the cluster that was named; what was started for it ends with it."""
    import dask
    from distributed import Client, LocalCluster

    with ExitStack() as held:
        held.enter_context(dask.config.set({"distributed.comm.timeouts.connect": patience}))
        if isinstance(cluster, Client):
            yield cluster
            return
        if isinstance(cluster, str) and cluster.startswith(LOCAL):
            one_thread()
            cluster = held.enter_context(
                LocalCluster(
                    n_workers=int(cluster.removeprefix(LOCAL)),
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                )
            )
        try:
            client = Client(cluster, timeout=patience, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            if isinstance(error, ValueError) or patience < WAITING:
                what = f"no scheduler answers at {cluster!r} ({type(error).__name__}: {error})"
                raise InputError(Problem("cluster", what, ADDRESS)) from None
            raise _LostSchedulerError from error
        try:
            yield client
        finally:
            with suppress(Exception):
                client.close(timeout=2)


def check_cluster(cluster: Any, place: str = "cluster") -> None:
    """Raises InputError where a word names no cluster; whether one answers is another matter."""
    if not isinstance(cluster, str):
        return
    kind, colon, rest = cluster.partition("://")
    size = cluster.removeprefix(LOCAL)
    if cluster.startswith(LOCAL) and size.isdigit() and 1 <= int(size) <= MOST_LOCAL:
        return
    if colon and kind in SCHEMES and rest:
        return
    close = nearest(kind, SCHEMES) if colon else ""
    what, near = f"{cluster!r} names no cluster", f"{close}://{rest}" if close else ""
    raise InputError(Problem(place, what, ADDRESS, near))


def _plugin(packed: bytes, name: str) -> Any:
    """What a Dask worker is given when it joins: the plan and its baselines, once."""
    from distributed import WorkerPlugin

    class Sweep(WorkerPlugin):
        """Holds this worker's engine; made of what was shipped, at the first chunk."""

        def setup(self, worker: Any) -> None:
            one_thread()
            self.held: Worker = unpacked(packed)

    made: Any = Sweep()
    made.name = name
    return made


def _done(chunk: int, name: str) -> Record | str:
    """On a Dask worker: a chunk solved and written, or the words of what forbids writing."""
    from distributed import get_worker

    plugin: Any = get_worker().plugins[name]
    worker: Worker = plugin.held
    try:
        return worker.run(chunk)
    except SweepStoppedError as error:
        return str(error)
