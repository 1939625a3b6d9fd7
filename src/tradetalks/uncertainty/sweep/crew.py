"""Workers on this machine: processes that may die at any time, each with a line of its own."""

from __future__ import annotations

import multiprocessing
import signal
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

from tradetalks.uncertainty.sweep.ledger import Record
from tradetalks.uncertainty.sweep.store import SweepStoppedError
from tradetalks.uncertainty.sweep.worker import Worker, one_thread, unpacked

#: A chunk that takes so many workers with it is given up, and its scenarios with it.
PATIENCE = 8
#: A worker's first word.
READY = "ready"


class Lost(NamedTuple):
    """A chunk that no worker survived."""

    chunk: int
    deaths: int


@dataclass
class _Hand:
    """A worker process, the line to it, and the chunk it is at."""

    process: BaseProcess
    line: Connection
    chunk: int | None = None
    ready: bool = False


@dataclass
class LocalCrew:
    """So many processes on this machine.

    Lines are not shared, so that a process killed in the middle of a word silences nobody else.
    A worker whose client is gone finishes its chunk, finds the line cut, and ends.
    """

    worker: Worker
    size: int
    _hands: list[_Hand] = field(default_factory=list)
    _stillborn: int = 0

    def run(self, chunks: Iterable[int]) -> Iterator[Record | Lost]:
        """Chunks as they are done; the dead are replaced and their chunks begun again."""
        todo, again, deaths = iter(chunks), list[int](), Counter[int]()
        packed = self.worker.packed()
        try:
            while True:
                self._hand_out(todo, again, packed)
                busy = [hand for hand in self._hands if hand.chunk is not None]
                if not busy:
                    return
                ready = wait([hand.line for hand in busy])
                for hand in [hand for hand in busy if hand.line in ready]:
                    chunk = hand.chunk
                    assert chunk is not None
                    word = _heard(hand)
                    if word == READY:
                        hand.ready, self._stillborn = True, 0
                        continue
                    if word is None:
                        self._bury(hand)
                        if not hand.ready:  # no fault of the chunk's
                            self._not_begun("they died as they started")
                            again.append(chunk)
                            continue
                        deaths[chunk] += 1
                        if deaths[chunk] < PATIENCE:
                            again.append(chunk)
                        else:
                            yield Lost(chunk, deaths[chunk])
                        continue
                    hand.chunk = None
                    if isinstance(word, Exception):
                        raise word
                    yield word
        finally:
            self.close()

    def _hand_out(self, todo: Iterator[int], again: list[int], packed: bytes) -> None:
        """A chunk for everyone who has none, hiring up to the size of the crew."""
        while True:
            idle = next((hand for hand in self._hands if hand.chunk is None), None)
            if idle is None and len(self._hands) >= self.size:
                return
            chunk = again.pop() if again else next(todo, None)
            if chunk is None:
                return
            if idle is None:
                try:
                    idle = _hired(packed)
                except OSError as error:  # killed before it was told all, or no room for one
                    self._not_begun(str(error))
                    again.append(chunk)
                    continue
                self._hands.append(idle)
            idle.chunk = chunk
            try:
                idle.line.send(chunk)
            except OSError:  # it died while idle: its line is cut, and that is found on waiting
                continue

    def _not_begun(self, why: str) -> None:
        """One more that could not begin; so many in a row, and something is wrong with all."""
        self._stillborn += 1
        if self._stillborn >= PATIENCE:
            raise SweepStoppedError(
                f"{self._stillborn} workers in a row could not begin ({why}); is there memory "
                'enough, and in a script, is the sweep under `if __name__ == "__main__":`? Then '
                "run the same again with --resume"
            )

    def _bury(self, hand: _Hand) -> None:
        hand.line.close()
        hand.process.kill()
        hand.process.join()
        self._hands.remove(hand)

    def close(self) -> None:
        """End every worker at once; a chunk that is half done is done again another time."""
        for hand in list(self._hands):
            self._bury(hand)


def _hired(packed: bytes) -> _Hand:
    one_thread()
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_work, args=(there, packed), daemon=True)
    process.start()
    there.close()
    return _Hand(process, here)


def _heard(hand: _Hand) -> Any:
    """A worker's word; None from the dead."""
    try:
        return hand.line.recv()
    except (EOFError, OSError):
        return None


def _work(line: Connection, packed: bytes) -> None:
    """The life of a worker: chunks come in, records go out, until the line is cut."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the client tells when to stop
    worker = unpacked(packed)
    with suppress(OSError):
        line.send(READY)
    while True:
        try:
            chunk = line.recv()
        except (EOFError, OSError):
            return
        word: Record | Exception
        try:
            word = worker.run(chunk)
        except SweepStoppedError as error:
            word = SweepStoppedError(str(error))
        except Exception as error:
            word = RuntimeError(f"chunk {chunk}: {type(error).__name__}: {error}")
        try:
            line.send(word)
        except OSError:
            return
