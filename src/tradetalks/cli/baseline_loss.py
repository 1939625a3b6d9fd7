"""`tradetalks baseline loss`: what coarser worlds cost a brief."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradetalks.cli.careful import Command
from tradetalks.cli.options import csv_option, json_option

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

#: Columns of the screen: heading, kind of figure, what is told of it.
SHOWN = (
    ("real income,\nmedian %", "real_income_change", "median_percent"),
    ("real income,\nworst, points", "real_income_change", "largest"),
    ("exports,\nmedian %", "exports_change", "median_percent"),
    ("balance,\nmedian %", "balance_difference", "median_percent"),
    ("third countries,\nmedian %", "third_real_income_change", "median_percent"),
)


@click.command(cls=Command)
@click.argument("brief")
@click.option(
    "--resolution",
    "resolutions",
    multiple=True,
    metavar="brief|N[xM]",
    help="For example brief, 20, 20x25, briefxfull. May be repeated; a ladder of them if left out.",
)
@click.option("--baseline", metavar="NAME|FILE", help="The whole world; the brief's if left out.")
@click.option("--elasticities", metavar="NAME|FILE", help="Set of trade elasticities to use.")
@json_option
@csv_option
def loss(
    brief: str,
    resolutions: tuple[str, ...],
    baseline: str | None,
    elasticities: str | None,
    json_path: Path | None,
    csv_path: Path | None,
) -> None:
    """Measure what merging countries and sectors costs the scenarios of BRIEF.

    Every scenario is solved for the whole world and at each resolution, and headline figures are
    compared. Nothing is searched.

    \b
    tradetalks baseline loss us-india --resolution brief --resolution 20 --resolution 20x25
    """
    from tradetalks.cli.terminal import console, progress_bar, written_files
    from tradetalks.report.ladder import LADDER, resolution_loss
    from tradetalks.solve import keep_compiled_programs

    keep_compiled_programs()
    with progress_bar() as progress:
        found = resolution_loss(
            brief,
            resolutions or LADDER,
            baseline=baseline,
            elasticities=elasticities,
            progress=progress,
        )
    files = written_files(
        (json_path, lambda: json.dumps(json.loads(found.to_json(orient="records")), indent=1)),
        (csv_path, lambda: str(found.to_csv(index=False)).rstrip("\n")),
    )
    show(console(), found)
    for path in files:
        click.echo(f"written: {path}")


def show(to: Console, found: pd.DataFrame) -> None:
    """One row a resolution; sizes of errors, those in per cent of the figure in the whole world."""
    from rich.table import Table

    table = Table(title="Off by, against the whole world", title_justify="left")
    headings = (
        "resolution",
        "countries",
        "sectors",
        "seconds",
        "times\nfaster",
        *(head for head, *_ in SHOWN),
    )
    for heading in headings:
        table.add_column(heading, justify="left" if heading == "resolution" else "right")
    for name, own in found.groupby("resolution", sort=False):
        first, kinds = own.iloc[0], own.set_index("figure")
        cells = [str(name), str(first["countries"]), str(first["sectors"])]
        cells.append(f"{first['seconds']:.2f}")
        cells.append(f"{first['full_seconds'] / first['seconds']:.1f}")
        for _, figure, column in SHOWN:
            told = kinds[column].get(figure)
            cells.append("" if told is None else f"{told:.2g}")
        table.add_row(*cells)
    to.print(table)
