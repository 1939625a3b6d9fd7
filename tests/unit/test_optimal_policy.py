"""The best policy of one country: first-order conditions, grids of policies, and bad input."""

from __future__ import annotations

import os
import signal
from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.errors import InputError
from tradetalks.talks.best.controls import RateControls, Together

P = tt.Policy()
Grain = tuple[str, ...]


@pytest.fixture(scope="module")
def balanced(small: tt.Baseline) -> tt.Baseline:
    return tt.solve(small, deficits="balanced").to_baseline()


def best(base: tt.Baseline, country: str = "USA", *args: Any, **how: Any) -> tt.Optimal:
    return tt.optimal_policy(base, country, *args, **({"deficits": "balanced"} | how))


def welfare(base: tt.Baseline, policy: tt.Policy, country: str = "USA") -> float:
    eq = tt.solve(base, policy, deficits="balanced", tol=1e-12)
    return eq.outcomes["equivalent_variation"].sel(country=country).item() / 1e3


def test_one_rate_is_the_best_of_a_grid(balanced: tt.Baseline) -> None:
    found = best(balanced)
    rates = np.linspace(0, 0.4, 17)
    values = [welfare(balanced, P.tariff("USA", "all", rate=r, sectors="goods")) for r in rates]
    # A parabola through the best three: its own error is that of the third order.
    k = int(np.argmax(values))
    a, b, _ = np.polyfit(rates[k - 1 : k + 2], values[k - 1 : k + 2], 2)
    rate = found.rates["rate"].item()
    assert rate == pytest.approx(-b / (2 * a), abs=2e-3)
    assert found.gain >= max(values)
    assert found.gain == pytest.approx(max(values), rel=0.01)
    again = welfare(balanced, P.tariff("USA", "all", rate=rate, sectors="goods"))
    assert found.gain == pytest.approx(again, rel=1e-8)


@pytest.mark.parametrize("lever", ["tariff", "export_tax"])
@pytest.mark.parametrize("by", [("sector",), ("partner",), ("partner", "sector")])
def test_no_rate_can_be_bettered(balanced: tt.Baseline, lever: str, by: Grain) -> None:
    found = best(balanced, "IND", lever, by)
    assert found.converged
    assert found.residual <= 1e-6
    assert found.starts["same"].all()
    assert len(found.starts) == 6
    rates = found.rates["rate"].to_numpy()
    controls = RateControls.of(balanced, "IND", lever, by)  # type: ignore[arg-type]
    assert found.gain == pytest.approx(welfare(balanced, found.policy, "IND"), rel=1e-7)
    # By differences: each of a sample of rates, a tenth of a point up and down.
    for k in np.random.default_rng(1).choice(len(rates), min(4, len(rates)), replace=False):
        step = np.zeros(len(rates))
        step[k] = 1e-3
        for side in (step, -step):
            moved = np.clip(rates + side, controls.lower, controls.upper)
            there = welfare(balanced, controls.policy(moved, P), "IND")
            assert there <= found.gain + 1e-7 * found.objective.income


def test_finer_rates_gain_more(balanced: tt.Baseline) -> None:
    gains = [
        best(balanced, "CHN", "tariff", by, starts=0).gain
        for by in ((), ("sector",), ("partner", "sector"))
    ]
    assert gains == sorted(gains)
    both = best(balanced, "CHN", ("tariff", "export_tax"), ("sector",))
    assert both.converged
    assert both.gain > gains[1]
    assert set(both.rates["lever"]) == {"tariff", "export_tax"}


def test_bounds_hold_and_bind(balanced: tt.Baseline) -> None:
    free = best(balanced, "USA", "tariff", ("sector",))
    held = best(balanced, "USA", "tariff", ("sector",), bounds=(0.0, 0.1))
    assert (held.rates["rate"] <= 0.1).all()
    assert (held.rates["rate"] > 0.1 - 1e-9).all(), "every free rate is above the bound"
    assert held.converged
    assert held.gain < free.gain


def test_rates_in_force_are_told_as_they_are(balanced: tt.Baseline) -> None:
    found = best(balanced, "IND", bounds=(0.0, 0.02), starts=0)
    assert found.rates["before"].item() > 0.03
    assert found.rates["rate"].item() == 0.02


def test_others_policy_is_kept(balanced: tt.Baseline) -> None:
    theirs = P.tariff("CHN", "USA", add=0.5).tariff("USA", "CHN", add=0.2)
    found = best(balanced, "USA", policy=theirs, partners="IND", starts=1)
    tariff = found.equilibrium.tariff
    kept = tt.solve(balanced, theirs, deficits="balanced").tariff
    own = {"exporter": "IND", "importer": "USA"}
    goods = balanced.axes.sector_index("goods")
    moved = (tariff != kept).sel(own)
    assert moved[goods].all()
    assert int((tariff != kept).sum()) == len(goods)
    before = welfare(balanced, theirs)
    assert found.gain == pytest.approx(welfare(balanced, found.policy) - before, rel=1e-6)


