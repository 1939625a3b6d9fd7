"""What the build says of its factors, workers, migrants and remittances, and how they compare."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .labels import COUNTRIES, SECTORS, country
from .people import EFFICIENCY, FEWEST, MOST_SENT, NOT_COUNTED
from .text import percent, table

if TYPE_CHECKING:
    from .assemble import World

Array = np.ndarray
SHOWN = ("A01", "B06", "C13T15", "C20", "C26", "C29", "F", "G_I", "J", "K_L", "M_N", "O_T")


def section(world: World, data: Path) -> str:
    return "\n".join(
        [
            "## Factors",
            "",
            "Rules, sources and what was rejected: [decision 5](decisions/0005-factors.md)."
            " `skilled` are workers with any tertiary schooling.",
            "",
            _imputed(world),
            _patterns(world),
            "Labour's share of value added, this build (Penn World Table, 2019) and WIOD (2014):"
            f" {_wiod(world)}.",
            "",
            _countries(world, data),
            "## Migrants and remittances",
            "",
            _corridors(world),
        ]
    )


def pay(world: World) -> Array:
    """Income per worker (country, skilled and unskilled), USD a year."""
    base = world.large
    return 1e6 * base["value_added"].values[:, :2] / base["workers"].values[:, :2]


def earnings(data: Path, price: Array) -> Array:
    """Average earnings of employees (country,), USD a year: ILOSTAT in purchasing power, the year
    nearest to 2022, at each country's price level; not a number where there are none."""
    found = pd.read_csv(data / "wages_ilostat/monthly_earnings_ppp2021_2014_2024.csv")
    found = found.assign(far=(found.year - 2022).abs()).sort_values(["far", "year"])
    monthly = found.drop_duplicates("iso3").set_index("iso3").earnings_ppp
    return 12 * monthly.reindex(COUNTRIES).to_numpy() * price


def _imputed(world: World) -> str:
    kinds: dict[str, list[str]] = {}
    for code, source in zip(COUNTRIES, world.factors.source, strict=True):
        kinds.setdefault(source, []).append(code)
    rows = [(k, len(v), " ".join(v)) for k, v in sorted(kinds.items(), reverse=True)]
    notes = [f"{c}: {s}" for c, s in zip(COUNTRIES, world.people.source, strict=True) if s != "own"]
    kept = table(("`factor_source`", "countries", ""), rows)
    return f"{kept}\n`people_source` is `own` but for {'; '.join(notes)}.\n"


def _patterns(world: World) -> str:
    base = world.large["factor_share"]
    at = [SECTORS.index(s) for s in SHOWN]
    rows = [
        (f"{c}, {f}", *(f"{base.sel(country=c, factor=f).values[j]:.2f}" for j in at))
        for c in ("USA", "IND", "CHN", "DEU")
        for f in base.factor.values
    ]
    rows.append(("white-collar, typical", *(f"{world.factors.white_collar[j]:.2f}" for j in at)))
    return table(("share of value added", *SHOWN), rows)


def _wiod(world: World) -> str:
    found = world.factors.wiod_share
    return ", ".join(
        f"{c} {world.factors.labour_share[country(c)]:.2f} ({found[c]:.2f})" for c in sorted(found)
    )


def _countries(world: World, data: Path) -> str:
    base, schooling = world.large, world.schooling
    heads, income = base["workers"].values.sum(1), base["value_added"].values
    wage, labour = pay(world), income[:, :2].sum(1)
    mean = 1e6 * labour / heads
    told = earnings(data, base["price_level"].values)
    ratio = mean / told
    rows = [
        (
            c,
            f"{heads[i] / 1e6:.1f}",
            percent(schooling.skilled[i]),
            f"{schooling.premium[i]:.2f}",
            f"{labour[i] / income[i].sum():.2f}",
            f"{income[i, 0] / labour[i]:.2f}",
            f"{wage[i, 0]:,.0f}",
            f"{wage[i, 1]:,.0f}",
            f"{ratio[i]:.2f}" if np.isfinite(ratio[i]) else "",
            world.factors.source[i].removeprefix("imputed: ").replace("own", ""),
        )
        for i, c in enumerate(COUNTRIES)
    ]
    columns = (
        "country", "workers, m", "skilled", "premium", "labour / value added", "skilled / labour",
        "skilled, USD", "unskilled, USD", "mean / ILOSTAT", "imputed",
    )  # fmt: skip
    inside = np.mean((ratio[np.isfinite(ratio)] > 0.5) & (ratio[np.isfinite(ratio)] < 2))
    return (
        "Income per worker and year, and its mean over ILOSTAT's average earnings of employees at"
        f" the same price level: median {np.nanmedian(ratio):.2f}, between a half and two for"
        f" {percent(inside, 0)} of {np.isfinite(ratio).sum()} countries. Above one is expected"
        " (employers' contributions, and the labour of owners, are in); below one where most work"
        " for themselves, as in India. Croatia's earnings there change from kuna to euro.\n\n"
        + table(columns, rows)
    )


def _corridors(world: World) -> str:
    base, people = world.large, world.people
    money, share = people.remittances, people.remittance_share
    rows = []
    for payer, receiver in (
        ("USA", "IND"), ("ARE", "IND"), ("SAU", "IND"), ("GBR", "IND"), ("ROW", "IND"),
        ("USA", "MEX"), ("USA", "CHN"), ("USA", "PHL"), ("RUS", "ROW"), ("DEU", "POL"),
    ):  # fmt: skip
        d, o = country(payer), country(receiver)
        rows.append(
            (
                f"{payer} to {receiver}",
                f"{people.migrants[o, d] / 1e6:.2f}",
                f"{money[d, o] / 1e3:.1f}",
                percent(share[d, o]),
                f"{people.mover_efficiency[o, d, 0]:.2f}",
                f"{people.mover_efficiency[o, d, 1]:.2f}",
            )
        )
    columns = (
        "from payer to receiver", "migrants, m", "remittances, USD bn", "of pay sent home",
        "efficiency, skilled", "unskilled",
    )  # fmt: skip
    usa, ind = country("USA"), country("IND")
    capped = (share >= MOST_SENT).sum()
    return (
        f"Migrants {people.migrants.sum() / 1e6:.0f} million (2019), remittances USD"
        f" {money.sum() / 1e3:.0f} bn (2022), without those inside the rest of the world.\n\n"
        + table(columns, rows)
        + f"\nIndia receives USD {money[:, ind].sum() / 1e3:.1f} bn, of which the United States"
        f" {percent(money[usa, ind] / money[:, ind].sum(), 0)}; the Reserve Bank of India's surveys"
        " say 23.4 % (2020-21) and 27.7 % (2023-24), so this corridor is more likely too small than"
        f" too large. The United States pays USD {money[usa].sum() / 1e3:.0f} bn here and reports"
        " 79 bn; the world's reported payments are half of its reported receipts, and receipts are"
        " what is kept.\n\n"
        f"The share of pay sent home is the corridor's own for {people.own_share.sum()} of"
        f" {len(COUNTRIES) * (len(COUNTRIES) - 1)} corridors (at least {FEWEST:,} migrants and some"
        f" remittances), else the receiver's mean; it is cut at {percent(MOST_SENT, 0)} in"
        f" {capped}. Migrants are all who live abroad, at work or not, so a worker's share is"
        f" understated. Efficiency stays within {EFFICIENCY[0]} and {EFFICIENCY[1]}. No table"
        f" counts the migrants of {' and '.join(NOT_COUNTED)}. Price levels are of 2019 (India"
        f" {base['price_level'].values[ind]:.2f} of the United States').\n"
    )
