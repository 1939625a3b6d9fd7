"""Sweeps in real processes: the same bits whoever works, and nothing lost when something stops."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

import tradetalks as tt
from sweeps import PROGRAM, content, tiny_sweep
from tradetalks.brief.sweeps import load_sweep
from tradetalks.uncertainty.sweep import crew
from tradetalks.uncertainty.sweep.ledger import records
from tradetalks.uncertainty.sweep.store import Folder, SweepStoppedError, store_at
from tradetalks.uncertainty.sweep.worker import Worker


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("safety")


@pytest.fixture(scope="module")
def calm(folder: Path) -> Path:
    """A sweep of 320 by one worker."""
    tt.sweep(tiny_sweep(folder, first=40, second=8), folder / "calm", workers=1)
    return folder / "calm"


@pytest.mark.parametrize("how", [{"workers": 1}, {"workers": 2}, {"cluster": "local:2"}])
def test_every_file_is_the_same_to_the_last_bit(
    how: dict[str, object], folder: Path, calm: Path, tmp_path: Path
) -> None:
    tt.sweep(folder / "grid.toml", tmp_path / "out", **how)  # type: ignore[arg-type]
    assert _checksums(tmp_path / "out") == _checksums(calm)


def test_another_kind_of_store(folder: Path, calm: Path, tmp_path: Path) -> None:
    url = f"local://{tmp_path / 'out'}"  # what fsspec calls a disk, as it would a bucket
    results = tt.sweep(folder / "grid.toml", url, workers=1)
    assert not isinstance(results.store, Folder)
    assert content(tmp_path / "out") == content(calm)


def test_a_disk_that_is_really_full(folder: Path, calm: Path, tmp_path: Path) -> None:
    """A disk of 128 KiB in a namespace of its own; then the same folder with room."""
    out, kept = tmp_path / "disk", tmp_path / "kept"
    out.mkdir()
    words = [
        *PROGRAM,
        "sweep",
        str(folder / "grid.toml"),
        "--out",
        str(out / "s"),
        "--workers",
        "1",
    ]
    script = 'disk=$1 kept=$2; shift 2; mount -t tmpfs -o size=128k tmpfs "$disk" || exit 77; '
    script += '"$@"; status=$?; cp -r "$disk/s" "$kept"; exit $status'
    space = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    if shutil.which("unshare") is None:
        pytest.skip("no disk of one's own can be mounted here")
    done = subprocess.run(
        [*space, str(out), str(kept), *words], capture_output=True, text=True, check=False
    )
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip("no disk of one's own can be mounted here")
    assert done.returncode == 1, done.stderr
    assert "is full; free some space and run the same command with --resume" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(kept.rglob("*.part"))
    safe = tt.SweepResults(kept)
    assert 0 < len(safe.records) < 20
    assert f"{16 * len(safe.records)} of 320 scenarios are done and safe" in done.stderr
    tt.sweep(folder / "grid.toml", kept, workers=1, resume=True)
    assert content(kept) == content(calm)


def test_ctrl_c_and_a_second_client(folder: Path, calm: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [*PROGRAM, "sweep", str(folder / "grid.toml"), "--out", str(out), "--workers", "1"]
    first = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while first.poll() is None and not list(out.glob("records/*.json")):
        time.sleep(0.01)
    second = subprocess.run(
        [*command, "--resume"], capture_output=True, text=True, check=False, timeout=60
    )
    if first.poll() is None:
        first.send_signal(signal.SIGINT)
    told = first.communicate(timeout=60)[1]
    assert "Traceback" not in told + second.stderr
    if first.returncode == 130:  # on a fast machine it may have ended before
        assert f"what is done is safe in {out}: go on with --resume" in told
        assert second.returncode == 2
        assert "another sweep is being written to this folder" in second.stderr
    tt.sweep(folder / "grid.toml", out, workers=1, resume=True)
    assert content(out) == content(calm)


class Unreadable(Worker):
    """A worker that no process can make out, as where libraries differ."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(worker.plan, worker.store)

    def packed(self) -> bytes:
        return b"not a worker"


def test_workers_that_cannot_begin_stop_the_sweep_and_fail_no_scenario(
    folder: Path, calm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "PATIENCE", 2)
    plan, store = load_sweep(folder / "grid.toml"), store_at(tmp_path / "out")
    hands = crew.LocalCrew(Unreadable(Worker(plan, store)), 2)
    with pytest.raises(SweepStoppedError, match=r"2 workers in a row could not begin"):
        list(hands.run(range(plan.chunks)))
    assert not list(records(store))


def _checksums(out: Path) -> dict[str, str]:
    return {part.name: part.sha256 for record in records(Folder(out)) for part in record.parts}
