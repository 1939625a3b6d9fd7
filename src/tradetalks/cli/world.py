"""A baseline on the screen and as CSV."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table

from tradetalks.errors import InputError, Problem

if TYPE_CHECKING:
    from rich.console import Console

    from tradetalks.baseline import Baseline

PARTNERS = 8


def show(base: Baseline, to: Console) -> None:
    """Title, sizes, labels and variables."""
    trade = base["trade"].values
    home = np.einsum("iij->", trade)
    to.print(base.title or base.name, style="bold")
    to.print(f"fingerprint  {base.fingerprint[:16]}")
    to.print(f"countries    {len(base.countries)}: {', '.join(base.countries)}")
    to.print(f"sectors      {len(base.sectors)}: {', '.join(base.sectors)}")
    to.print(f"factors      {', '.join(base.factors)}")
    to.print(
        f"world output {trade.sum() / 1e6:,.1f} USD trillion, "
        f"of which across borders {(trade.sum() - home) / 1e6:,.1f}",
    )
    table = Table()
    for column in ("variable", "over", "unit", "year", "source"):
        table.add_column(column, overflow="fold")
    for name, variable in base.dataset.data_vars.items():
        a = variable.attrs
        dims = ", ".join(str(d) for d in variable.dims)
        cells = (a.get("units", ""), a.get("year", ""), a.get("source", ""))
        table.add_row(str(name), dims, *(str(c) for c in cells))
    to.print(table)
    for note in base.history:
        to.print(f"- {note}")


def show_country(base: Baseline, country: str, to: Console) -> None:
    """One country (or group): trade with its largest partners, and the duties both ways."""
    here = base.axes.country_index(country, "--country")
    there = [i for i in range(len(base.countries)) if i not in set(here.tolist())]
    if not there:
        raise InputError(Problem("--country", f"{country!r} leaves no partner", "a country"))
    trade, tariff = base["trade"].values, base["tariff"].values
    sold, bought = trade[here].sum((0, 2)), trade[:, here].sum((1, 2))
    duty_paid = (trade * tariff)[here].sum((0, 2))
    duty_asked = (trade * tariff)[:, here].sum((1, 2))
    table = Table(title=f"{country}, USD billion", title_justify="left")
    for column in ("partner", "exports", "imports", "balance", "duty faced %", "duty charged %"):
        table.add_column(column, justify="left" if column == "partner" else "right")
    largest = sorted(there, key=lambda i: -(sold[i] + bought[i]))[:PARTNERS]
    for label, rows in [("all", there), *((base.countries[i], [i]) for i in largest)]:
        x, m = sold[rows].sum(), bought[rows].sum()
        faced = 100 * duty_paid[rows].sum() / x if x else 0.0
        charged = 100 * duty_asked[rows].sum() / m if m else 0.0
        figures = (x / 1e3, m / 1e3, (x - m) / 1e3, faced, charged)
        table.add_row(label, *(f"{figure:,.1f}" for figure in figures))
    to.print(table)


def write_csv(base: Baseline, folder: Path) -> None:
    """One tidy CSV for each variable; all are written before any is put in place."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".export-", dir=folder) as made:
        for name, variable in base.dataset.data_vars.items():
            series = variable.to_series().rename(str(name))
            series.to_csv(Path(made) / f"{name}.csv", float_format="%.17g")
        for file in Path(made).iterdir():
            file.replace(folder / file.name)
