"""Countries like another one, and the countries that make up the rest of the world.

Penn World Table 10.01, 2019. Peers are the five economies of the same region nearest in output per
worker at purchasing power; the rest of the world is all economies that are not one of the others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .labels import COUNTRIES

Array = np.ndarray
ROW = "ROW"
NAMED = tuple(c for c in COUNTRIES if c != ROW)
PEERS = 5
#: Barro and Lee's regions, for countries they leave out; Brunei lives on oil and gas as the Gulf.
AFRICA, GULF, EAST = "Sub-Saharan Africa", "Middle East and North Africa", "Europe and Central Asia"
REGIONS = {"AGO": AFRICA, "NGA": AFRICA, "STP": AFRICA, "BLR": EAST, "BRN": GULF}


@dataclass(frozen=True)
class Penn:
    """Country -> value, 2019: the share of labour in GDP, output per worker (USD, purchasing
    power), GDP at market rates (USD million), persons at work, price level (USA = 1); region."""

    labour_share: Mapping[str, float]
    productivity: Mapping[str, float]
    nominal: Mapping[str, float]
    workers: Mapping[str, float]
    price: Mapping[str, float]
    region: Mapping[str, str]


def read_penn(data: Path) -> Penn:
    table = pd.read_csv(data / "pwt1001_labour_share/pwt1001_2000_2019.csv")
    table = table[table.year == 2019].set_index("isocode")
    nominal = (table.cgdpo * table.pl_gdpo).dropna()
    row = [c for c in nominal.index if c not in NAMED]
    price = {c: table.pl_gdpo[c] for c in nominal.index}
    price[ROW] = nominal[row].sum() / table.cgdpo[row].sum()
    schools = pd.read_csv(data / "education_barro_lee/barro_lee_v2.2_25plus_15plus_1950_2010.csv")
    return Penn(
        labour_share=table.labsh.dropna().to_dict(),
        productivity=(table.cgdpo / table.emp).dropna().to_dict(),
        nominal=nominal.to_dict(),
        workers=(1e6 * table.emp).dropna().to_dict(),
        price={c: p / price["USA"] for c, p in price.items()},
        region=dict(zip(schools.WBcode, schools.region_code, strict=True)) | REGIONS,
    )


def completed(
    known: Mapping[str, Array], penn: Penn, weight: Mapping[str, float]
) -> tuple[Array, list[bool]]:
    """Values by country of COUNTRIES, and whether each is its own.

    A country that `known` lacks gets the median of its peers; the rest of the world the mean of
    its members, weighted by `weight`.
    """
    here = {c: known[c] for c in NAMED if c in known}
    values = [_one(c, here, known, penn, weight) for c in COUNTRIES]
    return np.array(values, dtype=float), [c in here for c in COUNTRIES]


def _one(
    code: str,
    here: Mapping[str, Array],
    known: Mapping[str, Array],
    penn: Penn,
    weight: Mapping[str, float],
) -> Array:
    if code in here:
        return here[code]
    if code == ROW:
        members = [c for c in known if c not in NAMED and weight.get(c, 0) > 0]
        return np.average([known[c] for c in members], axis=0, weights=[weight[c] for c in members])
    level = np.log(penn.productivity[code])
    apart = {
        c: abs(np.log(penn.productivity[c]) - level)
        for c in known
        if c in penn.productivity and penn.region.get(c) == penn.region[code]
    }
    near = sorted(apart, key=apart.__getitem__)[:PEERS]
    return np.asarray(np.median([known[c] for c in near], axis=0))
