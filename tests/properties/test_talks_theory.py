"""What trade theory says of the best tariffs, and of what a government wants of them.

Tolerances. A search ends where the first-order residual is 1e-6 of income: `sum |slope| (1+rate)`.
The objective bends by about theta times the import share, that is by one, so rates are known to
about 1e-5 (`RATE` allows ten times that), and gains, being flat there, to 1e-9 of income (`GAIN`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from closed_form import formula_many, plain_world, two_country_optimum
from drawn import seeds
from hypothesis import given
from hypothesis import strategies as st

import tradetalks as tt
from worlds import make_world

RATE, GAIN = 1e-4, 1e-9


def best(base: tt.Baseline, *args: Any, **options: Any) -> Any:
    """The first country's best policy under balanced trade, from two starts."""
    options = {"deficits": "balanced", "starts": 1, "bounds": (-0.5, 3.0)} | options
    found = tt.optimal_policy(base, "C00", *args, **options)
    assert found.converged, found.message
    return found


def with_inputs(seed: int = 1, countries: int = 4) -> tt.Baseline:
    """No taxes, balanced trade, half of costs inputs."""
    drawn = make_world(seed, countries, tariffs=False, imbalances=False)
    return tt.Baseline.from_arrays(**drawn)


def income(base: tt.Baseline) -> float:
    """Of the first country's factors, USD billion."""
    return float(base["value_added"].values[0].sum()) / 1e3


@given(seeds, st.sampled_from([1, 3]), st.booleans())
def test_two_countries_closed_form(seed, sectors, tariffs) -> None:
    """Gros (1987), with many sectors and with tariffs abroad; see `two_country_optimum`."""
    base = plain_world(seed, 2, sectors, tariffs=tariffs)
    found = best(base)
    wanted = two_country_optimum(found.equilibrium.to_baseline())
    assert found.rates["rate"].item() == pytest.approx(wanted, abs=RATE)


@given(seeds)
def test_two_countries_one_rate_serves_all_sectors(seed) -> None:
    """Opp (2010), Costinot and others (2015): elasticities differ, the best tariffs do not."""
    base = plain_world(seed, 2, 3)
    uniform, free = best(base), best(base, by="sector")
    assert np.ptp(free.rates["rate"]) < RATE
    assert free.gain == pytest.approx(uniform.gain, abs=GAIN * income(base))


@given(seeds)
def test_many_countries_one_rate_serves_all_sectors_of_a_partner(seed) -> None:
    """Without inputs, rates differ between partners only, and little (Lashkaripour 2021).

    Five countries of like size, each with a sixth of the others' imports, is the worst case.
    """
    base = plain_world(seed, 5, 3)
    rates = best(base, by=("exporter", "sector")).rates
    by_partner = rates.pivot(index="exporter", columns="sector", values="rate")
    assert np.ptp(by_partner.values, axis=1).max() < RATE
    assert np.ptp(by_partner.values) < 0.1 * by_partner.values.mean()


@pytest.mark.parametrize("theta", [2.0, 4.0, 8.0])
def test_small_country_approaches_one_over_theta(theta) -> None:
    """Gros (1987), Alvarez and Lucas (2007): 1 / theta, the error in proportion to size.

    Nine tenths of what is left is the country's own share in foreign markets, as the formula with
    own shares says; the rest are wages abroad, which that formula holds fixed.
    """
    errors, corrected = [], []
    for size in (1e-2, 1e-3, 1e-4):
        base = plain_world(3, 3, 1, sizes=np.array([size, 1.0, 1.5]))
        base = base.replace(trade_elasticity=np.array([theta]))
        found = best(base)
        rate = found.rates["rate"].item()
        errors.append(rate - 1 / theta)
        corrected.append(rate - formula_many(found.equilibrium.to_baseline(), 0))
    assert errors[0] > 0  # a larger country has more power over its terms of trade
    # Twice the tenth: at the smallest size the error comes near to what a search can tell.
    assert abs(errors[1]) < 0.2 * errors[0]
    assert abs(errors[2]) < RATE / 4
    assert np.all(np.abs(corrected[:2]) < 0.2 * np.array(errors[:2]))


def test_with_inputs_rates_are_nearly_uniform() -> None:
    """With inputs a tariff taxes part of what is exported again, by sector (Beshkar and
    Lashkaripour 2020); rates then differ, by a few points, and one rate loses next to nothing."""
    base = with_inputs(countries=5)
    free, uniform = best(base, by=("exporter", "sector")), best(base)
    spread = np.ptp(free.rates["rate"])
    assert 100 * RATE < spread < 0.06
    assert 0 < free.gain - uniform.gain < 0.01 * uniform.gain


def test_real_world_rates_are_nearly_uniform() -> None:
    """The embedded world: weighted by trade, rates lie within two points of their mean."""
    small = tt.load_baseline("world-2022-small")
    base = tt.solve(small, deficits="balanced").require().to_baseline()
    found = tt.optimal_policy(base, "USA", by=("exporter", "sector"), deficits="balanced", starts=1)
    rates, trade = found.rates["rate"], found.rates["trade"]
    mean = np.average(rates, weights=trade)
    assert np.average((rates - mean) ** 2, weights=trade) ** 0.5 < 0.02
    uniform = tt.optimal_policy(base, "USA", deficits="balanced", starts=1)
    assert uniform.rates["rate"].item() == pytest.approx(mean, abs=0.01)
    assert 0 < found.gain - uniform.gain < 0.03 * found.gain


