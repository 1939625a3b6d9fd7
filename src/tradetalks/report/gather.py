"""All tables of a report, in the order a reader wants them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tradetalks.brief.compiling.exempt import uncharged
from tradetalks.report import accounts, story, tables
from tradetalks.report.flows import flows
from tradetalks.report.lever_tables import lever_tables
from tradetalks.report.stack import borrowed_structure
from tradetalks.report.welfare import welfare_tables

if TYPE_CHECKING:
    import xarray as xr

    from tradetalks.baseline import Baseline
    from tradetalks.brief import Brief, Question
    from tradetalks.report.stack import Run
    from tradetalks.report.table import Table


def gather(
    brief: Brief,
    base: Baseline,
    runs: Sequence[Run],
    results: xr.Dataset,
    left_out: Sequence[tuple[Question, str]] = (),
) -> dict[str, Table]:
    """Tables by name: the parties first, then the world, then what the brief says.

    left_out: questions without an answer, and why.
    """
    labels = at_the_table(brief, base)
    countries = tables.by_country(results)
    factors = tables.factor_rewards(results)
    named = dict(zip(results["country"].values, results["country_name"].values, strict=True))
    spared = {run.id: uncharged(run.scenario.levers, base.axes) for run in runs}
    made = [
        tables.parties(countries, factors, labels),
        tables.third_countries(countries, labels, borrowed_structure(base), spared),
        *lever_tables(runs, named),
        *welfare_tables(runs, labels),
        story.facts(brief, base),
        story.events(brief),
        story.levers(runs),
        story.schedules(runs, base),
        story.not_evaluated(brief, left_out),
        countries,
        tables.bilateral(results, labels),
        flows(results),
        tables.by_sector(results, labels),
        factors,
        accounts.first_order(runs, results),
    ]
    return {table.name: table for table in made}


def at_the_table(brief: Brief, base: Baseline) -> list[str]:
    """The countries that the parties are, in the brief's order."""
    return [
        base.countries[i] for party in brief.parties for i in base.axes.country_index(party.country)
    ]
