"""Charts of dots: a row a scenario or country, a colour and a shape a series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tradetalks.report.charts.bars import LABEL_AXIS, SCENARIO_STEP, SIGNED_AXIS, ZERO_RULE
from tradetalks.report.charts.spec import Chart, base_spec, tip
from tradetalks.report.sections import Section

COLOURS = 6


def real_income(parties: Mapping[str, str], section: Section, suffix: str) -> Chart:
    """Change of each party's real income under each scenario of a section."""
    spec = dots(
        "Change of real income of each party under each scenario, per cent",
        "real_income_change",
        "Change of real income, %",
        "country_name",
        list(parties.values()),
        [
            tip("scenario_title", "Scenario"),
            tip("country_name", "Country"),
            tip("real_income_change", "Real income, %", "+.3f"),
            tip("real_income_change_low", "Band from, %", "+.3f"),
            tip("real_income_change_high", "Band to, %", "+.3f"),
            tip("equivalent_variation", "Worth, USD billion a year", "+,.2f"),
        ],
        band=True,
    )
    return Chart(
        f"real-income{suffix}", "Who gains, who pays", "Change of real income, per cent",
        "scenarios", spec,
        ["scenario_title", "country_name", "real_income_change", "real_income_change_low",
         "real_income_change_high", "equivalent_variation"],
        scenarios=section.scenarios, per_scenario=False,
    )  # fmt: skip


def purchases(section: Section, suffix: str) -> Chart:
    """What each promise costs the public, displaces, and does to the balance."""
    series = {
        "cost": "Public cost",
        "displaced_home": "Bought at home",
        "displaced_third": "Bought elsewhere",
        "balance_change": "Sellers’ balance with buyers",
    }
    names = ", ".join(f"'{field}': '{name}'" for field, name in series.items())
    spec = dots(
        "Cost, displacement and change of the balance for each promised purchase, USD billion",
        "value",
        "USD billion a year",
        "what",
        list(series.values()),
        [
            tip("scenario_title", "Scenario"),
            tip("commitment", "Promise"),
            tip("what", "What"),
            tip("value", "USD billion", "+,.2f"),
        ],
        transform=[
            {"fold": list(series), "as": ["field", "value"]},
            {"calculate": f"({{{names}}})[datum.field]", "as": "what"},
        ],
    )
    return Chart(
        f"purchases{suffix}", "What the promises cost and move",
        "USD billion a year, against the same scenario without its purchases", "purchases", spec,
        ["scenario_title", "commitment", "added", "cost", "displaced_home", "displaced_third",
         "balance_change"],
        scenarios=section.scenarios, per_scenario=False,
    )  # fmt: skip


def migration(section: Section, suffix: str) -> Chart:
    """What a move of workers is worth to those who stay, move and receive."""
    series = {"stay": "Those who stay", "move": "Those who move", "receive": "Those who receive"}
    names = ", ".join(f"'{field}': '{name}'" for field, name in series.items())
    spec = dots(
        "Worth of migration to those who stay, move and receive, USD billion a year",
        "equivalent_variation",
        "USD billion a year",
        "who",
        list(series.values()),
        [
            tip("scenario_title", "Scenario"),
            tip("who", "Who"),
            tip("country_name", "Country"),
            tip("skill", "Skill"),
            tip("equivalent_variation", "USD billion a year", "+,.3f"),
            tip("usd_per_head", "USD a head", "+,.2f"),
        ],
        transform=[{"calculate": f"({{{names}}})[datum.group]", "as": "who"}],
    )
    return Chart(
        f"migration{suffix}", "Who gains by people who move",
        "Equivalent variation of each group, USD billion a year", "migration", spec,
        ["scenario_title", "group", "country_name", "skill", "persons", "usd_per_head",
         "equivalent_variation"],
        scenarios=section.scenarios, per_scenario=False,
    )  # fmt: skip


def by_country(
    kind: str,
    title: str,
    value: Mapping[str, str],
    countries: Sequence[str],
    scenarios: Mapping[str, str],
    suffix: str,
) -> Chart:
    """One figure for each of some countries, a series a scenario (id -> title).

    kind: the table; value: the column and its heading.
    """
    ((field, heading),) = value.items()
    spec = dots(
        f"{title}, USD billion a year, by country and scenario",
        field,
        f"{heading}, USD billion a year",
        "scenario_title",
        list(scenarios.values())[:COLOURS],
        [
            tip("country_name", "Country"),
            tip("scenario_title", "Scenario"),
            tip(field, f"{heading}, USD billion", "+,.2f"),
            tip("real_income_change", "Real income, %", "+.3f"),
        ],
        transform=[{"filter": {"field": "country", "oneOf": list(countries)}}],
        legend={"columns": "$titleColumns", "labelLimit": "$titleLimit"},
        sort=list(countries),
    )
    return Chart(
        f"{kind}{suffix}", title, f"{heading}, USD billion a year", kind, spec,
        ["country_name", "scenario_title", field, "real_income_change"],
        scenarios=list(scenarios)[:COLOURS], per_scenario=False,
    )  # fmt: skip


def dots(
    description: str,
    value: str,
    heading: str,
    series: str,
    domain: Sequence[str],
    tips: Sequence[Any],
    *,
    transform: Sequence[Any] = (),
    legend: Mapping[str, Any] | None = None,
    sort: Sequence[str] | None = None,
    band: bool = False,
) -> dict[str, Any]:
    """band: whether a line is drawn from `VALUE_low` to `VALUE_high`, where there are such."""
    colours = [f"$party{1 + k % COLOURS}" for k in range(len(domain))]
    points = {
        "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
        "encoding": {
            "y": {
                "field": "label", "type": "nominal", "title": None,
                "sort": None if sort is None else {"field": "place"},
                "axis": {**LABEL_AXIS, "grid": True},
            },
            "x": {"field": value, "type": "quantitative", "title": heading, "axis": SIGNED_AXIS},
            "color": {
                "field": series, "type": "nominal", "title": None,
                "scale": {"domain": list(domain), "range": colours},
                # Its symbols are the points', not the fainter bands' behind them.
                "legend": {"symbolOpacity": 1, **(legend or {"columns": "$seriesColumns"})},
            },
            "shape": {
                "field": series, "type": "nominal", "title": None, "scale": {"domain": list(domain)}
            },
            "tooltip": list(tips),
        },
    }  # fmt: skip
    placed = (
        []
        if sort is None
        else [{"calculate": f"indexof({list(sort)}, datum.country)", "as": "place"}]
    )
    return base_spec(
        description,
        height={"step": SCENARIO_STEP},
        transform=[*transform, *placed],
        layer=[ZERO_RULE, *([_ends(points, value)] if band else []), points],
    )


def _ends(points: Mapping[str, Any], value: str) -> dict[str, Any]:
    """A line behind each point, as far as its band goes; none for rows without one."""
    encoding = points["encoding"]
    across = {**encoding["x"], "field": f"{value}_low"}
    return {
        "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.45},
        "transform": [{"filter": f"isValid(datum.{value}_low)"}],
        "encoding": {
            "y": encoding["y"],
            "x": across,
            "x2": {"field": f"{value}_high"},
            "color": encoding["color"],
            "tooltip": encoding["tooltip"],
        },
    }
