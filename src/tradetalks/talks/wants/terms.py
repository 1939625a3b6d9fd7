"""What a government may want: terms of an objective, as weights on outcomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.baseline.people import people_factors
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.labels import Selector
from tradetalks.policy import Policy, movements
from tradetalks.policy.levers import Migration
from tradetalks.solve import Equilibrium, outcomes_before
from tradetalks.solve.arrays import observed_of
from tradetalks.talks.wants.flows import KINDS, flow_weights

Array = NDArray[np.float64]
Weights = Mapping[str, Array]


@dataclass(frozen=True)
class Term:
    """One thing a government wants: an outcome, and what a unit of it is worth.

    outcome: a name in `WANTED`. weight: USD billion of objective for each USD billion of the
    outcome, above or below its baseline; for migrants, USD billion for each million persons
    (that is, USD thousand a person). country: whose outcome, the government's own if None; an
    ally's to weigh its welfare. partner, sectors: what of it, as selectors. skill: of migrants
    from `partner` who come to `country`, or return to it where it is below zero.
    """

    outcome: str
    weight: float = 1.0
    country: str | None = None
    partner: Selector | None = None
    sectors: Selector | None = None
    skill: str | None = None

    def __str__(self) -> str:
        named = (self.country, self.partner, self.sectors, self.skill)
        at = [x if isinstance(x, str) else ", ".join(x) for x in named if x is not None]
        return self.outcome.replace("_", " ") + (f" ({', '.join(at)})" if at else "")


@dataclass(frozen=True, eq=False)
class Reading:
    """How a term is read from a solved world: its level, and the slope of that in outcomes.

    level: USD million, or million persons times a thousand where people are counted.
    slope: weights on outcomes, none where the level is read from the policy alone.
    """

    level: Callable[[Equilibrium], float]
    slope: Callable[[Equilibrium], Weights]
    before: float


def _by_country(base: Baseline, outcome: str, country: str) -> Reading:
    before = np.asarray(outcomes_before(base)[outcome])
    weights = np.zeros_like(before)
    weights[base.axes.country_index(country)] = 1.0
    return _linear(outcome, weights, before)


def _by_sector(base: Baseline, outcome: str, country: str, sectors: Selector) -> Reading:
    before = np.asarray(outcomes_before(base)[outcome])
    weights = np.zeros_like(before)
    cells = base.axes.country_index(country), base.axes.sector_index(sectors)
    weights[np.ix_(*cells)] = 1.0
    return _linear(outcome, weights, before)


def _linear(outcome: str, weights: Array, before: Array) -> Reading:
    def level(eq: Equilibrium) -> float:
        return float((weights * np.asarray(eq.world.outcomes[outcome])).sum())

    return Reading(level, lambda eq: {outcome: weights}, float((weights * before).sum()))


def _work(base: Baseline, country: str, sectors: Selector) -> Reading:
    """Work in sectors, in baseline pay: `sum_jf b_fj g_j Y'_j / what_f` over people's factors."""
    (d,), chosen = base.axes.country_index(country), base.axes.sector_index(sectors)
    people = people_factors(base.factors)
    shares = base["factor_share"].values[d][:, chosen] * people[:, None]

    def paid(eq: Equilibrium) -> tuple[Array, Array]:
        out = eq.world.outcomes
        return np.asarray(out["value_added"])[d, chosen], np.asarray(out["factor_reward"])[d]

    def level(eq: Equilibrium) -> float:
        value_added, reward = paid(eq)
        return float((shares * value_added / reward[:, None]).sum())

    def slope(eq: Equilibrium) -> Weights:
        value_added, reward = paid(eq)
        out = eq.world.outcomes
        by_value = np.zeros(np.shape(out["value_added"]))
        by_value[d, chosen] = (shares / reward[:, None]).sum(0)
        by_reward = np.zeros(np.shape(out["factor_reward"]))
        by_reward[d] = -(shares * value_added).sum(1) / reward**2
        return {"value_added": by_value, "factor_reward": by_reward}

    before = np.asarray(outcomes_before(base)["value_added"])[d, chosen]
    return Reading(level, slope, float((shares * before).sum()))


