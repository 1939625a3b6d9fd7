"""`tradetalks optimal`: the tariffs or export taxes that serve one country best."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tradetalks.cli.banding import band_options
from tradetalks.cli.careful import Command
from tradetalks.cli.choices import choices
from tradetalks.errors import Problem

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.cli.careful import Reading


@click.command(cls=Command, reads=True)
@click.argument("country")
@click.option("--partners", metavar="NAMES", default="all", help="Whom the rates are set on; all.")
@click.option(
    "--starts",
    type=click.IntRange(0, 100),
    default=5,
    show_default=True,
    metavar="N",
    help="From how many further points the search begins.",
)
@choices
@band_options
@click.pass_context
def optimal(
    ctx: click.Context,
    /,
    country: str | None,
    partners: str,
    starts: int,
    top: int,
    json_path: Path | None,
    csv_path: Path | None,
    bands: bool,
    level: float,
    **options: Any,
) -> None:
    """Find the rates that serve COUNTRY best, given everybody else's policy.

    Levers given as options are in force besides. Ctrl-C ends the search with the best rates so
    far, which are shown and written (status 130). Status 1 when the search did not converge.

    \b
    tradetalks optimal USA --by partner --by sector
    tradetalks optimal USA --by sector --partners IND --tariff IND:USA:goods:+10%
    """
    from tradetalks.cli.choices import chosen, countries, names_of
    from tradetalks.cli.sure import band_facts, bands_told, gains_of
    from tradetalks.cli.talks import end, optimal_facts, show_optimal, write
    from tradetalks.cli.terminal import console, progress_bar
    from tradetalks.report.world import world_before

    def check(base: Baseline, who: list[str], read: Reading) -> None:
        if len(who) > 1:
            what, remedy = f"{country!r} is several countries", "`tradetalks war` is for several"
            read.problems.append(Problem("COUNTRY", what, "one country", remedy=remedy))
        countries(read, base, (partners,), "--partners")

    with progress_bar() as progress:
        progress("read the baseline", 0, 1)
        asked = chosen(country and (country,), "COUNTRY", options, check, partners)
        from tradetalks.solve import keep_compiled_programs
        from tradetalks.talks import optimal_policy

        keep_compiled_programs()
        found = optimal_policy(
            world_before(asked.base, asked.closure),
            asked.who[0],
            objective=asked.objectives.get(asked.who[0]),
            partners=names_of(partners),
            starts=starts,
            progress=progress,
            **asked.rates,
            **asked.closure,
        )
        wants = {found.objective.country: found.objective}
        sure = gains_of(wants, found, level) if bands else {}
    facts = optimal_facts(found) | ({"bands": band_facts(sure, level)} if sure else {})
    files = write("optimal", facts, found, found.rates, json_path, csv_path)
    show_optimal(console(), found, top, bands_told(sure, level))
    for path in files:
        click.echo(f"written: {path}")
    end(ctx, found, done=found.converged)
