"""What a government values: each term against differences, and against accounts of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tradetalks as tt
from people import with_people
from tradetalks.errors import InputError
from tradetalks.outcomes import migration_account
from tradetalks.solve import outcomes_before
from tradetalks.talks.best.worlds import Worlds
from tradetalks.talks.wants.objective import Objective, objectives_of
from tradetalks.talks.wants.terms import WANTED, Term

P = tt.Policy()
#: Steps of a tenth of a point: the next term of the series is then a millionth of the first.
STEP = 1e-3

TERMS = (
    Term("real_income"),
    Term("real_income", 0.5, "CHN"),
    Term("residents_income", 2.0),
    Term("welfare", 1.5),
    Term("balance", partner="CHN", sectors="goods"),
    Term("balance"),
    Term("output", 0.3, sectors="agriculture"),
    Term("value_added", sectors="goods"),
    Term("employment", 0.7, sectors="goods"),
    Term("tariff_revenue", 0.2),
    Term("purchase_cost", -1.0, "IND"),
    Term("exports", partner="IND"),
    Term("imports", -1.0, "IND", partner="USA"),
    Term("trade", 0.1, partner="IND", sectors="goods"),
)


@pytest.fixture(scope="module")
def worlds(small: tt.Baseline) -> Worlds:
    return Worlds(small, {"labour_supply": 0.4, "deficits": "share"}, tol=1e-12)


def shocked(rate: float) -> tt.Policy:
    return P.tariff("USA", "CHN", add=0.3 + rate).purchase("IND", "USA", sectors="C", add=2e4)


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_slopes_are_those_of_the_value(small: tt.Baseline, worlds: Worlds, term: Term) -> None:
    aim = Objective.of(small, "USA", term)
    here, there = worlds.solve(shocked(STEP)), worlds.solve(shocked(-STEP))
    difference = (aim.value(here) - aim.value(there)) / (2 * STEP)
    middle = worlds.solve(shocked(0.0))
    slopes = worlds.slopes(middle, aim.weights(middle), 1e-11)
    flow = small.countries.index("CHN"), small.countries.index("USA")
    exact = float(np.asarray(slopes.tariff)[flow].sum())
    assert abs(exact) > 1e-3, "a term that the tariff does not move tests nothing"
    assert exact == pytest.approx(difference, rel=1e-5)


def test_every_name_is_tested() -> None:
    assert {term.outcome for term in TERMS} | {"migrants"} == set(WANTED)


def test_a_sum_is_the_sum_of_its_terms(small: tt.Baseline, worlds: Worlds) -> None:
    eq = worlds.solve(shocked(0.0))
    terms = (Term("real_income"), Term("real_income", 0.5, "CHN"), Term("balance", 2.0))
    whole = Objective.of(small, "USA", terms)
    parts = [Objective.of(small, "USA", term).value(eq) for term in terms]
    assert whole.value(eq) == pytest.approx(sum(parts), rel=1e-12)
    assert whole.table(eq)["worth"].to_list() == pytest.approx(parts)
    out = eq.outcomes
    mine = out["equivalent_variation"].sel(country="USA").item() / 1e3
    assert parts[0] == pytest.approx(mine, rel=1e-12)
    grown = (out["balance"] - out["balance_base"]).sel(country="USA").item() / 1e3
    assert parts[2] == pytest.approx(2 * grown, rel=1e-9)


def test_real_income_alone_is_the_default(small: tt.Baseline, worlds: Worlds) -> None:
    eq = worlds.solve(shocked(0.0))
    assert Objective.of(small, "IND").value(eq) == Objective.of(
        small, "IND", [Term("real_income")]
    ).value(eq)
    income = np.asarray(outcomes_before(small)["income"])[small.countries.index("IND")]
    assert Objective.of(small, "IND").income == pytest.approx(income / 1e3)


def test_work_is_counted_in_baseline_pay(small: tt.Baseline) -> None:
    # Where nobody's supply responds, work only changes sector.
    eq = tt.solve(small, shocked(0.0), tol=1e-12)
    everywhere = Objective.of(small, "USA", Term("employment"))
    assert everywhere.value(eq) == pytest.approx(0, abs=1e-6)
    goods = Objective.of(small, "USA", Term("employment", sectors="goods")).value(eq)
    services = Objective.of(small, "USA", Term("employment", sectors="services")).value(eq)
    assert goods == pytest.approx(-services, abs=1e-6)
    assert goods > 1


@pytest.mark.parametrize("movers", [5e4, -5e4])
@pytest.mark.parametrize("supply", [0.0, 0.5])
def test_residents_are_those_of_the_migration_account(movers: float, supply: float) -> None:
    base = with_people(3)
    here, there = base.countries[:2]
    policy = P.migration(here, there, movers=movers, skill="skilled").tariff(here, there, add=0.2)
    eq = tt.solve(base, policy, labour_supply=supply, tol=1e-12)
    account = migration_account(eq).query("group != 'move'").set_index("country")
    found = eq.outcomes["residents_variation"].to_series()
    for country in (here, there):
        wanted = account.loc[country, "equivalent_variation"]
        assert found[country] == pytest.approx(wanted, rel=1e-8)
        assert Objective.of(base, country, Term("residents_income")).value(eq) == pytest.approx(
            wanted / 1e3, rel=1e-8
        )
    others = eq.outcomes["equivalent_variation"].to_series().drop([here, there])
    np.testing.assert_allclose(found.drop([here, there]), others, rtol=1e-10)


def test_people_are_counted_from_the_policy(small: tt.Baseline) -> None:
    policy = P.migration("IND", "USA", movers=50_000, skill="skilled").migration(
        "IND", "USA", movers=-18_000, skill="unskilled"
    )
    eq = tt.solve(small, policy)

    def worth(weight: float, skill: str | None) -> float:
        term = Term("migrants", weight, partner="IND", skill=skill)
        aim = Objective.of(small, "USA", term)
        assert aim.counts
        assert aim.weights(eq) == {}
        assert aim.counted(eq) == aim.value(eq)
        return aim.value(eq)

    # USD 10 thousand a person is USD 10 billion a million.
    assert worth(10.0, "skilled") == pytest.approx(0.5)
    assert worth(-10.0, "unskilled") == pytest.approx(0.18)
    assert worth(1.0, None) == pytest.approx(0.032)


def test_every_mistake_is_listed(small: tt.Baseline) -> None:
    terms: list[Any] = [
        Term("real_incme"),
        Term("balance", partner="INDIA"),
        Term("output", sectors="gods"),
        Term("real_income", sectors="goods"),
        Term("real_income", float("nan")),
        Term("migrants", partner="IND", skill="clever"),
        Term("real_income", country="quad"),
        "real_income",
    ]
    with pytest.raises(InputError) as caught:
        Objective.of(small, "USA", terms)
    told = str(caught.value)
    for k in range(1, len(terms) + 1):
        assert f"term {k}" in told
    assert "real_income" in told
    with pytest.raises(InputError) as caught:
        objectives_of(small, ["USA", "IND"], {"CHN": None, "IND": [Term("balnce")]})
    assert "none of the players" in str(caught.value)
    assert "balance" in str(caught.value)
