"""First-order accounts of welfare, in a table of their own so that nobody mistakes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from tradetalks.report.table import Table

if TYPE_CHECKING:
    import xarray as xr

    from tradetalks.report.stack import Run

# What the accounts call each total -> the column's name.
PARTS = {
    f"first_order_{part}_total": f"first_order_{part}"
    for part in (
        "terms_of_trade", "volume_of_trade", "technical_efficiency", "welfare", "transfers"
    )
}  # fmt: skip
NOTE = (
    "Caliendo and Parro (2015), equation 16: a linear approximation around the baseline, in per "
    "cent of baseline income. It is not the change of real income, and for a large policy far "
    "from it (Mexico under NAFTA: 1.31 against an exact 0.007 per cent). Use it to see through "
    "which channel a policy works; use real income to say what it is worth."
)


def first_order(runs: Sequence[Run], results: xr.Dataset) -> Table:
    """Every country's totals under every scenario, beside the exact change of real income."""
    named = results["country"].values, results["country_name"].values
    frames = [_frame(run, run.accounts, *named) for run in runs if run.accounts is not None]
    columns = ["scenario", "scenario_title", "country", "country_name", *PARTS.values()]
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
    exact = results["real_income_change"].to_dataframe().reset_index()
    keys = ["scenario", "country"]
    frame = frame[columns].merge(exact[[*keys, "real_income_change"]], on=keys)
    return Table("first_order", "First-order accounts, every country", frame, NOTE)


def _frame(run: Run, accounts: xr.Dataset, country: Any, country_name: Any) -> pd.DataFrame:
    totals = {name: accounts.variables[part].values for part, name in PARTS.items()}
    return pd.DataFrame(
        {"scenario": run.id, "scenario_title": run.title, "country": country}
        | {"country_name": country_name}
        | totals
    )
