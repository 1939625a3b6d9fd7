"""A sweep of 2,000 whose processes are really killed (kill -9), and one that is left in peace.

A few kills here, to stay within a minute; `python -m benchmarks.kills` does the same with 60.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import tradetalks as tt
from sweeps import Killing, content, tiny_sweep


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("killed")


@pytest.fixture(scope="module")
def calm(folder: Path) -> dict[str, Any]:
    """What an undisturbed sweep finds."""
    tt.sweep(tiny_sweep(folder), folder / "calm", workers=2)
    return content(folder / "calm")


@pytest.mark.parametrize(("dask", "kills"), [(False, 6), (True, 4)], ids=["processes", "dask"])
def test_killed_at_random_it_ends_the_same(
    dask: bool, kills: int, folder: Path, calm: dict[str, Any]
) -> None:
    out = folder / ("dask" if dask else "processes")
    killing = Killing(tiny_sweep(folder), out, kills, seed=11, dask=dask)
    assert killing.run() == 0
    assert sum(killing.dead.values()) == kills
    assert content(out) == calm
    assert len(calm["scenarios"]) == 2000
    numbers = [row[0] for row in content(out)["scenarios"]]
    assert numbers == list(range(2000))