@given(seeds, st.booleans())
def test_lerner_symmetry_of_best_policies(seed, inputs) -> None:
    """Balanced trade: the best export tax is the best tariff, and gains as much (Lerner 1936)."""
    base = with_inputs(seed) if inputs else plain_world(seed, 3, 2)
    everything = {"sectors": "all"}
    tariff, tax = best(base, "tariff", **everything), best(base, "export_tax", **everything)
    assert tax.rates["rate"].item() == pytest.approx(tariff.rates["rate"].item(), abs=RATE)
    assert tax.gain == pytest.approx(tariff.gain, abs=GAIN * income(base))
    for name in ("real_income_change", "output_volume_change"):
        # Per cent; output answers to a rate by less than its elasticity, ten.
        ours, theirs = (one.equilibrium.outcomes[name] for one in (tax, tariff))
        np.testing.assert_allclose(ours, theirs, atol=100 * 10 * RATE)


def test_tariffs_add_nothing_to_one_export_tax_and_one_tariff() -> None:
    """Lerner again: with one rate each, only their product counts, and two gain what one does."""
    base = plain_world(5, 3, 2)
    one, both = best(base), best(base, ("tariff", "export_tax"), bounds=(0.0, 3.0))
    assert both.gain == pytest.approx(one.gain, abs=GAIN * income(base))
    product = float(np.prod(1 + both.rates["rate"])) - 1
    assert product == pytest.approx(one.rates["rate"].item(), abs=RATE)


def test_taxes_by_sector_on_exports_gain_more_than_tariffs() -> None:
    """Export taxes by sector can do all that tariffs can, and more: rates fall with elasticities
    (Costinot and others 2015; Beshkar and Lashkaripour 2020). Tariffs then add nothing."""
    base = plain_world(5, 2, 3)
    tariffs = best(base, by="sector")
    taxes = best(base, "export_tax", by="sector")
    both = best(base, ("export_tax", "tariff"), by="sector")
    assert taxes.gain > 1.01 * tariffs.gain
    assert both.gain == pytest.approx(taxes.gain, abs=GAIN * income(base))
    rates = taxes.rates.set_index("sector")["rate"]
    world = taxes.equilibrium.to_baseline()
    # In each sector the markup of a monopolist.
    wanted = 1 / (world["trade_elasticity"].values * world["trade_share"].values[1, 1])
    np.testing.assert_allclose(rates, wanted, atol=RATE)


@pytest.mark.parametrize("inputs", [False, True])
@pytest.mark.parametrize("sector", [0, 1, 2])
def test_scale_economies_draw_protection_to_their_sector(inputs, sector) -> None:
    """A sector that grows more productive with size is worth protecting (Venables 1987;
    Lashkaripour and Lugovskyy 2023): its best tariff rises, and stands above the others'."""
    base = with_inputs() if inputs else plain_world(1, 4, 3)
    psi = np.zeros(3)
    psi[sector] = 0.1
    plain = best(base, by="sector").rates["rate"].to_numpy()
    scale = best(base, by="sector", scale_elasticity=psi).rates["rate"].to_numpy()
    assert scale[sector] > plain[sector] + 0.02
    assert scale[sector] == scale.max()


def test_an_ally_is_spared() -> None:
    """The more an ally's real income weighs, the lower the tariff on it."""
    base = with_inputs()
    rates = []
    for weight in (0.0, 0.5, 1.0):
        wants = [tt.Term("real_income"), tt.Term("real_income", weight=weight, country="C01")]
        found = best(base, by="exporter", objective=wants).rates.set_index("exporter")["rate"]
        rates.append(found)
    first, second, third = (r["C01"] for r in rates)
    assert first > second + 0.02 > third + 0.04
    assert rates[2].idxmin() == "C01"


def test_politics_draws_protection_to_its_sector() -> None:
    """Weight on a sector's value added raises its tariff (Grossman and Helpman 1994; Ossa 2014)."""
    base = with_inputs()
    rates = []
    for weight in (0.0, 0.2, 0.5):
        wants = [tt.Term("real_income"), tt.Term("value_added", weight=weight, sectors="S01")]
        rates.append(best(base, by="sector", objective=wants).rates.set_index("sector")["rate"])
    assert rates[0]["S01"] + 0.02 < rates[1]["S01"] < rates[2]["S01"] - 0.02
    assert rates[2].idxmax() == "S01"


def test_revenue_alone_is_taxed_harder_than_welfare() -> None:
    """A government that wants revenue goes to the top of the Laffer curve, above the best rate."""
    base = plain_world(3, 3, 1, sizes=np.array([1e-3, 1.0, 1.5]))
    welfare, revenue = best(base), best(base, objective=tt.Term("tariff_revenue"))
    assert revenue.rates["rate"].item() > 1.2 * welfare.rates["rate"].item()
    assert revenue.terms["change"].item() > 0
