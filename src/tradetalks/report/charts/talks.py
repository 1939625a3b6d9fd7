"""Charts of the talks: best rates, the frontier, and who gains from which issue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tradetalks.report.charts.bars import SIGNED_AXIS
from tradetalks.report.charts.dots import dots
from tradetalks.report.charts.spec import Chart, base_spec, tip
from tradetalks.report.table import Table

if TYPE_CHECKING:
    from tradetalks.brief import Answer

#: How what lies beside the frontier is called, and drawn.
PLACES = {
    "deal": ("The deal", "$gain", "diamond"),
    "disagreement": ("No deal", "$loss", "cross"),
    "status quo": ("The status quo", "$ink", "square"),
    "offer": ("An offer on the table", "$party2", "triangle-up"),
    "offers": ("All offers together", "$party3", "triangle-right"),
    "scenario": ("A scenario", "$muted", "circle"),
}
#: So few scenarios are drawn wherever they lie.
FEW = 2
#: Of more, those further from the frontier than this many of its own lengths are left out.
FAR = 1.0
TITLES = {"best_policy": "The best rates", "war_rates": "Rates at war"}


def of_answer(answer: Answer, tables: Mapping[str, Table], names: Mapping[str, str]) -> list[Chart]:
    """Charts that fit one answer, in the order shown. names: label -> name of every country."""
    made = {
        "optimal_policy": lambda: _rates(answer, tables, "best_policy"),
        "trade_war": lambda: _rates(answer, tables, "war_rates"),
        "frontier": lambda: _frontier(answer, tables, names),
        "attribution": lambda: _worth(answer, tables),
    }.get(str(answer.question.kind))
    return list(made()) if made else []


def _rates(answer: Answer, tables: Mapping[str, Table], name: str) -> Iterator[Chart]:
    """Rates by sector, where there are several and no more than can be read."""
    frame = tables[name].frame
    own = frame[frame["question"] == answer.id]
    several = own["sector"].nunique() > 1
    if not several or own.groupby(["country", "lever", "sector"]).size().max() > 1:
        return
    spec = dots(
        "Rates by sector, per cent",
        "rate",
        "Rate, %",
        "country_name",
        _in_order(own["country_name"], tables),
        [
            tip("sector_title", "Sector"),
            tip("country_name", "Country"),
            tip("rate", "Rate, %", ".2f"),
            tip("rate_before", "Before, %", ".2f"),
            tip("trade", "Trade under it, USD billion", ",.2f"),
        ],
    )
    yield Chart(
        f"rates-{answer.id}", TITLES[name], "Per cent, by sector", name, spec,
        ["sector_title", "country_name", "lever", "rate", "rate_before", "trade"],
        only={"question": answer.id}, per_scenario=False,
    )  # fmt: skip


def _in_order(called: Iterable[str], tables: Mapping[str, Table]) -> list[str]:
    """Countries each once, those at the table first and in the order they have everywhere."""
    parties = list(dict.fromkeys(tables["scenarios"].frame["country_name"]))
    found = list(dict.fromkeys(called))
    return sorted(found, key=lambda name: parties.index(name) if name in parties else len(parties))


def _worth(answer: Answer, tables: Mapping[str, Table]) -> Iterator[Chart]:
    """Shapley values by issue and party."""
    frame = tables["issue_worth"].frame
    own = frame[frame["question"] == answer.id]
    spec = dots(
        "What each issue adds to each party's gain, USD billion a year",
        "worth",
        "USD billion a year",
        "country_name",
        _in_order(own["country_name"], tables),
        [
            tip("title", "Issue"),
            tip("country_name", "Party"),
            tip("worth", "Worth, USD billion a year", "+,.3f"),
        ],
    )
    yield Chart(
        f"worth-{answer.id}", "Who gains from which issue",
        "What each issue adds to the deal for each party, USD billion a year", "issue_worth", spec,
        ["title", "country_name", "owner", "worth"],
        only={"question": answer.id}, per_scenario=False,
    )  # fmt: skip


def _frontier(
    answer: Answer, tables: Mapping[str, Table], names: Mapping[str, str]
) -> Iterator[Chart]:
    """Gains of one party over those of the other: the frontier, and everything beside it."""
    first, second = answer.found.parties
    x, y = f"gain_{first}", f"gain_{second}"
    frame = tables["frontier"].frame
    own = frame[frame["question"] == answer.id]
    few = (own["kind"] == "scenario").sum() <= FEW
    ends = own[own["kind"].isin(["efficient", "scenario"] if few else ["efficient"])]
    reach = {}
    for field in (x, y):
        low, high = ends[field].min() / 1e3, ends[field].max() / 1e3
        room = FAR * (high - low)
        reach[field] = (min(low - room, -0.1 * room), max(high + room, 0.1 * room))
    inside = " && ".join(
        f"datum['{field}'] >= {low} && datum['{field}'] <= {high}"
        for field, (low, high) in reach.items()
    )
    tips = [
        tip("title", "Package"),
        tip(x, f"{names[first]}, USD billion", "+,.3f"),
        tip(y, f"{names[second]}, USD billion", "+,.3f"),
        tip("distance", "Both could gain more", ",.3f"),
    ]
    axes = {
        "x": {"field": x, "type": "quantitative", "axis": SIGNED_AXIS,
              "title": f"Gain of {names[first]}, USD billion a year"},
        "y": {"field": y, "type": "quantitative", "axis": {**SIGNED_AXIS, "grid": True},
              "title": f"Gain of {names[second]}, USD billion a year"},
    }  # fmt: skip
    shown = [kind for kind in PLACES if (frame["kind"] == kind).any()]
    alone = (own["kind"] == "scenario").sum() == 1
    called = ["The scenario" if kind == "scenario" and alone else PLACES[kind][0] for kind in shown]
    words = ", ".join(f"'{kind}': '{name}'" for kind, name in zip(shown, called, strict=True))
    line: dict[str, Any] = {
        "transform": [{"filter": "datum.kind === 'efficient'"}],
        "mark": {"type": "line", "point": {"filled": True, "size": 30}, "color": "$party1"},
        "encoding": {**axes, "order": {"field": "point"}, "tooltip": tips},
    }
    what = {"calculate": f"({{{words}}})[datum.kind]", "as": "what"}
    # Scenarios are many: they lie below, and smaller.
    layers = (("datum.kind === 'scenario'", 50, 0.6), ("datum.kind !== 'scenario'", 150, 1))
    places: list[dict[str, Any]] = [{
        "transform": [{"filter": f"datum.kind !== 'efficient' && {one} && {inside}"}, what],
        "mark": {"type": "point", "filled": True, "size": size, "opacity": opacity},
        "encoding": {
            **axes,
            "color": {
                "field": "what", "type": "nominal", "title": None,
                "scale": {"domain": called, "range": [PLACES[kind][1] for kind in shown]},
                "legend": {"columns": "$seriesColumns"},
            },
            "shape": {
                "field": "what", "type": "nominal", "title": None,
                "scale": {"domain": called, "range": [PLACES[kind][2] for kind in shown]},
            },
            "tooltip": tips,
        },
    } for one, size, opacity in layers]  # fmt: skip
    rules: list[dict[str, Any]] = [
        {
            "mark": {"type": "rule", "color": "$rule", "strokeWidth": 1},
            "encoding": {axis: {"datum": 0, "type": "quantitative"}},
        }
        for axis in ("x", "y")
    ]
    spec = base_spec(
        "The frontier between the parties, with the deal, the offers and the scenarios",
        height=380,
        layer=[*rules, places[0], line, places[1]],
    )
    yield Chart(
        f"frontier-{answer.id}", "The frontier",
        "Gains over no deal, USD billion a year; scenarios far outside are in the table only",
        "frontier", spec, ["title", "kind", x, y, "distance"],
        only={"question": answer.id}, per_scenario=False,
    )  # fmt: skip
