"""The data that elasticities are estimated from here, and the estimates published on them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from replication.caliendo_parro_2015.data import COUNTRIES, FOLDER, SHARED, TRADABLE

GRAVITY = SHARED / "data" / "rta_agtpa_1986_2006" / "agtpa_2006.csv"
PUBLISHED = SHARED / "data" / "elasticities" / "cp2015_tables_1_and_A2_from_paper.csv"

#: Members in 1993 that the files have: Belgium and Luxembourg are in the rest of the world.
UNION = ("DEU", "DNK", "ESP", "FRA", "GBR", "GRC", "IRL", "ITA", "NLD", "PRT")
#: Those of the sixteen economies of the estimates that the files tell apart.
ALONE = ("ARG", "AUS", "CAN", "CHL", "CHN", "IDN", "IND", "JPN", "KOR", "NOR", "NZL", "USA")
LACKING = ("Colombia", "Switzerland", "Thailand")
#: The authors leave out China's imports of chemicals.
LEFT_OUT = ("CHN", "Chemicals")


def available() -> bool:
    """Whether the files are at hand."""
    return all(p.exists() for p in (GRAVITY, PUBLISHED, FOLDER / "xbilat1993.txt"))


@cache
def published() -> pd.DataFrame:
    """Tables 1 and A2: sector, importer_exporter_fe, theta, se, n in three samples."""
    return pd.read_csv(PUBLISHED)


@cache
def caliendo_parro_1993() -> pd.DataFrame:
    """Trade (as in the files) and tariffs of 1993: exporter, importer, sector, trade, tariff.

    All countries but the rest of the world; sectors by the names of tables 1 and A2.
    """
    sectors = list(published()["sector"][:TRADABLE])
    n = len(COUNTRIES)
    shape = (TRADABLE, n, n)  # sector, importer, exporter
    index = pd.MultiIndex.from_product(
        [sectors, COUNTRIES, COUNTRIES], names=["sector", "importer", "exporter"]
    )
    found = pd.DataFrame(
        {
            "trade": np.loadtxt(FOLDER / "xbilat1993.txt").reshape(shape).ravel(),
            "tariff": np.loadtxt(FOLDER / "tariffs1993.txt").reshape(shape).ravel() / 100,
        },
        index=index,
    ).reset_index()
    inside = (found["importer"] != "ROW") & (found["exporter"] != "ROW")
    return found[inside & (found["importer"] != found["exporter"])]


def as_estimated() -> tuple[pd.DataFrame, dict[str, dict[str, list[str]]]]:
    """The thirteen of the authors' sixteen economies, and how the union is put together."""
    table = caliendo_parro_1993()
    kept = {*ALONE, *UNION}
    country, sector = LEFT_OUT
    aside = (table["importer"] == country) & (table["sector"] == sector)
    table = table[table["importer"].isin(kept) & table["exporter"].isin(kept) & ~aside]
    return table, {"countries": {"EUN": list(UNION)}}


@cache
def gravity_2006() -> pd.DataFrame:
    """Manufacturing trade of 69 countries in 2006 with home sales, distance and the like."""
    return pd.read_csv(GRAVITY)
