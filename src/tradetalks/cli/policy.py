"""`tradetalks policy`: tariffs that were announced, by date, and what the model says of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradetalks.cli.careful import Command, Reading
from tradetalks.cli.options import (
    Deficits,
    Revenue,
    closure_on,
    csv_option,
    json_option,
    settings,
)
from tradetalks.cli.solve import country_option, top_option
from tradetalks.errors import InputError, Problem, nearest

if TYPE_CHECKING:
    from tradetalks.policy.schedules import PublishedSchedule


@click.command(cls=Command, reads=True)
@click.argument("series")
@click.option("--date", metavar="DATE", help="The day, such as 2025-08-27; left out, every step.")
@country_option
@top_option
@json_option
@csv_option
@settings
@click.pass_context
def policy(
    ctx: click.Context,
    series: str | None,
    date: str | None,
    countries: tuple[str, ...],
    top: int,
    json_path: Path | None,
    csv_path: Path | None,
    deficits: Deficits | None,
    labour_supply: float | None,
    revenue: Revenue | None,
    scale_elasticity: float | dict[str, float] | None,
    elasticities: str | None,
    baseline: str | None,
) -> None:
    """Solve the world under announced tariffs, as they stood on a date.

    \b
    tradetalks policy us-2025 --date 2025-08-27   the rates of that day, and their effect
    tradetalks policy us-2025 --csv steps.csv     every step, and real income under it
    SERIES is us-2025: effective rates on goods by partner, in points over the duties of 2024.
    A brief names one list as schedule = "us-2025@2025-08-27".
    """
    from tradetalks.cli import answer
    from tradetalks.cli.steps import every_step, show_steps
    from tradetalks.cli.terminal import console, progress_bar, written_files
    from tradetalks.policy import Policy
    from tradetalks.policy.schedules import dated_schedules, schedule

    read = Reading()
    read.given(series, lambda name: _known(name, date, json_path))
    known = series in dated_schedules()
    listed = read(lambda: schedule(f"{series}@{date}")) if known and date else None
    base = read.needed(lambda: answer.baseline(baseline, elasticities))
    shown = read(lambda: answer.chosen(countries or ("USA", "IND"), base.axes)) or []
    closure = closure_on(base, read, deficits, labour_supply, revenue, scale_elasticity)
    read.done()
    assert series is not None
    to = console()
    if listed is None:
        with progress_bar() as progress:
            table, failed = every_step(base, series, closure, progress)
        show_steps(to, table, shown, top)
        files = written_files((csv_path, lambda: str(table.to_csv(index=False)).rstrip("\n")))
        for message in failed:
            click.echo(f"not converged: {message}", err=True)
    else:
        chosen = Policy().tariff_schedule(listed.owner, listed, sectors="goods")
        equilibrium = answer.solved(base, chosen, closure)
        to.print(listed.title)
        to.print(_rates(listed, base.countries))
        files = written_files(
            (json_path, lambda: answer.as_json(equilibrium)),
            (csv_path, lambda: answer.as_csv(equilibrium)),
        )
        failed = [] if equilibrium.converged else [str(equilibrium.message)]
        if equilibrium.converged:
            answer.show(to, equilibrium, shown, top, told=True)
        else:
            click.echo(f"not converged: {equilibrium.message}", err=True)
    for path in files:
        click.echo(f"written: {path}")
    if failed:
        ctx.exit(1)


def _known(series: str, date: str | None, json_path: Path | None) -> None:
    """Raises InputError for a series there is not, and for what only a date makes sense of."""
    from tradetalks.policy.schedules import dated_schedules

    problems = []
    if series not in (known := dated_schedules()):
        what = f"unknown series {series!r}"
        problems.append(Problem("SERIES", what, ", ".join(known), nearest(series, known)))
    if json_path is not None and date is None:
        remedy = "give --date, or write every step with --csv"
        problems.append(Problem("--json", "is for one date", remedy=remedy))
    if problems:
        raise InputError(problems)


def _rates(listed: PublishedSchedule, countries: tuple[str, ...]) -> str:
    """The highest and lowest rates on countries of the world, in a line."""
    charged = {c: line.rate for c, line in listed.charged(countries).items()}
    order = sorted(charged, key=lambda c: -charged[c])
    named = [c for c in order if listed.line(c).source != listed.line("ROW").source]
    first = ", ".join(f"{c} {100 * charged[c]:.1f}" for c in named[:8])
    last = ", ".join(f"{c} {100 * charged[c]:.1f}" for c in named[-3:])
    rest = 100 * listed.default
    return f"Points on goods: {first}, ..., {last}; partners not listed {rest:.1f}"
