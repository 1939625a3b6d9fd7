"""The search for the best policy: its slopes, its certificate, and that nothing drawn beats it.

Slopes are compared with the differences of `differences.py`, which see 1e-6 of the largest; the
searches of the talks ask their adjoints for 1e-8 only.
"""

from __future__ import annotations

import numpy as np
import pytest
from differences import FINE, STEP
from drawn import peopled, world
from hypothesis import given
from hypothesis import strategies as st

import tradetalks as tt
from tradetalks.talks.best.controls import RateControls
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.wants.objective import Objective
from worlds import make_world

WANTS = {
    "real income": [tt.Term("real_income")],
    "an ally": [tt.Term("real_income"), tt.Term("real_income", weight=0.5, country="C01")],
    "residents": [tt.Term("residents_income")],
    "balance": [tt.Term("balance", weight=0.3, partner="C02")],
    "politics": [
        tt.Term("real_income"),
        tt.Term("value_added", weight=0.2, sectors="S01"),
        tt.Term("output", weight=-0.1, sectors=["S00", "S02"]),
        tt.Term("employment", weight=0.4, sectors="S00"),
    ],
    "revenue": [tt.Term("tariff_revenue")],
    "purchases": [tt.Term("exports", weight=0.7, partner="C03", sectors="S02")],
    "openness": [tt.Term("trade", partner="C01"), tt.Term("imports", weight=-0.2, partner="C01")],
}
CLOSURES = (
    {"deficits": "fixed"},
    {"deficits": "balanced", "scale_elasticity": 0.05},
    {"deficits": "share", "labour_supply": 0.4, "revenue": "income_tax"},
)


@pytest.mark.parametrize("closure", CLOSURES, ids=lambda c: c["deficits"])
@pytest.mark.parametrize("wants", WANTS.values(), ids=WANTS.keys())
def test_slopes_of_objectives(wants, closure) -> None:
    """By partner and sector, both levers, at rates drawn at random: exact against differences."""
    base = peopled(11)
    rng = np.random.default_rng(4)
    aim, worlds = Objective.of(base, "C00", wants), Worlds(base, closure, FINE)
    given = tt.Policy().tariff("C01", "C00", add=0.1)
    for lever in ("tariff", "export_tax"):
        controls = RateControls.of(base, "C00", lever, ("partner", "sector"))
        x = rng.uniform(0.05, 0.5, len(controls.lower))
        direction = rng.normal(size=len(x))

        def along(size: float) -> float:
            eq = worlds.solve(controls.policy(x + size * direction, given)).require()  # noqa: B023
            return aim.value(eq)

        near, far = (along(s) - along(-s) for s in (STEP, 2 * STEP))
        wanted = (8 * near - far) / (12 * STEP)
        eq = worlds.solve(controls.policy(x, given)).require()
        slopes = controls.pull(worlds.slopes(eq, aim.weights(eq)))
        # Terms may cancel along a direction: held against what they are made of.
        whole = float(np.abs(slopes * direction).sum())
        assert float(slopes @ direction) == pytest.approx(wanted, rel=1e-6, abs=2e-6 * whole)


@given(
    st.integers(0, 30), st.sampled_from([(), ("exporter",), ("sector",), ("exporter", "sector")])
)
def test_the_first_order_condition_holds_when_worked_out_again(seed, by) -> None:
    """Not by the search's own path: a cold solve of its policy, and `tt.gradient`."""
    base = world(seed)
    found = tt.optimal_policy(base, "C00", by=by, starts=1)
    assert found.converged
    eq = tt.solve(base, found.policy, tol=FINE)
    slopes = tt.gradient(base, eq, outcome="real_income", country="C00").sel(importer="C00")
    # d log real income -> d equivalent variation over income; see equation 14.
    slopes = slopes * (1 + float(eq.outcomes["real_income_change"].sel(country="C00")) / 100)
    rates = found.rates
    total = 0.0
    for row in rates.itertuples():
        cells = {"exporter": [c for c in base.countries if c != "C00"]}
        if row.exporter != "all":
            cells["exporter"] = [row.exporter]
        if row.sector != "all":
            cells["sector"] = [row.sector]
        slope = float(slopes.sel(cells).sum())
        held = (row.rate <= 0 and slope < 0) or (row.rate >= 3 and slope > 0)
        total += 0.0 if held else abs(slope) * (1 + row.rate)
    # The search's slopes are exact to 1e-8, its worlds to 1e-10.
    assert total <= 1e-6 + 1e-7
    assert total == pytest.approx(found.residual, abs=1e-7)


@given(st.integers(0, 30))
def test_nothing_drawn_at_random_beats_the_best(seed) -> None:
    """Two hundred policies in the whole range, and fifty close to the best."""
    base = world(seed)
    found = tt.optimal_policy(base, "C00", by=("exporter",), starts=3)
    controls = RateControls.of(base, "C00", by=("exporter",))
    aim, worlds = Objective.of(base, "C00"), Worlds(base, {"deficits": "fixed"})
    rng = np.random.default_rng(seed)
    best = found.rates["rate"].to_numpy()
    far = rng.uniform(0, 1, (200, len(best))) ** 2 * 3
    near = np.clip(best + rng.normal(0, 0.02, (50, len(best))), 0, 3)
    gains = [
        aim.value(worlds.solve(controls.policy(x, tt.Policy())).require()) for x in (*far, *near)
    ]
    assert max(gains) <= found.gain + 1e-9 * aim.income


def test_starts_agree_and_bounds_hold() -> None:
    """Six starts reach one optimum; where the range ends below it, the end binds.

    Not for every rate: held rates are lower than each would like, and that draws others down.
    """
    base = tt.Baseline.from_arrays(**make_world(1, 4))
    free = tt.optimal_policy(base, "C00", by=("exporter",), starts=5)
    assert len(free.starts) == 6
    assert free.starts["same"].all()
    rates = free.rates["rate"].to_numpy()
    narrow = tt.optimal_policy(base, "C00", by=("exporter",), starts=2, bounds=(0.0, rates.min()))
    assert narrow.converged
    held = narrow.rates["rate"] == rates.min()
    assert held.sum() >= 2
    assert (narrow.rates["rate"] <= rates.min()).all()
    assert narrow.gain < free.gain


def test_given_the_policy_of_others() -> None:
    """Gains are counted from the policy given, whose other parts stay in force."""
    base = tt.Baseline.from_arrays(**make_world(1, 4))
    others = tt.Policy().tariff("C01", "C00", add=0.5)
    found = tt.optimal_policy(base, "C00", policy=others, starts=1)
    kept = found.equilibrium.tariff.sel(importer="C01", exporter="C00")
    wanted = base["tariff"].sel(importer="C01", exporter="C00") + 0.5
    np.testing.assert_allclose(kept, wanted)
    alone = Objective.of(base, "C00")
    before = alone.value(tt.solve(base, others).require())
    assert found.gain == pytest.approx(alone.value(found.equilibrium) - before, abs=1e-9)
    assert found.gain > 0
