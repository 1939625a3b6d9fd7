"""`tradetalks baseline diff`: what sets two baselines apart."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradetalks.cli.careful import Command, Reading
from tradetalks.cli.options import csv_option

if TYPE_CHECKING:
    from rich.console import Console

    from tradetalks.baseline.differences import Differences


@click.command(cls=Command)
@click.argument("first")
@click.argument("second")
@csv_option
def diff(first: str, second: str, csv_path: Path | None) -> None:
    """What sets two baselines apart: labels, numbers, and where they came from.

    FIRST and SECOND are names or files.
    """
    from tradetalks.baseline import load_baseline
    from tradetalks.baseline.differences import differences
    from tradetalks.cli.terminal import console, written_files

    read = Reading()
    one, other = read(lambda: load_baseline(first)), read(lambda: load_baseline(second))
    read.done()
    assert one is not None
    assert other is not None
    found = differences(one, other)
    _show(console(), found)
    for path in written_files(
        (csv_path, lambda: str(found.variables.to_csv(index=False)).rstrip("\n"))
    ):
        click.echo(f"written: {path}")


def _show(to: Console, found: Differences) -> None:
    from rich.table import Table

    if found.none:
        to.print("no difference in labels or numbers")
    for axis, holder in found.labels[["axis", "only_in"]].drop_duplicates().to_numpy():
        here = (found.labels["axis"] == axis) & (found.labels["only_in"] == holder)
        to.print(f"{axis}: only in the {holder}: {', '.join(found.labels['label'][here])}")
    apart = found.variables[found.variables["differ"] > 0]
    if len(apart):
        table = Table(title="Over the labels both have", title_justify="left")
        for title in ("variable", "cells that differ", "total", "largest at", "there"):
            table.add_column(title, overflow="fold")
        for row in apart.to_dict("records"):
            whole = row["cells"] > 0
            totals = f"{row['first_total']:,.6g} and {row['second_total']:,.6g}" if whole else ""
            there = f"{row['first']:,.6g} and {row['second']:,.6g}" if whole else ""
            share = f"{row['differ']:,} of {row['cells']:,}" if whole else ""
            table.add_row(row["variable"], share, totals, row["place"], there)
        to.print(table)
    for holder in found.history["baseline"].unique():
        to.print(f"only the {holder} says:")
        for line in found.history["line"][found.history["baseline"] == holder]:
            to.print(f"- {line}")
