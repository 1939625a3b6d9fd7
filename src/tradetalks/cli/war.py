"""`tradetalks war`: where governments end that answer each other's rates."""

from __future__ import annotations

from pathlib import Path

import click

from tradetalks.cli.careful import Command
from tradetalks.cli.choices import choices
from tradetalks.cli.options import (
    Deficits,
    OneOf,
    Revenue,
    closure_of,
    csv_option,
    json_option,
    levers,
    settings,
)
from tradetalks.cli.solve import top_option


@click.command(cls=Command)
@click.argument("players", nargs=-1, required=True)
@choices
@click.option(
    "--against",
    type=OneOf(("players", "all")),
    help="Whom they charge: each other, or everyone; each other unless all countries play.",
)
@click.option(
    "--method",
    type=OneOf(("simultaneous", "alternating")),
    default="simultaneous",
    show_default=True,
    help="Who moves when; one that goes in circles is followed by the other.",
)
@click.option(
    "--starts",
    type=click.IntRange(1, 100),
    default=3,
    show_default=True,
    metavar="N",
    help="From how many further points each player is looked at again, for its regret.",
)
@levers
@top_option
@json_option
@csv_option
@settings
@click.pass_context
def war(
    ctx: click.Context,
    /,
    players: tuple[str, ...],
    among: tuple[str, ...],
    by: tuple[str, ...],
    sectors: str | None,
    bounds: str | None,
    objectives: str | None,
    against: str | None,
    method: str,
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
    """Find the rates at which no one of PLAYERS does better by changing its own (Nash).

    PLAYERS are countries or groups; `all` is everyone. Each player's regret, what its best answer
    would still bring, is looked for anew and shown. Levers given as options are in force besides.
    Ctrl-C ends the search with the point reached, which is shown and written (status 130). Status 1
    when no equilibrium was found.

    \b
    tradetalks war USA IND --by sector
    tradetalks war all
    """
    from tradetalks.cli import answer
    from tradetalks.cli.choices import Reading
    from tradetalks.cli.spec import asked_for
    from tradetalks.cli.talks import end, show_war, war_facts, write
    from tradetalks.cli.terminal import console, progress_bar
    from tradetalks.report.world import world_before

    with progress_bar() as progress:
        progress("read the baseline", 0, 1)
        closure = closure_of(deficits, labour_supply, revenue, scale_elasticity)
        base = answer.baseline(baseline, elasticities)
        read = Reading(base)
        who = read.countries(players, "PLAYERS")
        options = read.rates(list(asked_for(written)), among, by, sectors, bounds)
        wanted = read.objectives(objectives, who)
        read.done()
        from tradetalks.solve import keep_compiled_programs
        from tradetalks.talks import trade_war

        keep_compiled_programs()
        found = trade_war(
            world_before(base, closure),
            who,
            objectives=wanted,
            against=against,  # type: ignore[arg-type]
            method=method,  # type: ignore[arg-type]
            starts=starts,
            progress=progress,
            **options,
            **closure,
        )
    files = write("war", war_facts(found), found, found.rates, json_path, csv_path)
    show_war(console(), found, top)
    for path in files:
        click.echo(f"written: {path}")
    end(ctx, found, done=found.converged)
