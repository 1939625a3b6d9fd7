"""Ranking: the lines of tariffs, export taxes and trade costs that move an outcome most."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.labels import Selector
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium, outcomes_before, solve
from tradetalks.solve.options import Deficits
from tradetalks.symbols import BILATERAL, MONEY
from tradetalks.talks.quantity import Quantity, quantity
from tradetalks.talks.slopes import by_levers

Array = NDArray[np.float64]
RankedLever = Literal["tariff", "export_tax", "trade_cost"]

#: Whose decision a lever is, by the side of the flow it is on.
_SETTER: dict[str, str] = {
    "tariff": "importer",
    "export_tax": "exporter",
    "trade_cost": "importer",
}
#: Outcomes whose change in per cent is worth that share of income.
_WORTH_INCOME = ("real_income", "welfare")


def rank(
    base: Baseline,
    policy: Policy | Equilibrium | None = None,
    *,
    outcome: str = "real_income",
    country: str,
    levers: Iterable[RankedLever] = ("tariff", "export_tax", "trade_cost"),
    by: Iterable[str] = BILATERAL,
    top: int | None = 20,
    setter: Selector | None = None,
    deficits: Deficits = "fixed",
    labour_supply: float = 0.0,
    revenue: Any = "lump_sum",
    scale_elasticity: Any = 0.0,
    tol: float = 1e-10,
    **place: Any,
) -> pd.DataFrame:
    """The levers with the largest effect on an outcome, each moved alone by one point.

    One row for a line: `lever`; the labels in `by`, of exporter, importer and sector (what is
    left out is moved together, its effects added up); `effect`, the exact derivative from one
    adjoint solve, per percentage point (for a trade cost, one per cent of its baseline);
    `rate`, the trade-weighted mean rate now in force (for a trade cost, its change so far), a
    fraction; `trade`, the flow it falls on, USD million before duty. `effect` is in USD million:
    equivalent variation for real income and welfare, else the level; other changes are in per
    cent. `attrs` says so. Lines without trade have no effect.

    `setter` keeps what these countries decide: their tariffs, the trade costs of what they buy,
    and their export taxes. `policy` is where the derivative is taken, a policy or an
    equilibrium, which brings its own closure.

    Raises InputError on unknown names, NotConvergedError where there is no equilibrium.
    """
    chosen, dims = _chosen(levers, by, top)
    what = _in_money(base, quantity(base, outcome, country, place), outcome)
    eq = policy
    if not isinstance(eq, Equilibrium):
        eq = solve(
            base,
            eq,
            deficits=deficits,
            labour_supply=labour_supply,
            revenue=revenue,
            scale_elasticity=scale_elasticity,
            tol=tol,
        )
    elif eq.base is not base:
        raise InputError(Problem("policy", "was solved on another baseline", "one of `base`"))
    slopes = by_levers(eq, what)
    counts = _counting(base, setter)
    trade = np.asarray(eq.trade.values)
    tables = [
        _table(base, lever, 0.01 * getattr(slopes, lever), _rate(eq, lever), trade, dims, counts)
        for lever in chosen
    ]
    found = pd.concat(tables, ignore_index=True)
    order = found["effect"].abs().sort_values(ascending=False, kind="stable").index
    found = found.loc[order].head(len(found) if top is None else top).reset_index(drop=True)
    found.attrs |= {"outcome": what.words, "units": f"{what.unit} per percentage point"}
    return found


def _table(
    base: Baseline,
    lever: str,
    effect: Array,
    rate: Array,
    trade: Array,
    dims: tuple[str, ...],
    counts: dict[str, NDArray[np.bool_]],
) -> pd.DataFrame:
    """One lever's lines, added up over the dimensions left out."""
    counted = counts[_SETTER[lever]]
    rest = tuple(i for i, dim in enumerate(BILATERAL) if dim not in dims)
    kept = [np.where(counted, a, 0.0).sum(axis=rest) for a in (effect, trade, trade * rate)]
    effects, flows, due = kept
    plain = np.where(counted, rate, 0.0).sum(axis=rest) / np.maximum(counted.sum(axis=rest), 1)
    axes = {"exporter": base.countries, "importer": base.countries, "sector": base.sectors}
    labels = np.meshgrid(*(np.array(axes[dim]) for dim in dims), indexing="ij")
    used = counted.any(axis=rest).ravel()
    columns: dict[str, Any] = {"lever": lever}
    columns |= {dim: names.ravel()[used] for dim, names in zip(dims, labels, strict=True)}
    columns["effect"] = effects.ravel()[used]
    means = np.divide(due, flows, out=np.array(plain), where=flows > 0)
    return pd.DataFrame(
        columns | {"rate": means.ravel()[used], "trade": flows.ravel()[used]},
        index=range(int(used.sum())),
    )


def _rate(eq: Equilibrium, lever: str) -> Array:
    """What is in force: a rate, or for a trade cost its change so far."""
    values: Array = np.asarray(getattr(eq.shock, lever))
    return values - 1 if lever == "trade_cost" else values


def _counting(base: Baseline, setter: Selector | None) -> dict[str, NDArray[np.bool_]]:
    """Which flows count, by the side whose decision it is: (exporter, importer, sector)."""
    n = len(base.countries)
    abroad = ~np.eye(n, dtype=bool)[:, :, None] & np.ones(len(base.sectors), dtype=bool)
    own = np.ones(n, dtype=bool)
    if setter is not None:
        own = np.isin(np.arange(n), base.axes.country_index(setter, "setter"))
    return {"exporter": abroad & own[:, None, None], "importer": abroad & own[None, :, None]}


def _in_money(base: Baseline, what: Quantity, outcome: str) -> Quantity:
    """A change of real income or welfare as the income it is worth."""
    name = next(iter(what.weights))
    if name not in _WORTH_INCOME or not what.relative:
        return what
    where = int(np.flatnonzero(what.weights[name])[0])
    income = float(np.asarray(outcomes_before(base)["income"])[where])
    return Quantity(f"{what.words}, as equivalent variation", MONEY, what.weights, income)


def _chosen(levers: Any, by: Any, top: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Levers and dimensions, checked; dimensions in the order of the arrays."""
    lists = {}
    problems = []
    for name, given, allowed in (
        ("levers", levers, get_args(RankedLever)),
        ("by", by, BILATERAL),
    ):
        lists[name] = (given,) if isinstance(given, str) else tuple(given)
        for one in lists[name]:
            if one not in allowed:
                close = nearest(str(one), allowed)
                problems.append(Problem(name, f"{one!r} is unknown", ", ".join(allowed), close))
    if not lists["levers"]:
        problems.append(Problem("levers", "nothing to rank", "one or more levers"))
    if top is not None and (isinstance(top, bool) or not isinstance(top, int) or top < 1):
        problems.append(Problem("top", f"{top!r} is no number of lines", "1 or more, or None"))
    if problems:
        raise InputError(problems)
    return lists["levers"], tuple(dim for dim in BILATERAL if dim in lists["by"])
