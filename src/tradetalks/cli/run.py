"""`tradetalks run`: a brief from start to report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradetalks.cli.banding import draw_options
from tradetalks.cli.careful import Command, Reading, as_options
from tradetalks.cli.choices import INTERRUPTED
from tradetalks.cli.coarse import resolution_option
from tradetalks.cli.options import Deficits, Revenue, json_option, new_folder, settings

if TYPE_CHECKING:
    from tradetalks.uncertainty.draws import Method


@click.command(cls=Command, reads=True)
@click.argument("brief")
@click.option(
    "--out",
    callback=new_folder,
    metavar="FOLDER",
    help="Folder for the report; results/NAME unless --json is given.",
)
@json_option
@click.option(
    "--accounts",
    is_flag=True,
    help="Split real income into its sources for every scenario, not the first of each subject.",
)
@click.option(
    "--quick", is_flag=True, help="Leave the talks out: facts, scenarios and single levers only."
)
@draw_options
@resolution_option("what BRIEF tells apart")
@click.option(
    "--compare/--no-compare",
    default=True,
    help="With --resolution, solve the scenarios for the whole world too, and say what is lost.",
)
@settings
@click.pass_context
def run(
    ctx: click.Context,
    brief: str | None,
    out: Path | None,
    json_path: Path | None,
    accounts: bool,
    quick: bool,
    bands: bool,
    level: float,
    draws: int | None,
    draw_method: Method,
    seed: int,
    deficits: Deficits | None,
    labour_supply: float | None,
    revenue: Revenue | None,
    scale_elasticity: float | dict[str, float] | None,
    elasticities: str | None,
    baseline: str | None,
    resolution: str | None,
    compare: bool,
) -> None:
    """Solve every scenario of BRIEF (a file, or a shipped brief by name) and report.

    Prints the headline and writes a folder: report.html, tables as CSV and XLSX, results as
    netCDF, and a manifest. Ctrl-C during the talks ends them with what has been found, and the
    report is written with that (status 130). Status 1 when a scenario did not converge.
    """
    from tradetalks.cli.terminal import console, progress_bar, written_files
    from tradetalks.report import print_headline
    from tradetalks.report import run as run_brief

    read = Reading()
    if read.problems:
        from tradetalks.report.case import read_case

        read.given(brief, lambda name: read_case(name, baseline, elasticities, resolution))
        read.done()
    assert brief is not None
    if out is None and json_path is None:
        out = Path("results") / Path(brief).stem
    with progress_bar() as progress:
        progress("load solver", 0, 1)
        from tradetalks.solve import keep_compiled_programs

        keep_compiled_programs()
        report = run_brief(
            brief,
            out=out,
            progress=progress,
            deficits=deficits,
            labour_supply=labour_supply,
            revenue=revenue,
            scale_elasticity=scale_elasticity,
            elasticities=elasticities,
            baseline=baseline,
            resolution=resolution,
            compare=compare,
            accounts=accounts,
            quick=quick,
            bands=bands,
            level=level,
            draws=draws or 0,
            draw_method=draw_method,
            seed=seed,
        )
    written_files((json_path, lambda: report.to_json(indent=1)))
    shown = console(markup=True)
    print_headline(report, shown)
    for written in (out, json_path):
        if written is not None:
            click.echo(f"written: {written}")
    if not report.converged:
        for scenario, message in report.failures.items():
            click.echo(f"not converged: scenario {scenario}: {as_options(message)}", err=True)
    if report.interrupted:
        click.echo("interrupted: talks and draws are as far as they came", err=True)
        ctx.exit(INTERRUPTED)
    if not report.converged:
        ctx.exit(1)
