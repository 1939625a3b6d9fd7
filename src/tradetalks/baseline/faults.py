"""Faults of the values themselves, which must be mended at their source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.baseline.elasticities import inverted_problem, looks_inverted
from tradetalks.baseline.finder import SHARES, Finder
from tradetalks.baseline.identities import Array
from tradetalks.baseline.people import people_problems
from tradetalks.errors import Problem
from tradetalks.symbols import BASELINE, DATA, PEOPLE

if TYPE_CHECKING:
    from tradetalks.baseline.core import Baseline

#: A typical (median) rate at or above this is taken for a rate in per cent.
TYPICAL_RATE_LIMIT = 1.0


def value_problems(base: Baseline, limit: int | None = None) -> list[Problem]:
    """Faults that no balancing can mend."""
    find = Finder(base, limit)
    names = (*DATA, *base.given, *(n for n in PEOPLE if n in base.dataset))
    return [
        *(p for name in names for p in _not_finite(find, name)),
        *_negative(find, names),
        *_rates(find),
        *_elasticities(find),
        *_absent_countries(find),
        *_no_structure(find),
        *people_problems(find),
    ]


def _not_finite(find: Finder, name: str) -> list[Problem]:
    bad = ~np.isfinite(find[name])
    remedy = "fill it; a market without trade is zero, not missing"
    return find.cells(
        name, BASELINE[name].dims, bad, find[name], "is {}", "a finite number", remedy
    )


def _negative(find: Finder, names: Iterable[str]) -> list[Problem]:
    remedies = {
        "trade": "set negative flows (inventory changes, corrections) to zero",
        "expenditure": "spending cannot be negative",
        "value_added": "factor income cannot be negative: move subsidies out of it",
    }
    remedies |= dict.fromkeys(SHARES, "clip it at zero, then balance()")
    remedies |= dict.fromkeys(PEOPLE, "persons, money and shares cannot be negative")
    return [
        problem
        for name in names
        if name in remedies
        for problem in find.cells(
            name,
            BASELINE[name].dims,
            find[name] < 0,
            find[name],
            "is negative ({:g})",
            "zero or more",
            remedies[name],
        )
    ]


def _rates(find: Finder) -> list[Problem]:
    problems = []
    countries = find.base.countries
    abroad = ~np.eye(len(countries), dtype=bool)
    for name, who, axis in (("tariff", "importer", 1), ("export_tax", "exporter", 0)):
        rate = find[name]
        problems += find.cells(
            name,
            BASELINE[name].dims,
            rate <= -1,
            rate,
            "is {:g}: the price would be zero or negative",
            "above -1 (a fraction)",
        )
        allowed, remedy = "fractions: 0.25 for 25 per cent", "divide the rates by 100"
        if _median_positive(rate[abroad]) >= TYPICAL_RATE_LIMIT:
            what = f"the median positive rate is {_median_positive(rate[abroad]):g}: per cent?"
            problems.append(Problem(name, what, allowed, "", remedy))
            continue
        for i, country in enumerate(countries):
            typical = _median_positive(np.delete(np.take(rate, i, axis), i, 0))
            if typical >= 1.5 * TYPICAL_RATE_LIMIT:
                what = f"the median positive rate is {typical:g}: per cent?"
                problems.append(Problem(f"{name}[{who} {country}]", what, allowed, "", remedy))
    return problems


def _median_positive(rate: Array) -> float:
    positive = rate[np.isfinite(rate) & (rate > 0)]
    return float(np.median(positive)) if positive.size else 0.0


def _elasticities(find: Finder) -> list[Problem]:
    theta = find["trade_elasticity"]
    dims = ("sector",)
    problems = find.cells(
        "trade_elasticity",
        dims,
        theta <= 0,
        theta,
        "is {:g}",
        "above zero: trade share ~ cost^-theta",
        "give theta as a positive number",
    )
    if looks_inverted(theta):
        problems.append(inverted_problem(theta))
    return problems


def _absent_countries(find: Finder) -> list[Problem]:
    sold, bought = find["trade"].sum(axis=(1, 2)), find["trade"].sum(axis=(0, 2))
    earned = (find["value_added_share"] * find.output).sum(axis=1)
    problems = []
    for i, country in enumerate(find.base.countries):
        place, remedy = f"country {country}", "add its data or leave the country out"
        if sold[i] == 0 and bought[i] == 0:
            problems.append(Problem(place, "is missing: it sells and buys nothing", remedy=remedy))
        elif sold[i] == 0:
            problems.append(Problem(place, "is missing as an exporter", remedy=remedy))
        elif bought[i] == 0:
            problems.append(Problem(place, "is missing as an importer", remedy=remedy))
        elif earned[i] == 0:
            problems.append(
                Problem(place, "has no value added", remedy="give its value_added_share")
            )
    return problems


def _no_structure(find: Finder) -> list[Problem]:
    """Producing sectors whose cost or factor shares are all zero: nothing to scale up."""
    dims = ("country", "sector")
    cost = find["value_added_share"] + find["input_share"].sum(axis=1)
    split = find["factor_share"].sum(axis=1)
    remedy = "give the cost structure of every sector that produces"
    return find.cells(
        "input_share",
        dims,
        (cost == 0) & (find.output > 0),
        find.output,
        "the sector produces {:g} USD million but all its cost shares are zero",
        "value added and inputs sum to one",
        remedy,
    ) + find.cells(
        "factor_share",
        dims,
        (split == 0) & (find["value_added_share"] * find.output > 0),
        split,
        "the sector has value added but its factor shares are all zero",
        "factor shares sum to one",
        remedy,
    )
