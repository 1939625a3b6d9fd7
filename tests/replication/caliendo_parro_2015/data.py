"""The data of Caliendo and Parro (2015): the world of 1993, 31 countries and 40 sectors.

Read from the authors' own files, which are not part of this repository (see README.md here).
Tests, benchmarks and notebooks share this loader:
`from replication.caliendo_parro_2015.data import load` with `tests` on the path.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import tradetalks as tt

Array = NDArray[np.float64]

SHARED = Path(__file__).parents[4] / "shared"
FOLDER = SHARED / "data" / "cp2015_nafta_1993_31x40"

#: In the order of the files.
COUNTRIES = (
    *("ARG", "AUS", "AUT", "BRA", "CAN", "CHL", "CHN", "DNK", "FIN", "FRA", "DEU"),
    *("GRC", "HUN", "IND", "IDN", "IRL", "ITA", "JPN", "KOR", "MEX", "NLD", "NZL"),
    *("NOR", "PRT", "ZAF", "ESP", "SWE", "TUR", "GBR", "USA", "ROW"),
)
NAFTA = ("MEX", "CAN", "USA")
TRADABLE = 20
NON_TRADABLE_ELASTICITY = 8.22


@dataclass(frozen=True)
class CaliendoParro:
    """The raw world of 1993, and the tariffs of 2005 (exporter, importer, sector), fractions."""

    base: tt.Baseline
    tariff_2005: Array

    def nafta(self) -> tt.Policy:
        """Tariffs among Mexico, Canada and the United States as in 2005, the rest as in 1993."""
        return self._mixed(inside_2005=True, outside_2005=False, label="NAFTA, others at 1993")

    def world(self) -> tt.Policy:
        """All tariffs as in 2005."""
        return self._mixed(inside_2005=True, outside_2005=True, label="world tariffs of 2005")

    def world_without_nafta(self) -> tt.Policy:
        """All tariffs as in 2005 except among the three, which stay as in 1993."""
        return self._mixed(inside_2005=False, outside_2005=True, label="world of 2005, no NAFTA")

    def _mixed(self, *, inside_2005: bool, outside_2005: bool, label: str) -> tt.Policy:
        members = np.isin(COUNTRIES, NAFTA)
        inside = (members[:, None] & members)[:, :, None]
        new = np.where(inside, inside_2005, outside_2005)
        tariff = np.where(new, self.tariff_2005, self.base["tariff"].values)
        return tt.Policy().tariff_array(tariff).labelled(label)


def available() -> bool:
    """Whether the authors' files are at hand."""
    return (FOLDER / "xbilat1993.txt").exists()


@cache
def load() -> CaliendoParro:
    """The raw data as a baseline, and the tariffs to come.

    The data do not clear goods markets: some final demands come out negative, and the authors
    set them to zero and rescale the rest. Those final shares are given to the baseline as they
    are; everything else follows from the identities as in the authors' program. Cost shares sum
    to one only to 4e-7, and some input shares are slightly negative; they are left alone. Where
    exports exceed output, output is raised to exports, so that home sales are zero.
    """
    n, sectors = len(COUNTRIES), _names("sectors.csv")
    cross_border = _bilateral("xbilat1993.txt") / 1e3  # thousand USD in the file
    tariff = _bilateral("tariffs1993.txt") / 100
    output = np.loadtxt(FOLDER / "GO.txt").T / 1e6  # (country, sector), USD in the file
    trade = cross_border.copy()
    trade[range(n), range(n)] = np.maximum(output - cross_border.sum(1), 0)
    added = np.loadtxt(FOLDER / "B.txt").T  # (country, sector)
    mix = np.loadtxt(FOLDER / "IO.txt").reshape(n, len(sectors), len(sectors))
    inputs = mix * (1 - added)[:, None, :]  # (country, input, sector)
    theta = np.full(len(sectors), NON_TRADABLE_ELASTICITY)
    theta[:TRADABLE] = np.loadtxt(FOLDER / "T.txt").ravel()
    base = tt.Baseline.from_arrays(
        COUNTRIES,
        sectors,
        trade=trade,
        tariff=tariff,
        value_added_share=added,
        input_share=inputs,
        trade_elasticity=theta,
        final_share=final_share(trade, tariff, inputs),
        name="caliendo-parro-1993",
        title="Caliendo and Parro (2015): the world in 1993",
        source="Caliendo and Parro (2015), replication files",
        year=1993,
        country_groups={"NAFTA": NAFTA},
        sector_groups={"tradable": sectors[:TRADABLE], "non_tradable": sectors[TRADABLE:]},
    )
    return CaliendoParro(base, _bilateral("tariffs2005.txt") / 100)


def final_share(trade: Array, tariff: Array, inputs: Array) -> Array:
    """Purchases less use as inputs, none below zero, as shares; (country, sector)."""
    purchases, output = (trade * (1 + tariff)).sum(0), trade.sum(1)
    final = np.maximum(purchases - np.einsum("ckj,cj->ck", inputs, output), 0)
    return final / final.sum(1, keepdims=True)


def _names(file: str) -> tuple[str, ...]:
    return tuple((FOLDER / file).read_text().splitlines()[1:])


def _bilateral(file: str) -> Array:
    """A file of stacked sectors, rows importer, columns exporter: (exporter, importer, sector).

    Sectors that do not trade are zero.
    """
    n = len(COUNTRIES)
    stacked = np.loadtxt(FOLDER / file).reshape(TRADABLE, n, n)
    full = np.zeros((n, n, len(_names("sectors.csv"))))
    full[:, :, :TRADABLE] = stacked.transpose(2, 1, 0)
    return full
