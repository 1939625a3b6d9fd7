"""The charts of the live page: of one scenario that changes while they are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tradetalks.report.charts.bars import destinations, jobs, sectors, winners
from tradetalks.report.charts.dots import real_income
from tradetalks.report.charts.flows import diversion
from tradetalks.report.charts.spec import Chart
from tradetalks.report.charts.waterfall import waterfall
from tradetalks.report.charts.worldmap import classes, world_map
from tradetalks.report.sections import Section
from tradetalks.report.table import Table

EMPTY_WATERFALL = "Worked out when the sliders have come to rest."


def live_charts(parties: Mapping[str, str]) -> list[Chart]:
    """The report's own charts, in the page's order. parties: label -> name.

    Those called `sectors` and `jobs` are of whichever country is chosen: the page picks its rows.
    The last is of several scenarios that are compared.
    """
    chosen = [
        replace(draw("", ""), id=id, title=title, only={})
        for draw, id, title in (
            (sectors, "sectors", "Output by sector"),
            (jobs, "jobs", "Jobs by sector"),
        )
    ]
    own = [
        *(destinations(label, name) for label, name in parties.items()),
        *chosen,
        *(
            replace(waterfall(label, name), empty=EMPTY_WATERFALL)
            for label, name in parties.items()
        ),
    ]
    compared = replace(
        real_income(parties, Section("", "", ()), ""), title="The pinned settings, side by side"
    )
    return [world_map({}), winners(parties), diversion(), *own, compared]


def tokens(tables: Mapping[str, Table]) -> dict[str, dict[str, Any]]:
    """What tokens of the charts stand for under the scenario: chart id -> name -> value."""
    return {"world-map": classes(tables["countries"].frame["real_income_change"])}
