"""How long do the talks take, and how long would they without exact gradients?

    python -m benchmarks.talks

On `world-2022`, its trade balanced first where prohibitive rates are tried; everything warm. Each
time includes the other starts or the certificate that are part of the answer. The rival is the
same search with gradients by finite differences, one solve a rate, on a smaller case in the same
run: same ascent, same start, same tolerance.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import tradetalks as tt
from benchmarks.timing import announce, table
from tradetalks.numerics.ascent import Spot, climb
from tradetalks.talks import bargain
from tradetalks.talks.best.ascents import Game
from tradetalks.talks.best.controls import rate_controls
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.wants.objective import Objective

#: Seconds that each may take, on two cores.
LIMITS = {
    "US tariff by partner and sector": 30.0,
    "US tariff by sector": 5.0,
    "war, United States and India, by sector": 60.0,
    "war of all 81, one rate each": 300.0,
    "bargain over six issues, frontier of 21": 60.0,
}
#: How many times as long differences must take, and their step.
LEAST_RATIO, STEP = 50.0, 1e-4
BALANCED: dict[str, Any] = {"deficits": "balanced"}


def timed(action: Callable[[], Any]) -> tuple[Any, float]:
    begun = time.perf_counter()
    return action(), time.perf_counter() - begun


def agenda(base: tt.Baseline) -> tt.Agenda:
    """Six issues between the United States and India."""
    policy = tt.Policy()
    equipment, energy = ["C25", "C26", "C301", "C302T309"], ["B05", "B06", "C19"]
    issues = (
        tt.Issue(
            "us-tariff",
            "USA",
            lambda x: policy.tariff("USA", "IND", add=x, sectors="goods"),
            (0.0, 0.5),
        ),
        tt.Issue(
            "indian-tariff",
            "IND",
            lambda x: policy.tariff("IND", "USA", factor=x, sectors="goods"),
            (0.0, 1.0),
        ),
        tt.Issue(
            "equipment",
            "IND",
            lambda x: policy.purchase("IND", "USA", add=x, sectors=equipment),
            (0.0, 1e4),
        ),
        tt.Issue(
            "energy",
            "IND",
            lambda x: policy.purchase("IND", "USA", add=x, sectors=energy),
            (0.0, 1e4),
        ),
        tt.Issue(
            "visas",
            "USA",
            lambda x: policy.migration("IND", "USA", movers=x, skill="skilled"),
            (0.0, 5e4),
        ),
        tt.Issue(
            "returns",
            "IND",
            lambda x: policy.migration("IND", "USA", movers=x, skill="unskilled"),
            (-18e3, 0.0),
        ),
    )
    wants = dict.fromkeys(("USA", "IND"), (tt.Term("residents_income"),))
    return tt.Agenda(base, ("USA", "IND"), issues, objectives=wants)


def talked(base: tt.Baseline) -> tuple[tt.Deal, tt.Frontier]:
    case = agenda(base)
    return bargain(case), tt.frontier(case, 21)


def against_differences() -> tuple[float, list[tuple[Any, ...]]]:
    """One ascent by partner and sector on the small world: adjoint gradients, then differences."""
    small = tt.load_baseline("world-2022-small")
    base = tt.solve(small, **BALANCED).to_baseline()
    levers = ("tariff", "export_tax")
    controls = rate_controls(base, "USA", levers, ("partner", "sector"))
    aim, start = Objective.of(base, "USA"), np.full(len(controls.lower), 0.05)

    def ascend(exact: bool) -> Any:
        game = Game(Worlds(base, BALANCED), controls, aim, tt.Policy())

        def at(x: Any) -> Spot | None:
            if exact:
                return game(x)
            middle = game.worlds.solve(controls.policy(x, tt.Policy())).require()
            value = aim.value(middle)
            slopes = np.empty(len(x))
            for k in range(len(x)):
                moved = x.copy()
                moved[k] += STEP
                there = game.worlds.solve(controls.policy(moved, tt.Policy())).require()
                slopes[k] = (aim.value(there) - value) / STEP
            return Spot(value, slopes, controls.curvature(middle, x))

        # Differences are good to a few digits only; both end where these can tell.
        return climb(at, start, game.box, tol=1e-4), game.worlds.solves

    ascend(exact=True)
    (exact, few), quick = timed(lambda: ascend(exact=True))
    (rough, many), slow = timed(lambda: ascend(exact=False))
    rows = [
        ("exact gradients", quick, few, exact.evaluations, exact.value),
        ("finite differences", slow, many, rough.evaluations, rough.value),
    ]
    assert abs(exact.value - rough.value) < 1e-3 * abs(exact.value), "they end elsewhere"
    return slow / quick, rows


def main() -> None:
    announce("The talks: world-2022, all starts and certificates included")
    world = tt.load_baseline("world-2022")
    base = tt.solve(world, **BALANCED).to_baseline()
    pair = ["USA", "IND"]
    # Compile first: one of each kind.
    tt.optimal_policy(base, "USA", starts=0, **BALANCED)
    talked(world)
    cases: dict[str, Callable[[], Any]] = {
        "US tariff by partner and sector": lambda: tt.optimal_policy(
            base, "USA", by=("partner", "sector"), **BALANCED
        ),
        "US tariff by sector": lambda: tt.optimal_policy(base, "USA", by="sector", **BALANCED),
        "war, United States and India, by sector": lambda: tt.trade_war(
            base, pair, by="sector", **BALANCED
        ),
        "war of all 81, one rate each": lambda: tt.trade_war(base, "all", **BALANCED),
        "bargain over six issues, frontier of 21": lambda: talked(world),
    }
    rows, late = [], []
    for name, action in cases.items():
        found, seconds = timed(action)
        last = found[-1] if isinstance(found, tuple) else found
        rows.append((name, seconds, LIMITS[name], last.solves, last.message))
        late += [name] if seconds > LIMITS[name] else []
        assert last.converged, last.message
    print(table(("search", "s", "at most", "solves", "it says"), rows))
    ratio, compared = against_differences()
    print("\nThe same ascent, 168 US tariffs and export taxes on world-2022-small:\n")
    print(table(("gradients", "s", "solves", "evaluations", "gain, USD bn"), compared))
    print(f"\nFinite differences take {ratio:.0f} times as long, at least {LEAST_RATIO:.0f} asked.")
    if late or ratio < LEAST_RATIO:
        sys.exit("too slow: " + ", ".join(late or ["the ratio"]))


if __name__ == "__main__":
    main()
