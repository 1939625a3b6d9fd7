"""`tradetalks estimate`: trade elasticities from a table of trade and tariffs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tradetalks.cli.careful import Command, Reading
from tradetalks.cli.options import OneOf, csv_option, new_file
from tradetalks.errors import InputError, Problem

if TYPE_CHECKING:
    from rich.console import Console

    from tradetalks.baseline.estimation import Estimates


@click.command(cls=Command, reads=True)
@click.argument("data")
@click.option(
    "--method",
    type=OneOf(("ppml", "triple")),
    default="ppml",
    show_default=True,
    help="Poisson with fixed effects, or triple differences (Caliendo and Parro).",
)
@click.option(
    "--by",
    type=OneOf(("sector", "none")),
    default="sector",
    show_default=True,
    help="An elasticity for each sector, or one for all.",
)
@click.option(
    "--effects",
    metavar="NAME,NAME",
    help="Fixed effects, such as importer-year,exporter-year,pair; as the data allow if left out.",
)
@click.option(
    "--cluster",
    default="pair",
    show_default=True,
    metavar="NAME",
    help="Whose errors go together; none: robust to heteroskedasticity alone.",
)
@click.option(
    "--control", "controls", multiple=True, metavar="COLUMN", help="Or log(COLUMN). Repeatable."
)
@click.option(
    "--trade-values",
    type=OneOf(("before-duty", "duty-paid")),
    default="before-duty",
    show_default=True,
    help="Whether trade is valued without import duty or with it.",
)
@click.option(
    "--tariff-in",
    type=OneOf(("fraction", "percent")),
    default="fraction",
    show_default=True,
    help="The unit of the tariffs.",
)
@click.option("--home-sales", is_flag=True, help="Keep home sales, with an effect of the border.")
@click.option(
    "--column", "columns", multiple=True, metavar="NAME=COLUMN", help="What a column is called."
)
@click.option(
    "--aggregate",
    "groups",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="TOML with tables [countries] and [sectors], NEW = [OLD, ...], and [isic].",
)
@click.option(
    "--unusable",
    type=OneOf(("stop", "assume", "pool")),
    default="stop",
    show_default=True,
    help="For what cannot be used: no set, the set's assumption, or one elasticity of all.",
)
@click.option(
    "--need",
    type=OneOf(("positive", "significant")),
    default="positive",
    show_default=True,
    help="What an elasticity must be to be used (significant: at 90 %).",
)
@click.option("-o", "--out", callback=new_file, metavar="FILE", help="TOML file of the set.")
@csv_option
def estimate(
    data: str | None,
    effects: str | None,
    columns: tuple[str, ...],
    groups: Path | None,
    unusable: Any,
    need: Any,
    out: Path | None,
    csv_path: Path | None,
    **how: Any,
) -> None:
    """Estimate trade elasticities from DATA, a CSV of trade and tariffs or a baseline.

    A CSV has the columns exporter, importer, trade and tariff, and perhaps sector, year and
    controls. The set that -o writes serves wherever a set's name does.

    \b
    tradetalks estimate trade.csv -o mine.toml
    tradetalks estimate trade.csv --method triple --cluster none --trade-values duty-paid
    tradetalks run us-india --elasticities mine.toml
    """
    from tradetalks.baseline.estimation import estimate_elasticities
    from tradetalks.cli.terminal import console, progress_bar, write_whole, written_files

    # `app` keeps pandas from loading it; what fits the data takes it for broken then.
    if sys.modules.get("pyarrow", ...) is None:
        del sys.modules["pyarrow"]
    read = Reading()
    named = read(lambda: _columns(columns)) or {}
    grouped = read.given(groups, _groups) or {}
    with progress_bar() as progress:
        found = read.given(
            data,
            lambda name: estimate_elasticities(
                _data(name),
                effects=None if effects is None else [e.strip() for e in effects.split(",")],
                columns=named,
                groups=grouped,
                pooled=unusable == "pool",
                progress=progress,
                **how,
            ),
        )
    read.done()
    assert found is not None
    _show(console(), found)
    table = found.table()
    for path in written_files((csv_path, lambda: str(table.to_csv(index=False)).rstrip("\n"))):
        click.echo(f"written: {path}")
    if out is not None:
        write_whole(out, lambda path: found.to_file(path, unusable, need, name=out.stem))
        _say_rule(found, unusable, need)
        click.echo(f"written: {out}")
    if found.not_converged:
        click.get_current_context().exit(1)


def _data(name: str) -> Any:
    """A baseline by name or netCDF file; else the path of a CSV file."""
    from tradetalks.baseline import baselines
    from tradetalks.report.world import load_world

    return load_world(name) if name in baselines() or name.endswith(".nc") else Path(name)


def _show(to: Console, found: Estimates) -> None:
    from rich.table import Table

    about = found.about
    to.print(about["formula"], style="bold")
    cluster = about["cluster"]
    errors = "robust to heteroskedasticity" if cluster == "none" else f"clustered by {cluster}"
    home = about["home_sales_left_out"]
    left_out = f", {home} of home sales left out" if home else ""
    to.print(
        f"theta = {about['theta_is']} (trade {about['trade_values'].replace('-', ' ')}); "
        f"errors {errors}; {about['lines']} lines{left_out}"
    )
    table = Table()
    for column in ("sector", "b", "theta", "error", "90 %", "N", "clusters", "note"):
        left = column in ("sector", "note")
        table.add_column(column, justify="left" if left else "right", overflow="fold")
    for row in found.table().to_dict("records"):
        figures = ("", "", "", "")
        if row["theta"] == row["theta"]:
            within = f"{row['low']:.2f} to {row['high']:.2f}"
            shown = (f"{row[c]:.2f}" for c in ("coefficient", "theta", "standard_error"))
            figures = (*shown, within)  # type: ignore[assignment]
        counts = (str(row["observations"]), str(row["clusters"]))
        table.add_row(str(row["sector"]), *figures, *counts, str(row["note"]))
    to.print(table)
    without = [s for s in found.sectors if not found.isic[s]]
    if without:
        to.print(
            f"No ISIC code: {', '.join(without)}. The set serves baselines whose sectors have "
            "these names; a table [isic] in the file of --aggregate says what they are."
        )


def _say_rule(found: Estimates, unusable: str, need: Any) -> None:
    aside = found.unusable(need)
    failed = {s for s, fit in zip(found.sectors, found.fits, strict=True) if fit.failure}
    pooled = [s for s in aside if unusable == "pool" and s not in failed]
    assumed = [s for s in aside if s not in pooled]
    if assumed:
        click.echo(f"assumed, with a wide band: {', '.join(assumed)}")
    if pooled:
        click.echo(f"the elasticity of all sectors stands for: {', '.join(pooled)}")


def _columns(written: tuple[str, ...]) -> dict[str, str]:
    """NAME=COLUMN options as a mapping."""
    found: dict[str, str] = {}
    problems = []
    for text in written:
        name, equals, column = (part.strip() for part in text.partition("="))
        if not (name and equals and column):
            what = f"{text!r} names no column"
            problems.append(Problem("--column", what, "NAME=COLUMN, such as trade=value"))
        found[name] = column
    if problems:
        raise InputError(problems)
    return found


def _groups(path: Path) -> dict[str, Any]:
    from tradetalks.brief.read import content_of, parsed

    return parsed(content_of(path), path)[0]
