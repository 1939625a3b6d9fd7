"""`tradetalks rank`: the levers that move an outcome most."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tradetalks.cli.careful import Command, Reading
from tradetalks.cli.coarse import coarse, each_sector, resolution_option
from tradetalks.cli.options import (
    Deficits,
    OneOf,
    Revenue,
    closure_on,
    csv_option,
    json_option,
    levers,
    settings,
)
from tradetalks.cli.outcome import outcome as read_outcome
from tradetalks.cli.outcome import outcome_option

RANKED = ("tariff", "export_tax", "trade_cost")
LABELS = ("exporter", "importer", "sector")


@click.command(cls=Command, reads=True)
@outcome_option
@click.option("--among", multiple=True, type=OneOf(RANKED), help="Levers to rank; all if left out.")
@click.option("--by", multiple=True, type=OneOf(LABELS), help="What tells lines apart; all three.")
@click.option("--setter", metavar="NAME,NAME", help="Only what these governments decide.")
@click.option("--lines", metavar="SECTORS", help="Only lines in these sectors.")
@click.option(
    "--top",
    type=click.IntRange(1, 10_000),
    default=15,
    show_default=True,
    metavar="N",
    help="How many lines to show.",
)
@levers
@json_option
@csv_option
@resolution_option("what is named")
@settings
def rank(
    outcome: str | None,
    among: tuple[str, ...],
    by: tuple[str, ...],
    setter: str | None,
    lines: str | None,
    top: int,
    json_path: Path | None,
    csv_path: Path | None,
    deficits: Deficits | None,
    labour_supply: float | None,
    revenue: Revenue | None,
    scale_elasticity: float | dict[str, float] | None,
    elasticities: str | None,
    baseline: str | None,
    resolution: str | None,
    **written: tuple[str, ...],
) -> None:
    """List the levers with the largest exact marginal effect on an outcome.

    The effect is that of one percentage point more on a line, alone: in USD million a year for
    levels and for real income (its equivalent variation). Levers given as options are in force.

    \b
    tradetalks rank --outcome real_income:IND --setter USA,IND --lines goods
    """
    from tradetalks.cli import answer
    from tradetalks.cli.ranked import ranked, show
    from tradetalks.cli.spec import asked_for
    from tradetalks.cli.terminal import console, progress_bar, written_files

    with progress_bar() as progress:
        progress("read the baseline", 0, 2)
        read = Reading()
        base = read.needed(lambda: answer.baseline(baseline, elasticities))
        each = each_sector(base, lines, by)
        base = coarse(read, base, resolution, asked_for(written), outcome, setter, each)
        closure = closure_on(base, read, deficits, labour_supply, revenue, scale_elasticity)
        found = ranked(
            read,
            base,
            closure,
            asked_for(written),
            read.given(outcome, read_outcome),
            levers=among or RANKED,
            by=by or LABELS,
            setter=setter,
            lines=lines,
            top=top,
        )
    files = written_files(
        (
            json_path,
            lambda: json.dumps(
                {**found.attrs, "baseline": base.name, **closure, "lines": answer.records(found)},
                indent=1,
            ),
        ),
        (csv_path, lambda: str(found.to_csv(index=False)).rstrip("\n")),
    )
    show(console(), found)
    for path in files:
        click.echo(f"written: {path}")
