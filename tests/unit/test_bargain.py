"""The deal, the frontier and what each issue adds: against grids of packages, and by theory."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from tradetalks.errors import InputError
from tradetalks.talks import bargain
from tradetalks.talks.deal.attribution import shapley

P = tt.Policy()
RESIDENTS = dict.fromkeys(("USA", "IND"), (tt.Term("residents_income"),))

TARIFF = tt.Issue(
    "us-tariff", "USA", lambda x: P.tariff("USA", "IND", add=x, sectors="goods"), (0.0, 0.5)
)
CUT = tt.Issue(
    "indian-tariff", "IND", lambda x: P.tariff("IND", "USA", factor=x, sectors="goods"), (0.0, 1.0)
)
EQUIPMENT = tt.Issue(
    "equipment",
    "IND",
    lambda x: P.purchase("IND", "USA", add=x, sectors="manufacturing", paid_by="IND"),
    (0.0, 1e4),
)
VISAS = tt.Issue(
    "visas",
    "USA",
    lambda x: P.migration("IND", "USA", movers=x, skill="skilled"),
    (0.0, 5e4),
)


def agenda(base: tt.Baseline, *issues: tt.Issue, **how: Any) -> tt.Agenda:
    return tt.Agenda(base, ("USA", "IND"), issues, **({"objectives": RESIDENTS} | how))


@pytest.fixture(scope="module")
def whole(small: tt.Baseline) -> tt.Agenda:
    return agenda(small, TARIFF, CUT, EQUIPMENT, VISAS)


@pytest.fixture(scope="module")
def deal(whole: tt.Agenda) -> tt.Deal:
    return bargain(whole)


@pytest.fixture(scope="module")
def efficient(whole: tt.Agenda) -> tt.Frontier:
    return tt.frontier(whole, 9)


def gains(base: tt.Baseline, policy: tt.Policy) -> np.ndarray:
    """Residents' gains of the two parties over the baseline, USD billion; no slopes involved."""
    eq = tt.solve(base, policy)
    out = eq.outcomes["residents_variation"].sel(country=["USA", "IND"])
    return out.values / 1e3


def package(*numbers: float) -> tt.Policy:
    issues = (TARIFF, CUT, EQUIPMENT, VISAS)
    return sum((i.lever(x) for i, x in zip(issues, numbers, strict=True)), P)


@pytest.fixture(scope="module")
def grid(small: tt.Baseline) -> dict[tuple[float, ...], np.ndarray]:
    """Gains in a grid of packages."""
    axes = ((0.0, 0.05), (0.3, 0.4, 0.5, 0.6, 0.7, 1.0), (0.0, 5e3, 1e4), (0.0, 5e4))
    return {x: gains(small, package(*x)) for x in product(*axes)}


def test_no_package_of_a_grid_has_a_larger_product(
    deal: tt.Deal, grid: dict[tuple[float, ...], np.ndarray]
) -> None:
    assert deal.agreed
    assert deal.converged
    best = max(grid, key=lambda x: min(grid[x].min(), 0.0) or float(grid[x].prod()))
    mine = deal.gains["gain"].to_numpy()
    assert mine.prod() >= grid[best].prod() * (1 - 1e-9)
    # The grid is coarse in one number only: a tenth of the Indian tariffs.
    numbers = deal.issues.set_index("issue")["number"]
    assert mine.prod() == pytest.approx(grid[best].prod(), rel=0.02)
    assert numbers["indian-tariff"] == pytest.approx(best[1], abs=0.06)
    assert (numbers["us-tariff"], numbers["visas"]) == (best[0], best[3])
    assert mine == pytest.approx(gains(deal.equilibrium.base, deal.policy), rel=1e-6)


def test_bounds_that_bind_are_worth_something(deal: tt.Deal) -> None:
    table = deal.issues.set_index("issue")
    assert table.loc["us-tariff", "bound"] == "low"
    assert table.loc["visas", "bound"] == "high"
    assert table.loc["indian-tariff", "bound"] == ""
    assert (table.loc[["us-tariff", "visas"], "worth"] > 0).all()
    assert set(deal.third["country"]) == set(deal.equilibrium.base.countries) - {"USA", "IND"}
    assert deal.shortfall == 0


def test_power_moves_the_deal(small: tt.Baseline, deal: tt.Deal) -> None:
    strong = bargain(agenda(small, TARIFF, CUT, EQUIPMENT, VISAS, power={"USA": 3, "IND": 1}))
    even, tilted = (d.gains.set_index("party")["gain"] for d in (deal, strong))
    assert tilted["USA"] > even["USA"] + 0.1
    assert tilted["IND"] < even["IND"] - 0.1
    assert strong.agreed


def test_the_war_as_disagreement_only_sets_what_is_at_stake(
    small: tt.Baseline, deal: tt.Deal
) -> None:
    war = tt.trade_war(small, ["USA", "IND"], by="sector", objectives=RESIDENTS, starts=1)
    peace = bargain(agenda(small, TARIFF, CUT, EQUIPMENT, VISAS, disagreement=war.equilibrium))
    assert peace.agreed
    at_war = gains(small, war.policy)
    assert peace.gains["gain"].to_numpy() == pytest.approx(
        gains(small, peace.policy) - at_war, rel=1e-6
    )
    # The war serves the United States and costs India, which now has more to give.
    number = [d.issues.set_index("issue").loc["indian-tariff", "number"] for d in (peace, deal)]
    assert number[0] < number[1]


