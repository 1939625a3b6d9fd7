"""Sources to baselines: ``world-2022`` and its aggregate ``world-2022-small``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

import tradetalks as tt

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
from .read import Sources
from .services import split_services
from .structure import Structure, build_structure
from .tariffs import repair_tariffs

ELASTICITIES = "fontagne_2022"
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
    "factor_share": "one factor",
}
YEARS = {
    "trade": 2022,
    "tariff": "2021; United States 2024",
    "value_added_share": "2018; United States 2017",
    "input_share": 2018,
}


@dataclass(frozen=True)
class World:
    """The large and the small baseline, with what went into them."""

    large: tt.Baseline
    small: tt.Baseline
    sources: Sources
    structure: Structure
    balance_report: pd.DataFrame


def assemble(sources: Sources) -> World:
    """Build both baselines; deterministic."""
    trade = split_services(sources)
    tariff = repair_tariffs(sources, trade)
    structure = build_structure(sources, trade, tariff)
    raw = tt.Baseline.from_arrays(
        COUNTRIES,
        SECTORS,
        trade=trade,
        tariff=tariff,
        value_added_share=structure.value_added_share,
        input_share=structure.input_share,
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
        sector_title=("sector", list(SECTOR_TITLES)),
    )  # fmt: skip
    return World(large, shrink(large), sources, structure, changes)


def shrink(large: tt.Baseline) -> tt.Baseline:
    """The small world: 13 countries and groups, 10 sectors."""
    numeric = dict(zip(COUNTRIES, ISO_NUMERIC, strict=True))
    names = dict(zip(COUNTRIES, COUNTRY_NAMES, strict=True)) | SMALL_COUNTRY_NAMES
    small = large.aggregate(SMALL_COUNTRIES, SMALL_SECTORS, name="world-2022-small")
    size = f"{len(small.countries)} countries and groups, {len(small.sectors)} sectors"
    title = f"The world economy in 2022: {size}"
    small = tt.Baseline(small.dataset.assign_attrs(title=title))
    origin = dict(zip(COUNTRIES, large["structure_source"].values, strict=True))
    return small.annotate(
        country_name=("country", [names[c] for c in small.countries]),
        iso_numeric=("country", [numeric.get(c, -1) for c in small.countries]),
        members=("country", [" ".join(SMALL_COUNTRIES[c]) for c in small.countries]),
        structure_source=("country", [origin.get(c, "aggregate") for c in small.countries]),
        sector_title=("sector", [SMALL_SECTOR_TITLES[s] for s in small.sectors]),
    )
