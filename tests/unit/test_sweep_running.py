"""Sweeps solved: the same numbers as one by one, each scenario once, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jax.errors import JaxRuntimeError

import tradetalks as tt
from sweeps import content
from tradetalks.brief.sweeps import load_sweep
from tradetalks.solve.compiled import kernel_of
from tradetalks.uncertainty import doubt_of
from tradetalks.uncertainty.draws import drawn_elasticities
from tradetalks.uncertainty.sweep import engine, place
from tradetalks.uncertainty.sweep.crew import Lost
from tradetalks.uncertainty.sweep.drive import drive
from tradetalks.uncertainty.sweep.engine import Engine
from tradetalks.uncertainty.sweep.kept import BY_FLOW, KEEPABLE
from tradetalks.uncertainty.sweep.ledger import Record, records
from tradetalks.uncertainty.sweep.store import Folder, store_at
from tradetalks.uncertainty.sweep.worker import Worker
from worlds import make_world

LEVER = {"kind": "tariff", "importer": "C00", "exporter": "C01", "sectors": "all"}


@dataclass
class Here:
    """Works through chunks in this process, in the order given or in the reverse."""

    worker: Worker
    backwards: bool = False
    stop_after: int = 10**9

    def run(self, chunks: Iterable[int]) -> Iterator[Record | Lost]:
        order = sorted(chunks, reverse=self.backwards)
        for chunk in order[: self.stop_after]:
            yield self.worker.run(chunk)


@dataclass
class OnlyFirst:
    """Works through the first chunk alone, however many there are."""

    worker: Worker

    def run(self, chunks: Iterable[int]) -> Iterator[Record | Lost]:
        yield self.worker.run(next(iter(chunks)))


@pytest.fixture(scope="module")
def tiny() -> tt.Baseline:
    return tt.Baseline.from_arrays(**make_world(5))


def here(grid: Any, out: Path, base: tt.Baseline | None = None, **how: Any) -> tt.SweepResults:
    plan = load_sweep(grid, base)
    resume = how.pop("resume", False)
    drive(plan, Folder(out), Here(Worker(plan, Folder(out)), **how), resume=resume)
    return tt.SweepResults(out)


def grid(**more: Any) -> dict[str, Any]:
    return {"title": "t", "chunk": 8, "lever": [{**LEVER, "add": [0.0, 0.2, 0.4]}], **more}


def test_numbers_are_those_of_single_solves(tiny: tt.Baseline, tmp_path: Path) -> None:
    asked = grid(
        deficits=["fixed", "share"],
        revenue=["lump_sum", "income_tax"],
        labour_supply=[0.0, 0.4],
        scale_elasticity=[0.0, 0.05],
        flows=True,
        scenario=[
            {"id": "alone", "lever": []},
            {"id": "shut", "lever": [{**LEVER, "kind": "embargo", "exporter": "C02"}]},
            {
                "id": "bought",
                "lever": [
                    {
                        "kind": "purchase", "buyer": "C01", "seller": "C00",
                        "sectors": "all", "add": 1e4,
                    }
                ],
            },
        ],
    )  # fmt: skip
    results = here(asked, tmp_path / "out", tiny)
    frame = results.pandas()
    flows = results.pandas("flows")
    assert len(frame) == 144 * 4
    assert len(flows) == 144 * 4 * 4 * 3
    rows = results.pandas("scenarios").sample(24, random_state=1)
    for _, row in rows.iterrows():
        policy = tt.Policy().tariff("C00", "C01", add=row["tariff_1"])
        if row["scenario"] == "shut":
            policy = policy.embargo("C00", "C02")
        if row["scenario"] == "bought":
            policy = policy.purchase(buyer="C01", seller="C00", sectors="all", add=1e4)
        eq = tt.solve(
            tiny,
            policy,
            deficits=row["deficits"],
            revenue=row["revenue"],
            labour_supply=row["labour_supply"],
            scale_elasticity=row["scale_elasticity"],
        )
        assert row["status"] == eq.status == "converged"
        assert row["residual"] <= 1e-10
        mine = frame[frame["number"] == row["number"]].set_index("country")
        for name in results.about["outcomes"]:
            np.testing.assert_allclose(
                mine.loc[list(tiny.countries), name].to_numpy(dtype=float),
                eq.outcomes[name].values,
                rtol=1e-6,
                atol=1e-5,
            )
        cells = flows[flows["number"] == row["number"]]
        trade = cells.set_index(["exporter", "importer", "sector"])["trade"]
        assert trade["C01", "C00", "S01"] == pytest.approx(
            float(eq.trade.sel(exporter="C01", importer="C00", sector="S01")), rel=1e-6
        )


def test_every_outcome_can_be_kept_in_the_table_of_its_dimensions(
    tiny: tt.Baseline, tmp_path: Path
) -> None:
    asked = grid(outcomes=list(KEEPABLE), flows=list(BY_FLOW))
    results = here(asked, tmp_path / "out", tiny)
    box = results.xarray()
    assert set(box.data_vars) == {*KEEPABLE, *BY_FLOW}
    policy = tt.Policy().tariff("C00", "C01", add=0.4)
    eq = tt.solve(tiny, policy)
    for name in KEEPABLE:
        found = box[name].sel(tariff_1=0.4)
        expected = eq.outcomes[name]
        if expected.dims == ("country", "partner"):
            expected = expected.rename(country="exporter", partner="importer")
        assert found.dims == expected.dims, name
        assert found.attrs["units"] == expected.attrs["units"]
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-5, err_msg=name)
    for name, expected in (("trade", eq.trade), ("tariff", eq.tariff), ("export_tax", None)):
        expected = tiny["export_tax"] if expected is None else expected
        found = box[name].sel(tariff_1=0.4).transpose(*expected.dims)
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6, err_msg=name)
    shares = box["trade_share"].sel(tariff_1=0.4).sum("exporter")
    np.testing.assert_allclose(shares, 1)
    for table, rows in (("factors", 1), ("sectors", 3), ("pairs", 4), ("flows", 12)):
        frame = results.pandas(table)
        assert len(frame) == 3 * 4 * rows
        assert frame["number"].is_monotonic_increasing
        places = list((tmp_path / "out" / table).rglob("*.parquet"))
        assert [p.parent.name for p in places] == ["elasticities=own"]
        columns = [name for name in frame.columns if name in box.data_vars]
        for about, there in tt.iterate_sweep(asked, baseline=tiny, table=table):
            assert there is not None
            mine = frame[frame["number"] == about["number"]]
            for column in columns:
                series = mine.set_index(there.index.names)[column].loc[there.index]
                np.testing.assert_array_equal(series, there[column])


def test_only_what_is_asked_for_is_kept(tiny: tt.Baseline, tmp_path: Path) -> None:
    results = here(grid(outcomes="bilateral_trade", flows="tariff"), tmp_path / "out", tiny)
    assert results.pandas("pairs").shape == (3 * 16, 7)
    assert set(results.pandas("flows").columns) >= {"exporter", "importer", "sector", "tariff"}
    with pytest.raises(tt.InputError, match="allowed: scenarios, pairs, flows"):
        results.pandas("results")
    with pytest.raises(tt.InputError, match="did you mean pairs"):
        tt.iterate_sweep(grid(outcomes="bilateral_trade"), baseline=tiny, table="pair")


def test_a_box_that_no_machine_holds_is_refused(tiny: tt.Baseline, tmp_path: Path) -> None:
    steps = {"from": 0.0, "to": 0.5, "steps": 30_000}
    asked = grid(outcomes="balance", lever=[{**LEVER, "add": steps}, {**LEVER, "add": steps}])
    plan, store = load_sweep(asked, tiny), Folder(tmp_path / "out")
    drive(plan, store, OnlyFirst(Worker(plan, store)))
    with pytest.raises(tt.InputError, match=r"3,600,000,000 numbers, 27 GiB.*query\(\)"):
        tt.SweepResults(store.path).xarray()


def test_batches_give_the_same_as_one_by_one(tiny: tt.Baseline) -> None:
    shut = {**LEVER, "kind": "embargo", "importer": "C02", "exporter": "all", "both": True}
    bought = {"kind": "purchase", "buyer": "C01", "seller": "C00", "sectors": "all", "add": 1e4}
    asked = grid(
        chunk=40,
        tol=1e-12,
        deficits=["fixed", "balanced"],
        scale_elasticity=[0.0, 0.05],
        draws={"count": 1},
        flows=True,
        scenario=[
            {"id": "open", "lever": []},
            {"id": "shut", "lever": [shut]},
            {"id": "bought", "lever": [bought]},
        ],
    )
    plan = load_sweep(asked, tiny)
    single, together = (Engine(plan, at_once=how) for how in (False, True))
    ends = set()
    for chunk in range(plan.chunks):
        for one, other in zip(single.solve(chunk), together.solve(chunk), strict=True):
            assert (one.number, one.status, one.message) == (
                other.number, other.status, other.message,
            )  # fmt: skip
            ends.add(one.status)
            assert (one.rows is None) == (other.rows is None)
            for table in one.rows or {}:
                assert one.rows is not None
                assert other.rows is not None
                np.testing.assert_allclose(one.rows[table], other.rows[table], rtol=1e-6, atol=1e-5)
    assert ends == {"converged", "deficit without trade"}


def test_a_kernel_made_from_the_baselines_is_the_same_to_the_bit(
    tiny: tt.Baseline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "FEW", 5)
    monkeypatch.setattr(place, "LARGE", 1)
    bought = {"kind": "purchase", "buyer": "C01", "seller": "C00", "sectors": "all", "add": 1e4}
    taxed = {**LEVER, "kind": "export_tax", "add": 0.1}
    dearer = {"kind": "trade_cost", "importer": "C01", "exporter": "C02", "factor": 1.5}
    levers = {
        "little": [bought, taxed],
        "much": [taxed, {**dearer, "sectors": "all"}],
        "shut": [{**LEVER, "kind": "embargo"}],
    }
    plan = load_sweep(
        grid(scenario=[{"id": name, "lever": found} for name, found in levers.items()]), tiny
    )
    there = place.Place(plan, plan.worlds[0])
    made = {}
    for number in range(plan.count):
        ready = there.prepare(number)
        assert isinstance(ready, place.Ready)
        kernel = there.kernel(ready)
        name = plan.values(number)["scenario"]
        made[name] = made.get(name, False) or kernel is not None
        if kernel is not None:
            expected = kernel_of(there.economy, ready.shock)
            for one, other in zip(kernel, expected, strict=True):
                if other is not None:
                    np.testing.assert_array_equal(one, other)
    assert made == {"little": True, "much": False, "shut": False}


def test_a_batch_that_the_device_cannot_hold_is_solved_one_by_one(
    tiny: tt.Baseline, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise JaxRuntimeError("RESOURCE_EXHAUSTED: out of memory")

    monkeypatch.setattr(engine, "solved_rows", full)
    ends = Engine(load_sweep(grid(), tiny), at_once=True).solve(0)
    assert [end.status for end in ends] == ["converged"] * 3


def test_draws_of_the_elasticities_are_those_of_bands(tiny: tt.Baseline, tmp_path: Path) -> None:
    results = here(grid(draws={"count": 4, "seed": 2}), tmp_path / "out", tiny)
    theta = drawn_elasticities(doubt_of(tiny), 4, "sobol", 2)
    found = results.xarray("real_income_change")
    assert found["real_income_change"].dims == ("draw", "tariff_1", "country")
    for draw in (0, 3):
        base = tiny if not draw else tiny.replace(trade_elasticity=theta[draw - 1])
        eq = tt.solve(base, tt.Policy().tariff("C00", "C01", add=0.4))
        np.testing.assert_allclose(
            found["real_income_change"].sel(draw=draw, tariff_1=0.4),
            eq.outcomes["real_income_change"],
            atol=1e-7,
        )


def test_every_way_in_gives_the_same_table(tiny: tt.Baseline, tmp_path: Path) -> None:
    asked = grid(
        random={"points": 6, "seed": 5},
        lever=[{**LEVER, "add": {"low": 0.0, "high": 0.5}}, {**LEVER, "add": [0.0, 0.1]}],
    )
    results = here(asked, tmp_path / "out", tiny)
    frame = results.pandas("countries")
    assert results.complete
    assert [len(frame), results.query("select count(*) n from results")["n"][0]] == [48, 48]
    assert sum(batch.num_rows for batch in results.batches()) == 48
    box = results.xarray(["balance", "exports"])
    assert box["balance"].dims == ("point", "tariff_2", "country")
    for about, table in tt.iterate_sweep(asked, baseline=tiny):
        assert table is not None
        mine = frame[frame["number"] == about["number"]].set_index("country")
        np.testing.assert_array_equal(mine["balance"].loc[table.index], table["balance"])
        held = box["balance"].isel(
            point=int(np.argmin(abs(box["tariff_1"].values - about["tariff_1"])))
        )
        np.testing.assert_array_equal(held.sel(tariff_2=about["tariff_2"]), table["balance"])


def test_axes_of_the_box_are_those_of_the_table(tmp_path: Path) -> None:
    asked = {
        "title": "t",
        "baseline": "world-2022-small",
        "elasticities": ["own", "caliendo_parro_2015_full"],
        "deficits": ["fixed", "share"],
        "outcomes": "real_income_change",
        "lever": [{**LEVER, "importer": "USA", "exporter": "IND", "add": [0.0, 0.1, 0.3]}],
    }
    results = here(asked, tmp_path / "out")
    box = results.xarray()["real_income_change"].sel(country="IND")
    assert box.shape == (2, 2, 3)
    frame = results.query("select * from results where country = 'IND'")
    for _, row in frame.iterrows():
        world = f"{row['baseline']} ({row['elasticities']})"
        there = box.sel(world=world, deficits=row["deficits"], tariff_1=row["tariff_1"])
        assert float(there) == row["real_income_change"]
    assert len({round(v, 9) for v in box.values.ravel()}) >= 9


def test_order_of_work_and_interruption_change_nothing(tiny: tt.Baseline, tmp_path: Path) -> None:
    asked = grid(lever=[{**LEVER, "add": {"from": 0.0, "to": 0.5, "steps": 40}}])
    here(asked, tmp_path / "calm", tiny)
    here(asked, tmp_path / "other", tiny, backwards=True, stop_after=2)
    part = tt.SweepResults(tmp_path / "other")
    assert not part.complete
    assert part.query("select count(*) n from scenarios")["n"][0] == 16
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


def test_failures_are_named_and_the_rest_goes_on(tiny: tt.Baseline, tmp_path: Path) -> None:
    # With everything shut, imbalances that stay cannot be carried; without, they can.
    shut = {**LEVER, "kind": "embargo", "importer": "C02", "exporter": "all", "both": True}
    asked = grid(
        deficits=["fixed", "balanced"],
        scenario=[{"id": "open", "lever": []}, {"id": "shut", "lever": [shut]}],
    )
    results = here(asked, tmp_path / "out", tiny)
    ends = results.query(
        "select scenario, deficits, status, count(*) n from scenarios group by all"
    )
    told = {(r.scenario, r.deficits): (r.status, r.n) for r in ends.itertuples()}
    assert told == {
        ("open", "fixed"): ("converged", 3),
        ("open", "balanced"): ("converged", 3),
        ("shut", "fixed"): ("deficit without trade", 3),
        ("shut", "balanced"): ("converged", 3),
    }
    whys = results.query("select distinct message from scenarios where status <> 'converged'")
    assert all("C02" in why for why in whys["message"])
    assert results.query("select count(distinct number) n from countries")["n"][0] == 9


@dataclass(frozen=True)
class Faulty:
    """A recipe that raises for one of its scenarios."""

    sound: Any

    def policy(self, values: dict[str, Any], axes: Any) -> tt.Policy:
        if values["tariff_1"] == 0.2:
            raise ZeroDivisionError("two at a time")
        found: tt.Policy = self.sound.policy(values, axes)
        return found

    def levers(self, values: dict[str, Any]) -> Any:
        return self.sound.levers(values)


def test_whatever_a_scenario_raises_is_its_own_end(tiny: tt.Baseline, tmp_path: Path) -> None:
    plan = load_sweep(grid(), tiny)
    plan = replace(plan, recipe=Faulty(plan.recipe))
    store = Folder(tmp_path / "out")
    ended = drive(plan, store, Here(Worker(plan, store)))
    assert ended.ends == {"converged": 2, "raised": 1}
    rows = tt.SweepResults(store.path).pandas("scenarios").set_index("tariff_1")
    assert rows.loc[0.2, "message"] == "ZeroDivisionError: two at a time"
    assert (rows["status"] == "converged").tolist() == [True, False, True]


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


def test_columns_and_tables_that_are_not_there(tiny: tt.Baseline, tmp_path: Path) -> None:
    results = here(grid(outcomes="balance"), tmp_path / "out", tiny)
    with pytest.raises(tt.InputError, match="is not kept"):
        results.xarray("exports")
    with pytest.raises(tt.InputError, match="did you mean countries"):
        results.pandas("country")
    with pytest.raises(tt.InputError, match="nonsense"):
        results.query("select nonsense from scenarios")
    with pytest.raises(tt.InputError, match="holds no sweep"):
        tt.SweepResults(tmp_path)
