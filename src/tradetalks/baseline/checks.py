"""What is wrong with a baseline: everything at once, with place, value and remedy.

Two families. Faults of the values (`value_problems`) must be mended at the
source. Breaches of the accounting identities (`identity_problems`) are what
`Baseline.balance` repairs. Doubts that are no faults are warnings.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.baseline import identities
from tradetalks.baseline.elasticities import FLOOR, looks_inverted
from tradetalks.baseline.identities import Array
from tradetalks.errors import BaselineError, Problem
from tradetalks.symbols import BASELINE, DATA

if TYPE_CHECKING:
    from tradetalks.baseline.core import Baseline

#: Relative deviation from an identity that counts as a breach.
TOLERANCE = 1e-9
#: A typical (median) tariff at or above this is taken for a rate in per cent.
TYPICAL_RATE_LIMIT = 1.0

_REMEDY_BALANCE = "balance() mends this and reports what it changed"
_SHARES = ("value_added_share", "input_share", "factor_share", "trade_share", "final_share")


@dataclass(frozen=True)
class CheckReport:
    """What `Baseline.check` found; `problems` must be mended, `warnings` looked at."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems

    def raise_if_any(self) -> None:
        """Raise BaselineError with every problem, if there is one."""
        if self.problems:
            raise BaselineError(self.problems)

    def to_frame(self) -> pd.DataFrame:
        """One row for each finding."""
        found = [("problem", p) for p in self.problems] + [("warning", w) for w in self.warnings]
        rows = [{"kind": kind, **vars(p)} for kind, p in found]
        return pd.DataFrame(rows, columns=["kind", "place", "what", "allowed", "nearest", "remedy"])

    def __str__(self) -> str:
        lines = [str(p) for p in self.problems] + [f"warning: {w}" for w in self.warnings]
        return "\n".join(lines) or "no problem found"


def check(base: Baseline, limit: int | None = 20) -> CheckReport:
    """Problems and warnings of a baseline, at most `limit` entries of each kind."""
    find = _Finder(base, limit)
    return CheckReport(
        (*value_problems(base, limit), *identity_problems(base, limit)),
        tuple(_border_taxes_at_home(find) + _low_elasticities(find)),
    )


def value_problems(base: Baseline, limit: int | None = None) -> list[Problem]:
    """Faults that no balancing can mend."""
    find = _Finder(base, limit)
    names = (*DATA, *base.given)
    return [
        *(p for name in names for p in _not_finite(find, name)),
        *_negative(find, names),
        *_rates(find),
        *_elasticities(find),
        *_absent_countries(find),
        *_no_structure(find),
    ]


def identity_problems(base: Baseline, limit: int | None = None) -> list[Problem]:
    """Breaches of the accounting identities."""
    find = _Finder(base, limit)
    return [
        *_share_sums(find),
        *_inputs_and_income(find),
        *_deficits(find),
        *_given_arrays(find),
    ]


class _Finder:
    """A baseline's plain arrays, and problems made from masks over them."""

    def __init__(self, base: Baseline, limit: int | None) -> None:
        self.base, self.limit = base, limit
        self.arrays = {n: base[n].values for n in BASELINE if n in base.dataset}
        with np.errstate(all="ignore"):
            self.output = identities.output(self.arrays["trade"], self.arrays["export_tax"])

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]

    def cells(
        self,
        name: str,
        dims: Iterable[str],
        bad: NDArray[np.bool_],
        value: Array,
        what: str,
        allowed: str = "",
        remedy: str = "",
    ) -> list[Problem]:
        """One problem for each cell where `bad`, the largest values first."""
        found = np.argwhere(bad)
        order = np.argsort(-np.nan_to_num(np.abs(value[bad]), posinf=np.inf), kind="stable")
        labels = [self.base.dataset.indexes[d] for d in dims]
        problems = []
        for at in found[order][: self.limit]:
            place = ", ".join(str(names[i]) for names, i in zip(labels, at, strict=True))
            text = what.format(value[tuple(at)])
            problems.append(Problem(f"{name}[{place}]", text, allowed, "", remedy))
        if len(found) > len(problems):
            more = len(found) - len(problems)
            problems.append(Problem(name, f"and {more} more entries of this kind", allowed))
        return problems


def _not_finite(find: _Finder, name: str) -> list[Problem]:
    bad = ~np.isfinite(find[name])
    remedy = "fill it; a market without trade is zero, not missing"
    return find.cells(
        name, BASELINE[name].dims, bad, find[name], "is {}", "a finite number", remedy
    )


def _negative(find: _Finder, names: Iterable[str]) -> list[Problem]:
    remedies = {
        "trade": "set negative flows (inventory changes, corrections) to zero",
        "expenditure": "spending cannot be negative",
        "value_added": "factor income cannot be negative: move subsidies out of it",
    }
    remedies |= dict.fromkeys(_SHARES, "clip it at zero, then balance()")
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


