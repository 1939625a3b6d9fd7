"""Balancing: the nearest data that satisfy the accounting identities.

Trade and border taxes are taken as they are; output, spending and imbalances
follow from them. What may not fit is the cost structure: shares that do not sum
to one, or sectors that use more of a good than the country buys. Each country's
table of costs is moved to the nearest one in relative entropy (Bregman 1967;
Censor and Lent 1981 for inequalities) whose columns sum to output and whose
rows do not exceed purchases, so that no cell changes sign and zeros stay zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tradetalks.baseline import identities
from tradetalks.baseline.about import About
from tradetalks.baseline.faults import value_problems
from tradetalks.baseline.identities import Array
from tradetalks.errors import BaselineError
from tradetalks.symbols import DERIVED

if TYPE_CHECKING:
    from tradetalks.baseline.core import Baseline

#: Rows are held to purchases to this precision before the exact closing step.
PRECISION = 1e-12
MOST_SWEEPS = 5000


def balance(base: Baseline) -> Baseline:
    """A baseline that satisfies the identities to rounding, with a report of the changes.

    `balance_report` has one row for each (variable, country, sector) that moved:
    before, after and change in USD million, change in per cent; the largest first.
    Raises BaselineError when the values themselves are at fault.
    """
    with np.errstate(all="ignore"):
        problems = value_problems(base, limit=20)
    if problems:
        raise BaselineError(problems)
    output = identities.output(base["trade"].values, base["export_tax"].values)
    spending = identities.expenditure(base["trade"].values, base["tariff"].values)
    shares, inputs = fit_costs(
        base["value_added_share"].values, base["input_share"].values, output, spending
    )
    split = base["factor_share"].values
    total = split.sum(axis=1, keepdims=True)
    split = split / np.where(total != 0, total, 1.0)
    fitted = {"value_added_share": shares, "input_share": inputs, "factor_share": split}
    after = base.rebuilt(About.of(base.dataset), fitted | dict.fromkeys(DERIVED, None))
    report = _report(base, after)
    balanced = type(base)(after.replace(note=_note(report, output)).dataset, report)
    balanced.check().raise_if_any()
    return balanced


def fit_costs(
    value_added_share: Array, input_share: Array, output: Array, spending: Array
) -> tuple[Array, Array]:
    """Cost shares nearest to those given that sum to one and use no more than is bought.

    value_added_share, output, spending (country, sector); input_share (country,
    input, sector). Returns new (value_added_share, input_share).

    Minimises sum z log(z/z0) - z over each country's table of costs z subject to
    column sums equal to output and row sums of goods at most spending. The row
    multipliers are bounded by one, so a row that has slack is not touched.
    """
    total = value_added_share + input_share.sum(axis=1)
    scale = 1 / np.where(total != 0, total, 1.0)
    earned, used = value_added_share * scale, input_share * scale[:, None, :]
    columns = _column_multipliers(earned * output, used * output[:, None, :], output, spending)
    # Close exactly: rows first, then value added takes what is left of each column.
    table = used * columns[:, None, :]
    need = np.einsum("ckj,cj->ck", table, output)
    cap = np.divide(spending, need, out=np.ones_like(need), where=need > 0)
    fitted = table * np.minimum(1.0, cap)[:, :, None]
    producing = (output > 0) & (total > 0)
    inputs = np.where(producing[:, None, :], fitted, used)
    shares = np.where(producing, np.maximum(1 - inputs.sum(axis=1), 0.0), earned)
    return shares, inputs


def _column_multipliers(earned: Array, used: Array, output: Array, spending: Array) -> Array:
    """Column multipliers (country, sector) of the entropy projection, by alternating scaling.

    The row multipliers that go with them are min(1, spending / scaled input use).
    """
    columns, rows = np.ones_like(output), np.ones_like(spending)
    for _ in range(MOST_SWEEPS):
        need = np.einsum("ckj,cj->ck", used, columns)
        if np.all(rows * need - spending <= PRECISION * spending):
            break
        rows = np.minimum(1.0, np.divide(spending, need, out=np.ones_like(need), where=need > 0))
        cost = earned + np.einsum("ckj,ck->cj", used, rows)
        columns = np.divide(output, cost, out=np.ones_like(output), where=cost > 0)
    return columns


def _report(before: Baseline, after: Baseline) -> pd.DataFrame:
    """What changed, by variable, country and sector, in USD million."""
    old, new = _totals(before), _totals(after)
    countries, sectors = before.countries, before.sectors
    tables = []
    for name, was in old.items():
        whole = was.ndim == 1
        index = pd.MultiIndex.from_product(
            [[name], countries, [""] if whole else sectors],
            names=["variable", "country", "sector"],
        )
        pair = {"before": was.ravel(), "after": new[name].ravel()}
        tables.append(pd.DataFrame(pair, index=index))
    table = pd.concat(tables)
    table["change"] = table["after"] - table["before"]
    size = table[["before", "after"]].abs().max(axis=1)
    changed = table[table["change"].abs() > 1e-9 * size]
    order = changed["change"].abs().sort_values(ascending=False, kind="stable").index
    report = changed.loc[order].copy()
    base = report["before"].where(report["before"] != 0)
    report["change_percent"] = 100 * report["change"] / base.abs()
    return report.reset_index()


def _note(report: pd.DataFrame, output: Array) -> str:
    moved = report.loc[report["variable"] == "inputs", "change"].abs().sum()
    share = moved / output.sum()
    return f"balanced: use of inputs, by country and good, changed by {share:.3%} of world output"


def _totals(base: Baseline) -> dict[str, Array]:
    """The money totals a reader recognises, (country, sector) or (country,)."""
    arrays = {n: base[n].values for n in (*DERIVED, "trade", "tariff", "export_tax")}
    output = identities.output(arrays["trade"], arrays["export_tax"])
    income = identities.income_of(arrays)
    paid = arrays["trade_share"] * arrays["expenditure"]
    imported = paid.sum(axis=0) - np.einsum("iij->ij", paid)
    return {
        "inputs": identities.input_use(base["input_share"].values, output),
        "value_added": base["value_added_share"].values * output,
        "final_spending": arrays["final_share"] * income[:, None],
        "expenditure": arrays["expenditure"],
        "imports_with_duty": imported,
        "factor_income": arrays["value_added"].sum(axis=1),
        "deficit": arrays["deficit"],
        "income": income,
    }
