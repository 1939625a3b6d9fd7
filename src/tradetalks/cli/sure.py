"""How sure figures are, for commands that write no report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from rich.table import Table

from tradetalks.brief.answers import figure
from tradetalks.report.words import number
from tradetalks.symbols import MONEY
from tradetalks.uncertainty.bands import figures
from tradetalks.uncertainty.searches import gain_bands

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.talks import Objective, Optimal, War
    from tradetalks.uncertainty.bands import Band

#: Governments of a war of many whose gains have a band.
FEW = 12
SHOWN = {
    "real_income_change": "real income",
    "equivalent_variation": "worth",
    "exports_change": "exports",
    "balance": "balance",
    "goods_balance": "balance in goods",
}


def bands_shown(frame: pd.DataFrame, level: float) -> Table:
    """A table of bands for the terminal: money in USD billion."""
    drawn = "draws" in frame
    how = "by draws" if drawn else "by exact slopes"
    title = f"Bands of {100 * level:g} % from the error of the elasticities, {how}"
    table = Table(title=title, title_justify="left")
    for column in ("country", "figure"):
        table.add_column(column)
    for column in ("value", "low", "high", *(("delta low", "delta high") if drawn else ())):
        table.add_column(column, justify="right")
    table.add_column("elasticity that matters most")
    ends = ["value", "band_low", "band_high", *(("delta_low", "delta_high") if drawn else ())]
    for row in frame.to_dict("records"):
        name = SHOWN[row["figure"]] + (f" with {row['partner']}" if row["partner"] else "")
        numbers = [_written(row[end], row["unit"]) for end in ends]
        most = f"{row['sector_title']} ({row['variance_share']:.0f} %)" if row["sector"] else ""
        table.add_row(row["country"], name, *numbers, most)
    return table


def _written(value: float, unit: str) -> str:
    if unit == MONEY:
        return f"{number(value / 1e3, 2, sign=True)} bn"
    return f"{number(value, 3, sign=True)} %"


def bands_told(
    bands: Mapping[str, Band], level: float, said: Callable[[float], str] | None = None
) -> Iterator[str]:
    """A line for each band of a search; `said` writes its numbers, as money if None."""
    write = said or (lambda x: figure(x, MONEY))
    for name, band in bands.items():
        ends = f"{write(band.low)} to {write(band.high)}"
        text = f"{name}, {100 * level:g} per cent band: {ends}"
        if band.most:
            text += f"; the elasticity of {band.most} matters most ({100 * band.share:.0f} %)"
        yield f"{text}."


def gains_of(
    objectives: Mapping[str, Objective], found: Optimal | War, level: float
) -> dict[str, Band]:
    """The band of each government's gain at the rates found, by its name on the screen.

    The first few only, of many: each takes an adjoint solve. None after an interrupt.
    """
    if found.interrupted:
        return {}
    few = dict(list(objectives.items())[:FEW])
    gains = gain_bands(few, found.equilibrium, found.before, level)
    return {f"Gain of {country}": band for country, band in gains.items()}


def band_facts(bands: Mapping[str, Band], level: float) -> dict[str, Any]:
    """Bands of a search for programs."""
    return {
        "level": level,
        "method": "delta",
        "figures": {name: figures(band) for name, band in bands.items()},
    }
