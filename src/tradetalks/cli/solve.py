"""`tradetalks solve`: one question, answered in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradetalks.cli.banding import draw_options
from tradetalks.cli.careful import Command, Reading, as_options
from tradetalks.cli.coarse import coarse, resolution_option
from tradetalks.cli.options import (
    Deficits,
    Revenue,
    closure_on,
    csv_option,
    json_option,
    levers,
    settings,
)
from tradetalks.errors import Problem

if TYPE_CHECKING:
    from tradetalks.uncertainty.draws import Method

top_option = click.option(
    "--top",
    type=click.IntRange(0, 200),
    default=3,
    show_default=True,
    metavar="N",
    help="How many of the most hurt and most helped to show besides.",
)
country_option = click.option(
    "--country", "countries", multiple=True, metavar="NAME", help="Show this country."
)


@click.command(cls=Command, reads=True)
@levers
@country_option
@top_option
@json_option
@csv_option
@draw_options
@resolution_option("what is named")
@settings
@click.pass_context
def solve(
    ctx: click.Context,
    /,
    countries: tuple[str, ...],
    top: int,
    json_path: Path | None,
    csv_path: Path | None,
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
    **written: tuple[str, ...],
) -> None:
    """Solve the world under a few levers.

    \b
    AMOUNT is  +25% or -10%     points added to the rate in force
               =25%             a new rate
               x0.5             the rate in force, or the trade cost, times a factor
               +10bn, =500mn    a purchase: dollars more, or in all
               +50000, -18000   people who move, or return
    Names are labels, groups (EU, quad, goods, ...) or ISIC codes; commas join several.
    """
    from tradetalks.cli import answer
    from tradetalks.cli.effects import effects
    from tradetalks.cli.spec import asked_for, named_countries, policy_of
    from tradetalks.cli.sure import bands_shown
    from tradetalks.cli.terminal import console, progress_bar, written_files
    from tradetalks.report.band_tables import Banding
    from tradetalks.report.banded import world_bands

    asked = asked_for(written)
    read = Reading()
    if not asked:
        from tradetalks.cli.forms import FORMS

        options = ", ".join(form.option for form in FORMS.values())
        read.problems.append(Problem("levers", "No lever is given", f"at least one of {options}"))
    with progress_bar() as progress:
        progress("read the baseline", 0, 2)
        base = read.needed(lambda: answer.baseline(baseline, elasticities))
        base = coarse(read, base, resolution, asked, countries)
        shown = read(lambda: answer.chosen(countries, base.axes))
        policy = read(lambda: policy_of(asked, base.axes))
        closure = closure_on(base, read, deficits, labour_supply, revenue, scale_elasticity)
        read.done()
        assert policy is not None
        progress("solve", 1, 2)
        equilibrium = answer.solved(base, policy, closure)
        shown = shown or named_countries(asked, base.axes)
        sure = None
        if bands and shown and equilibrium.converged:
            banding = Banding(level, draws or 0, draw_method, seed)
            sure = world_bands(banding, equilibrium, shown[: answer.PAIRED], progress=progress)
    files = written_files(
        (json_path, lambda: answer.as_json(equilibrium, sure)),
        (csv_path, lambda: answer.as_csv(equilibrium)),
    )
    if equilibrium.converged:
        to = console()
        answer.show(to, equilibrium, shown, top, effects(equilibrium))
        if sure is not None:
            to.print(bands_shown(sure.frame, level))
    else:
        click.echo(f"not converged: {as_options(equilibrium.message)}", err=True)
    for path in files:
        click.echo(f"written: {path}")
    if not equilibrium.converged:
        ctx.exit(1)
