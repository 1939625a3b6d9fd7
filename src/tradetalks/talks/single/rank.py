"""Ranking: the lines of tariffs, export taxes and trade costs that move an outcome most."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.labels import Selector
from tradetalks.policy import Policy
from tradetalks.solve import Equilibrium, outcomes_before
from tradetalks.solve.gradient import named_rules, solved_under
from tradetalks.solve.options import Deficits
from tradetalks.symbols import BILATERAL, MONEY
from tradetalks.talks.single.slopes import by_levers
from tradetalks.talks.wants.quantity import Quantity, quantity

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
    deficits: Deficits | None = None,
    labour_supply: float | None = None,
    revenue: Any = None,
    scale_elasticity: Any = None,
    tol: float | None = None,
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
    rules = named_rules(deficits, labour_supply, revenue, scale_elasticity)
    if tol is not None and not isinstance(policy, Equilibrium):
        rules["tol"] = tol
    eq = solved_under(base, policy, rules)
    slopes = by_levers(eq, what)
    counts = _counting(base, setter)
    trade = np.asarray(eq.trade.values)
    lines = [
        _lines(0.01 * getattr(slopes, lever), _rate(eq, lever), trade, dims, counts[_SETTER[lever]])
        for lever in chosen
    ]
    found = _table(base, chosen, dims, lines, top)
    found.attrs |= {"outcome": what.words, "units": f"{what.unit} per percentage point"}
    return found


class _Lines(NamedTuple):
    """One lever's lines: place along the dimensions kept (flat), effect, rate, trade."""

    place: NDArray[np.intp]
    effect: Array
    rate: Array
    trade: Array


def _lines(
    effect: Any, rate: Array, trade: Array, dims: tuple[str, ...], counted: NDArray[np.bool_]
) -> _Lines:
    """The lines that count, added up over the dimensions left out."""
    rest = tuple(i for i, dim in enumerate(BILATERAL) if dim not in dims)

    def total(values: Any) -> Array:
        found: Array = np.where(counted, values, 0.0).sum(axis=rest).ravel()
        return found

    number, flows, due = total(1.0), total(trade), total(trade * rate)
    plain = total(rate) / np.maximum(number, 1.0)
    mean = np.divide(due, flows, out=plain, where=flows > 0)
    used = np.flatnonzero(number)
    return _Lines(used, total(np.asarray(effect))[used], mean[used], flows[used])


def _table(
    base: Baseline,
    levers: tuple[str, ...],
    dims: tuple[str, ...],
    lines: list[_Lines],
    top: int | None,
) -> pd.DataFrame:
    """The largest effects first, with their labels."""
    place, effect, rate, trade = (np.concatenate(parts) for parts in zip(*lines, strict=True))
    lever = np.repeat(levers, [len(line.place) for line in lines])
    first = np.argsort(-np.abs(effect), kind="stable")[:top]
    axes = {"exporter": base.countries, "importer": base.countries, "sector": base.sectors}
    columns: dict[str, Any] = {"lever": lever[first]}
    if dims:
        where = np.unravel_index(place[first], [len(axes[dim]) for dim in dims])
        columns |= {dim: np.array(axes[dim])[i] for dim, i in zip(dims, where, strict=True)}
    return pd.DataFrame(
        columns | {"effect": effect[first], "rate": rate[first], "trade": trade[first]}
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
        if not isinstance(given, str) and not isinstance(given, Iterable):
            what = f"{given!r} is no list of names"
            problems.append(Problem(name, what, f"some of {', '.join(allowed)}"))
            given = ()
        lists[name] = (given,) if isinstance(given, str) else tuple(given)
        for one in lists[name]:
            if one not in allowed:
                close = nearest(str(one), allowed)
                problems.append(Problem(name, f"{one!r} is unknown", ", ".join(allowed), close))
    if not lists["levers"] and not problems:
        problems.append(Problem("levers", "nothing to rank", "one or more levers"))
    if top is not None and (isinstance(top, bool) or not isinstance(top, int) or top < 1):
        problems.append(Problem("top", f"{top!r} is no number of lines", "1 or more, or None"))
    if problems:
        raise InputError(problems)
    return lists["levers"], tuple(dim for dim in BILATERAL if dim in lists["by"])
