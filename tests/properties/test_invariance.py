"""What must not matter: doing nothing, the unit of money, the order and the split of labels."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from drawn import (
    COUNTRIES,
    SECTORS,
    TIGHT,
    assert_no_change,
    assert_same,
    closures,
    factor_counts,
    policies,
    seeds,
    solve,
    world,
)
from hypothesis import given
from hypothesis import strategies as st

import tradetalks as tt
from tradetalks.model.economy import Unknowns
from tradetalks.model.income import numeraire_gap
from tradetalks.model.outcomes import no_shock
from tradetalks.model.system import evaluate, residual
from tradetalks.model.trade import trade_kernel
from tradetalks.solve.arrays import closure_of, economy_of
from tradetalks.solve.compiled import neutral, unflat
from tradetalks.solve.options import Rules
from worlds import make_world


@given(seeds, factor_counts, closures, st.booleans())
def test_the_null_policy_returns_the_baseline(seed, factors, deficits, zeros) -> None:
    balanced_trade = deficits == "balanced"
    base = world(seed, factors, zeros=zeros, imbalances=not balanced_trade)
    eq = tt.solve(base, deficits=deficits, tol=TIGHT)
    assert eq.steps == 0
    assert eq.residual < 1e-12  # acceptance item 2
    assert_no_change(eq, 1e-12)  # no step was taken: only the evaluation rounds


@given(seeds, policies, closures, st.floats(1e-3, 1e3))
def test_the_unit_of_money_does_not_matter(seed, policy, deficits, unit) -> None:
    arrays = make_world(seed)
    base = tt.Baseline.from_arrays(**arrays)
    scaled = tt.Baseline.from_arrays(**{**arrays, "trade": unit * arrays["trade"]})
    eq, other = solve(base, policy, deficits), solve(scaled, policy, deficits)
    assert_same(other.outcomes, eq.outcomes, scale=unit)


@given(seeds, factor_counts, closures, st.floats(-2, 2))
def test_equations_are_homogeneous_of_degree_zero(seed, factors, deficits, level) -> None:
    """Equation 13: all nominal values higher alike leave every gap but the numeraire's."""
    base = world(seed, factors)
    economy = economy_of(base)
    shock, closure = no_shock(economy), closure_of(base, Rules(deficits))
    kernel = trade_kernel(economy, shock)
    # Anywhere, not only at a solution.
    rng = np.random.default_rng(seed)
    u = Unknowns(
        *(
            jnp.asarray(rng.normal(0, 0.2, a.shape))
            for a in unflat(neutral(economy, shock, closure), economy, shock, closure)
        )
    )

    @jax.jit
    def gaps(u: Unknowns) -> Unknowns:
        r = residual(u, economy, shock, kernel, closure)
        state = evaluate(u, economy, shock, kernel, closure)
        return r._replace(
            reward=r.reward - numeraire_gap(economy, kernel.together, state.factor_income)[:, None]
        )

    nominal = {name: getattr(u, name) + level for name in ("price", "reward", "spending")}
    higher = u._replace(**nominal)
    for before, after in zip(gaps(u), gaps(higher), strict=True):
        np.testing.assert_allclose(before, after, atol=1e-12)  # rounding of sums of order one


@given(seeds, policies, st.permutations(range(4)), st.permutations(range(3)))
def test_relabelling_changes_nothing(seed, policy, countries, sectors) -> None:
    arrays = make_world(seed, factors=2)
    eq = solve(tt.Baseline.from_arrays(**arrays), policy)
    permuted = tt.Baseline.from_arrays(**_permuted(arrays, list(countries), list(sectors)))
    assert_same(solve(permuted, policy).outcomes, eq.outcomes)


@given(seeds, policies)
def test_splitting_a_sector_into_identical_halves_changes_nothing(seed, policy) -> None:
    """The last of three sectors becomes two; the policy treats both halves alike."""
    arrays = make_world(seed)
    whole = solve(tt.Baseline.from_arrays(**arrays), policy)
    base = tt.Baseline.from_arrays(
        **_sector_halved(arrays), sector_groups={"S02": ("S02a", "S02b")}
    )
    halves = solve(base, policy).outcomes
    country_level = [n for n, v in halves.items() if "sector" not in v.dims]
    assert_same(halves[country_level], whole.outcomes[country_level])
    for half in ("S02a", "S02b"):
        for name in ("price_change", "output_change"):
            np.testing.assert_allclose(
                halves[name].sel(sector=half), whole.outcomes[name].sel(sector="S02"), atol=1e-7
            )


