"""Each scenario once: interrupted, damaged, begun by two, or begun with something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import tradetalks as tt
from sweeps import LEVER, Here, content, grid, here, tiny_base
from tradetalks.brief.sweeps import load_sweep
from tradetalks.cli import main
from tradetalks.uncertainty.sweep.crew import Lost
from tradetalks.uncertainty.sweep.drive import drive
from tradetalks.uncertainty.sweep.ledger import Record, records
from tradetalks.uncertainty.sweep.store import LOCK, Folder, store_at
from tradetalks.uncertainty.sweep.worker import Worker


@pytest.fixture(scope="module")
def tiny() -> tt.Baseline:
    return tiny_base()


def test_order_of_work_and_interruption_change_nothing(tiny: tt.Baseline, tmp_path: Path) -> None:
    asked = grid(lever=[{**LEVER, "add": {"from": 0.0, "to": 0.5, "steps": 40}}])
    here(asked, tmp_path / "calm", tiny)
    here(asked, tmp_path / "other", tiny, backwards=True, stop_after=2)
    part = tt.SweepResults(tmp_path / "other")
    assert not part.complete
    assert part.query("select count(*) n from scenarios")["n"][0] == 16
    sql = "select count(*) n from scenarios"
    told = CliRunner().invoke(main, ["query", str(tmp_path / "other"), sql])
    assert (told.exit_code, "16 of 40 scenarios" in told.stderr) == (0, True)
    with pytest.raises(tt.InputError, match="--resume"):
        here(asked, tmp_path / "other", tiny)
    here(asked, tmp_path / "other", tiny, resume=True)
    assert content(tmp_path / "calm") == content(tmp_path / "other")


def test_another_sweep_is_not_mixed_in(tiny: tt.Baseline, tmp_path: Path) -> None:
    here(grid(), tmp_path / "out", tiny)
    with pytest.raises(tt.InputError, match=r"differs in: tol: 1e-10 there, 1e-09 here\)"):
        here(grid(tol=1e-9), tmp_path / "out", tiny, resume=True)
    other = tiny.replace(trade_elasticity=tiny["trade_elasticity"].values + 1)
    with pytest.raises(tt.InputError, match=r"worlds\[1\].fingerprint: \w+… there, \w+… here\)"):
        here(grid(), tmp_path / "out", other, resume=True)
    more = grid(lever=[{**LEVER, "add": [0.0, 0.2, 0.4, 0.6]}])
    with pytest.raises(tt.InputError, match=r"design\[5\].values: 3 entries there, 4 entries here"):
        here(more, tmp_path / "out", tiny, resume=True)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "thesis.tex").write_text("years of work")
    with pytest.raises(tt.InputError, match="holds other files"):
        here(grid(), tmp_path / "taken", tiny)


def test_a_change_in_the_middle_makes_another_sweep(tiny: tt.Baseline, tmp_path: Path) -> None:
    def listed(change: float) -> dict[str, Any]:
        amounts = {"a": 0.1, "b": change, "c": 0.3}
        found = [{"id": k, "lever": [{**LEVER, "add": v}]} for k, v in amounts.items()]
        return {**grid(), "lever": [], "scenario": found}

    def in_step(change: float) -> dict[str, Any]:
        first = {**LEVER, "axis": "s", "add": [0.0, 0.1, 0.2]}
        second = {**LEVER, "axis": "s", "exporter": "C02", "add": [0.0, change, 0.4]}
        return grid(lever=[first, second])

    for name, asked, place in (
        ("listed", listed, r"levers\.scenarios\.b\[1\]\.add"),
        ("in_step", in_step, r"levers\.slots\[2\]\.beside\[2\]\[2\]"),
    ):
        here(asked(0.2), tmp_path / name, tiny, stop_after=0)
        with pytest.raises(tt.InputError, match=rf"differs in: {place}: 0.2 there, 0.9 here\)"):
            here(asked(0.9), tmp_path / name, tiny, resume=True)
        assert here(asked(0.2), tmp_path / name, tiny, resume=True).complete


@pytest.mark.parametrize("table", ["scenarios", "countries", "records"])
@pytest.mark.parametrize("how", ["cut", "bit", "gone"])
def test_damage_is_found_and_redone(
    table: str, how: str, tiny: tt.Baseline, tmp_path: Path
) -> None:
    asked = grid(lever=[{**LEVER, "add": {"from": 0.0, "to": 0.5, "steps": 24}}])
    here(asked, tmp_path / "out", tiny)
    before = content(tmp_path / "out")
    suffix = "*.json" if table == "records" else "*.parquet"
    victim = sorted((tmp_path / "out" / table).rglob(suffix))[1]
    held = victim.read_bytes()
    if how == "gone":
        victim.unlink()
    else:
        middle = len(held) // 2
        flipped = held[:middle] + bytes([held[middle] ^ 1]) + held[middle + 1 :]
        victim.write_bytes(held[:middle] if how == "cut" else flipped)
    # A sweep that looks finished is not believed.
    plan = load_sweep(asked, tiny)
    store = Folder(tmp_path / "out")
    ended = drive(plan, store, Here(Worker(plan, store)), resume=True)
    assert ended.solved_now == 8
    assert content(tmp_path / "out") == before


def test_a_kill_while_the_first_file_is_written_is_gone_on_from(
    tiny: tt.Baseline, tmp_path: Path
) -> None:
    killed, taken = tmp_path / "killed", tmp_path / "taken"
    for folder, name in ((killed, ".sweep.json.0badcafe.part"), (taken, "notes.part")):
        folder.mkdir()
        (folder / name).write_bytes(b"{")
    assert here(grid(), killed, tiny, resume=True).complete
    left = {path.name for path in killed.iterdir()}
    assert left == {"sweep.json", "records", "scenarios", "countries", LOCK}
    with pytest.raises(tt.InputError, match="holds other files"):
        here(grid(), taken, tiny, resume=True)


@pytest.mark.parametrize("how", ["cut", "altered", "gone"])
def test_records_without_what_was_asked_for_count_for_their_own_sweep_alone(
    how: str, tiny: tt.Baseline, tmp_path: Path
) -> None:
    out, about = tmp_path / "out", tmp_path / "out" / "sweep.json"
    here(grid(), out, tiny)
    before, held = content(out), about.read_text()
    cases = {"cut": held[:500], "altered": held.replace("1e-10", "1e-11")}
    about.unlink() if how == "gone" else about.write_text(cases[how])
    with pytest.raises(tt.InputError, match="holds no sweep" if how == "gone" else "is damaged"):
        tt.SweepResults(out)
    for resume in (False, True):
        with pytest.raises(tt.InputError, match=r"another sweep .*cannot be told"):
            here(grid(tol=1e-9), out, tiny, resume=resume)
    with pytest.raises(tt.InputError, match="--resume"):
        here(grid(), out, tiny)
    plan, store = load_sweep(grid(), tiny), Folder(out)
    assert drive(plan, store, Here(Worker(plan, store)), resume=True).solved_now == 0
    assert about.read_text() == held
    assert content(out) == before


def test_a_chunk_that_no_worker_survives_is_a_named_failure(
    tiny: tt.Baseline, tmp_path: Path
) -> None:
    @dataclass
    class Deadly(Here):
        def run(self, chunks: Iterable[int]) -> Iterator[Record | Lost]:
            for chunk in chunks:
                yield Lost(chunk, 8) if chunk == 1 else self.worker.run(chunk)

    asked = grid(lever=[{**LEVER, "add": {"from": 0.0, "to": 0.5, "steps": 20}}])
    plan, store = load_sweep(asked, tiny), Folder(tmp_path / "out")
    ended = drive(plan, store, Deadly(Worker(plan, store)))
    assert ended.ends == {"converged": 12, "worker died": 8}
    assert ended.failed == 8
    # Begun again, only what was lost; not unless it is asked for.
    crew = Here(Worker(plan, store))
    assert drive(plan, store, crew, resume=True).solved_now == 0
    ended = drive(plan, store, crew, resume=True, again=True)
    assert (ended.ends, ended.solved_now, ended.redone) == ({"converged": 20}, 8, 0)


def test_any_url_will_do(tiny: tt.Baseline, tmp_path: Path) -> None:
    here(grid(), tmp_path / "out", tiny)
    plan, store = load_sweep(grid(), tiny), store_at("memory://sweeps/one")
    drive(plan, store, Here(Worker(plan, store)))
    there = tt.SweepResults("memory://sweeps/one")
    sql = "select * from countries order by number, country"
    assert there.query(sql).equals(tt.SweepResults(tmp_path / "out").query(sql))
    assert len(list(records(store))) == 1


def test_one_folder_one_client(tiny: tt.Baseline, tmp_path: Path) -> None:
    plan, store = load_sweep(grid(), tiny), Folder(tmp_path / "out")

    @dataclass
    class Second(Here):
        def run(self, chunks: Iterable[int]) -> Iterator[Record | Lost]:
            with pytest.raises(tt.InputError, match="another sweep is being written"):
                drive(plan, store, Here(self.worker), resume=True)
            yield from super().run(chunks)

    assert drive(plan, store, Second(Worker(plan, store))).scenarios == 3
