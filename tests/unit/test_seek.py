"""Goal seek: against bisection by whole solves, with slopes against differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq

import tradetalks as tt
from worlds import make_world

TIGHT = 1e-13
PAIR: dict[str, Any] = {"outcome": "bilateral_balance", "country": "USA", "partner": "IND"}
GOODS = ["A", "B", "C10T12", "C13T18", "C19T25", "C26T28", "C29T33"]


def tariff(x: float) -> tt.Policy:
    return tt.Policy().tariff("USA", "IND", add=x, sectors="goods")


def goods_balance(trade: Any) -> float:
    flows = trade.sel(sector=GOODS).sum("sector")
    out, back = flows.sel(exporter="USA", importer="IND"), flows.sel(exporter="IND", importer="USA")
    return float(out - back)


def test_the_tariff_that_halves_the_goods_balance_is_bisections(small: tt.Baseline) -> None:
    half = 0.5 * goods_balance(small["trade"])
    found = tt.seek(
        small, tariff, sectors="goods", target=tt.share_of_baseline(0.5), within=(0, 2), **PAIR
    )
    assert found.reached
    assert found.target == pytest.approx(half, rel=1e-12)
    slowly = brentq(
        lambda x: goods_balance(tt.solve(small, tariff(x), tol=1e-12).trade) - half, 0, 0.3
    )
    assert found.value == pytest.approx(slowly, abs=1e-8)
    assert goods_balance(found.equilibrium.trade) == pytest.approx(half, rel=1e-8)
    assert found.policy.describe() == tariff(found.value).describe()
    assert "USD million" in found.message


def test_goods_and_total_balances_are_two_questions(small: tt.Baseline) -> None:
    whole = tt.seek(small, tariff, target=tt.share_of_baseline(0.5), within=(0, 2), **PAIR)
    outcomes = whole.equilibrium.outcomes
    pair = {"country": "USA", "partner": "IND"}
    halved = 0.5 * float(outcomes["bilateral_balance_base"].sel(pair))
    assert float(outcomes["bilateral_balance"].sel(pair)) == pytest.approx(halved, rel=1e-8)
    some = tt.seek(
        small, tariff, sectors=GOODS, target=tt.share_of_baseline(0.5), within=(0, 2), **PAIR
    )
    assert some.value < whole.value


LEVERS: dict[str, tuple[Callable[[float], tt.Policy], float, tuple[float, float]]] = {
    "tariff": (tariff, 0.07, (-0.2, 1.0)),
    "export tax": (lambda x: tt.Policy().export_tax("IND", "USA", add=x), 0.03, (0, 0.5)),
    "rate": (lambda x: tt.Policy().tariff("USA", "IND", rate=x), 0.05, (0, 0.5)),
    "trade cost": (lambda x: tt.Policy().trade_cost("USA", "IND", factor=x), 1.1, (0.7, 2)),
    "both ways": (lambda x: tariff(x).tariff("IND", "USA", add=2 * x), 0.02, (0, 0.3)),
    "levers that multiply": (
        lambda x: tt.Policy().trade_cost("USA", "IND", factor=x).trade_cost("USA", "IND", factor=x),
        1.04,
        (0.8, 1.5),
    ),
    "purchase": (lambda x: tt.Policy().purchase("IND", "USA", add=x), 2e4, (0, 1e5)),
    "purchase at least": (
        lambda x: tt.Policy().purchase("IND", "USA", sectors="C29T33", at_least=x),
        3e4,
        (1e3, 1e5),
    ),
    "transfer": (lambda x: tt.Policy().transfer("USA", "IND", amount=x), 3e4, (0, 1e5)),
    "productivity": (lambda x: tt.Policy().productivity("IND", factor=x), 1.02, (0.8, 1.2)),
}


@pytest.mark.parametrize("name", LEVERS)
def test_any_lever_is_found_again_with_its_slope(name: str, small: tt.Baseline) -> None:
    """The outcome at a number chosen beforehand is the target; the slope is a difference's."""
    lever, wanted, within = LEVERS[name]
    given = tt.Policy().tariff("CHN", "USA", add=0.1)
    step = 1e-3 * (within[1] - within[0])

    def at(x: float) -> float:
        eq = tt.solve(small, given + lever(x), tol=TIGHT).require()
        return float(eq.outcomes["bilateral_balance"].sel(country="USA", partner="IND"))

    found = tt.seek(small, lever, target=at(wanted), within=within, policy=given, **PAIR)
    assert found.reached, found.message
    assert found.value == pytest.approx(wanted, rel=1e-6)
    near, far = at(wanted + step) - at(wanted - step), at(wanted + 2 * step) - at(wanted - 2 * step)
    assert found.slope == pytest.approx((8 * near - far) / (12 * step), rel=1e-5)


def test_movers_too(small: tt.Baseline) -> None:
    """People are a number like any other."""

    def visas(x: float) -> tt.Policy:
        return tt.Policy().migration("IND", "USA", movers=x, skill="skilled")

    some = tt.solve(small, visas(4e5), tol=TIGHT).outcomes["gdp"].sel(country="USA")
    found = tt.seek(
        small, visas, outcome="gdp", country="USA", target=float(some), within=(-1e5, 1e6)
    )
    assert found.value == pytest.approx(4e5, rel=1e-4)


