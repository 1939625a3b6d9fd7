"""The figures of an answer on the talks that are read at a glance: a small table of words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from tradetalks.report.words import change, number
from tradetalks.talks import Attribution, Deal, War

#: Players that are shown; a war of many has its table.
MOST = 12
BOUNDS = {"low": "lowest", "high": "highest", "": ""}


@dataclass(frozen=True)
class Grid:
    """Headings, and rows of text; the first cell of a row is its label."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@singledispatch
def grid(found: Any, names: Mapping[str, str]) -> Grid | None:
    """The figures of what a search returned, if there are few; names: label -> name."""
    return None


@grid.register
def _(found: War, names: Mapping[str, str]) -> Grid | None:
    whole = found.payoffs.merge(found.regret, on="player")
    if len(whole) > MOST:
        return None
    rows = tuple(
        (
            names[row["player"]],
            _billion(row["gain"]),
            change(row["real_income_change"]),
            f"{row['regret']:.2g}",
        )
        for row in whole.to_dict("records")
    )
    headings = ("Over peace", "Gain, USD billion", "Real income, %", "Regret, USD million")
    return Grid(headings, rows)


@grid.register
def _(found: Deal, names: Mapping[str, str]) -> Grid | None:
    issues = tuple(
        (
            row["title"],
            f"{_plain(row['low'])} to {_plain(row['high'])}",
            _plain(row["status_quo"]),
            _plain(row["number"]),
            BOUNDS[row["bound"]],
        )
        for row in found.issues.to_dict("records")
    )
    gains = tuple(
        (f"Gain of {names[row['party']]}, USD billion", "", "", _billion(row["gain"]), "")
        for row in found.gains.to_dict("records")
    )
    headings = ("Issue", "Range", "Left alone", "In the deal", "Bound that binds")
    return Grid(headings, issues + gains)


@grid.register
def _(found: Attribution, names: Mapping[str, str]) -> Grid | None:
    worth = found.shapley.pivot(index="title", columns="party", values="worth")
    parties = list(found.linkage["party"])
    rows = tuple(
        (title, *(_billion(worth.loc[title, party]) for party in parties))
        for title in dict.fromkeys(found.shapley["title"])
    )
    sums = found.linkage.set_index("party")
    told = {"joint": "The joint deal", "separate": "Separate deals", "linkage": "Linking them adds"}
    ends = tuple(
        (label, *(_billion(sums.loc[party, name]) for party in parties))
        for name, label in told.items()
    )
    headings = ("Issue", *(f"{names[party]}, USD billion" for party in parties))
    return Grid(headings, rows + ends)


def _billion(value: float) -> str:
    return number(value, 2 if abs(value) >= 0.095 else 3, sign=True)


def _plain(value: float) -> str:
    """A number of a lever: shares to three digits, persons and money whole."""
    return number(value, 0 if abs(value) >= 100 or value == 0 else 3)
