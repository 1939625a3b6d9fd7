"""A Sankey diagram of diverted trade: which flows shrink, and which grow in their place."""

from __future__ import annotations

from typing import Any

from tradetalks.report.charts.spec import Chart, base_spec, tip

MOST_FLOWS = 18
STEPS = 16  # points along a ribbon
HEIGHT = 460  # px; with the gap it leaves room for the names of 18 countries on one side
GAP = 0.036  # between two countries, as a part of all that is drawn
SIDES = ("exporter", "importer")
ENDS = {"exporter": (0.0, -0.025), "importer": (1.0, 1.025)}


def _placed(side: str) -> list[dict[str, Any]]:
    """Where each flow begins on one side: countries under one another, the largest first."""
    rank, over = f"{side}_rank", f"{side}_over"
    order = [{"field": f"{side}_total", "order": "descending"}, {"field": side}]
    other = SIDES[1 - SIDES.index(side)]
    within = [{"field": f"{other}_total", "order": "descending"}, {"field": other}]
    return [
        {"window": [{"op": "dense_rank", "as": rank}], "sort": order},
        {"window": [{"op": "sum", "field": "size", "as": over}], "frame": [None, 0],
         "sort": [*order, *within]},
        {"calculate": f"datum.{over} - datum.size + {GAP} * datum.whole * datum.{rank}",
         "as": f"{side}_top"},
    ]  # fmt: skip


def _names(side: str) -> list[dict[str, Any]]:
    """A bar and a name for each country of one side."""
    x, beyond = ENDS[side]
    top = f"{side}_top"
    nodes = [
        {"calculate": f"datum.{top} + datum.size", "as": "foot"},
        {"aggregate": [{"op": "min", "field": top, "as": "top"},
                       {"op": "max", "field": "foot", "as": "foot"},
                       {"op": "sum", "field": "flow_difference", "as": "net"}],
         "groupby": [side, f"{side}_name", "whole"]},
        {"calculate": "(datum.top + datum.foot) / 2", "as": "middle"},
    ]  # fmt: skip
    tips = [
        tip(f"{side}_name", side.capitalize()),
        tip("net", "Change of the flows drawn, USD billion", "+,.2f"),
    ]
    span: dict[str, Any] = {
        "y": {"field": "top", "type": "quantitative", "scale": {"reverse": True}, "axis": None},
        "y2": {"field": "foot"},
    }
    bar = {
        "mark": {"type": "rule", "strokeWidth": 5, "color": "$muted"},
        "encoding": {**span, "x": {"datum": x, "type": "quantitative"}, "tooltip": tips},
    }
    name = {
        "mark": {"type": "text", "align": "right" if x == 0 else "left", "baseline": "middle",
                 "fontSize": 11, "color": "$ink", "limit": "$nameLimit"},
        "encoding": {"y": {**span["y"], "field": "middle"},
                     "x": {"datum": beyond, "type": "quantitative"},
                     "text": {"field": f"${side}Label"}, "tooltip": tips},
    }  # fmt: skip
    return [{"transform": nodes, "layer": [bar, name]}]


def diversion() -> Chart:
    """The flows that change most: a ribbon from exporter to importer, as wide as the change."""
    tips = [
        tip("exporter_name", "Exporter"),
        tip("importer_name", "Importer"),
        tip("flow_difference", "Change, USD billion", "+,.2f"),
        tip("flow_base", "Baseline, USD billion", ",.2f"),
        tip("flow", "Now, USD billion", ",.2f"),
    ]
    ribbon = [
        {"calculate": f"sequence(0, {STEPS} + 1)", "as": "step"},
        {"flatten": ["step"]},
        {"calculate": f"datum.step / {STEPS}", "as": "along"},
        {"calculate": "datum.along * datum.along * (3 - 2 * datum.along)", "as": "turned"},
        {"calculate": "datum.exporter_top + datum.turned * "
                      "(datum.importer_top - datum.exporter_top)", "as": "upper"},
        {"calculate": "datum.upper + datum.size", "as": "lower"},
        {"calculate": "datum.exporter + ' ' + datum.importer", "as": "pair"},
    ]  # fmt: skip
    across = {
        "field": "along", "type": "quantitative", "axis": None,
        "scale": {"domain": [-0.36, 1.36], "nice": False, "zero": False},
    }  # fmt: skip
    ribbons = {
        "transform": ribbon,
        "mark": {"type": "area", "opacity": 0.6, "strokeWidth": 0, "interpolate": "monotone"},
        "encoding": {
            "x": across,
            "y": {"field": "upper", "type": "quantitative", "scale": {"reverse": True},
                  "axis": None},
            "y2": {"field": "lower"},
            "detail": {"field": "pair"},
            "color": {
                "condition": {"test": "datum.flow_difference < 0", "value": "$loss"},
                "value": "$gain",
            },
            "tooltip": tips,
        },
    }  # fmt: skip
    spec = base_spec(
        "Sankey diagram of the flows of trade that change most, from exporter to importer",
        height=HEIGHT,
        transform=[
            {"calculate": "abs(datum.flow_difference)", "as": "size"},
            {"window": [{"op": "row_number", "as": "place"}],
             "sort": [{"field": "size", "order": "descending"}]},
            {"filter": f"datum.size > 0 && datum.place <= {MOST_FLOWS}"},
            {"joinaggregate": [{"op": "sum", "field": "size", "as": "whole"}]},
            *({"joinaggregate": [{"op": "sum", "field": "size", "as": f"{side}_total"}],
               "groupby": [side]} for side in SIDES),
            *_placed("exporter"), *_placed("importer"),
        ],
        layer=[ribbons, *_names("exporter"), *_names("importer")],
    )  # fmt: skip
    return Chart(
        "diversion", "Where trade goes instead",
        "Flows from exporter (left) to importer (right); the width is the change in USD billion a "
        "year, teal where the flow grows, rust where it shrinks", "flows", spec,
        ["exporter_name", "importer_name", "flow_difference", "flow_base", "flow"],
        empty="No flow between countries changes.",
    )  # fmt: skip
