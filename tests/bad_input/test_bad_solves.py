"""Solving and differentiating with arguments that cannot be used: named, all at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tradetalks as tt

POLICY = tt.Policy().tariff("USA", "IND", add=0.25)

CASES: dict[str, tuple[Callable[[tt.Baseline], Any], str]] = {
    "a policy that is text": (lambda b: tt.solve(b, "x"), "policy: 'x' is a str"),
    "several policies at once": (lambda b: tt.solve(b, [POLICY]), "solve_many takes several"),
    "a baseline that is a name": (lambda b: tt.solve("small", POLICY), "base: is a str"),
    "a start that is text": (lambda b: tt.solve(b, POLICY, start="x"), "start: is a str"),
    "one bad policy of three": (lambda b: tt.solve_many(b, [POLICY, POLICY, 3]), "policy: 3"),
    "an unknown closure": (lambda b: tt.solve(b, deficits="fix"), "did you mean fixed"),
    "a tolerance of zero": (lambda b: tt.solve(b, tol=0.0), "1e-13 to 1e-2"),
    "a tolerance in words": (lambda b: tt.solve(b, tol="tight"), "tol: 'tight'"),
    "a labour supply that falls": (lambda b: tt.solve(b, labour_supply=-0.5), "from 0 to 10"),
    "a use of revenue": (lambda b: tt.solve(b, revenue="income tax"), "did you mean income_tax"),
    "scale beyond uniqueness": (
        lambda b: tt.gradient(b, country="USA", scale_elasticity=0.9),
        "would not be unique",
    ),
    "scale by an unknown sector": (
        lambda b: tt.solve(b, scale_elasticity={"C26T29": 0.1}),
        "did you mean C26T28",
    ),
    "scale for too few": (lambda b: tt.solve(b, scale_elasticity=[0.1, 0.1]), "by sector"),
    "three mistakes at once": (
        lambda b: tt.solve(b, tol=0, labour_supply="x", revenue=1),
        "labour_supply: 'x'",
    ),
    "a purchase towards": (
        lambda b: tt.derivative(b, towards=tt.Policy().purchase("IND", "USA", add=1e3)),
        "adds or drops a purchase",
    ),
    "an unknown outcome": (
        lambda b: tt.gradient(b, outcome="real_incme", country="USA"),
        "did you mean real_income",
    ),
    "an unknown lever": (lambda b: tt.gradient(b, country="USA", wrt="tarif"), "mean tariff"),
    "an unknown country": (lambda b: tt.gradient(b, country="INDI"), "did you mean IND"),
    "no sector": (lambda b: tt.gradient(b, outcome="output", country="IND"), "needs a sector"),
    "a label too many": (lambda b: tt.gradient(b, country="IND", sector="A"), "has no sector"),
    "a closure that is not the equilibrium's": (
        lambda b: tt.gradient(b, tt.solve(b), country="IND", deficits="share"),
        "solved with 'fixed'",
    ),
    "an equilibrium of another baseline": (
        lambda b: tt.gradient(b, tt.solve(b.aggregate()), country="IND"),
        "another baseline",
    ),
    "a policy without an equilibrium": (
        lambda b: tt.gradient(
            b, tt.Policy().embargo("all", "IND"), outcome="exports", country="IND",
            deficits="balanced",
        ),
        "may buy abroad but not sell",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_argument_is_named(small: tt.Baseline, name: str) -> None:
    act, words = CASES[name]
    with pytest.raises(tt.TradetalksError, match=words):
        act(small)


def test_everything_wrong_is_named_at_once(small: tt.Baseline) -> None:
    with pytest.raises(tt.InputError) as caught:
        tt.solve_many("small", ["x", POLICY, 5], start=1)  # type: ignore[arg-type, list-item]
    assert len(caught.value.problems) == 4


def test_an_outcome_of_zero_has_no_log(small: tt.Baseline) -> None:
    nothing = tt.Policy().embargo("all", "IND", both=True)
    with pytest.raises(tt.InputError, match="no log derivative"):
        tt.gradient(small, nothing, outcome="exports", country="IND", deficits="balanced")


def test_cost_shares_that_do_not_sum_to_one_are_refused(arrays: dict[str, Any]) -> None:
    spoiled = tt.Baseline.from_arrays(
        **arrays | {"value_added_share": 0.5 * np.asarray(arrays["value_added_share"])}
    )
    with pytest.raises(tt.BaselineError, match="cost shares"):
        tt.solve(spoiled)


def test_a_small_leak_is_said(arrays: dict[str, Any]) -> None:
    leaky = tt.Baseline.from_arrays(
        **arrays | {"value_added_share": (1 + 1e-6) * np.asarray(arrays["value_added_share"])}
    )
    eq = tt.solve(leaky, tol=1e-10)
    assert eq.converged
    assert "cost shares miss one" in eq.message
    assert 0 < abs(eq.walras_gap) < 1e-5
