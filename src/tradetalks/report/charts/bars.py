"""Charts of one figure a scenario, country, sector or partner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tradetalks.report.charts.spec import Chart, base_spec, tip
from tradetalks.report.sections import Section

BAR_STEP = 26
SCENARIO_STEP = 29
MOST_BARS = 14
AT_AN_END = 6
# USD billion, as figures are shown; what a smaller economy gains or loses says more of its data.
LARGE = 50
ZERO_RULE = {
    "mark": {"type": "rule", "color": "$ink", "strokeWidth": 1},
    "encoding": {"x": {"datum": 0, "type": "quantitative"}},
}
SIGNED_AXIS = {"format": "+,~f", "labelExpr": "datum.value === 0 ? '0' : datum.label"}
# The page breaks labels into one or two lines that fit.
LABEL_AXIS = {
    "labelBaseline": {
        "condition": {"test": "indexof(datum.value, '\\n') >= 0", "value": "bottom"},
        "value": "middle",
    },
    "labelExpr": "split(datum.label, '\\n')",
    "labelLineHeight": 12,
    "domain": False,
    "ticks": False,
}
SIGN = {"test": "datum.value < 0", "value": "$loss"}


def pair_balance(
    parties: Mapping[str, str], section: Section, suffix: str, *, goods_apart: bool
) -> Chart:
    first, second = list(parties)[:2]
    value = {"field": "balance", "type": "quantitative"}
    y = {
        "field": "label", "type": "nominal", "sort": None, "title": None, "axis": LABEL_AXIS,
    }  # fmt: skip
    tips = [
        tip("scenario_title", "Scenario"),
        tip("balance", "Balance, USD billion", "+,.1f"),
        tip("balance_base", "Baseline, USD billion", "+,.1f"),
        tip("exports", "Exports, USD billion", ",.1f"),
        tip("imports", "Imports, USD billion", ",.1f"),
    ]
    columns = ["scenario_title", "exports", "imports", "balance", "balance_base",
               "balance_difference"]  # fmt: skip
    subtitle = "Exports minus imports, USD billion; the upright line is the baseline"
    goods: list[dict[str, Any]] = []
    if goods_apart:
        tips += [
            tip("goods_balance", "In goods, USD billion", "+,.1f"),
            tip("goods_balance_base", "In goods, baseline", "+,.1f"),
        ]
        columns += ["goods_balance", "goods_balance_base", "goods_balance_difference"]
        subtitle = (
            "Exports minus imports, USD billion; bar: goods and services, upright line: its "
            "baseline, diamond: goods alone"
        )
        mark = {"type": "point", "shape": "diamond", "filled": True, "size": 90, "opacity": 1,
                "color": "$party2"}  # fmt: skip
        x = {**value, "field": "goods_balance"}
        goods = [{"mark": mark, "encoding": {"y": y, "x": x, "tooltip": tips}}]
    spec = base_spec(
        "Balance between the parties under each scenario, USD billion, beside the baseline",
        height={"step": SCENARIO_STEP},
        layer=[
            {
                "mark": {"type": "bar", "height": {"band": 0.55}, "color": "$party1"},
                "encoding": {
                    "y": y,
                    "x": {**value, "title": "USD billion", "axis": {"format": ",~f"}},
                    "tooltip": tips,
                },
            },
            {
                "mark": {"type": "tick", "thickness": 2, "color": "$ink", "height": {"band": 0.8}},
                "encoding": {"y": y, "x": {**value, "field": "balance_base"}, "tooltip": tips},
            },
            *goods,
            ZERO_RULE,
        ],
    )
    return Chart(
        f"pair-balance{suffix}",
        f"{parties[first]}: balance with {parties[second]}",
        subtitle, "bilateral", spec, columns,
        only={"country": first, "partner": second}, scenarios=section.scenarios,
        per_scenario=False,
    )  # fmt: skip


def _signed_bars(
    description: str, value: str, title: str, tips: list[Any], **more: Any
) -> dict[str, Any]:
    return base_spec(
        description,
        height={"step": BAR_STEP},
        transform=[{"calculate": f"datum['{value}']", "as": "value"}, *more.pop("transform", [])],
        layer=[
            {
                "mark": {"type": "bar", "height": {"band": 0.7}},
                "encoding": {
                    "y": {
                        "field": "label", "type": "nominal", "title": None,
                        "sort": {"field": "value", "order": "descending"},
                        "axis": LABEL_AXIS,
                    },
                    "x": {"field": "value", "type": "quantitative", "title": title,
                          "axis": SIGNED_AXIS},
                    "color": {"condition": SIGN, "value": "$gain"},
                    "tooltip": tips,
                },
            },
            ZERO_RULE,
        ],
        **more,
    )  # fmt: skip


def third_countries() -> Chart:
    spec = _signed_bars(
        "Third countries whose real income rises and falls most, per cent",
        "real_income_change", "Change of real income, %",
        [
            tip("country_name", "Country"),
            tip("real_income_change", "Real income, %", "+.3f"),
            tip("equivalent_variation", "Worth, USD billion a year", "+,.2f"),
        ],
    )  # fmt: skip
    return Chart(
        "third-countries", "Third countries", "Largest changes of real income, per cent",
        "third_countries", spec,
        ["country_name", "real_income_change", "equivalent_variation", "exports_change"],
    )  # fmt: skip


def winners(parties: Mapping[str, str]) -> Chart:
    """The parties among the economies whose real income rises and falls most."""
    party = f"indexof({list(parties)}, datum.country) >= 0"
    spec = _signed_bars(
        "The parties, and the countries whose real income rises and falls most, per cent",
        "real_income_change", "Change of real income, %",
        [
            tip("country_name", "Country"),
            tip("real_income_change", "Real income, %", "+.3f"),
            tip("equivalent_variation", "Worth, USD billion a year", "+,.2f"),
        ],
        transform=[
            {"filter": f"isValid(datum.value) && (datum.income_base >= {LARGE} || {party})"},
            *({"window": [{"op": "row_number", "as": end}],
               "sort": [{"field": "value", "order": order}]}
              for end, order in (("from_top", "descending"), ("from_foot", "ascending"))),
            {"filter": f"{party} || datum.from_top <= {AT_AN_END} && datum.value > 0 || "
                       f"datum.from_foot <= {AT_AN_END} && datum.value < 0"},
        ],
    )  # fmt: skip
    bars = spec["layer"][0]["encoding"]
    bars["stroke"] = {"condition": {"test": party, "value": "$ink"}, "value": None}
    return Chart(
        "winners", "Who gains, who pays",
        "Change of real income, per cent; the parties are framed", "countries", spec,
        ["country_name", "real_income_change", "equivalent_variation", "exports_change"],
    )  # fmt: skip


def sectors(label: str, name: str) -> Chart:
    spec = _signed_bars(
        f"Change of the volume of output by sector, {name}, USD billion at baseline prices",
        "output_volume_difference", "USD billion at baseline prices",
        [
            tip("sector_title", "Sector"),
            tip("output_volume_difference", "Output volume, USD billion", "+,.2f"),
            tip("output_volume_change", "Output volume, %", "+.2f"),
            tip("sector_employment_change", "Jobs, %", "+.2f"),
            tip("price_change", "Price, %", "+.2f"),
        ],
        transform=_largest("sector"),
    )  # fmt: skip
    return Chart(
        f"sectors-{label}", f"{name}: output by sector",
        "Change of output volume, USD billion at baseline prices; the sectors that move most",
        "sectors", spec,
        ["sector_title", "output_base", "output_volume_difference", "output_volume_change",
         "sector_employment_change", "output_change", "price_change"],
        only={"country": label},
    )  # fmt: skip


def jobs(label: str, name: str) -> Chart:
    spec = _signed_bars(
        f"Change of employment by sector, {name}, per cent",
        "sector_employment_change", "Change of employment, %",
        [
            tip("sector_title", "Sector"),
            tip("sector_employment_change", "Jobs, %", "+.2f"),
            tip("output_volume_change", "Output volume, %", "+.2f"),
        ],
        transform=_largest("sector"),
    )  # fmt: skip
    return Chart(
        f"jobs-{label}", f"{name}: jobs by sector",
        "Change of work done, per cent; the sectors that move most", "sectors", spec,
        ["sector_title", "sector_employment_change", "output_volume_change", "value_added_base",
         "value_added_difference"],
        only={"country": label},
    )  # fmt: skip


def destinations(label: str, name: str) -> Chart:
    spec = _signed_bars(
        f"Change of exports by destination, {name}, USD billion",
        "exports_difference", "USD billion",
        [
            tip("partner_name", "Destination"),
            tip("exports_difference", "Exports, USD billion", "+,.2f"),
            tip("exports_change", "Exports, %", "+.1f"),
        ],
        transform=_largest("partner"),
    )  # fmt: skip
    return Chart(
        f"destinations-{label}", f"{name}: where exports go",
        "Change of exports, USD billion; the partners that move most", "bilateral", spec,
        ["partner_name", "exports_base", "exports_difference", "exports_change",
         "imports_difference", "balance_difference"],
        only={"country": label},
    )  # fmt: skip


def _largest(key: str) -> list[dict[str, Any]]:
    """Keep the rows with the largest absolute value."""
    return [
        {"filter": f"isValid(datum['{key}']) && isValid(datum.value)"},
        {"calculate": "abs(datum.value)", "as": "size"},
        {
            "window": [{"op": "row_number", "as": "place"}],
            "sort": [{"field": "size", "order": "descending"}],
        },
        {"filter": f"datum.place <= {MOST_BARS}"},
    ]
