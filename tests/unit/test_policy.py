"""Policies: how levers add up, and how they meet the axes of a baseline."""

from __future__ import annotations

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.policy import compile_policy
from tradetalks.solve.arrays import observed_of, settings_of


def test_levers_add_up_in_the_order_written(small: tt.Baseline) -> None:
    policy = (
        tt.Policy()
        .tariff("USA", "IND", rate=0.10)
        .tariff("USA", "IND", add=0.05)
        .tariff("USA", "IND", factor=2)
    )
    tariff = cells(small, policy, "tariff")
    assert np.allclose(tariff, 0.30, atol=1e-15)


def test_home_is_never_touched(small: tt.Baseline) -> None:
    policy = (
        tt.Policy()
        .tariff("all", "all", add=1.0)
        .export_tax("all", "all", add=1.0)
        .trade_cost("all", "all", factor=2.0)
        .embargo("USA", "all")
        .tariff_array(np.full(small["trade"].shape, 9.0))
    )
    settings = settings_of(small, policy)
    home = np.arange(len(small.countries))
    before = small["tariff"].values[home, home]
    assert np.array_equal(settings.tariff[home, home], before)
    assert np.array_equal(settings.export_tax[home, home], 0 * before)
    assert np.array_equal(settings.trade_cost[home, home], 1 + 0 * before)
    assert np.array_equal(settings.open[home, home], 1 + 0 * before)


def test_the_importer_is_named_first_for_tariffs_the_exporter_for_export_taxes(
    small: tt.Baseline,
) -> None:
    policy = tt.Policy().tariff("USA", "IND", rate=0.5).export_tax("USA", "IND", rate=0.25)
    settings = settings_of(small, policy)
    usa, ind = (small.countries.index(c) for c in ("USA", "IND"))
    assert (settings.tariff[ind, usa] == 0.5).all()
    assert (settings.export_tax[usa, ind] == 0.25).all()
    assert not (settings.tariff[usa, ind] == 0.5).any()


def test_a_schedule_gives_each_exporter_its_rate_and_passes_over_strangers(
    small: tt.Baseline,
) -> None:
    policy = tt.Policy().tariff_schedule("USA", {"IND": 0.27, "CHN": 0.34, "FJI": 1.0}, how="rate")
    settings = settings_of(small, policy)
    usa, ind, chn = (small.countries.index(c) for c in ("USA", "IND", "CHN"))
    assert (settings.tariff[ind, usa] == 0.27).all()
    assert (settings.tariff[chn, usa] == 0.34).all()


def test_an_embargo_both_ways_closes_both_ways(small: tt.Baseline) -> None:
    eq = tt.solve(small, tt.Policy().embargo("EU", "RUS", both=True))
    assert eq.converged
    trade = eq.trade.sum("sector")
    assert float(trade.sel(exporter="RUS", importer="EU")) == 0.0
    assert float(trade.sel(exporter="EU", importer="RUS")) == 0.0


def test_policies_are_values() -> None:
    one = tt.Policy().tariff("USA", ["IND", "CHN"], add=0.1).tariff_schedule("IND", {"USA": 0.1})
    two = tt.Policy().tariff("USA", ["IND", "CHN"], add=0.1).tariff_schedule("IND", {"USA": 0.1})
    assert one == two
    assert hash(one) == hash(two)
    assert one.describe()[0] == "USA tariff on IND, CHN, all: +10 points"
    assert (tt.Policy() + one).levers == one.levers


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: tt.Policy().tariff("USA", "IND"), "exactly one"),
        (lambda: tt.Policy().tariff("USA", "IND", add=0.1, rate=0.1), "exactly one"),
        (lambda: tt.Policy().tariff("USA", "IND", add=float("nan")), "finite"),
        (lambda: tt.Policy().trade_cost("USA", "IND", factor=0.0), "above zero"),
        (lambda: tt.Policy().productivity("USA", factor=-1.0), "above zero"),
    ],
)
def test_a_lever_that_makes_no_sense_is_refused_at_once(build, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(tt.PolicyError, match=words):
        build()


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (tt.Policy().tariff("USA", "INDIA", add=0.1), "INDIA"),
        (tt.Policy().tariff("USA", "USA", add=0.1), "no cross-border flow"),
        (tt.Policy().tariff("USA", "IND", rate=-1.0), "-100 %"),
        (tt.Policy().tariff_array(np.zeros((2, 2, 2))), "shape"),
        (tt.Policy().trade_cost_array(np.zeros((13, 13, 10))), "above zero"),
        (tt.Policy().tariff("USA", "IND", add=0.1, sectors="C99"), "C99"),
    ],
)
def test_a_lever_that_does_not_fit_the_baseline_is_named(
    small: tt.Baseline, policy: tt.Policy, words: str
) -> None:
    with pytest.raises(tt.PolicyError, match=words):
        tt.solve(small, policy)


def test_every_lever_that_does_not_fit_is_named_at_once(small: tt.Baseline) -> None:
    policy = (
        tt.Policy()
        .tariff("USAA", "IND", add=0.1)
        .embargo("IND", "RUSS")
        .tariff("USA", "IND", rate=-2)
    )
    with pytest.raises(tt.PolicyError) as caught:
        tt.solve(small, policy)
    assert len(caught.value.problems) == 3


def cells(base: tt.Baseline, policy: tt.Policy, name: str) -> np.ndarray:
    """The setting on India's sales to the United States."""
    settings = compile_policy(policy, base.axes, observed_of(base))
    ind, usa = base.countries.index("IND"), base.countries.index("USA")
    found: np.ndarray = getattr(settings, name)[ind, usa]
    return found