def test_the_objective_decides(balanced: tt.Baseline) -> None:
    alone = best(balanced, "USA", "tariff", ("sector",))
    worker = tt.Term("value_added", 0.5, sectors="agriculture")
    pressed = best(
        balanced, "USA", "tariff", ("sector",), objective=[tt.Term("real_income"), worker]
    )
    first = alone.rates["sector"].to_list().index("A")
    assert pressed.rates["rate"][first] > alone.rates["rate"][first] + 0.05
    ally = [tt.Term("real_income"), tt.Term("real_income", 0.5, "IND")]
    kind = best(balanced, "USA", "tariff", ("partner",), objective=ally)
    selfish = best(balanced, "USA", "tariff", ("partner",))
    at = selfish.rates["exporter"].to_list().index("IND")
    assert kind.rates["rate"][at] < selfish.rates["rate"][at] - 0.02
    assert list(kind.terms["weight"]) == [1.0, 0.5]
    assert kind.terms["worth"].sum() == pytest.approx(kind.gain, rel=1e-6)


def test_elastic_labour_and_scale_are_searched_too(small: tt.Baseline) -> None:
    found = tt.optimal_policy(
        small, "IND", by=("sector",), labour_supply=0.4, scale_elasticity=0.05, starts=1
    )
    assert found.converged
    assert found.starts["same"].all()


def test_progress_shows_the_objective_and_an_interrupt_keeps_the_best(
    balanced: tt.Baseline,
) -> None:
    heard: list[tuple[str, int, int]] = []

    def progress(what: str, done: int, total: int) -> None:
        heard.append((what, done, total))
        if len(heard) == 4:
            raise KeyboardInterrupt

    found = best(balanced, "USA", "tariff", ("sector",), progress=progress)
    assert found.interrupted
    assert not found.converged
    assert "interrupted" in found.message
    # Whoever runs beside it ends with it, after one more point at most.
    assert len(heard) <= 5
    assert found.gain > 0
    assert all("USA" in what and "bn" in what and done <= total for what, done, total in heard)


def test_ctrl_c_is_heard_by_all_threads(balanced: tt.Baseline) -> None:
    heard: list[str] = []

    def progress(what: str, done: int, total: int) -> None:
        heard.append(what)
        if len(heard) == 4:
            os.kill(os.getpid(), signal.SIGINT)

    found = best(balanced, "USA", "tariff", ("sector",), progress=progress)
    assert found.interrupted
    assert found.gain > 0
    assert len(found.starts) < 6


def test_flows_without_trade_have_no_rate() -> None:
    from worlds import make_arrays

    base = tt.Baseline.from_arrays(**make_arrays())
    controls = RateControls.of(base, "USA", by=("exporter", "sector"), sectors="all")
    trade = base["trade"].sel(importer="USA").drop_sel(exporter="USA")
    assert len(controls.lower) == int((trade > 0).sum()) < trade.size
    labels = controls.labels()
    assert (labels["trade"] > 0).all()
    whole = Together((controls, RateControls.of(base, "USA", "export_tax")))
    assert len(whole.lower) == len(controls.lower) + 1
    assert len(whole.labels()) == len(whole.lower)


def test_every_mistake_is_listed(balanced: tt.Baseline) -> None:
    with pytest.raises(InputError) as caught:
        tt.optimal_policy(
            balanced,
            "UAS",
            "tarif",
            by=("sectr", "importer"),
            objective=tt.Term("real_incme"),
            partners="quadd",
            sectors="goodies",
            bounds=(1, 0),
            starts=-1,
        )
    told = str(caught.value)
    for word in ("UAS", "tarif", "sectr", "quadd", "goodies", "(1, 0)", "-1"):
        assert word in told
    for word in ("USA", "tariff", "sector", "quad", "goods"):
        assert word in told
    with pytest.raises(InputError, match=r"-1\.5"):
        tt.optimal_policy(balanced, "USA", bounds=(-1.5, 1))
    with pytest.raises(InputError) as caught:
        tt.optimal_policy(
            balanced,
            "USA",
            by=5,  # type: ignore[arg-type]
            objective="real_income",  # type: ignore[arg-type]
            bounds=(3, 1),
            deficits="fxd",  # type: ignore[arg-type]
            tol=-1,
            policy=3,  # type: ignore[arg-type]
        )
    told = str(caught.value)
    for word in ("by: 5", "'real_income' is no term", "(3, 1)", "fxd", "tol", "policy"):
        assert word in told
    with pytest.raises(InputError, match="nothing to choose"):
        tt.optimal_policy(balanced, "USA", ())
