"""Sources to baselines: ``world-2022`` and its aggregate ``world-2022-small``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

import tradetalks as tt

from .factors import FACTORS, FactorShares, build_factors
from .labels import (
    COUNTRIES,
    COUNTRY_NAMES,
    ISO_NUMERIC,
    SECTOR_TITLES,
    SECTORS,
    SMALL_COUNTRIES,
    SMALL_COUNTRY_NAMES,
    SMALL_SECTOR_TITLES,
    SMALL_SECTORS,
)  # fmt: skip
from .peers import read_penn
from .people import People, build_people
from .read import Sources
from .schooling import Schooling, read_schooling
from .services import split_services
from .structure import Structure, build_structure
from .tariffs import repair_tariffs

ELASTICITIES = "fontagne_2022"
WIOD = "World Input-Output Database, 2016 release"
PENN = "Penn World Table 10.01"
BARRO_LEE = "Barro and Lee, educational attainment (via BarroLeeDataSet)"
OECD = "OECD Inter-Country Input-Output tables"
SOURCES = {
    "trade": f"{OECD}, 2025 edition, 81 economies (via ahmadlp/tariffwar); services split by the"
    " ICIO 2017 mix of 7 regions and by WIOD 2014 output",
    "tariff": "Teti Global Tariff Database v_beta1-2024-12 (via ahmadlp/tariffwar), repaired;"
    " United States: duty collected over imports 2024, US Census Bureau (via tradewartracker)",
    "export_tax": "none recorded",
    "value_added_share": f"{OECD}, 2021 edition: 2018 shares of 37 countries (via RUV) and 2017"
    " tables of 7 regions (via econ7115); WIOD 2016; Penn World Table 10.01 where there is no own"
    " table",
    "input_share": f"{OECD}, 2021 edition: 2018 shares of 37 countries (via RUV) and 2017 tables"
    " of 7 regions (via econ7115), fitted to 2022 use",
    "factor_share": f"{WIOD}; {PENN}; {BARRO_LEE}; white-collar work by industry from IPUMS"
    " International (via hhei_wiod_project); own estimates where these have no figure",
    "workers": f"ILO modelled estimates (via EXIOBASE labor_extension); {PENN}; {BARRO_LEE}",
    "migrants": "United Nations, International Migrant Stock 2019 (via stepladderChapter)",
    "remittances": "World Bank, KNOMAD: receipts 2022 (via Remittance-Fees-Analysis) by the"
    " bilateral matrix of 2017 (via mig-scenarios)",
    "remittance_share": "remittances over migrants' pay; own estimate",
    "mover_efficiency": f"schooling of origin and residence: {BARRO_LEE}; own estimate",
    "price_level": PENN,
}
YEARS = {
    "trade": 2022,
    "tariff": "2021; United States 2024",
    "value_added_share": "2018; United States 2017",
    "input_share": 2018,
    "factor_share": "2010 to 2020",
    "workers": 2022,
    "migrants": 2019,
    "remittances": 2022,
    "remittance_share": 2022,
    "mover_efficiency": "2010 to 2020",
    "price_level": 2019,
}


@dataclass(frozen=True)
class World:
    """The large and the small baseline, with what went into them."""

    large: tt.Baseline
    small: tt.Baseline
    sources: Sources
    structure: Structure
    schooling: Schooling
    factors: FactorShares
    people: People
    balance_report: pd.DataFrame


def assemble(sources: Sources, data: Path) -> World:
    """Build both baselines; deterministic. ``data`` is the folder ``sources`` were read from."""
    trade = split_services(sources)
    tariff = repair_tariffs(sources, trade)
    structure = build_structure(sources, trade, tariff)
    value = structure.value_added_share * trade.sum(1)
    penn = read_penn(data)
    schooling = read_schooling(data, penn)
    factors = build_factors(data, penn, schooling, value)
    income = np.einsum("cfj,cj->c", factors.share[:, :2], value)
    people = build_people(data, penn, schooling, income)
    raw = tt.Baseline.from_arrays(
        COUNTRIES,
        SECTORS,
        trade=trade,
        tariff=tariff,
        value_added_share=structure.value_added_share,
        input_share=structure.input_share,
        factor_share=factors.share,
        factors=FACTORS,
        **people.arrays(),
        trade_elasticity=np.full(len(SECTORS), 4.0),
        name="world-2022",
        title="The world economy in 2022: 81 economies, 34 sectors",
        source=SOURCES,
        year=YEARS,
    )
    balanced = raw.with_elasticities(ELASTICITIES).balance()
    changes = pd.DataFrame() if balanced.balance_report is None else balanced.balance_report
    large = balanced.annotate(
        country_name=("country", list(COUNTRY_NAMES)),
        iso_numeric=("country", list(ISO_NUMERIC)),
        structure_source=("country", list(structure.source)),
        factor_source=("country", list(factors.source)),
        people_source=("country", list(people.source)),
        sector_title=("sector", list(SECTOR_TITLES)),
    )  # fmt: skip
    return World(large, shrink(large), sources, structure, schooling, factors, people, changes)


def shrink(large: tt.Baseline) -> tt.Baseline:
    """The small world: 13 countries and groups, 10 sectors."""
    numeric = dict(zip(COUNTRIES, ISO_NUMERIC, strict=True))
    names = dict(zip(COUNTRIES, COUNTRY_NAMES, strict=True)) | SMALL_COUNTRY_NAMES
    small = large.aggregate(SMALL_COUNTRIES, SMALL_SECTORS, name="world-2022-small")
    made = {
        name: ("country", [origin.get(c, "aggregate") for c in small.countries])
        for name in ("structure_source", "factor_source", "people_source")
        for origin in [dict(zip(COUNTRIES, large[name].values, strict=True))]
    }
    return small.annotate(
        country_name=("country", [names[c] for c in small.countries]),
        iso_numeric=("country", [numeric.get(c, -1) for c in small.countries]),
        members=("country", [" ".join(SMALL_COUNTRIES[c]) for c in small.countries]),
        sector_title=("sector", [SMALL_SECTOR_TITLES[s] for s in small.sectors]),
        **made,
    )
