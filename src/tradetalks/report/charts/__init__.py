"""The charts of a report, as plain Vega-Lite specifications.

A spec may hold tokens that the page replaces: `$rows` (the table's rows, of the chosen
scenario if `per_scenario`), `$world`, `$shapes` and `$points` (the map), and the names of colours
(`$gain`, `$party1`, ...), which differ between light, dark and print.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tradetalks.report.charts.bars import (
    destinations,
    jobs,
    pair_balance,
    sectors,
    third_countries,
)
from tradetalks.report.charts.dots import by_country, migration, purchases, real_income
from tradetalks.report.charts.flows import diversion
from tradetalks.report.charts.spec import Chart
from tradetalks.report.charts.waterfall import waterfall
from tradetalks.report.charts.worldmap import by_scenario, world_map
from tradetalks.report.table import Table

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.report.sections import Section

__all__ = ["Chart", "of_scenario", "of_section"]

#: Share of a balance by which a scenario must move it for the balance to be drawn.
MOVES = 0.02
MOST_COUNTRIES = 12


def of_scenario(tables: Mapping[str, Table], parties: Mapping[str, str]) -> list[Chart]:
    """Charts that follow the chosen scenario, in the order shown. `parties`: label -> name."""
    made = [world_map(by_scenario(tables["countries"])), third_countries(), diversion()]
    for draw in (waterfall, sectors, jobs, destinations):
        made += [draw(label, name) for label, name in parties.items()]
    return made


def of_section(
    section: Section, tables: Mapping[str, Table], parties: Mapping[str, str], suffix: str
) -> Iterator[Chart]:
    """Charts that fit what the scenarios of a section do. suffix: tells sections' charts apart."""
    yield real_income(parties, section, suffix)
    if len(parties) > 1 and _balance_moves(tables["bilateral"].frame, section, list(parties)):
        apart = "goods_balance" in tables["bilateral"].frame
        yield pair_balance(parties, section, suffix, goods_apart=apart)
    if len(_rows(tables, "purchases", section)):
        yield purchases(section, suffix)
    if len(_rows(tables, "migration", section)):
        yield migration(section, suffix)
    frame = _rows(tables, "sanctions", section)
    if len(frame) and len(frame := frame[frame["direct"] & (frame["role"] != "third")]):
        title = "What the sanctions cost target and senders"
        yield by_country(
            "sanctions", title, {"loss": "Loss"}, _largest(frame, "loss"), _titles(frame), suffix
        )
    frame = _rows(tables, "blocs", section)
    if len(frame):
        field = "equivalent_variation"
        yield by_country(
            "blocs", "What the bloc is worth to its members", {field: "Worth"},
            _largest(frame, field), _titles(frame), suffix,
        )  # fmt: skip


def _rows(tables: Mapping[str, Table], name: str, section: Section) -> pd.DataFrame:
    """A table's rows on a section's scenarios; none where there is no such table."""
    if name not in tables:
        return tables["scenarios"].frame.iloc[:0]
    frame = tables[name].frame
    return frame[frame["scenario"].isin(section.scenarios)]


def _balance_moves(frame: pd.DataFrame, section: Section, labels: Sequence[str]) -> bool:
    pair = frame[
        frame["scenario"].isin(section.scenarios)
        & (frame["country"] == labels[0])
        & (frame["partner"] == labels[1])
    ]
    return bool((pair["balance_difference"].abs() > MOVES * pair["balance_base"].abs()).any())


def _largest(frame: pd.DataFrame, field: str) -> list[str]:
    """Countries with the largest figure under any scenario, the largest first."""
    size = frame.assign(size=frame[field].abs()).groupby("country")["size"].max()
    return [str(c) for c in size.nlargest(MOST_COUNTRIES).index]


def _titles(frame: pd.DataFrame) -> dict[str, str]:
    return dict(zip(frame["scenario"], frame["scenario_title"], strict=True))
