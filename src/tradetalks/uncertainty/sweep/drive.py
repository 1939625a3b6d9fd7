"""A sweep from start to end: what is done already, what is left, and how it is going."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from tradetalks.errors import InputError, Problem
from tradetalks.uncertainty.sweep.crew import Lost
from tradetalks.uncertainty.sweep.ledger import (
    ABOUT,
    RECORDS,
    Record,
    asked_for,
    commit,
    left_behind,
    recorded,
    records,
    seen,
    sound,
    sweep_out,
)
from tradetalks.uncertainty.sweep.plan import Plan
from tradetalks.uncertainty.sweep.solved import Solved
from tradetalks.uncertainty.sweep.store import LOCK, Folder, Store, SweepStoppedError

#: Differences from another sweep that are told.
MOST_TOLD = 8
Progress = Callable[[str, int, int], None]


class Crew(Protocol):
    """Whoever works through chunks, in whatever order they get done."""

    def run(self, chunks: Iterable[int]) -> Iterator[Record | Lost]: ...


#: Ends that say nothing of the scenario, but perhaps of a machine without memory.
MISHAPS = frozenset({"raised", "worker died"})


@dataclass(frozen=True)
class Finished:
    """How a sweep ended: scenarios by status, and how many of them this run solved."""

    scenarios: int
    ends: dict[str, int]
    solved_now: int
    redone: int

    @property
    def failed(self) -> int:
        """Scenarios that ended with a named failure."""
        return sum(n for status, n in self.ends.items() if status != "converged")


def drive(
    plan: Plan,
    store: Store,
    crew: Crew,
    *,
    resume: bool = False,
    again: bool = False,
    progress: Progress | None = None,
) -> Finished:
    """Work through a plan until every scenario has ended once.

    `again`, with `resume`: chunks with an end of `MISHAPS` are begun anew.
    Raises InputError where the folder holds something else, or a sweep begun and `resume` is not
    asked for, or where this machine does not see what workers write; SweepStoppedError where
    results cannot be written: what is done is safe.
    """
    with _alone(store):
        begun = _begin(plan, store, resume)
        done = bytearray(plan.chunks)  # a byte a chunk, whatever the size of the sweep
        ends, redone, before = Counter[str](), 0, 0
        for record in records(store) if begun else ():
            if progress:
                progress("check what is done", record.first, plan.count)
            if again and not MISHAPS.isdisjoint(record.ends):
                continue
            if record.plan == plan.fingerprint and sound(store, record):
                done[record.chunk] = 1
                before += record.count
                ends.update(record.ends)
            else:
                redone += 1
        total = before
        if progress:
            progress("sweep", total, plan.count)
        left = (chunk for chunk in range(plan.chunks) if not done[chunk])
        try:
            for found in crew.run(left):
                record = _given_up(plan, store, found) if isinstance(found, Lost) else found
                if total == before and not recorded(store, record.chunk):
                    raise InputError(_unseen(store, "the first chunk"))
                if done[record.chunk]:
                    continue  # done twice where a scheduler was lost: the same rows
                done[record.chunk] = 1
                ends.update(record.ends)
                total += record.count
                if progress:
                    progress("sweep", total, plan.count)
        except SweepStoppedError as error:
            safe = f"{total:,} of {plan.count:,} scenarios are done and safe"
            raise SweepStoppedError(f"{error} ({safe})") from error
        unseen = sum(done) - seen(store)
        if unseen > 0:
            raise InputError(_unseen(store, f"{unseen:,} of {plan.chunks:,} chunks"))
        _tidy(store)
        return Finished(plan.count, dict(sorted(ends.items())), total - before, redone)


def _begin(plan: Plan, store: Store, resume: bool) -> bool:
    """Whether there is something to go on with; a new sweep is written down first."""
    about = asked_for(store)
    # Where what was asked for is lost, records say which sweep they are of.
    known = [about["fingerprint"]] if about else [record.plan for record in records(store)]
    if any(fingerprint != plan.fingerprint for fingerprint in known):
        raise InputError(_other(about, plan, store))
    fresh = not known and store.read(ABOUT) is None
    if fresh and not all(left_behind(name) for name in store.names("")):
        raise InputError(
            Problem(store.url, "holds other files", "a new or empty folder", remedy="change --out")
        )
    begun = bool(store.names(RECORDS))
    if begun and not resume:
        raise InputError(
            Problem(
                store.url,
                "holds this sweep already, begun or done",
                remedy="--resume goes on with it; --out names another folder",
            )
        )
    if about is None:
        content = {**plan.describe(), "fingerprint": plan.fingerprint}
        store.write(ABOUT, json.dumps(content, indent=1, default=str).encode())
    return begun


def _other(about: dict[str, Any] | None, plan: Plan, store: Store) -> Problem:
    here = json.loads(json.dumps(plan.describe(), default=str))
    differ = f"in what it differs cannot be told: its {ABOUT} is missing or damaged"
    if about is not None:
        differ = f"differs in: {'; '.join(islice(_differences(about, here), MOST_TOLD))}"
    return Problem(
        store.url,
        f"holds the results of another sweep ({differ})",
        remedy="name another folder with --out, or go back to what this one was begun with",
    )


def _differences(there: Any, here: Any, place: str = "") -> Iterator[str]:
    """Where plain data differ from what a folder was begun with, place by place."""
    alike = type(there) is type(here)
    if alike and isinstance(here, dict):
        for key in (k for k in dict.fromkeys((*here, *there)) if k != "fingerprint" or place):
            inner = f"{place}.{key}".removeprefix(".")
            yield from _differences(there.get(key), here.get(key), inner)
    elif alike and isinstance(here, list) and len(here) == len(there):
        for k, (old, new) in enumerate(zip(there, here, strict=True)):
            yield from _differences(old, new, f"{place}[{k + 1}]")
    elif there != here:
        long = isinstance(here, list) and isinstance(there, list)
        old, new = (f"{len(v)} entries" if long else _short(v) for v in (there, here))
        yield f"{place}: {old} there, {new} here"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 32 else f"{text[:12]}…"


def _given_up(plan: Plan, store: Store, lost: Lost) -> Record:
    """The named failure of every scenario in a chunk that no worker survived."""
    why = f"{lost.deaths} workers died on these scenarios; is there memory enough for one?"
    ends = [Solved(n, "worker died", why, float("nan"), 0) for n in plan.numbers(lost.chunk)]
    return commit(store, plan, lost.chunk, ends)


def _unseen(store: Store, which: str) -> Problem:
    return Problem(
        store.url,
        f"workers wrote {which} where this machine cannot see it",
        "a folder or URL that all workers and this machine share",
        remedy="name one with --out",
    )


def _tidy(store: Store) -> None:
    with suppress(OSError, InputError):
        sweep_out(store, records(store))


@contextmanager
def _alone(store: Store) -> Iterator[None]:
    """No two clients on one folder of this machine; a kill frees it, too."""
    if not isinstance(store, Folder) or os.name != "posix":
        yield
        return
    import fcntl

    try:
        store.path.mkdir(parents=True, exist_ok=True)
        lock = (store.path / LOCK).open("a")
    except OSError as error:
        what = f"cannot be written ({error.strerror})"
        raise InputError(Problem(store.url, what, "a folder of your own")) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            what = "another sweep is being written to this folder"
            raise InputError(Problem(store.url, what, remedy="wait for it, or stop it")) from None
        yield
