"""`tradetalks optimal`: the tariffs or export taxes that serve one country best."""

from __future__ import annotations

from pathlib import Path

import click

from tradetalks.cli.careful import Command
from tradetalks.cli.choices import choices
from tradetalks.cli.options import (
    Deficits,
    Revenue,
    closure_of,
    csv_option,
    json_option,
    levers,
    settings,
)
from tradetalks.cli.solve import top_option


@click.command(cls=Command)
@click.argument("country")
@choices
@click.option("--partners", metavar="NAMES", default="all", help="Whom the rates are set on; all.")
@click.option(
    "--starts",
    type=click.IntRange(0, 100),
    default=5,
    show_default=True,
    metavar="N",
    help="From how many further points the search begins.",
)
@levers
@top_option
@json_option
@csv_option
@settings
@click.pass_context
def optimal(
    ctx: click.Context,
    /,
    country: str,
    among: tuple[str, ...],
    by: tuple[str, ...],
    sectors: str | None,
    bounds: str | None,
    objectives: str | None,
    partners: str,
    starts: int,
    top: int,
    json_path: Path | None,
    csv_path: Path | None,
    deficits: Deficits | None,
    labour_supply: float | None,
    revenue: Revenue | None,
    scale_elasticity: float | dict[str, float] | None,
    elasticities: str | None,
    baseline: str | None,
    **written: tuple[str, ...],
) -> None:
    """Find the rates that serve COUNTRY best, given everybody else's policy.

    Levers given as options are in force besides. Ctrl-C ends the search with the best rates so
    far, which are shown and written (status 130). Status 1 when the search did not converge.

    \b
    tradetalks optimal USA --by partner --by sector
    tradetalks optimal USA --by sector --partners IND --tariff IND:USA:goods:+10%
    """
    from tradetalks.cli import answer
    from tradetalks.cli.choices import Reading, names_of
    from tradetalks.cli.spec import asked_for
    from tradetalks.cli.talks import end, optimal_facts, show_optimal, write
    from tradetalks.cli.terminal import console, progress_bar
    from tradetalks.report.world import world_before

    with progress_bar() as progress:
        progress("read the baseline", 0, 1)
        closure = closure_of(deficits, labour_supply, revenue, scale_elasticity)
        base = answer.baseline(baseline, elasticities)
        read = Reading(base)
        who = read.countries((country,), "COUNTRY")
        options = read.rates(list(asked_for(written)), among, by, sectors, bounds)
        read.countries((partners,), "--partners")
        wanted = read.objectives(objectives, who)
        read.done()
        from tradetalks.solve import keep_compiled_programs
        from tradetalks.talks import optimal_policy

        keep_compiled_programs()
        found = optimal_policy(
            world_before(base, closure),
            who[0] if len(who) == 1 else country,
            objective=wanted.get(who[0]),
            partners=names_of(partners),
            starts=starts,
            progress=progress,
            **options,
            **closure,
        )
    files = write("optimal", optimal_facts(found), found, found.rates, json_path, csv_path)
    show_optimal(console(), found, top)
    for path in files:
        click.echo(f"written: {path}")
    end(ctx, found, done=found.converged)
