"""The talks as tables: what each side would do alone, at war and together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from tradetalks.report.table import Table

if TYPE_CHECKING:
    from tradetalks.brief import Answer

#: USD million in a USD billion: searches count in billions, tables in millions.
MILLIONS = 1e3
TITLES = {
    "objectives": "What each government values, and by how much",
    "best_policy": "The rates that serve each side best, alone",
    "best_policy_starts": "Where the searches for them began and ended",
    "war_players": "The trade war: gains, and what moving alone would still bring",
    "war_rates": "The rates at which the trade war ends",
    "deal": "The package, issue by issue",
    "deal_countries": "The deal: the parties, and what third countries get",
    "frontier": "The frontier, and what lies where beside it",
    "frontier_numbers": "The packages of the frontier, issue by issue",
    "issue_worth": "Who gains from which issue",
    "linkage": "What linking the issues adds",
}
NOTES = {
    "objectives": "An objective is a weighted sum of changes from the baseline. Change: USD "
    "billion, or million persons; worth: its weight times that.",
    "best_policy": "Given everybody else’s policy. Rates on flows with next to no trade are not "
    "determined; the trade under each rate is shown.",
    "best_policy_starts": "Residual: what all rates together could still do, to first order, over "
    "the country’s income.",
    "war_players": "Gains over peace. Regret is the certificate: each side’s rates are searched "
    "anew, from several starts, the other’s staying where they are.",
    "war_rates": "Each side’s rates are its best answer to the other’s.",
    "deal": "The package that maximises the product of gains over disagreement (Nash 1950). Bound: "
    "an end of the range that holds the number; worth of a bound: what one unit of range more "
    "would add to the log of that product.",
    "deal_countries": "Gains over disagreement; third countries by equivalent variation.",
    "frontier": "Gains over disagreement. Distance: how much more both could gain at once; "
    "further: what one could gain without loss to the other. Between points the frontier is taken "
    "as straight.",
    "frontier_numbers": "In the units of each issue’s lever.",
    "issue_worth": "Shapley values: what an issue adds, on average over all orders in which issues "
    "may come onto the agenda (Shapley 1953).",
    "linkage": "Joint: the deal over all issues; separate: the sum of deals over each alone.",
}


def talks_tables(found: Sequence[Answer], spoken: Callable[[str], str]) -> Iterator[Table]:
    """The figures of every question on the talks, by kind; only tables that hold any."""
    frames: dict[str, list[pd.DataFrame]] = {name: [] for name in TITLES}
    for answer in found:
        if answer.objectives is not None:
            own = answer.objectives.assign(worth=MILLIONS * answer.objectives["worth"])
            frames["objectives"].append(_of(answer, own))
        made = _KINDS.get(str(answer.question.kind))
        for name, frame in made(answer) if made and len(answer.table) else ():
            frames[name].append(_of(answer, frame))
    for name, parts in frames.items():
        if parts:
            whole = pd.concat(parts, ignore_index=True)
            if name == "objectives":
                whole["term"] = whole["term"].map(spoken)
            yield Table(name, TITLES[name], whole, NOTES[name])


def _of(answer: Answer, frame: pd.DataFrame) -> pd.DataFrame:
    whole = frame.reset_index(drop=True).copy()
    whole.insert(0, "question", answer.id)
    whole.insert(1, "asked", answer.question.title)
    return whole


def _rates(frame: pd.DataFrame) -> pd.DataFrame:
    """Rates in per cent; whose they are is `country`."""
    named = frame.rename(columns={"player": "country", "before": "rate_before"})
    return named.assign(rate=100 * named["rate"], rate_before=100 * named["rate_before"])


def _optimal(answer: Answer) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "best_policy", _rates(answer.table)
    if answer.details is not None:
        starts = answer.details.rename(columns={"distance": "rates_apart", "start": "began"})
        scaled = {"gain": MILLIONS * starts["gain"], "rates_apart": 100 * starts["rates_apart"]}
        starts = starts.assign(**scaled)
        starts.insert(0, "country", answer.table["country"].iloc[0])
        yield "best_policy_starts", starts


def _war(answer: Answer) -> Iterator[tuple[str, pd.DataFrame]]:
    if answer.details is not None:
        players = answer.details.rename(
            columns={"player": "country", "regret": "regret_million", "start": "began"}
        )
        yield "war_players", players.assign(gain=MILLIONS * players["gain"])
    yield "war_rates", _rates(answer.table)


def _deal(answer: Answer) -> Iterator[tuple[str, pd.DataFrame]]:
    yield "deal", answer.table.rename(columns={"worth": "bound_worth", "issue": "id"})
    if answer.details is not None:
        yield "deal_countries", answer.details.assign(gain=MILLIONS * answer.details["gain"])


def _frontier(answer: Answer) -> Iterator[tuple[str, pd.DataFrame]]:
    parties = answer.found.parties
    points = answer.table.assign(
        kind="efficient",
        id=[f"point-{k}" for k in answer.table["point"]],
        title=[f"Efficient package {k}" for k in answer.table["point"]],
        distance=0.0,
    )
    places = answer.details if answer.details is not None else points.iloc[:0]
    whole = pd.concat([points, places], ignore_index=True)
    columns: dict[str, Any] = {name: whole[name] for name in ("kind", "id", "title", "point")}
    columns |= {f"gain_{party}": MILLIONS * whole[party] for party in parties}
    columns["distance"] = MILLIONS * whole["distance"]
    further = [f"further_{party}" for party in parties if f"further_{party}" in whole]
    columns |= {name: MILLIONS * whole[name] for name in further}
    yield "frontier", pd.DataFrame(columns)
    issues = [name for name in answer.table if name not in ("point", *parties)]
    yield "frontier_numbers", answer.table[["point", *issues]].melt("point", var_name="id")


def _attribution(answer: Answer) -> Iterator[tuple[str, pd.DataFrame]]:
    worth = answer.table.rename(columns={"party": "country", "issue": "id"})
    yield "issue_worth", worth.assign(worth=MILLIONS * worth["worth"])
    if answer.details is not None:
        linked = answer.details.rename(columns={"party": "country"})
        money = {name: MILLIONS * linked[name] for name in ("joint", "separate", "linkage")}
        yield "linkage", linked.assign(**money)


_KINDS: dict[str, Callable[[Answer], Iterator[tuple[str, pd.DataFrame]]]] = {
    "optimal_policy": _optimal,
    "trade_war": _war,
    "bargain": _deal,
    "frontier": _frontier,
    "attribution": _attribution,
}