def _flows(base: Baseline, kind: str, term: Term, country: str) -> Reading:
    partner, sectors = _given(term.partner), _given(term.sectors)
    weights = flow_weights(base.axes, kind, country, partner, sectors)
    return _linear("trade", weights, np.asarray(outcomes_before(base)["trade"]))


def _migrants(base: Baseline, term: Term, country: str) -> Reading:
    axes = base.axes
    here, there = axes.country_index(country), axes.country_index(_given(term.partner))
    chosen = [term.skill in (None, "all", name) for name in base.factors]
    skills = np.flatnonzero(chosen)

    def level(eq: Equilibrium) -> float:
        return moved(eq.policy)

    def moved(policy: Policy) -> float:
        if not any(isinstance(lever, Migration) for lever in policy.levers):
            return 0.0
        persons = movements(policy, axes, observed_of(base)).persons
        # Thousands of persons: as many USD million as persons at USD thousand each.
        return float(persons[np.ix_(there, here, skills)].sum()) / 1e3

    return Reading(level, lambda eq: {}, 0.0)


def _given(selector: Selector | None) -> Selector:
    return "all" if selector is None else selector


_ONE = {
    "real_income": "equivalent_variation",
    "welfare": "welfare_variation",
    "residents_income": "residents_variation",
    "tariff_revenue": "tariff_revenue",
    "purchase_cost": "purchase_cost",
}
_SECTORS = ("output", "value_added")
#: Everything a term may name, with the keys that narrow it.
WANTED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(_ONE, ()),
    **dict.fromkeys((*_SECTORS, "employment"), ("sectors",)),
    **dict.fromkeys(KINDS, ("partner", "sectors")),
    "migrants": ("partner", "skill"),
}


def reading(base: Baseline, term: Term, owner: str, place: str) -> Reading:
    """How a term of `owner` is read; raises InputError with everything that does not fit."""
    problems = _misfits(base, term, owner, place)
    if problems:
        raise InputError(problems)
    country = term.country or owner
    name = term.outcome
    if name in _ONE:
        return _by_country(base, _ONE[name], country)
    if name in _SECTORS:
        return _by_sector(base, name, country, _given(term.sectors))
    if name == "employment":
        return _work(base, country, _given(term.sectors))
    if name in KINDS:
        return _flows(base, name, term, country)
    return _migrants(base, term, country)


def _misfits(base: Baseline, term: Term, owner: str, place: str) -> list[Problem]:
    name = str(term.outcome)
    if name not in WANTED:
        allowed = ", ".join(WANTED)
        return [Problem(f"{place} outcome", f"{name!r} is unknown", allowed, nearest(name, WANTED))]
    problems = []
    for key in ("partner", "sectors", "skill"):
        if getattr(term, key) is not None and key not in WANTED[name]:
            allowed = ", ".join(("country", *WANTED[name]))
            problems.append(Problem(f"{place} {key}", f"{name} has no {key}", allowed))
    weight: Any = term.weight
    if isinstance(weight, bool) or not isinstance(weight, Real) or not np.isfinite(float(weight)):
        problems.append(Problem(f"{place} weight", f"{weight!r} is no number", "as 1.0"))
    checks: list[tuple[str, Any, Callable[[Any, str], Any]]] = [
        ("country", term.country or owner, base.axes.country_index),
        ("partner", _given(term.partner), base.axes.country_index),
        ("sectors", _given(term.sectors), base.axes.sector_index),
    ]
    for key, selector, find in checks:
        try:
            found = find(selector, f"{place} {key}")
        except InputError as error:
            problems += error.problems
            continue
        if key == "country" and len(found) != 1:
            problems.append(Problem(f"{place} country", f"{selector!r} is several", "one country"))
    if name == "migrants" and term.skill not in (None, "all", *base.factors):
        allowed = ", ".join(("all", *base.factors))
        close = nearest(str(term.skill), base.factors)
        problems.append(Problem(f"{place} skill", f"{term.skill!r} is unknown", allowed, close))
    return problems
