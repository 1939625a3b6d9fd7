"""The accounts of purchases, people, sanctions and blocs as tables, all scenarios together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from tradetalks.report.table import Table

if TYPE_CHECKING:
    from tradetalks.report.stack import Run

#: Title and note of each account's table.
ABOUT = {
    "purchases": (
        "Promised purchases",
        "Changes are against the same scenario without that one purchase. The wedge is the part of "
        "the price that the public pays; per dollar means per dollar bought beyond what would be "
        "bought anyway. Displaced: what buyers no longer buy of their own producers and of third "
        "countries; diverted: what sellers no longer sell at home and to third countries.",
    ),
    "purchase_diversion": (
        "Promised purchases: whom they displace",
        "Countries that are not in the promise: change in what buyers buy of the promised goods "
        "from them, and in what sellers sell of them to them.",
    ),
    "migration": (
        "Those who stay, who move and who receive",
        "Movers' real income is the wage, less what they send home, at the prices of where they "
        "live; money is that of where they were. Residents have everything else.",
    ),
    "sanctions": (
        "Target, senders and third countries",
        "All against the baseline. A third country evades where its trade with the target rises; "
        "it replaces that part of the senders' lost trade.",
    ),
    "secondary_tariffs": (
        "Whom a secondary tariff charges",
        "Share of the country's imports of the goods in question that came from the target in the "
        "baseline. Not charged: let off by a waiver.",
    ),
    "blocs": (
        "Members of blocs",
        "The objective is a member's own gain and its weight times the others'; the joint "
        "objective is the sum of the gains.",
    ),
}  # fmt: skip


def lever_tables(runs: Sequence[Run], names: Mapping[str, str]) -> Iterator[Table]:
    """One table for each kind of account that any scenario has. names: country -> name."""
    for name, (title, note) in ABOUT.items():
        frames = [_named(run, run.by_lever[name], names) for run in runs if name in run.by_lever]
        if frames:
            yield Table(name, title, pd.concat(frames, ignore_index=True), note)


def _named(run: Run, frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    found = frame.copy()
    if "country" in found:
        place = list(found.columns).index("country") + 1
        found.insert(place, "country_name", found["country"].map(names))
    found.insert(0, "scenario_title", run.title)
    found.insert(0, "scenario", run.id)
    return found
