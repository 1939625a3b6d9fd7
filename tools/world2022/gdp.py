"""Value added against published gross domestic product."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .labels import COUNTRIES, OWN_TABLE, country
from .read import Sources
from .text import percent, table

if TYPE_CHECKING:
    from .assemble import World

Array = np.ndarray
OUTLIER = 0.10


def against_current(value_added: Array, sources: Sources) -> dict[str, float]:
    """Value added 2022 (country,), USD million, over World Bank GDP in current USD."""
    return {c: value_added[country(c)] * 1e6 / g for c, g in sorted(sources.gdp_current.items())}


def against_2018(share: Array, output: Array, sources: Sources) -> dict[str, float]:
    """The baseline's value-added shares applied to the 2018 cube's output, over PWT GDP of 2018.

    ``share`` and ``output`` (country, 34) are the baseline's; services take their 2022 average.
    """
    services = (share * output)[:, 27:].sum(1) / output[:, 27:].sum(1)
    rate = np.column_stack([share[:, :27], services])
    value = (rate * sources.flow_earlier[2018].sum(1)).sum(1)
    gdp = sources.gdp_nominal_earlier[2018]
    return {c: value[country(c)] * 1e6 / gdp[c] for c in sorted(gdp)}


def section(world: World) -> str:
    value = world.large["value_added"].values.sum(1)
    share = world.large["value_added_share"].values
    output = world.large["trade"].values.sum(1)
    current = against_current(value, world.sources)
    earlier = against_2018(share, output, world.sources)
    constant = {
        c: value[country(c)] * 1e6 / g for c, g in sorted(world.sources.gdp_constant[2022].items())
    }
    # How far the two price bases differ by themselves, in GDP, four years after they coincide.
    basis = [
        world.sources.gdp_nominal_earlier[2018][c] / world.sources.gdp_constant[2018][c]
        for c in COUNTRIES
        if c in world.sources.gdp_nominal_earlier[2018] and c in world.sources.gdp_constant[2018]
    ]
    rows = [
        ("World Bank, 2022, current USD", *_summary(current)),
        ("- with an own table (not used in the build: a test)", *_summary(current, own=True)),
        ("- without (level set from 2018)", *_summary(current, own=False)),
        ("Penn World Table 10.01, 2018, current USD: own table (a test)", *_summary(earlier, True)),
        ("- without an own table (level set here)", *_summary(earlier, False)),
        ("World Bank, 2022, constant 2015 USD (other prices, see below)", *_summary(constant)),
    ]
    outliers = sorted(
        ((c, r) for c, r in current.items() if abs(r - 1) > OUTLIER), key=lambda t: t[1]
    )
    listed = [
        (
            c,
            f"{current[c]:.2f}" if c in current else "",
            f"{earlier[c]:.2f}" if c in earlier else "",
            f"{constant[c]:.2f}" if c in constant else "",
            f"{value[country(c)] / 1e3:,.1f}",
        )
        for c in COUNTRIES
    ]
    return "\n".join(
        [
            "## Gross domestic product",
            "",
            "Value added of the baseline over published GDP. Value added here is at basic prices"
            " with taxes on inputs but without taxes on final purchases, so a ratio somewhat below"
            " one is expected.",
            "",
            table(("against", "countries", "median", "within 10 % of GDP", "range"), rows),
            f"Outliers against the World Bank in 2022 (more than {OUTLIER:.0%} away): "
            + ", ".join(f"{c} {r:.2f}" for c, r in outliers)
            + ".",
            "",
            "**Which figure is comparable.** Trade is in current dollars of 2022. The World Bank"
            " file in the project's data holds GDP in constant dollars of 2015 only: other prices"
            " and other exchange rates. Already in 2018 the two bases differ by a factor between"
            f" {min(basis):.2f} and {max(basis):.2f} over countries (median"
            f" {np.median(basis):.2f}),"
            " so the constant-dollar ratio says little about a country and is shown for"
            f" completeness. The World Bank's current-dollar figures for 2022 could be had for"
            f" {len(current)} economies (listed with their source beside the program); for the"
            " others the test is 2018, against the Penn World Table's GDP at market exchange"
            " rates.",
            "",
            table(
                ("country", "WB 2022", "PWT 2018", "WB constant 2015", "value added, USD bn"),
                listed,
            ),
        ]
    )


def _summary(ratio: dict[str, float], own: bool | None = None) -> tuple[str, ...]:
    picked = [r for c, r in ratio.items() if own is None or (c in OWN_TABLE) == own]
    inside = np.mean(np.abs(np.array(picked) - 1) <= OUTLIER)
    return (
        str(len(picked)),
        f"{np.median(picked):.3f}",
        percent(float(inside), 0),
        f"{min(picked):.2f} to {max(picked):.2f}",
    )
