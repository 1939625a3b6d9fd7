"""Every step of a dated series of tariffs, solved and told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from rich.table import Table

from tradetalks.policy import Policy
from tradetalks.policy.schedules import schedule, steps

if TYPE_CHECKING:
    from rich.console import Console

    from tradetalks.baseline import Baseline
    from tradetalks.brief import Closure
    from tradetalks.cli.terminal import Progress


def every_step(
    base: Baseline, series: str, closure: Closure, progress: Progress
) -> tuple[pd.DataFrame, list[str]]:
    """One row for each step and country, and what did not converge.

    date; country; points charged on its goods (0 for the owner); real_income_change, per cent;
    equivalent_variation, USD million; exports_change, per cent.
    """
    from tradetalks.cli.answer import solved

    rows, failed = [], []
    dates = steps(series)
    for k, date in enumerate(dates):
        progress(date, k, len(dates))
        listed = schedule(f"{series}@{date}")
        chosen = Policy().tariff_schedule(listed.owner, listed, sectors="goods")
        found = solved(base, chosen, closure)
        if not found.converged:
            failed.append(f"{date}: {found.message}")
            continue
        charged = listed.charged(base.countries, base.axes.country_weights)
        for country in base.countries:
            here = found.outcomes.sel(country=country)
            points = 100 * charged[country].rate if country in charged else 0.0
            names = ("real_income_change", "equivalent_variation", "exports_change")
            rows.append((date, country, points, *(float(here[name]) for name in names)))
    columns = ["date", "country", "points", "real_income_change", "equivalent_variation",
               "exports_change"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns), failed


def most_affected(table: pd.DataFrame, known: Sequence[str], top: int) -> list[str]:
    """Third countries by the largest change in real income that any step brought."""
    others = table[~table["country"].isin([*known, "ROW"])]
    size = others.groupby("country")["real_income_change"].agg(lambda x: x.abs().max())
    return [str(c) for c in size.sort_values(ascending=False).index[:top]]


def show_steps(to: Console, table: pd.DataFrame, countries: Sequence[str], top: int) -> None:
    """Points on those asked about, and what each step does to real income."""
    if table.empty:
        return
    shown = [*countries, *most_affected(table, countries, top)]
    points = table.pivot(index="date", columns="country", values="points")
    income = table.pivot(index="date", columns="country", values="real_income_change")
    view = Table(title="Real income, per cent against no change since 2024", title_justify="left")
    view.add_column("from")
    charged = [c for c in countries if points[c].any()]
    for country in charged:
        view.add_column(f"points on {country}", justify="right")
    for country in shown:
        view.add_column(country, justify="right")
    for date in income.index:
        cells = [f"{points.loc[date, c]:.1f}" for c in charged]
        cells += [f"{income.loc[date, c]:+.2f}" for c in shown]
        view.add_row(str(date), *cells)
    to.print(view)
    to.print("Each step is a world of its own, fully adjusted; nothing is carried from one on.")
