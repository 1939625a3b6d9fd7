"""Sweeps solved: the same numbers as one by one, each scenario with an end of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jax.errors import JaxRuntimeError

import tradetalks as tt
from sweeps import LEVER, Here, grid, here, tiny_base
from tradetalks.brief.sweeps import load_sweep
from tradetalks.solve.compiled import kernel_of
from tradetalks.uncertainty import doubt_of
from tradetalks.uncertainty.draws import drawn_elasticities
from tradetalks.uncertainty.sweep import engine, place
from tradetalks.uncertainty.sweep.drive import drive
from tradetalks.uncertainty.sweep.engine import Engine
from tradetalks.uncertainty.sweep.store import Folder
from tradetalks.uncertainty.sweep.worker import Worker


@pytest.fixture(scope="module")
def tiny() -> tt.Baseline:
    return tiny_base()


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

    def describe(self) -> Any:
        return self.sound.describe()


def test_whatever_a_scenario_raises_is_its_own_end(tiny: tt.Baseline, tmp_path: Path) -> None:
    plan = load_sweep(grid(), tiny)
    plan = replace(plan, recipe=Faulty(plan.recipe))
    store = Folder(tmp_path / "out")
    ended = drive(plan, store, Here(Worker(plan, store)))
    assert ended.ends == {"converged": 2, "raised": 1}
    rows = tt.SweepResults(store.path).pandas("scenarios").set_index("tariff_1")
    assert rows.loc[0.2, "message"] == "ZeroDivisionError: two at a time"
    assert (rows["status"] == "converged").tolist() == [True, False, True]