def _rates(find: _Finder) -> list[Problem]:
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


def _elasticities(find: _Finder) -> list[Problem]:
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
        problems.append(
            Problem(
                "trade_elasticity",
                f"none is above {np.max(theta):g}: these look like 1/theta",
                "theta in share ~ cost^-theta, mostly between 2 and 12",
                "",
                "pass 1 / values if they are inverses; nothing is inverted silently",
            )
        )
    return problems


def _absent_countries(find: _Finder) -> list[Problem]:
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


def _no_structure(find: _Finder) -> list[Problem]:
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


def _share_sums(find: _Finder) -> list[Problem]:
    dims = ("country", "sector")
    active = find.output > 0
    cost = find["value_added_share"] + find["input_share"].sum(axis=1)
    split = find["factor_share"].sum(axis=1)
    sums = [
        ("value_added_share + input_share", cost, active, _REMEDY_BALANCE),
        ("factor_share", split, active & (find["value_added_share"] > 0), _REMEDY_BALANCE),
    ]
    if "trade_share" in find.base.given:
        spent = find["expenditure"] > 0
        sums.append(("trade_share", find["trade_share"].sum(axis=0), spent, _REMEDY_BALANCE))
    problems = [
        problem
        for name, total, where, remedy in sums
        for problem in find.cells(
            name,
            dims,
            where & (total != 0) & (np.abs(total - 1) > TOLERANCE),
            total,
            "sums to {:.10g}",
            "one",
            remedy,
        )
    ]
    final = find["final_share"].sum(axis=1)
    off = np.abs(final - 1) > TOLERANCE
    if "final_share" in find.base.given:
        problems += find.cells(
            "final_share", ("country",), off, final, "sums to {:.10g}", "one", _REMEDY_BALANCE
        )
    return problems


def _inputs_and_income(find: _Finder) -> list[Problem]:
    used = identities.input_use(find["input_share"], find.output)
    spent = find["expenditure"]
    over = np.divide(used, spent, out=np.full_like(used, np.inf), where=spent > 0)
    bad = (used - spent > TOLERANCE * spent) & (used > 0)
    problems = find.cells(
        "input_share",
        ("country", "sector"),
        bad,
        over,
        "sectors use {:.6g} times as much of this good as the country buys",
        "inputs no larger than use",
        _REMEDY_BALANCE,
    )
    income = identities.income_of(find.arrays)
    return problems + find.cells(
        "income",
        ("country",),
        income <= 0,
        income,
        "is {:g} USD million",
        "above zero: factor income, border revenue and the deficit together",
        "mend value added, or the trade deficit",
    )


def _deficits(find: _Finder) -> list[Problem]:
    total, world = find["deficit"].sum(), find["trade"].sum()
    if not abs(total) > TOLERANCE * world:
        return []
    return [
        Problem(
            "deficit",
            f"sums to {total:g} USD million over all countries",
            "zero: one country's deficit is another's surplus",
            "",
            "check the sign (imports minus exports) and the units, or leave it to the trade data",
        )
    ]


def _given_arrays(find: _Finder) -> list[Problem]:
    """Arrays taken as given that differ from what the others imply."""
    problems = []
    with np.errstate(all="ignore"):
        implied = identities.derive({n: find[n] for n in DATA}, {})
    for name in find.base.given:
        gap = np.abs(find[name] - implied[name])
        scale = 1.0 if name in _SHARES else max(float(np.nanmax(np.abs(implied[name]))), 1e-300)
        problems += find.cells(
            name,
            BASELINE[name].dims,
            gap > TOLERANCE * scale,
            gap,
            "differs by {:.6g} from what the other arrays imply",
            "the accounting identities",
            _REMEDY_BALANCE,
        )
    return problems


def _border_taxes_at_home(find: _Finder) -> list[Problem]:
    """Doubtful, except in an aggregate, whose home sales include trade among its members."""
    parts = find.base.axes.country_parts
    home = np.diag([c not in parts for c in find.base.countries])[:, :, None]
    return [
        problem
        for name in ("tariff", "export_tax")
        for problem in find.cells(
            name,
            BASELINE[name].dims,
            home & (find[name] != 0),
            find[name],
            "is {:g} on home sales",
            "zero: home sales cross no border",
        )
    ]


def _low_elasticities(find: _Finder) -> list[Problem]:
    theta = find["trade_elasticity"]
    return find.cells(
        "trade_elasticity",
        ("sector",),
        (theta > 0) & (theta < FLOOR),
        theta,
        "is {:g}",
        f"{FLOOR:g} or more",
        "below one, revenue rises with any tariff and the optimal tariff exceeds 100 per cent",
    )
