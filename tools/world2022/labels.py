"""The 81 economies, the 34 sectors, and how the sources' classifications map into them."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


@cache
def _table(name: str) -> dict[str, tuple[str, ...]]:
    with (HERE / name).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {column: tuple(row[column] for row in rows) for column in rows[0]}


COUNTRIES = _table("countries.csv")["code"]
COUNTRY_NAMES = _table("countries.csv")["name"]
# ISO 3166-1 numeric, for maps; -1 where there is none.
ISO_NUMERIC = tuple(int(n) if n else -1 for n in _table("countries.csv")["iso_numeric"])
DONORS = _table("countries.csv")["donor"]

SECTORS = _table("sectors.csv")["code"]
SECTOR_TITLES = _table("sectors.csv")["title"]


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split())


N, J = len(COUNTRIES), len(SECTORS)
GOODS = slice(0, 27)
SERVICES = slice(27, 34)

REGIONS = ("BRA", "CHN", "EU", "IND", "JPN", "ROW", "USA")  # of the 2017 table
EU27 = _codes(
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT"
    " ROU SVK SVN SWE"
)
# Members of the 2017 table's EU, which still counts the United Kingdom.
EU_2017 = frozenset(EU27) | {"GBR"}


def country(code: str) -> int:
    """Position of a country along every country axis."""
    return COUNTRIES.index(code)


def sector(code: str) -> int:
    """Position of a sector along the sector axis."""
    return SECTORS.index(code)


def _members(column: str, size: int) -> np.ndarray:
    """Incidence (sector, source sector) of a classification column; several codes add up."""
    matrix = np.zeros((J, size))
    for j, cell in enumerate(_table("sectors.csv")[column]):
        for code in filter(None, cell.split(";")):
            matrix[j, int(code) - 1] = 1.0
    return matrix


ICIO44 = _members("icio44", 44)  # (34, 44): finer goods share one column
RUV14 = _members("ruv14", 14)  # (34, 14): the D_E row is empty, the source leaves D and E out
WIOD56 = _members("wiod56", 56)  # (34, 56)

# In the 2017 and 2018 tables government services (D84) are inside O_T; the 14-sector extract
# leaves them out, as it does electricity, gas, water and waste (D35, D36T39).
DROPPED_IN_RUV = (23, 24, 40)

# Where a finer good goes first, as odds against its siblings; the totals still come from what
# each country has (biproportional fitting). Everyday technology, not estimates.
LEANINGS = {
    ("A02", "C16"): 20.0,
    ("A02", "C17_18"): 20.0,
    ("A02", "C10T12"): 0.05,
    ("A02", "A01"): 0.1,
    ("B05", "C19"): 0.1,
    ("B05", "C24A"): 5.0,
    ("B07", "C24A"): 5.0,
    ("B07", "C24B"): 10.0,
    ("B07", "F"): 0.05,
    ("B07", "C23"): 0.05,
    ("C24A", "F"): 3.0,
    ("C24A", "C25"): 3.0,
    ("C24A", "C28"): 3.0,
    ("C24A", "C29"): 3.0,
    ("C24A", "C301"): 5.0,
    ("C24B", "C26"): 5.0,
    ("C24B", "C27"): 5.0,
    ("C301", "A03"): 20.0,
    ("C301", "C302T309"): 0.05,
    ("C302T309", "C301"): 0.05,
}

# The 37 countries with their own 2018 shares; the source's 'RoW' stands for the rest of the world.
OWN_TABLE = frozenset(
    _codes(
        "AUS AUT BEL BGR BRA CAN CHN CYP CZE DEU DNK ESP EST FIN FRA GBR GRC HUN IDN IND IRL ITA"
        " JPN KOR LTU MEX NLD POL PRT ROU RUS SVK SVN SWE TUR TWN USA"
    )
)

SMALL_COUNTRIES: dict[str, tuple[str, ...]] = {
    **{c: (c,) for c in _codes("USA IND CHN JPN KOR AUS RUS GBR CAN MEX BRA")},
    "EU": EU27,
}
SMALL_COUNTRIES["ROW"] = tuple(
    c for c in COUNTRIES if not any(c in members for members in SMALL_COUNTRIES.values())
)
SMALL_COUNTRY_NAMES = {"EU": "European Union", "ROW": "Rest of world"}
SMALL_SECTORS: dict[str, tuple[str, ...]] = {
    "A": ("A01", "A02", "A03"),
    "B": ("B05", "B06", "B07", "B08", "B09"),
    "C10T12": ("C10T12",),
    "C13T18": ("C13T15", "C16", "C17_18"),
    "C19T25": ("C19", "C20", "C21", "C22", "C23", "C24A", "C24B", "C25"),
    "C26T28": ("C26", "C27", "C28"),
    "C29T33": ("C29", "C301", "C302T309", "C31T33"),
    "D_I": ("D_E", "F", "G_I"),
    "J_N": ("J", "K_L", "M_N"),
    "O_T": ("O_T",),
}
SMALL_SECTOR_TITLES = {
    "A": "Agriculture, forestry and fishing",
    "B": "Mining, oil and gas",
    "C10T12": "Food, drinks and tobacco",
    "C13T18": "Textiles, wood and paper",
    "C19T25": "Fuels, chemicals, medicines, materials and metals",
    "C26T28": "Electronics and machinery",
    "C29T33": "Vehicles and other manufactures",
    "D_I": "Utilities, construction, trade and transport",
    "J_N": "Information technology, finance and business services",
    "O_T": "Government, health, education and other",
}