@given(seeds, policies)
def test_splitting_a_country_into_free_trading_halves_changes_nothing(seed, policy) -> None:
    arrays = make_world(seed)
    whole = solve(tt.Baseline.from_arrays(**arrays), policy)
    base = tt.Baseline.from_arrays(
        **_country_halved(arrays), country_groups={"C03": ("C03a", "C03b")}
    )
    halves = solve(base, policy).outcomes
    for name in ("real_income_change", "price_change", "factor_reward_change", "output_change"):
        for half in ("C03a", "C03b"):
            want = whole.outcomes[name].sel(country="C03")
            np.testing.assert_allclose(halves[name].sel(country=half), want, atol=1e-7)
        rest = list(COUNTRIES[:3])
        np.testing.assert_allclose(
            halves[name].sel(country=rest), whole.outcomes[name].sel(country=rest), atol=1e-7
        )


def test_symmetric_countries_get_symmetric_outcomes() -> None:
    """Three identical countries tax the fourth alike and one another alike."""
    n, j = 4, 3
    trade = np.full((n, n, j), 10.0) * np.array([1.0, 2.0, 3.0])
    trade[np.arange(n), np.arange(n)] *= 8
    base = tt.Baseline.from_arrays(
        COUNTRIES,
        SECTORS,
        trade=trade,
        tariff=np.zeros_like(trade),
        value_added_share=np.full((n, j), 0.5),
        input_share=np.full((n, j, j), 0.5 / j),
        trade_elasticity=[3.0, 4.0, 6.0],
    )
    alike = list(COUNTRIES[:3])
    eq = solve(base, tt.Policy().tariff(alike, "C03", add=0.4).tariff(alike, alike, add=0.1))
    for name in ("real_income_change", "exports_change", "price_change", "factor_reward_change"):
        values = eq.outcomes[name].sel(country=alike).values
        np.testing.assert_allclose(values, np.broadcast_to(values[0], values.shape), atol=1e-9)
    everyone = solve(base, tt.Policy().tariff("all", "all", add=0.4)).outcomes
    # Identical countries that do the same: wages stay in line with the numeraire.
    np.testing.assert_allclose(everyone["factor_reward_change"], 0, atol=1e-9)
    assert np.ptp(everyone["real_income_change"].values) == pytest.approx(0, abs=1e-9)


def _permuted(arrays: dict[str, Any], countries: list[int], sectors: list[int]) -> dict[str, Any]:
    moved = dict(arrays)
    for name in ("trade", "tariff", "export_tax"):
        moved[name] = arrays[name][np.ix_(countries, countries, sectors)]
    moved["value_added_share"] = arrays["value_added_share"][np.ix_(countries, sectors)]
    moved["input_share"] = arrays["input_share"][np.ix_(countries, sectors, sectors)]
    moved["factor_share"] = arrays["factor_share"][countries][:, :, sectors]
    moved["trade_elasticity"] = arrays["trade_elasticity"][sectors]
    moved["countries"] = tuple(arrays["countries"][i] for i in countries)
    moved["sectors"] = tuple(arrays["sectors"][i] for i in sectors)
    return moved


def _repeated(array: Any, axis: int) -> Any:
    """The last entry along an axis twice."""
    return np.concatenate([array, np.take(array, [-1], axis)], axis)


def _halved(array: Any, axis: int) -> Any:
    """The last entry along an axis as two halves."""
    twice = np.moveaxis(_repeated(array, axis), axis, 0).copy()
    twice[-2:] /= 2
    return np.moveaxis(twice, 0, axis)


def _sector_halved(arrays: dict[str, Any]) -> dict[str, Any]:
    return arrays | {
        "sectors": (*arrays["sectors"][:-1], "S02a", "S02b"),
        "trade": _halved(arrays["trade"], 2),
        "tariff": _repeated(arrays["tariff"], 2),
        "export_tax": _repeated(arrays["export_tax"], 2),
        "value_added_share": _repeated(arrays["value_added_share"], 1),
        "input_share": _repeated(_halved(arrays["input_share"], 1), 2),
        "factor_share": _repeated(arrays["factor_share"], 2),
        "trade_elasticity": _repeated(arrays["trade_elasticity"], 0),
    }


def _country_halved(arrays: dict[str, Any]) -> dict[str, Any]:
    return arrays | {
        "countries": (*arrays["countries"][:-1], "C03a", "C03b"),
        "trade": _halved(_halved(arrays["trade"], 0), 1),
        "tariff": _repeated(_repeated(arrays["tariff"], 0), 1),
        "export_tax": _repeated(_repeated(arrays["export_tax"], 0), 1),
        "value_added_share": _repeated(arrays["value_added_share"], 0),
        "input_share": _repeated(arrays["input_share"], 0),
        "factor_share": _repeated(arrays["factor_share"], 0),
    }
