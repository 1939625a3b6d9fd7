"""Places that a sweep cannot be written to or read from, and workers that write elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fsspec.implementations.memory import MemoryFileSystem

import tradetalks as tt
from sweeps import Here, grid, tiny_base
from tradetalks.brief.sweeps import load_sweep
from tradetalks.cli import main
from tradetalks.uncertainty.sweep.crew import Lost
from tradetalks.uncertainty.sweep.drive import drive
from tradetalks.uncertainty.sweep.ledger import Record
from tradetalks.uncertainty.sweep.store import Folder, Store, SweepStoppedError, store_at
from tradetalks.uncertainty.sweep.worker import Worker


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("foo://bar/x", ["foo://bar/x: cannot be reached", "allowed: a folder, or a URL"]),
        ("memry://bar/x", ["did you mean memory://bar/x?"]),
        ("s3://bucket/x", ["s3fs", "pip install s3fs, here and on every worker"]),
    ],
)
def test_a_url_that_leads_nowhere(
    url: str, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)  # as where it is not installed
    told = CliRunner().invoke(main, ["query", url, "select 1"])
    assert told.exit_code == 2
    for word in words:
        assert word in told.output


def test_what_the_library_of_a_store_raises_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoCredentialsError(Exception):
        """No OSError, as those of object stores are none."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise NoCredentialsError("unable to locate credentials")

    store = store_at("memory://sweeps/refused")
    for name in ("cat_file", "pipe_file", "find", "size", "rm_file"):
        monkeypatch.setattr(MemoryFileSystem, name, refuse)
    with pytest.raises(SweepStoppedError, match=r"cannot be written \(unable to locate"):
        store.write("sweep.json", b"{}")
    for ask in (store.read, store.size, store.names, store.remove):
        with pytest.raises(tt.InputError, match=r"cannot be read \(NoCredentialsError: unable"):
            ask("sweep.json")


@dataclass
class Elsewhere:
    """Works through chunks; from the one numbered `apart` on, to a place that no one else sees."""

    worker: Worker
    apart: int
    place: Store

    def run(self, chunks: Iterable[int]) -> Iterator[Record | Lost]:
        away = Worker(self.worker.plan, self.place)
        for chunk in chunks:
            yield (away if chunk >= self.apart else self.worker).run(chunk)


@pytest.mark.parametrize(
    ("apart", "words"), [(0, "wrote the first chunk where"), (1, "wrote 2 of 3 chunks where")]
)
def test_results_that_the_client_cannot_see_are_not_called_written(
    apart: int, words: str, tmp_path: Path
) -> None:
    asked = grid(chunk=1)
    plan, store = load_sweep(asked, tiny_base()), Folder(tmp_path / "here")
    crew = Elsewhere(Worker(plan, store), apart, Folder(tmp_path / "there"))
    with pytest.raises(tt.InputError, match=words):
        drive(plan, store, crew)
    assert drive(plan, store, Here(Worker(plan, store)), resume=True).solved_now == 3 - apart


def test_the_memory_of_workers_is_not_a_place_to_write_to() -> None:
    with pytest.raises(tt.InputError, match=r"memory://gone: .* cannot see it"):
        tt.sweep(grid(), "memory://gone", baseline=tiny_base(), workers=1)
