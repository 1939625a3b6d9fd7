"""`tradetalks war`: where governments end that answer each other's rates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tradetalks.cli.banding import band_options
from tradetalks.cli.careful import Command
from tradetalks.cli.choices import choices
from tradetalks.cli.options import OneOf
from tradetalks.errors import Problem

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.cli.careful import Reading


@click.command(cls=Command, reads=True)
@click.argument("players", nargs=-1, required=True)
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
@choices
@band_options
@click.pass_context
def war(
    ctx: click.Context,
    /,
    players: tuple[str, ...],
    against: str | None,
    method: str,
    starts: int,
    top: int,
    json_path: Path | None,
    csv_path: Path | None,
    bands: bool,
    level: float,
    **options: Any,
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
    from tradetalks.cli.choices import chosen
    from tradetalks.cli.sure import band_facts, bands_told, gains_of
    from tradetalks.cli.talks import end, show_war, war_facts, write
    from tradetalks.cli.terminal import console, progress_bar
    from tradetalks.report.world import world_before

    def check(base: Baseline, who: list[str], read: Reading) -> None:
        if len(who) == 1:
            remedy = "`tradetalks optimal` is for one"
            what = f"{who[0]} is alone"
            read.problems.append(Problem("PLAYERS", what, "two countries or more", remedy=remedy))

    with progress_bar() as progress:
        progress("read the baseline", 0, 1)
        asked = chosen(players, "PLAYERS", options, check)
        from tradetalks.solve import keep_compiled_programs
        from tradetalks.talks import trade_war
        from tradetalks.talks.wants.objective import objectives_of

        keep_compiled_programs()
        found = trade_war(
            world_before(asked.base, asked.closure),
            asked.who,
            objectives=asked.objectives,
            against=against,  # type: ignore[arg-type]
            method=method,  # type: ignore[arg-type]
            starts=starts,
            progress=progress,
            **asked.rates,
            **asked.closure,
        )
        sure = {}
        if bands:
            wants = objectives_of(found.equilibrium.base, found.players, asked.objectives)
            sure = gains_of(wants, found, level)
    facts = war_facts(found) | ({"bands": band_facts(sure, level)} if sure else {})
    files = write("war", facts, found, found.rates, json_path, csv_path)
    show_war(console(), found, top, bands_told(sure, level))
    for path in files:
        click.echo(f"written: {path}")
    end(ctx, found, done=found.converged)
