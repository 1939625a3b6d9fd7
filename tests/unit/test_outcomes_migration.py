"""Those who stay, who receive and who move: against closed economies worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import tradetalks as tt
from people import apart, with_people
from tradetalks.outcomes import COLUMNS, migration_account
from worlds import make_world

P = tt.Policy()
SHARE = (0.4, 0.7)
WORKERS = ((1e3, 4e3), (2e3, 5e3))
LEVEL = (0.5, 1.0)
OUTPUT = (100.0, 300.0)


def closed(**people: Any) -> tt.Baseline:
    """Output is `S^b U^(1-b)` in each of two countries that do not trade."""
    efficiency = np.ones((2, 2, 2))
    efficiency[0, 1], efficiency[1, 0] = 0.8, 1.25
    given: dict[str, Any] = {
        "remittance_share": np.zeros((2, 2)),
        "mover_efficiency": efficiency,
        "price_level": np.array(LEVEL),
    }
    return apart(list(SHARE), WORKERS, **given | people)


def account(base: tt.Baseline, policy: tt.Policy) -> pd.DataFrame:
    eq = tt.solve(base, policy, tol=1e-13)
    found = migration_account(eq)
    assert set(found) <= COLUMNS.keys()
    return found.set_index(["group", "country"])


def test_skilled_workers_move_between_closed_economies() -> None:
    rows = account(closed(), P.migration("here", "there", movers=100, skill="skilled"))
    x, y = 100 / 1e3, 0.8 * 100 / 2e3
    b, c = SHARE
    # Those who leave took their marginal product; the rest had 1 - b x and make (1 - x)^b.
    stay = (1 - x) ** b / (1 - b * x) - 1
    # Those who come are paid c y (1 + y)^(c - 1) of the output (1 + y)^c: the immigration surplus.
    receive = (1 + y) ** c - c * y * (1 + y) ** (c - 1) - 1
    assert stay < 0 < receive
    here, there = rows.loc[("stay", "here")], rows.loc[("receive", "there")]
    assert here["real_income_change"] == pytest.approx(100 * stay, rel=1e-9)
    assert there["real_income_change"] == pytest.approx(100 * receive, rel=1e-9)
    assert here["equivalent_variation"] == pytest.approx(100 * (1 - b * x) * stay, rel=1e-9)
    assert there["equivalent_variation"] == pytest.approx(300 * receive, rel=1e-9)
    assert (here["persons"], there["persons"]) == (5e3 - 100, 7e3)
    assert there["usd_per_head"] == pytest.approx(1e6 * 300 * receive / 7e3, rel=1e-9)
    mover = rows.loc[("move", "there")]
    before = b * OUTPUT[0] / WORKERS[0][0]
    after = 0.8 * c * OUTPUT[1] / WORKERS[1][0] * (1 + y) ** (c - 1)
    gain = after / LEVEL[1] / (before / LEVEL[0]) - 1
    assert mover["real_income_change"] == pytest.approx(100 * gain, rel=1e-9)
    assert mover["equivalent_variation"] == pytest.approx(100 * before * gain, rel=1e-9)
    assert (mover["movers"], mover["persons"], mover["remittances"]) == (100, 100, 0)
    assert (mover["origin"], mover["residence"], mover["skill"]) == ("here", "there", "skilled")


def test_a_return_is_read_from_where_they_leave() -> None:
    rows = account(closed(), P.migration("here", "there", movers=-100, skill="skilled"))
    x, y = 0.8 * 100 / 2e3, 100 / 1e3
    b, c = SHARE
    stay = (1 - x) ** c / (1 - c * x) - 1
    receive = (1 + y) ** b - b * y * (1 + y) ** (b - 1) - 1
    leaving, reached = rows.loc[("stay", "there")], rows.loc[("receive", "here")]
    assert leaving["real_income_change"] == pytest.approx(100 * stay, rel=1e-9)
    assert reached["real_income_change"] == pytest.approx(100 * receive, rel=1e-9)
    mover = rows.loc[("move", "here")]
    before = 0.8 * c * OUTPUT[1] / WORKERS[1][0]
    after = b * OUTPUT[0] / WORKERS[0][0] * (1 + y) ** (b - 1)
    gain = after / LEVEL[0] / (before / LEVEL[1]) - 1
    assert mover["real_income_change"] == pytest.approx(100 * gain, rel=1e-9)
    assert (mover["origin"], mover["movers"], mover["persons"]) == ("here", -100, 100)


def test_groups_divide_the_income_of_their_countries() -> None:
    base = with_people(7)
    policy = P.migration("C00", "C01", movers=2e4).migration("C02", "C01", movers=-1e4)
    eq = tt.solve(base, policy, labour_supply=0.4, tol=1e-13)
    found = migration_account(eq)
    countries = found[found["group"] != "move"].set_index("country")
    movers = found[found["group"] == "move"]
    assert list(countries["group"]) == ["stay", "receive", "receive"]
    left = movers["origin"].where(movers["movers"] > 0, movers["residence"])
    before = countries["income_base"] + movers.groupby(left)["income_base"].sum().reindex(
        countries.index, fill_value=0
    )
    after = countries["income"] + movers.groupby("country")["income"].sum().reindex(
        countries.index, fill_value=0
    )
    out = eq.outcomes.sel(country=list(countries.index))
    np.testing.assert_allclose(before, out["income_base"], rtol=1e-12)
    np.testing.assert_allclose(after, out["income"], rtol=1e-12)
    # What movers send is what those at home receive, and what the model's transfers hold.
    sent = movers.groupby("origin")["remittances"].sum()
    np.testing.assert_allclose(countries.loc[sent.index, "remittances"], sent, rtol=1e-12)
    np.testing.assert_allclose(sent, eq.outcomes["net_transfers"].sel(country=list(sent.index)))


def test_remittances_are_taken_from_movers_and_given_to_those_who_stay() -> None:
    """In a world without barriers and with one good, a wage sent home is spent there alike."""
    n, share = 2, 0.25
    base = tt.Baseline.from_arrays(
        ("here", "there"),
        ("good",),
        trade=np.array([[10.0, 30.0], [30.0, 90.0]])[:, :, None],
        tariff=np.zeros((n, n, 1)),
        value_added_share=np.ones((n, 1)),
        input_share=np.zeros((n, 1, 1)),
        trade_elasticity=np.array([4.0]),
        workers=np.array([[100.0], [100.0]]),
        mover_efficiency=np.ones((n, n, 1)),
        remittance_share=np.array([[0, 0], [share, 0.0]]),
        price_level=np.ones(n),
    )
    rows = account(base, P.migration("here", "there", movers=10))
    # Prices are the same everywhere, and so is demand: L^(-1/(1+theta)) is what a wage becomes.
    wage = np.array([0.9, 1.1]) ** (-1 / 5)
    income = wage * np.array([40 * 0.9, 120 * 1.1])
    wage *= 160 / income.sum()
    income *= 160 / income.sum()
    price = ((np.array([40, 120]) / 160) @ wage**-4) ** (-1 / 4)
    sent = share * 10 * 1.2 * wage[1]
    stay = (income[0] + sent) / price / 36 - 1
    receive = (income[1] - 12 * wage[1]) / price / 120 - 1
    move = 0.75 * 1.2 * wage[1] / price / 0.4 - 1
    found = [rows.loc[at, "real_income_change"] for at in rows.index]
    np.testing.assert_allclose(found, 100 * np.array([stay, receive, move]), rtol=1e-8)
    np.testing.assert_allclose(rows["remittances"], [sent, 0, sent], rtol=1e-8)


def test_without_migration_there_are_no_rows() -> None:
    found = migration_account(tt.solve(with_people(7), P.tariff("C00", "C01", add=0.1)))
    assert found.empty
    assert "real_income_change" in found


def test_price_levels_are_asked_for() -> None:
    arrays = make_world(7, factors=2)
    base = tt.Baseline.from_arrays(**arrays, workers=np.full((4, 2), 1e5))
    policy = P.migration("C00", "C01", movers=10, efficiency=1.0, remittance_share=0.0)
    with pytest.raises(tt.InputError, match=r"price_level=\.\.\. \(country,\)"):
        migration_account(tt.solve(base, policy))
