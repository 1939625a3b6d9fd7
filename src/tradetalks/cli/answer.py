"""The answer to one question: solve, show, and write for programs."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from rich.table import Table

from tradetalks import __version__
from tradetalks.baseline import load_baseline
from tradetalks.cli.effects import figures
from tradetalks.report.stack import goods
from tradetalks.report.world import BALANCED_FIRST, REPLACED_FIRST, load_world, world_before

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from rich.console import Console, RenderableType

    from tradetalks.baseline import Baseline
    from tradetalks.brief import Brief, Closure
    from tradetalks.labels import Axes
    from tradetalks.policy import Policy
    from tradetalks.report.table import Table as Shown
    from tradetalks.solve import Equilibrium

# Column title, outcome, what divides it for reading, and the factor if it has one.
Figure = tuple[str, str, float, "str | None"]
COLUMNS: tuple[Figure, ...] = (
    ("real income %", "real_income_change", 1.0, None),
    ("worth, USD bn a year", "equivalent_variation", 1e3, None),
    ("consumer prices %", "price_index_change", 1.0, None),
    ("exports %", "exports_change", 1.0, None),
    ("imports %", "imports_change", 1.0, None),
)
IMBALANCES = {
    "fixed": "fixed; each country's overall balance stays what it is, those with partners move",
    "share": "a fixed share of each country's income",
    "balanced": f"none; {BALANCED_FIRST}",
}
UNITS = (
    "Changes are from the baseline. Prices, exports and imports are in units of world factor "
    "income: +1 % means one per cent more than what the world's factors earn in all."
)
PAIRED = 3  # balances between at most so many of the countries asked about


def baseline(name: str | None, elasticities: str | None) -> Baseline:
    """The baseline asked for (checked, if it is a file) under the elasticities asked for."""
    return load_world(name, elasticities)


def baseline_of(brief: Brief, name: str | None) -> Baseline:
    """The baseline a brief is held against: the one asked for, else its own."""
    beside = brief.path.parent / brief.baseline
    return load_baseline(name or (beside if beside.is_file() else brief.baseline))


def chosen(names: Sequence[str], axes: Axes) -> list[str]:
    """Labels of the countries asked for; raises InputError with every unknown one."""
    if not names:
        return []
    return [axes.countries[i] for i in axes.country_index(names, "--country")]


def solved(base: Baseline, policy: Policy, closure: Closure) -> Equilibrium:
    """The world under the policy, converged or not."""
    from tradetalks.solve import keep_compiled_programs, solve

    keep_compiled_programs()
    return solve(world_before(base, closure), policy, **closure)


def show(
    to: Console,
    equilibrium: Equilibrium,
    countries: Sequence[str],
    top: int,
    effects: Sequence[RenderableType] = (),
    *,
    told: bool = False,
) -> None:
    """The countries asked about, then those most hurt and helped; then what levers bring along.

    told: whether the policy has been told already.
    """
    columns = (*COLUMNS, *figures(equilibrium))
    outcomes = equilibrium.outcomes
    order = outcomes["real_income_change"].to_series().sort_values()
    others = [str(c) for c in order.index if c not in countries and c != "ROW"]
    extremes = [*others[:top], *others[len(others) - top :]] if top else []
    for sentence in () if told else equilibrium.policy.describe():
        to.print(sentence)
    table = Table(title=f"{equilibrium.base.title or equilibrium.base.name}", title_justify="left")
    table.add_column("country")
    for title, _, _, _ in columns:
        table.add_column(title, justify="right")
    if equilibrium.deficits == "share":  # else it does not move
        table.add_column("balance, USD bn", justify="right")
    for i, country in enumerate([*countries, *dict.fromkeys(extremes)]):
        if i == len(countries):
            table.add_section()
        here = outcomes.sel(country=country)
        cells = [_signed(_number(here[name], factor) / unit) for _, name, unit, factor in columns]
        if equilibrium.deficits == "share":
            cells.append(_moved(float(here["balance_base"]), float(here["balance"])))
        table.add_row(country, *cells)
    to.print(table)
    for effect in effects:
        to.print(effect)
    for country, partner in combinations(countries[:PAIRED], 2):
        to.print(_pair(equilibrium, country, partner))
    to.print(f"Imbalances: {IMBALANCES[equilibrium.deficits]}.")
    if equilibrium.rules.revenue == "income_tax" and equilibrium.rules.labour_supply:
        to.print(f"Public revenue replaces income tax; {REPLACED_FIRST}.")
    to.print(UNITS)
    to.print(f"Solved: every equation holds to {equilibrium.residual:.0e} of its size.")


def _number(figure: xr.DataArray, factor: str | None) -> float:
    return float(figure if factor is None else figure.sel(factor=factor))


def _pair(equilibrium: Equilibrium, country: str, partner: str) -> str:
    """The balance between two countries, before and after; that in goods too."""
    here = {"country": country, "partner": partner}
    outcomes = equilibrium.outcomes
    before, after = (
        float(outcomes[name].sel(here)) for name in ("bilateral_balance_base", "bilateral_balance")
    )
    text = f"{country} balance with {partner}, USD billion: {_moved(before, after)}"
    if (sectors := goods(equilibrium.base)) is None:
        return text
    old, new = (
        float(flow.sel(exporter=country, importer=partner)[sectors].sum())
        - float(flow.sel(exporter=partner, importer=country)[sectors].sum())
        for flow in (equilibrium.base["trade"], equilibrium.trade)
    )
    return f"{text}; in goods alone {_moved(old, new)}"


def _moved(before: float, after: float) -> str:
    """USD million in, '-84.4 to -28.6' (billion) out; never a negative zero."""
    return " to ".join(f"{round(v / 1e3, 1) + 0.0:,.1f}" for v in (before, after))


def _signed(value: float) -> str:
    """Two decimals; two significant digits where that would show nothing."""
    if abs(value) < 5e-4:
        return "0"
    return f"{value:+,.2f}" if abs(value) >= 0.1 else f"{value:+.2g}"


def as_json(equilibrium: Equilibrium, bands: Shown | None = None) -> str:
    """Everything by country, how sure it is, and how the solve ended; null where there is none."""
    base = equilibrium.base
    facts: dict[str, Any] = {
        "program": "tradetalks",
        "version": __version__,
        "baseline": {"name": base.name, "fingerprint": base.fingerprint},
        **equilibrium.rules.describe(),
        "policy": equilibrium.policy.describe(),
        "converged": bool(equilibrium.converged),
        "status": str(equilibrium.status),
        "message": str(equilibrium.message),
        "residual": _plain(float(equilibrium.residual)),
        "units": {},
        "countries": {},
    }
    if equilibrium.converged:
        outcomes = equilibrium.outcomes
        names = [str(n) for n, v in outcomes.data_vars.items() if v.dims == ("country",)]
        facts["units"] = {n: outcomes[n].attrs.get("units", "") for n in names}
        frame = outcomes[names].to_dataframe()[names]
        facts["countries"] = {
            str(country): {n: _plain(float(v)) for n, v in row.items()}
            for country, row in frame.to_dict("index").items()
        }
        facts["purchases"] = [
            {
                name: _plain(value) if isinstance(value, float) else value
                for name, value in row.items()
            }
            for row in equilibrium.commitments.to_dict("records")
        ]
    if bands is not None:
        facts["bands"] = {"note": bands.note, "figures": records(bands.frame)}
    return json.dumps(facts, indent=1, ensure_ascii=False, allow_nan=False)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of plain values; null where there is no figure."""
    return [
        {str(k): _plain(v) if isinstance(v, float) else v for k, v in row.items()}
        for row in frame.to_dict("records")
    ]


def as_csv(equilibrium: Equilibrium) -> str:
    """Every outcome by country, one country a row; the head alone where nothing was found."""
    if not equilibrium.converged:
        return "country"
    outcomes = equilibrium.outcomes
    names = [str(n) for n, v in outcomes.data_vars.items() if v.dims == ("country",)]
    return str(outcomes[names].to_dataframe()[names].to_csv()).rstrip("\n")


def _plain(value: float) -> float | None:
    return value if math.isfinite(value) else None
