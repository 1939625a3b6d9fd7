"""Random worlds and policies for the properties, and how results are compared.

Tolerances. Worlds are solved to residuals of `TIGHT`, 1e-12. A residual is a relative gap, and
the inverse of the system's Jacobian is of order 100 on these worlds, so two routes to one answer
agree to about 1e-10; `SAME` allows ten times that.
"""

from __future__ import annotations

from functools import cache, reduce
from typing import Any

import numpy as np
import xarray as xr
from hypothesis import strategies as st

import tradetalks as tt
from worlds import make_world

TIGHT = 1e-12
SAME = 1e-9

COUNTRIES = tuple(f"C{i:02d}" for i in range(4))
SECTORS = tuple(f"S{i:02d}" for i in range(3))
FACTORS = ("skilled", "unskilled", "capital")

#: Closures beyond imbalances: elastic labour, income-tax relief, scale economies.
EVERYTHING = {"labour_supply": 0.6, "revenue": "income_tax", "scale_elasticity": 0.05}
RULES = ({}, {"deficits": "share", "labour_supply": 0.4}, EVERYTHING)
rules = st.sampled_from(RULES)

seeds = st.integers(0, 2**16)
closures = st.sampled_from(["fixed", "share", "balanced"])
factor_counts = st.sampled_from([1, 2])


@cache
def world(seed: int, factors: int = 1, **how: bool) -> tt.Baseline:
    """A random baseline of 4 countries and 3 sectors."""
    return tt.Baseline.from_arrays(**make_world(seed, factors=factors, **how))


@cache
def peopled(seed: int) -> tt.Baseline:
    """A random baseline of 4 countries, 3 sectors, three factors, and people of two skills."""
    plain = tt.Baseline.from_arrays(**make_world(seed, factors=3), factors=FACTORS)
    rng = np.random.default_rng(seed)
    # At USD 20,000 a year, more or less.
    workers = plain["value_added"].values * rng.uniform(0.5, 2, (4, 3)) / 0.02
    workers[:, 2] = 0.0
    efficiency = rng.uniform(0.3, 1.2, (4, 4, 3))
    efficiency[np.arange(4), np.arange(4)] = [1.0, 1.0, 0.0]
    share = rng.uniform(0, 0.3, (4, 4)) * (1 - np.eye(4))
    return plain.replace(workers=workers, mover_efficiency=efficiency, remittance_share=share)


def solve(
    base: tt.Baseline, policy: tt.Policy, deficits: Any = "fixed", **rules: Any
) -> tt.Equilibrium:
    """The equilibrium, to the tight tolerance; a test fails where there is none."""
    return tt.solve(base, policy, deficits=deficits, **rules, tol=TIGHT).require()


def imports(base: tt.Baseline, buyer: str, seller: str) -> float:
    """What one country buys of another in the baseline, USD million."""
    return float(base["trade"].sel(exporter=seller, importer=buyer).sum())


def _two(draw: st.DrawFn) -> list[str]:
    return draw(st.lists(st.sampled_from(COUNTRIES), min_size=2, max_size=2, unique=True))


@st.composite
def _lever(draw: st.DrawFn) -> tt.Policy:
    here, there = _two(draw)
    sectors = draw(st.sampled_from([*SECTORS, "all"]))
    match draw(st.sampled_from(["tariff", "export_tax", "trade_cost", "productivity", "embargo"])):
        case "tariff":
            rate = draw(st.floats(0, 1.5))
            return tt.Policy().tariff(here, there, rate=rate, sectors=sectors)
        case "export_tax":
            rate = draw(st.floats(-0.1, 0.5))
            return tt.Policy().export_tax(here, there, rate=rate, sectors=sectors)
        case "trade_cost":
            factor = draw(st.floats(0.7, 1.6))
            return tt.Policy().trade_cost(here, there, factor=factor, sectors=sectors)
        case "productivity":
            factor = draw(st.floats(0.7, 1.4))
            return tt.Policy().productivity(here, factor=factor, sectors=sectors)
        case _:
            return tt.Policy().embargo(here, there, sectors=sectors)


policies = st.lists(_lever(), min_size=1, max_size=3).map(lambda p: reduce(lambda a, b: a + b, p))


def assert_same(have: xr.Dataset, want: xr.Dataset, tol: float = SAME, scale: float = 1.0) -> None:
    """Every outcome agrees to `tol` of its largest entry (of 100 where it is per cent).

    `scale` is how much larger money is in `have`. Labels are matched, order does not count.
    """
    for name, wanted in want.items():
        found = have[name].reindex_like(wanted)
        if wanted.attrs["units"] == "%":
            size = 100.0
        else:
            found, size = found / scale, float(abs(want["income"]).max())
        assert np.array_equal(np.isnan(found), np.isnan(wanted)), name
        gap = float(abs(found - wanted).max())
        assert gap <= tol * size or np.isnan(gap), f"{name} differs by {gap}"


def assert_no_change(eq: tt.Equilibrium, tol: float) -> None:
    """Every outcome in per cent is zero to `tol` (a fraction)."""
    for name, values in eq.outcomes.items():
        if values.attrs["units"] == "%":
            assert float(abs(values).max()) <= 100 * tol, name
