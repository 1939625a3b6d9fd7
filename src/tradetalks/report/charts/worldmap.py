"""The map: a change on the countries' shapes, in classes that fit each scenario."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from tradetalks.report.charts.spec import Chart, base_spec, tip
from tradetalks.report.table import Table
from tradetalks.report.words import number

SIDES = 4  # classes on either side of the middle one
LADDER = [m * 10.0**e for e in range(-5, 4) for m in (1, 3)]


def class_limits(values: Iterable[float]) -> list[float]:
    """Limits of the classes: rungs of a ladder of 1, 3, 10, ... per cent, the same on both sides.

    The largest lies just below the largest change, so that one heavily hit country
    does not leave the rest of the map in one colour.
    """
    largest = max((abs(v) for v in values if v == v), default=0.0)
    below = [k for k, rung in enumerate(LADDER) if rung < largest]
    top = max(below[-1] if below else 0, SIDES - 1)
    upper = [round(rung, 6) for rung in LADDER[top - SIDES + 1 : top + 1]]
    return [-v for v in reversed(upper)] + upper


def class_labels(limits: Sequence[float]) -> list[str]:
    """What the legend calls each class."""
    text = [number(v, max(0, -math.floor(math.log10(abs(v)))), sign=True) for v in limits]
    between = [f"{a} to {b}" for a, b in pairwise(text)]
    return [f"below {text[0]}", *between, f"above {text[-1]}"]


def classes(changes: Iterable[float]) -> dict[str, Any]:
    """The tokens of the map: the limits of its classes, and what the legend calls them."""
    limits = class_limits(changes)
    return {"limits": limits, "classLabels": class_labels(limits)}


def by_scenario(countries: Table) -> dict[str, dict[str, Any]]:
    """The tokens of the map under each scenario."""
    found = countries.frame.groupby("scenario", sort=False)["real_income_change"]
    return {str(scenario): classes(changes) for scenario, changes in found}


def world_map(tokens: Mapping[str, Mapping[str, Any]]) -> Chart:
    """Change of real income on a map, in classes; tokens: each scenario's, with its own limits."""
    colour = {
        "field": "class", "type": "nominal",
        "scale": {"domain": list(range(2 * SIDES + 1)),
                  "range": [f"$map{k}" for k in range(2 * SIDES + 1)]},
        "legend": {
            "title": "Change of real income, %", "orient": "bottom", "direction": "horizontal",
            "columns": "$legendColumns", "symbolType": "square", "symbolSize": 160,
            "columnPadding": 14, "labelExpr": "classLabels[datum.value]",
        },
    }  # fmt: skip
    passed = [f"(datum.real_income_change >= limits[{k}])" for k in range(2 * SIDES)]
    classed = {"calculate": f"0 + {' + '.join(passed)}", "as": "class"}
    joined = [
        {"lookup": "id", "from": {"data": {"values": "$shapes"}, "key": "id",
                                  "fields": ["country"]}},
        {"lookup": "country", "from": {"data": {"name": "rows"}, "key": "country",
         "fields": ["country_name", "real_income_change", "equivalent_variation",
                    "exports_change"]}},
    ]  # fmt: skip
    tips = [
        tip("country_name", "Country"),
        tip("real_income_change", "Real income, %", "+.3f"),
        tip("equivalent_variation", "Worth, USD billion a year", "+,.2f"),
        tip("exports_change", "Exports, %", "+.2f"),
    ]
    world = {"values": "$world", "format": {"type": "topojson", "feature": "countries"}}
    outline = {"type": "geoshape", "stroke": "$paper", "strokeWidth": 0.5}
    no_antarctica = {"filter": "datum.id !== '010'"}
    known = {"filter": "isValid(datum.real_income_change)"}
    spec = base_spec(
        "World map of the change of real income, per cent",
        height="$mapHeight",
        projection={"type": "equalEarth"},
        params=[{"name": name, "value": f"${name}"} for name in ("limits", "classLabels")],
        layer=[
            {"data": world, "transform": [no_antarctica],
             "mark": {**outline, "fill": "$nodata", "stroke": "$rule"}},
            {"data": world, "transform": [{"filter": "isValid(datum.id)"}, *joined, known, classed],
             "mark": outline, "encoding": {"color": colour, "tooltip": tips}},
            {"data": {"values": "$points"}, "transform": [joined[1], known, classed],
             "mark": {"type": "circle", "size": 34, "stroke": "$ink", "strokeWidth": 0.6,
                      "opacity": 1},
             "encoding": {
                 "longitude": {"field": "longitude", "type": "quantitative"},
                 "latitude": {"field": "latitude", "type": "quantitative"},
                 "color": colour, "tooltip": tips,
             }},
        ],
        config={"view": {"stroke": None}},
    )  # fmt: skip
    del spec["data"]  # each layer has its own
    spec["autosize"] = {"type": "fit", "contains": "padding"}
    return Chart(
        "world-map", "The world", "Change of real income, per cent", "countries", spec,
        ["country_name", "real_income_change", "equivalent_variation", "price_index_change",
         "exports_change", "imports_change", "balance_difference", "tariff_revenue_difference"],
        is_map=True, tokens=tokens,
    )  # fmt: skip
