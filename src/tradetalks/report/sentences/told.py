"""What the sentences on one scenario are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tradetalks.policy.levers import RateChange, Schedule
from tradetalks.report.words import listed, the

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.report.stack import Run
    from tradetalks.report.table import Table

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Yardstick:
    """A scenario of tariffs alone, and what it is worth to each party, USD million."""

    title: str
    worth: Mapping[str, float]


@dataclass(frozen=True)
class Told:
    """A solved scenario: parties' rows, trade of the first two, accounts by lever, names.

    yardstick: what its size is compared with; None for scenarios of tariffs alone.
    """

    parties: tuple[Record, ...]
    pair: Record | None
    accounts: Mapping[str, pd.DataFrame]
    names: Mapping[str, str]
    yardstick: Yardstick | None

    def rows(self, account: str) -> list[dict[str, Any]]:
        """An account's rows; none where the scenario has no such lever."""
        found = self.accounts.get(account)
        return [] if found is None else _records(found)

    def name(self, label: str) -> str:
        """A country as it stands inside a sentence."""
        return the(self.names.get(label, label))

    def named(self, labels: str, most: int = 4) -> str:
        """'IND, USA' as 'India and the United States'; the number of them where there are many."""
        each = labels.split(", ")
        if len(each) > most:
            return f"{len(each)} countries"
        return listed([self.name(label) for label in each])


def told(runs: Sequence[Run], tables: Mapping[str, Table]) -> dict[str, Told]:
    """What can be told of each scenario that was solved, by id."""
    countries = tables["countries"].frame
    names = dict(zip(countries["country"], countries["country_name"], strict=True))
    parties = _by_scenario(tables["scenarios"].frame)
    pairs = _pairs(tables, parties)
    stick = _yardstick(runs, parties)
    return {
        run.id: Told(
            parties[run.id],
            pairs.get(run.id),
            run.by_lever,
            names,
            None if _tariffs_alone(run) else stick,
        )
        for run in runs
        if run.equilibrium.converged
    }


def _yardstick(runs: Sequence[Run], parties: Mapping[str, Sequence[Record]]) -> Yardstick | None:
    """The first scenario of tariffs alone."""
    for run in runs:
        if run.equilibrium.converged and _tariffs_alone(run):
            worth = {str(p["country"]): float(p["equivalent_variation"]) for p in parties[run.id]}
            return Yardstick(run.title, worth)
    return None


def _tariffs_alone(run: Run) -> bool:
    return all(
        isinstance(lever, Schedule) or (isinstance(lever, RateChange) and lever.kind == "tariff")
        for lever in run.equilibrium.policy.levers
    )


def _pairs(tables: Mapping[str, Table], parties: Mapping[str, Sequence[Record]]) -> dict[str, Any]:
    """The first party's trade with the second, by scenario."""
    labels = [str(p["country"]) for p in next(iter(parties.values()), ())]
    if len(labels) < 2:
        return {}
    frame = tables["bilateral"].frame
    found = frame[(frame["country"] == labels[0]) & (frame["partner"] == labels[1])]
    return {scenario: rows[0] for scenario, rows in _by_scenario(found).items()}


def _by_scenario(frame: pd.DataFrame) -> dict[str, tuple[Record, ...]]:
    found: dict[str, tuple[Record, ...]] = {}
    for row in _records(frame):
        found[row["scenario"]] = (*found.get(row["scenario"], ()), row)
    return found


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
