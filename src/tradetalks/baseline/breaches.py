"""Breaches of the accounting identities, which `Baseline.balance` repairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tradetalks.baseline import identities
from tradetalks.baseline.finder import SHARES, Finder
from tradetalks.errors import Problem
from tradetalks.symbols import BASELINE, DATA

if TYPE_CHECKING:
    from tradetalks.baseline.core import Baseline

#: Relative deviation from an identity that counts as a breach.
TOLERANCE = 1e-9

_REMEDY = "balance() mends this and reports what it changed"


def identity_problems(base: Baseline, limit: int | None = None) -> list[Problem]:
    """Breaches of the accounting identities."""
    find = Finder(base, limit)
    return [
        *_share_sums(find),
        *_inputs_and_income(find),
        *_deficits(find),
        *_given_arrays(find),
    ]


def _share_sums(find: Finder) -> list[Problem]:
    dims = ("country", "sector")
    active = find.output > 0
    cost = find["value_added_share"] + find["input_share"].sum(axis=1)
    split = find["factor_share"].sum(axis=1)
    sums = [
        ("value_added_share + input_share", cost, active),
        ("factor_share", split, active & (find["value_added_share"] > 0)),
    ]
    if "trade_share" in find.base.given:
        spent = find["expenditure"] > 0
        sums.append(("trade_share", find["trade_share"].sum(axis=0), spent))
    problems = [
        problem
        for name, total, where in sums
        for problem in find.cells(
            name,
            dims,
            where & (total != 0) & (np.abs(total - 1) > TOLERANCE),
            total,
            "sums to {:.10g}",
            "one",
            _REMEDY,
        )
    ]
    final = find["final_share"].sum(axis=1)
    off = np.abs(final - 1) > TOLERANCE
    if "final_share" in find.base.given:
        problems += find.cells(
            "final_share", ("country",), off, final, "sums to {:.10g}", "one", _REMEDY
        )
    return problems


def _inputs_and_income(find: Finder) -> list[Problem]:
    used = identities.input_use(find["input_share"], find.output)
    spent = find["expenditure"]
    bought = spent > 0
    over = np.divide(used, spent, out=np.zeros_like(used), where=bought)
    place, allowed = ("country", "sector"), "inputs no larger than use"
    problems = find.cells(
        "input_share",
        place,
        bought & (used - spent > TOLERANCE * spent),
        over,
        "sectors use {:.6g} times as much of this good as the country buys",
        allowed,
        _REMEDY,
    ) + find.cells(
        "input_share",
        place,
        ~bought & (used > 0),
        used,
        "sectors use {:.6g} USD million of this good but the country buys none",
        allowed,
        _REMEDY,
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


def _deficits(find: Finder) -> list[Problem]:
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


def _given_arrays(find: Finder) -> list[Problem]:
    """Arrays taken as given that differ from what the others imply."""
    problems = []
    with np.errstate(all="ignore"):
        implied = identities.derive({n: find[n] for n in DATA}, {})
    # A deficit is a difference of large flows: it is judged by their size, not by its own.
    money = max(float(np.nanmax(implied["expenditure"])), 1e-300)
    for name in find.base.given:
        gap = np.abs(find[name] - implied[name])
        problems += find.cells(
            name,
            BASELINE[name].dims,
            gap > TOLERANCE * (1.0 if name in SHARES else money),
            gap,
            "differs by {:.6g} from what the other arrays imply",
            "the accounting identities",
            _REMEDY,
        )
    return problems
