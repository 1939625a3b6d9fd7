"""Accounts of random policies made of every lever: their parts add up to the exact outcomes."""

from __future__ import annotations

from functools import cache, reduce
from typing import Any

import numpy as np
from drawn import COUNTRIES, SECTORS
from drawn import policies as rate_policies
from hypothesis import assume, example, given
from hypothesis import strategies as st

import tradetalks as tt
from people import with_people
from tradetalks.outcomes import (
    PARTS,
    allotted,
    bloc_account,
    migration_account,
    purchase_diversion,
    purchase_effects,
    sanction_account,
    waterfall,
    welfare_account,
)

#: Two sets of rules, so that two shapes are compiled.
RULES: tuple[dict[str, Any], ...] = (
    {},
    {"deficits": "share", "labour_supply": 0.4, "scale_elasticity": 0.03},
    {"deficits": "balanced", "labour_supply": 0.4, "scale_elasticity": 0.03}
    | {"revenue": "income_tax"},
)
pairs = st.lists(st.sampled_from(COUNTRIES), min_size=2, max_size=2, unique=True)


@cache
def world(seed: int) -> tt.Baseline:
    return with_people(seed)


@st.composite
def _flow_lever(draw: st.DrawFn) -> tt.Policy:
    here, there = draw(pairs)
    policy = tt.Policy()
    match draw(st.sampled_from(["purchase", "two-way", "transfer", "migration", "bloc"])):
        case "purchase":
            sectors = draw(st.sampled_from([*SECTORS, "all"]))
            payer = draw(st.sampled_from([None, *COUNTRIES]))
            amount = draw(st.floats(0, 1e5))
            return policy.purchase(here, there, sectors=sectors, add=amount, paid_by=payer)
        case "two-way":
            return policy.purchase(here, there, at_least=draw(st.floats(1, 6e5)), both=True)
        case "transfer":
            return policy.transfer(here, there, amount=draw(st.floats(-1e5, 1e5)))
        case "migration":
            skill = draw(st.sampled_from(["skilled", "unskilled", "all"]))
            movers = draw(st.floats(-3e4, 3e4))
            return policy.migration(here, there, movers=movers, skill=skill)
        case _:
            return policy.bloc([here, there], inside=draw(st.floats(0, 1)))


flow_policies = st.lists(_flow_lever(), min_size=1, max_size=3).map(
    lambda p: reduce(lambda a, b: a + b, p)
)
policies = st.one_of(
    flow_policies, st.tuples(flow_policies, rate_policies).map(lambda p: p[1] + p[0])
)
KINK = (
    # The promise binds only because of the tariff, which would end what is promised to go on.
    tt.Policy().tariff("C01", "C00", add=1.0).purchase("C01", "C00", add=0.0, paid_by="C02")
)


def solved(seed: int, policy: tt.Policy, rules: dict[str, Any]) -> tt.Equilibrium:
    try:
        eq = tt.solve(world(seed), policy, tol=1e-12, **rules)
    except tt.PolicyError:  # a promise on a flow that another lever closes
        assume(False)
    assume(eq.converged)
    return eq


@given(st.integers(0, 3), policies, st.sampled_from(RULES))
@example(0, KINK, RULES[0])
@example(1, KINK, RULES[2])
def test_parts_add_up(seed, policy, rules) -> None:
    """To 1e-8 of income before the rest is allotted, and to rounding after it."""
    eq = solved(seed, policy, rules)
    account = welfare_account(eq)
    assert float(abs(account["unexplained"]).max()) < 100 * 1e-8
    exact = 100 * np.log1p(eq.outcomes["real_income_change"].values / 100)
    parts = [account[name] for name in PARTS]
    total = sum(part.sum(part.dims[1:]).values for part in parts)
    np.testing.assert_allclose(total + account["unexplained"].values, exact, atol=1e-11)
    spread = allotted(account)
    total = sum(spread[name].sum(spread[name].dims[1:]).values for name in PARTS)
    np.testing.assert_allclose(total, exact, atol=1e-11)
    for country in COUNTRIES:
        bars, row = waterfall(account, country), eq.outcomes.sel(country=country)
        gain, income = float(row["equivalent_variation"]), float(row["income_base"])
        assert abs(bars["usd_million"].sum() - gain) <= 1e-10 * income


@given(st.integers(0, 3), policies, st.sampled_from(RULES))
def test_parts_without_a_lever_are_nil(seed, policy, rules) -> None:
    eq = solved(seed, policy, rules)
    account = welfare_account(eq)
    kinds = {type(lever).__name__ for lever in policy.levers}
    for part, kind in {
        "purchases": "Purchase",
        "purchases_paid": "Purchase",
        "transfers": "Transfer",
        "migration": "Migration",
        "remittances": "Migration",
    }.items():
        if kind not in kinds:
            assert float(abs(account[part]).max()) < 1e-12, part
    if not rules:
        for part in ("labour_supply", "scale_economies", "closure"):
            assert float(abs(account[part]).max()) < 1e-8, part


@given(st.integers(0, 3), policies, st.sampled_from(RULES))
def test_tables_agree_with_the_world(seed, policy, rules) -> None:
    """Groups of people divide incomes; displaced and diverted trade add up to what moved."""
    eq = solved(seed, policy, rules)
    out = eq.outcomes
    people = migration_account(eq)
    residents = people[people["group"] != "move"].set_index("country")
    there = people[people["group"] == "move"].groupby("country")["income"].sum()
    total = residents["income"] + there.reindex(residents.index, fill_value=0.0)
    wanted = out["income"].sel(country=list(residents.index))
    np.testing.assert_allclose(total, wanted, rtol=1e-9)
    made = purchase_effects(eq, alone=True)
    assert len(made) == len(eq.commitments)
    np.testing.assert_allclose(made["flow"], made["flow_without"] + made["added"], rtol=1e-12)
    third = purchase_diversion(eq, alone=True)["bought_change"].sum()
    assert abs(third - made["displaced_third"].sum()) <= 1e-6
    sent = sanction_account(eq, "C00", "C01").set_index("country")
    flow = out["bilateral_trade"].sel(exporter="C02", importer="C01")
    np.testing.assert_allclose(sent.loc["C02", "exports_to_target"], flow, rtol=1e-9, atol=1e-6)
    bloc = bloc_account(eq, ["C00", "C01"])
    imports = (out["imports"] - out["imports_base"]).sel(country=["C00", "C01"])
    moved = bloc["imports_inside_change"] + bloc["imports_outside_change"]
    np.testing.assert_allclose(moved, imports, rtol=1e-9, atol=1e-3)
