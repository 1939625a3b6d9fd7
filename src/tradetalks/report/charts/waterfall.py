"""The waterfall: where a party's real income comes from, bar after bar to the total."""

from __future__ import annotations

from tradetalks.report.charts.bars import BAR_STEP, LABEL_AXIS, SIGNED_AXIS, ZERO_RULE
from tradetalks.report.charts.spec import Chart, base_spec, tip

EMPTY = "Not split for this scenario; `tradetalks run --accounts` does so for every one."


def waterfall(label: str, name: str) -> Chart:
    """Parts of the equivalent variation, each from where the one before ended; the total last."""
    tips = [
        tip("part", "Part"),
        tip("meaning", "Meaning"),
        tip("usd_million", "USD billion a year", "+,.3f"),
        tip("per_cent", "Real income, %", "+.4f"),
    ]
    y = {
        "field": "label", "type": "nominal", "sort": None, "title": None, "axis": LABEL_AXIS,
    }  # fmt: skip
    bars = {
        "mark": {"type": "bar", "height": {"band": 0.7}},
        "encoding": {
            "y": y,
            "x": {"field": "start", "type": "quantitative", "title": "USD billion a year",
                  "axis": SIGNED_AXIS},
            "x2": {"field": "end"},
            "color": {
                "condition": [
                    {"test": "datum.part === 'Real income'", "value": "$party1"},
                    {"test": "datum.usd_million < 0", "value": "$loss"},
                ],
                "value": "$gain",
            },
            "tooltip": tips,
        },
    }  # fmt: skip
    # Where the next bar begins.
    ends = {
        "mark": {"type": "tick", "thickness": 1.5, "color": "$ink", "height": {"band": 1}},
        "encoding": {"y": y, "x": {"field": "end", "type": "quantitative"}, "tooltip": tips},
    }
    spec = base_spec(
        f"Waterfall of the change of real income, {name}, USD billion a year",
        height={"step": BAR_STEP},
        layer=[bars, ends, ZERO_RULE],
    )
    return Chart(
        f"waterfall-{label}", f"{name}: where real income comes from",
        "Parts of the exact change, USD billion a year, each from the end of the one before; the "
        "total is last", "welfare", spec,
        ["part", "usd_million", "per_cent", "meaning"],
        only={"country": label}, empty=EMPTY,
    )  # fmt: skip