def test_without_common_ground_the_shortfall_is_said(small: tt.Baseline) -> None:
    # Any tariff on India helps one and hurts the other.
    alone = bargain(agenda(small, TARIFF))
    assert not alone.agreed
    assert alone.shortfall == pytest.approx(0, abs=1e-6)
    assert "no package" in alone.message
    forced = tt.Issue("tariff", "USA", TARIFF.lever, (0.02, 0.5))
    worse = bargain(agenda(small, forced))
    assert not worse.agreed
    least = -gains(small, TARIFF.lever(0.02)).min()
    assert worse.shortfall == pytest.approx(least, rel=1e-6)
    assert worse.issues["number"].item() == pytest.approx(0.02)


def test_the_frontier_is_not_beaten_on_a_grid(
    efficient: tt.Frontier, grid: dict[tuple[float, ...], np.ndarray], small: tt.Baseline
) -> None:
    assert efficient.converged
    assert len(efficient.table) == 9
    values = efficient.table[["USA", "IND"]].to_numpy()
    assert all(a[0] < b[0] and a[1] > b[1] for a, b in pairwise(values))
    for found in grid.values():
        beaten = (found > values + 1e-4).all(1)
        assert not beaten.any(), "a package of the grid is better for both"
        placed = efficient.place(dict(zip(("USA", "IND"), found, strict=True)))
        assert placed.distance >= 0
    again = package(
        *efficient.table.loc[4, ["us-tariff", "indian-tariff"]],
        *efficient.table.loc[4, ["equipment", "visas"]],
    )
    assert gains(small, again) == pytest.approx(values[4], abs=1e-4)


def test_gains_are_placed_below_the_frontier(efficient: tt.Frontier, deal: tt.Deal) -> None:
    nothing = efficient.place({"USA": 0.0, "IND": 0.0})
    assert nothing.distance > 0.1
    assert min(nothing.further.values()) > nothing.distance
    mine = dict(zip(deal.gains["party"], deal.gains["gain"], strict=True))
    # The deal is on the frontier; between points that is drawn straight, a little below it.
    assert efficient.place(mine).distance == pytest.approx(0, abs=0.02)
    with pytest.raises(InputError, match="IND is missing"):
        efficient.place({"USA": 0.0})


def test_issues_add_up_to_the_deal(whole: tt.Agenda, deal: tt.Deal) -> None:
    found = tt.attribution(whole)
    assert found.converged
    values = found.shapley.pivot(index="issue", columns="party", values="worth")
    total = deal.gains.set_index("party")["gain"]
    for party in ("USA", "IND"):
        # Deals are searched to a thousandth of what is at stake, to first order.
        assert values[party].sum() == pytest.approx(total[party], abs=1e-4)
    link = found.linkage.set_index("party")
    np.testing.assert_allclose(link["linkage"], link["joint"] - link["separate"])
    assert len(found.coalitions) == 16
    alone = found.coalitions.set_index("issues").loc["visas"]
    assert not alone["agreed"], "visas alone cost the United States"
    assert (alone[["USA", "IND"]] == 0).all()


def test_shapley_values_of_known_games() -> None:
    # Three players; the first with any other earns one, nobody else anything (a glove game).
    sets = [(), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)]
    worth = {s: np.array([1.0 if 0 in s and len(s) > 1 else 0.0, 2.0 * (1 in s)]) for s in sets}
    found = shapley(worth, 3)
    np.testing.assert_allclose(found[:, 0], [2 / 3, 1 / 6, 1 / 6])
    np.testing.assert_allclose(found[:, 1], [0, 2, 0])  # adds the same to all; a dummy adds none


def test_an_offer_is_judged(whole: tt.Agenda, small: tt.Baseline, deal: tt.Deal) -> None:
    offer = {"us-tariff": 0.1, "indian-tariff": 0.5, "equipment": 5000.0}
    found = tt.judge(whole, offer)
    mine = gains(small, package(0.1, 0.5, 5000.0, 0.0))
    assert found.sides["gain"].to_numpy() == pytest.approx(mine, rel=1e-6)
    assert found.sides["accepts"].tolist() == [True, False]
    assert found.distance > 1
    rates = found.rates.set_index(["party", "issue"])
    # By differences: a tenth of a point of tariff.
    up, down = (gains(small, package(0.1 + s, 0.5, 5000.0, 0.0)) for s in (1e-3, -1e-3))
    slope = (up - down) / 2e-3
    row = rates.loc[("IND", "us-tariff")]
    assert row["direction"] == "less"
    assert row["own_gain"] == pytest.approx(-slope[1], rel=1e-4)
    assert row["others_loss"] == pytest.approx(slope[0], rel=1e-4)
    assert (row["rate"], row["others_loss"] < 0) == (np.inf, True)
    assert set(found.asks["party"]) == {"USA", "IND"}
    signed = tt.judge(whole, dict(zip(deal.issues["issue"], deal.issues["number"], strict=True)))
    assert signed.sides["accepts"].all()
    assert signed.distance == pytest.approx(0, abs=1e-3)


