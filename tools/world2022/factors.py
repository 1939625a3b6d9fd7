"""Skilled labour, unskilled labour and capital in the value added of every country and sector.

Labour against capital: the pattern over sectors is WIOD's of 2014, the level the Penn World
Table's of 2019. Skilled against unskilled: the number of skilled workers and their wage premium
(`schooling`) give the level, white-collar work by industry the pattern. See docs/decisions/0005.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .fit import shift_odds
from .labels import COUNTRIES, RUV14, SECTORS, WIOD56, J, N
from .peers import Penn, completed
from .schooling import Schooling

Array = np.ndarray
FACTORS = ("skilled", "unskilled", "capital")
#: No sector is all labour or all capital; WIOD imputes more labour than value added in some.
LEAST, MOST = 0.05, 0.95
#: Labour's share of a whole economy outside this is an error of the source (Taiwan: 1.38).
CREDIBLE = (0.2, 0.8)

#: IPUMS industries of the sectors that are not one of manufacturing. Information technology has
#: none (telecoms stand with transport, computing with business services): finance is the nearest.
INDUSTRIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("A01", "A02", "A03"), ("agriculture, fishing, and forestry",)),
    **dict.fromkeys(("B05", "B06", "B07", "B08", "B09"), ("mining and extraction",)),
    "D_E": ("electricity, gas, water and waste management",),
    "F": ("construction",),
    "G_I": (
        "wholesale and retail trade",
        "hotels and restaurants",
        "transportation, storage, and communications",
    ),
    "J": ("financial services and insurance",),
    "K_L": ("financial services and insurance", "business services and real estate"),
    "M_N": ("business services and real estate",),
    "O_T": (
        "public administration and defense",
        "education",
        "health and social work",
        "other services",
        "private household services",
    ),
}
MANUFACTURING = "manufacturing"
#: Part of the pay differences between manufacturing industries that is taken for skill, and how
#: far it may move the share of skilled work. Pay in other manufacturing is mostly that of repair.
PAY_IS_SKILL, FARTHEST = 0.5, 2.0
NOT_BY_PAY = "C31T33"


@dataclass(frozen=True)
class FactorShares:
    """share (country, factor, sector) of value added; ``source`` per country; the rest for the
    record: labour's share of the whole economy, WIOD's own, and the typical white-collar share."""

    share: Array
    source: tuple[str, ...]
    labour_share: Array
    wiod_share: dict[str, float]
    white_collar: Array


def build_factors(data: Path, penn: Penn, schooling: Schooling, value: Array) -> FactorShares:
    """Factor shares that sum to one; ``value`` is value added (country, sector), USD million."""
    pattern, covered, totals = _labour_pattern(data)
    level, level_own = completed(penn.labour_share, penn, penn.nominal)
    heads, premium = schooling.skilled, schooling.premium
    bill = heads * premium / (heads * premium + 1 - heads)
    collar = _white_collar(data)
    share = np.zeros((N, 3, J))
    for d in range(N):
        labour = shift_odds(pattern[d], value[d], float(level[d]))
        skilled = shift_odds(collar, labour * value[d], float(bill[d]))
        share[d, 0], share[d, 1] = labour * skilled, labour * (1 - skilled)
        share[d, 2] = 1 - share[d, 0] - share[d, 1]
    named = {"sectors": covered, "labour share": level_own, "schooling": schooling.own}
    source = tuple(_source([n for n, own in named.items() if not own[d]]) for d in range(N))
    return FactorShares(share, source, level, totals, collar)


def _source(imputed: list[str]) -> str:
    return f"imputed: {', '.join(imputed)}" if imputed else "own"


def _labour_pattern(data: Path) -> tuple[Array, list[bool], dict[str, float]]:
    """Labour's share of value added (country, sector), WIOD 2014, where it has the country, else
    the median over those it has; and each one's share in the whole economy."""
    table = pd.read_csv(data / "wiod2016_labour_capital_43x56/wiod2016_lab_cap_va.csv")
    table = table[table.year == 2014].sort_values(["country", "industry_no"])
    found, totals = {}, {}
    for code, block in table.groupby("country"):
        labour, value = WIOD56 @ block.lab.to_numpy(), WIOD56 @ block.va.to_numpy()
        totals[str(code)] = float(block.lab.sum() / block.va.sum())
        if not CREDIBLE[0] < totals[str(code)] < CREDIBLE[1]:
            continue
        share = np.divide(labour, value, out=np.full(J, np.nan), where=value > 0)
        found[str(code)] = np.clip(share, LEAST, MOST)
    usual = np.nanmedian(list(found.values()), axis=0)
    rows = [found.get(c, usual) for c in COUNTRIES]
    pattern = np.array([np.where(np.isnan(row), usual, row) for row in rows])
    return pattern, [c in found for c in COUNTRIES], totals


def _white_collar(data: Path) -> Array:
    """Typical share of white-collar workers by sector: medians over the countries of IPUMS."""
    table = pd.read_csv(data / "ipums_white_collar_share/ipums_share_wc.csv")
    share = table.groupby("indgen").share_wc.median()
    size = table.num_tot / table.groupby("isocode").num_tot.transform("sum")
    weight = size.groupby(table.indgen).mean()
    pay = _relative_pay(data)
    collar = np.zeros(J)
    for j, code in enumerate(SECTORS):
        if code in INDUSTRIES:
            members = list(INDUSTRIES[code])
            collar[j] = np.average(share[members], weights=weight[members])
        else:
            relative = 1.0 if code == NOT_BY_PAY else float(pay[RUV14[j].argmax()])
            collar[j] = _skill_at(float(share[MANUFACTURING]), relative)
    return collar


def _skill_at(usual: float, pay: float) -> float:
    """White-collar share at which pay is that of manufacturing as a whole times ``pay``, if a
    white-collar worker earns twice as much as another (the premium is typically near two).
    """
    share = pay**PAY_IS_SKILL * (1 + usual) - 1
    return float(np.clip(share, usual / FARTHEST, usual * FARTHEST))


def _relative_pay(data: Path) -> Array:
    """Labour income per worker of each of the 14 groups over that of manufacturing: medians over
    the countries with employment by group (2018) and labour income by industry (2014)."""
    folder = data / "icio2021ed_ruv_io_shares_38x14"
    heads = pd.read_csv(folder / "employment_2018.csv")
    heads = heads.set_index(heads.columns[0]).filter(regex=r"^sector_(0[1-9]|1[0-4])$")
    wiod = pd.read_csv(data / "wiod2016_labour_capital_43x56/wiod2016_lab_cap_va.csv")
    wiod = wiod[wiod.year == 2014].sort_values(["country", "industry_no"])
    # The 34 sectors repeat an industry that several of them share: each is counted once here.
    group = (WIOD56.T @ RUV14 > 0).astype(float)
    ratios = []
    for code, block in wiod.groupby("country"):
        if code not in heads.index:
            continue
        pay, people = group.T @ block.lab.to_numpy(), heads.loc[code].to_numpy(float)
        made = slice(0, 12)
        ratio = np.divide(pay, people, out=np.full(14, np.nan), where=people > 0)
        ratios.append(ratio / (pay[made].sum() / people[made].sum()))
    return np.asarray(np.nanmedian(ratios, axis=0))