def test_what_cannot_be_reached_says_the_best_there_is(small: tt.Baseline) -> None:
    """America's gain from a tariff first rises, then falls: the best is the optimal tariff."""
    found = tt.seek(
        small, tariff, outcome="real_income", country="USA", target=1.0, within=(-0.1, 1)
    )
    assert not found.reached
    assert "cannot be reached from -0.1 to 1" in found.message
    assert "the nearest attainable is" in found.message
    gains = [
        float(tt.solve(small, tariff(x)).outcomes["real_income_change"].sel(country="USA"))
        for x in (found.value - 0.01, found.value, found.value + 0.01)
    ]
    assert gains[1] == max(gains)
    assert found.attained == pytest.approx(gains[1], abs=1e-7)
    assert abs(found.slope) < 1e-6


def test_of_two_answers_the_nearest_to_no_change(small: tt.Baseline) -> None:
    """A small gain is had on the way up to the optimal tariff, and again on the way down."""
    best = tt.seek(
        small, tariff, outcome="real_income", country="USA", target=1.0, within=(-0.1, 1)
    )
    found = tt.seek(
        small,
        tariff,
        outcome="real_income_change",
        country="USA",
        target=best.attained / 2,
        within=(-0.1, 1),
    )
    assert found.reached
    assert 0 < found.value < best.value
    assert len(found.others) == 1
    assert found.others[0] > best.value
    assert "nearest to no change" in found.message


def test_numbers_without_an_equilibrium_are_skipped_and_named(small: tt.Baseline) -> None:
    """Transfers of more than a country earns leave nothing to solve."""

    def gift(x: float) -> tt.Policy:
        return tt.Policy().transfer("IND", "USA", amount=x)

    found = tt.seek(
        small, gift, outcome="real_income", country="IND", target=-5.0, within=(0, 2e7), scan=5
    )
    assert found.reached
    assert found.skipped
    assert min(found.skipped) > found.value
    assert "no equilibrium was found at" in found.message
    assert float(found.equilibrium.outcomes["real_income_change"].sel(country="IND")) == (
        pytest.approx(-5, abs=1e-6)
    )


def test_a_range_without_any_equilibrium_is_an_error(small: tt.Baseline) -> None:
    def gift(x: float) -> tt.Policy:
        return tt.Policy().transfer("IND", "USA", amount=x)

    with pytest.raises(tt.NotConvergedError, match="no equilibrium was found from 2e\\+07"):
        tt.seek(small, gift, outcome="income", country="IND", target=0, within=(2e7, 3e7), scan=2)


def test_closures_and_progress_are_passed_on() -> None:
    base = tt.Baseline.from_arrays(**make_world(3))
    heard: list[tuple[str, int, int]] = []

    def cost(x: float) -> tt.Policy:
        return tt.Policy().trade_cost("C00", "C01", factor=x)

    rules: dict[str, Any] = {"deficits": "balanced", "labour_supply": 0.5, "tol": 1e-12}
    wanted = tt.solve(base, cost(1.2), **rules).outcomes["exports_change"].sel(country="C01")
    found = tt.seek(
        base,
        cost,
        outcome="exports_change",
        country="C01",
        target=float(wanted),
        within=(0.5, 2.0),
        progress=lambda *word: heard.append(word),
        **rules,
    )
    assert found.value == pytest.approx(1.2, rel=1e-6)
    assert found.unit == "%"
    assert found.equilibrium.deficits == "balanced"
    assert [done for _, done, _ in heard] == list(range(1, found.evaluations + 1))
    assert list(found.path["x"]) == sorted(found.path["x"])


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a lever that is a policy": ({"lever": tariff(0.1)}, "lever: .* is no function"),
    "a lever of something else": ({"lever": lambda x: x}, "another Policy"),
    "a range upside down": ({"within": (1, 0)}, r"within: \(1, 0\) is no range"),
    "a range of one": ({"within": 1}, "is no range"),
    "a target in words": ({"target": "half"}, "'half' is not a target"),
    "a share of a change": (
        {"outcome": "real_income", "partner": None, "target": tt.share_of_baseline(0.5)},
        "measured from the baseline",
    ),
    "an unknown outcome": ({"outcome": "bilateral_balanse"}, "did you mean bilateral_balance"),
    "an unknown partner": ({"partner": "INDI"}, "did you mean IND"),
    "an unknown sector": ({"sectors": "godos"}, "did you mean goods"),
    "a label too many": ({"factor": "labour"}, "bilateral_balance has no factor"),
    "one point": ({"scan": 1}, "scan: 1"),
    "a rate of minus two": ({"within": (-2.0, 1.0)}, "leaves a rate"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named(case: str, small: tt.Baseline) -> None:
    change, words = BAD[case]
    asked: dict[str, Any] = {"lever": tariff, "target": 0.0, "within": (0, 1), **PAIR} | change
    asked = {name: value for name, value in asked.items() if value is not None}
    with pytest.raises(tt.InputError, match=words):
        tt.seek(small, asked.pop("lever"), **asked)


def test_a_baseline_is_no_name() -> None:
    for question in (
        lambda: tt.seek("small", tariff, target=0, within=(0, 1), **PAIR),  # type: ignore[arg-type]
        lambda: tt.rank("small", country="IND"),  # type: ignore[arg-type]
        lambda: tt.calibrate("small", [("trade", "USA", "IND", "goods", 1e5)]),  # type: ignore[arg-type]
        lambda: tt.share_burden("small", tariff(0.1), ["USA", "IND"]),  # type: ignore[arg-type]
    ):
        with pytest.raises(tt.InputError, match="base: is a str"):
            question()


def test_a_share_of_the_baseline_must_be_a_number() -> None:
    with pytest.raises(tt.InputError, match="'half' is not a number"):
        tt.share_of_baseline("half")  # type: ignore[arg-type]
    assert str(tt.share_of_baseline(0.5)) == "0.5 times its baseline value"
    assert np.isclose(tt.share_of_baseline(0).share, 0)
