"""`tradetalks sweep` and `tradetalks query`: many scenarios, and SQL over what they found."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from click.core import ParameterSource

from tradetalks.cli.careful import Command, Reading
from tradetalks.cli.options import csv_option
from tradetalks.cli.terminal import Progress
from tradetalks.errors import InputError, NotConvergedError, Problem

#: Seconds between two lines of progress where there is no terminal to draw on.
EVERY = 10.0
#: What `tradetalks[sweep]` brings.
NEEDED = {"pyarrow": "pyarrow", "duckdb": "duckdb", "fsspec": "fsspec", "distributed": "dask"}


@click.command(cls=Command, reads=True)
@click.argument("grid")
@click.option(
    "--out",
    metavar="FOLDER|URL",
    help="Where results go: a folder, or any URL that fsspec knows; results/NAME if left out.",
)
@click.option("--resume", is_flag=True, help="Go on with what the folder holds of this sweep.")
@click.option(
    "--again",
    is_flag=True,
    help="With --resume: solve anew what raised an error or lost its workers.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 4096),
    default=2,
    show_default=True,
    metavar="N",
    help="Processes on this machine.",
)
@click.option(
    "--cluster",
    metavar="tcp://HOST:PORT|local:N",
    help="Solve on a Dask cluster: the address of its scheduler, or one of N workers started here.",
)
@click.pass_context
def sweep(
    ctx: click.Context,
    grid: str | None,
    out: str | None,
    resume: bool,
    again: bool,
    workers: int,
    cluster: str | None,
) -> None:
    """Solve every scenario that the file GRID asks for, into a folder of Parquet files.

    Grids, lists and random designs over levers, closures, elasticities and baselines. It may be
    killed at any time: --resume does what is left, and nothing twice. Status 1 when a scenario
    ended with a named failure, or the sweep had to stop.
    """
    _needed()
    from tradetalks.brief.sweeps import load_sweep
    from tradetalks.brief.sweeps.run import run_plan
    from tradetalks.uncertainty.sweep.cluster import check_cluster
    from tradetalks.uncertainty.sweep.store import SweepStoppedError

    read = Reading()
    plan = read.given(grid, load_sweep)
    read.given(cluster, lambda text: check_cluster(text, "--cluster"))
    if cluster is not None and ctx.get_parameter_source("workers") is ParameterSource.COMMANDLINE:
        what, remedy = "does not go with --cluster", "local:N starts N workers of a cluster here"
        read.problems.append(Problem("--workers", what, remedy=remedy))
    if again and not resume:
        read.problems.append(Problem("--again", "begins nothing by itself", remedy="add --resume"))
    read.done()
    assert plan is not None
    place = out or str(Path("results") / Path(str(grid)).stem)
    click.echo(f"{plan.count:,} scenarios in chunks of {plan.size:,}, to {place}", err=True)
    try:
        with _progress() as progress:
            ended = run_plan(plan, place, resume, again, workers, cluster, progress)
    except SweepStoppedError as error:
        raise NotConvergedError(f"stopped: {error}") from None
    except KeyboardInterrupt:
        click.echo(f"interrupted; what is done is safe in {place}: go on with --resume", err=True)
        ctx.exit(130)
    found = ", ".join(f"{n:,} {status}" for status, n in ended.ends.items())
    click.echo(f"{ended.scenarios:,} scenarios: {found}")
    if ended.redone:
        click.echo(f"{ended.redone:,} damaged parts were found and done again")
    click.echo(f"written: {place}")
    if ended.failed:
        click.echo(
            f"not converged: {ended.failed:,} scenarios; tradetalks query {place} "
            "\"select number, status, message from scenarios where status <> 'converged'\"",
            err=True,
        )
        ctx.exit(1)


@click.command(cls=Command)
@click.argument("folder")
@click.argument("sql")
@csv_option
def query(folder: str, sql: str, csv_path: Path | None) -> None:
    """Ask SQL of what a sweep wrote to FOLDER (or a URL).

    \b
    Tables: scenarios  one row each: number, id, what varies, status, message
            countries  one row a scenario and country, one column an outcome
            results    the two joined
            and, where the sweep keeps such outcomes, by scenario and
            factors    country and factor
            sectors    country and sector
            pairs      exporter and importer
            flows      exporter, importer and sector
    """
    _needed()
    from rich.table import Table

    from tradetalks.cli.terminal import console, written_files
    from tradetalks.uncertainty.sweep.results import SweepResults

    results = SweepResults(folder)
    found = results.query(sql)
    shown = Table(*map(str, found.columns), box=None, pad_edge=False)
    for row in found.itertuples(index=False):
        shown.add_row(*(f"{v:.6g}" if isinstance(v, float) else str(v) for v in row))
    if csv_path is None:
        console().print(shown)
    if not results.complete:
        whole = f"{results.done:,} of {results.about['scenarios']:,} scenarios"
        click.echo(f"This is of {whole}; `tradetalks sweep` with --resume does the rest.", err=True)
    for path in written_files((csv_path, lambda: found.to_csv(index=False).rstrip("\n"))):
        click.echo(f"written: {path}")


def _needed() -> None:
    """Raises InputError where the libraries of sweeps are not installed."""
    from importlib.util import find_spec

    # `app` keeps pandas from loading it for commands that have no use for it.
    if sys.modules.get("pyarrow", ...) is None:
        del sys.modules["pyarrow"]
    missing = [package for module, package in NEEDED.items() if find_spec(module) is None]
    if missing:
        raise InputError(
            Problem(
                "tradetalks sweep",
                f"{', '.join(missing)} not installed",
                remedy="pip install 'tradetalks[sweep]'",
            )
        )


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar with the time left on a terminal; else a line every ten seconds."""
    from rich import progress

    from tradetalks.cli.terminal import console

    errors = console(stderr=True)
    if not errors.is_terminal:
        yield _lines()
        return
    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(
            task, description=what, completed=done, total=total
        )


def _lines() -> Progress:
    """A callback that says how far it is and how long it will take."""
    begun: tuple[float, int] | None = None
    told = time.monotonic()

    def tell(what: str, done: int, total: int) -> None:
        nonlocal begun, told
        now = time.monotonic()
        if what != "sweep":
            return
        if begun is None:
            begun = now, done
        elif now - told >= EVERY and done > begun[1]:
            rate = (done - begun[1]) / (now - begun[0])
            left = (total - done) / rate
            click.echo(
                f"{done:,} of {total:,} scenarios, {rate:,.1f} a second, "
                f"{int(left // 3600)}:{int(left % 3600 // 60):02d}:{int(left % 60):02d} left",
                err=True,
            )
            told = now

    return tell
