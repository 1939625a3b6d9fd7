"""`tradetalks deal`: the package both sides would sign, and what they make of an offer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from tradetalks.cli.banding import band_options
from tradetalks.cli.careful import Command, Reading
from tradetalks.cli.coarse import resolution_option
from tradetalks.cli.options import Deficits, Revenue, csv_option, json_option, settings
from tradetalks.cli.solve import top_option


@click.command(cls=Command, reads=True)
@click.argument("brief")
@click.option("--offer", metavar="FILE", help="An offer on the table: a number for each issue.")
@click.option(
    "--disagreement",
    metavar="POINT",
    help="What happens without a deal: status_quo, trade_war or a scenario of the brief.",
)
@top_option
@json_option
@csv_option
@band_options
@resolution_option("what BRIEF tells apart")
@settings
@click.pass_context
def deal(
    ctx: click.Context,
    brief: str | None,
    offer: str | None,
    disagreement: str | None,
    top: int,
    json_path: Path | None,
    csv_path: Path | None,
    bands: bool,
    level: float,
    deficits: Deficits | None,
    labour_supply: float | None,
    revenue: Revenue | None,
    scale_elasticity: float | dict[str, float] | None,
    elasticities: str | None,
    baseline: str | None,
    resolution: str | None,
) -> None:
    """Find the package that all parties of BRIEF would sign, or judge an offer.

    BRIEF has a table [talks]. With --offer: who accepts it, what each side gains, what it should
    ask for next, and how far the offer is from the frontier. Ctrl-C ends the search with the best
    package so far, which is shown and written (status 130). Status 1 when the search did not
    converge, or there is no package that everybody would sign.

    \b
    tradetalks deal us-india
    tradetalks deal us-india --offer OFFER.toml --disagreement status_quo
    """
    from tradetalks.cli import deals
    from tradetalks.cli.talks import end, write
    from tradetalks.cli.terminal import console, progress_bar

    with progress_bar() as progress:
        progress("read the brief", 0, 1)
        from tradetalks.solve import keep_compiled_programs

        keep_compiled_programs()
        closure = (deficits, labour_supply, revenue, scale_elasticity)
        talks = deals.talks_of(
            Reading(), brief, offer, disagreement, baseline, elasticities, closure, progress,
            resolution,
        )  # fmt: skip
        sure = level if bands else None
        talks = talks._replace(asked=replace(talks.asked, level=sure))
        if talks.offer is None:
            answer = deals.struck(talks)
            found = answer.found
            kind, facts, table = "deal", deals.deal_facts(answer, level), answer.table
        else:
            found, gains = deals.judged(talks, talks.offer)
            kind, facts = "offer", deals.verdict_facts(found, talks.offer, gains, level)
            table = found.rates
    files = write(kind, facts, found, table, json_path, csv_path)
    to = console()
    if talks.offer is None:
        deals.show_deal(to, talks, answer, top)
    else:
        deals.show_verdict(to, talks, found, gains)
    for path in files:
        click.echo(f"written: {path}")
    end(ctx, found, done=found.converged)
