"""The charts of a report, as plain Vega-Lite specifications.

A spec may hold tokens that the page replaces: `$rows` (the table's rows, of the chosen
scenario if `per_scenario`), `$world`, `$shapes` and `$points` (the map), and the names of colours
(`$gain`, `$party1`, ...), which differ between light, dark and print.
"""

from __future__ import annotations

from collections.abc import Mapping

from tradetalks.report.charts.bars import (
    destinations,
    pair_balance,
    real_income,
    sectors,
    third_countries,
)
from tradetalks.report.charts.spec import Chart
from tradetalks.report.charts.worldmap import world_map
from tradetalks.report.table import Table

__all__ = ["Chart", "charts"]


def charts(tables: Mapping[str, Table], parties: Mapping[str, str]) -> list[Chart]:
    """Every chart of the report, in the order shown. `parties` maps label to name."""
    labels = list(parties)
    apart = "goods_balance" in tables["bilateral"].frame
    made = [real_income(parties)]
    if len(labels) > 1:
        made.append(pair_balance(labels[0], labels[1], parties, goods_apart=apart))
    made += [
        world_map(tables["countries"]),
        third_countries(),
    ]
    made += [sectors(label, parties[label]) for label in labels]
    made += [destinations(label, parties[label]) for label in labels]
    return made