def test_an_interrupt_keeps_what_was_found(small: tt.Baseline) -> None:
    fresh = agenda(small, CUT, VISAS)
    heard: list[str] = []

    def progress(what: str, done: int, total: int) -> None:
        heard.append(what)
        if len(heard) == 2:
            raise KeyboardInterrupt

    found = bargain(fresh, progress=progress)
    assert found.interrupted
    assert not found.converged
    assert "interrupted" in found.message
    assert "USA" in heard[0]
    assert found.gains["gain"].min() >= 0


def test_every_mistake_is_listed(small: tt.Baseline) -> None:
    issues = (
        tt.Issue("empty", "USA", TARIFF.lever, (0.5, 0.5)),
        tt.Issue("whose", "CHN", TARIFF.lever, (0.0, 0.5)),
        tt.Issue("twice", "USA", TARIFF.lever, (0.0, 0.5)),
        tt.Issue("twice", "IND", TARIFF.lever, (0.0, 0.5)),
        tt.Issue("nothing", "IND", 3, (0.0, 0.5)),  # type: ignore[arg-type]
        tt.Issue("typo", "IND", lambda x: P.tariff("INDIA", "USA", add=x), (0.0, 0.5)),
    )
    with pytest.raises(InputError) as caught:
        tt.Agenda(small, ("USA", "INDIA"), issues, power=(1.0, -1.0), deficits="fixd")  # type: ignore[arg-type]
    told = str(caught.value)
    for word in ("empty", "whose", "twice", "owned by", "nothing", "typo", "INDIA", "-1", "fixd"):
        assert word in told
    with pytest.raises(InputError, match="owns it"):
        agenda(small, tt.Issue("theirs", "IND", TARIFF.lever, (0.0, 0.5)))
    with pytest.raises(InputError, match="two parties"):
        tt.frontier(tt.Agenda(small, ("USA", "IND", "CHN"), (TARIFF,)))
    offers = agenda(small, TARIFF, CUT)
    with pytest.raises(InputError) as caught:
        tt.judge(offers, {"us-tarif": 0.1, "indian-tariff": 2.0})
    for word in ("us-tariff", "0 to 1", "2.0"):
        assert word in str(caught.value)


def test_an_interrupted_verdict_does_not_know_the_distance(small: tt.Baseline) -> None:
    def progress(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    found = tt.judge(agenda(small, TARIFF, CUT), {"us-tariff": 0.1}, progress=progress)
    assert found.interrupted
    assert np.isnan(found.distance)
    assert found.sides["could_gain"].isna().all()
    assert "interrupted" in found.message
    assert found.sides["gain"].notna().all()


def test_a_disagreement_under_other_rules_is_refused(small: tt.Baseline) -> None:
    balanced = tt.solve(small, deficits="balanced")
    with pytest.raises(InputError, match="deficits"):
        agenda(small, CUT, VISAS, disagreement=balanced)
    war = tt.trade_war(small, ["USA", "IND"], starts=1)
    taken = agenda(small, CUT, VISAS, disagreement=war)
    same = agenda(small, CUT, VISAS, disagreement=war.equilibrium)
    np.testing.assert_allclose(taken.packages.origin, same.packages.origin)


def test_units_do_not_decide_whether_there_is_a_deal() -> None:
    from worlds import make_world

    numbers = []
    for scale in (1.0, 1e-9):
        arrays = make_world(3)
        base = tt.Baseline.from_arrays(**arrays | {"trade": scale * arrays["trade"]})
        one, other = base.countries[:2]
        issues = (
            tt.Issue("a", one, lambda x: P.tariff(one, other, factor=x), (0.0, 1.0)),  # noqa: B023
            tt.Issue("b", other, lambda x: P.tariff(other, one, factor=x), (0.0, 1.0)),  # noqa: B023
        )
        found = bargain(tt.Agenda(base, (one, other), issues))
        assert found.agreed
        numbers.append(found.issues["number"].to_numpy())
    np.testing.assert_allclose(numbers[0], numbers[1], atol=1e-4)


def test_more_power_never_gains_less(small: tt.Baseline) -> None:
    even = agenda(small, TARIFF, CUT, EQUIPMENT, VISAS)
    points = tt.frontier(even, 9).table[["USA", "IND"]].to_numpy()
    gained = []
    for power in (1, 5, 20, 100):
        case = agenda(small, TARIFF, CUT, EQUIPMENT, VISAS, power={"USA": power, "IND": 1})
        found = bargain(case)
        assert found.converged
        assert found.agreed
        mine = found.gains["gain"].to_numpy()
        share = np.array([power, 1]) / (power + 1)
        product_of = [float(share @ np.log(p)) for p in points if (p > 0).all()]
        # Points of the frontier are found to a thousandth of what is at stake.
        assert float(share @ np.log(mine)) >= max(product_of) - 1e-3
        gained.append(mine[0])
    assert gained == sorted(gained)
