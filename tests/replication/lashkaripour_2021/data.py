"""The setting of Lashkaripour (2021), rebuilt from a later edition of the tables it could use.

His data are WIOD's of 2014; these are the OECD's ICIO of the same year, in the shape of the
author's own later program: 81 economies and 28 sectors with home sales, tariffs of 2014. Here
they are summed to his 43 countries, the rest of the world and his 16 industries.
"""

from __future__ import annotations

import warnings
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import tradetalks as tt

Array = NDArray[np.float64]

SHARED = Path(__file__).parents[4] / "shared"
FILE = SHARED / "data" / "icio_tariffwar_81x28" / "icio2014_81x28.npz"
PUBLISHED = Path(__file__).with_name("published.csv")

#: His table 4: industry, sectors of the file, trade elasticity. Services as in his footnote 35,
#: ten; table 4 prints four there.
INDUSTRIES: dict[str, tuple[tuple[str, ...], float]] = {
    "agriculture": (("A01", "A02", "A03"), 0.69),
    "mining": (("B05", "B06", "B07", "B08", "B09"), 13.53),
    "food": (("C10T12",), 0.47),
    "textiles": (("C13T15",), 3.33),
    "wood": (("C16",), 5.73),
    "paper": (("C17_18",), 8.50),
    "petroleum": (("C19",), 14.94),
    "chemicals": (("C20", "C21"), 0.92),
    "rubber": (("C22",), 1.69),
    "minerals": (("C23",), 1.47),
    "metals": (("C24A", "C24B", "C25"), 3.28),
    "electronics": (("C26", "C27"), 3.44),
    "machinery": (("C28",), 3.64),
    "transport equipment": (("C29", "C301", "C302T309"), 1.38),
    "other manufacturing": (("C31T33",), 1.64),
    "services": (("Services (aggregate)",), 10.0),
}


def available() -> bool:
    """Whether the table is at hand."""
    return FILE.exists()


def published() -> pd.DataFrame:
    """His table 2, baseline model: nash_tariff and real_gdp_change by country, per cent."""
    return pd.read_csv(PUBLISHED, index_col="country")


@cache
def load(services: float = INDUSTRIES["services"][1]) -> tt.Baseline:
    """44 economies and 16 industries, labour alone, trade balanced.

    As he does, values are taken to include duties, and imbalances are removed first (Dekle,
    Eaton and Kortum 2008). Tariffs on services, which the file has by mistake, are left out.
    """
    raw = np.load(FILE)
    countries = [*sorted(published().index), "ROW"]
    to_country = _onto(raw["countries"], {c: (c,) for c in countries[:-1]}, rest="ROW")
    to_industry = _onto(raw["sectors"], {k: members for k, (members, _) in INDUSTRIES.items()})
    duty = raw["tau"].astype(float)
    duty[:, :, list(raw["sectors"]).index("Services (aggregate)")] = 0.0
    duty[np.arange(len(duty)), np.arange(len(duty))] = 0.0
    paid = raw["X"].astype(float)
    before = paid / (1 + duty)

    def summed(values: Array) -> Array:
        return np.einsum("odj,oa,db,jk->abk", values, to_country, to_country, to_industry)

    trade, revenue = summed(before), summed(paid - before)
    n, k = len(countries), len(INDUSTRIES)
    revenue[np.arange(n), np.arange(n)] = 0.0  # what the rest of the world levies within itself
    elasticity = np.array([e for _, e in INDUSTRIES.values()])
    elasticity[-1] = services
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # three of his elasticities are below one
        base = tt.Baseline.from_arrays(
            countries,
            [f"I{i + 1:02d}" for i in range(k)],
            trade=trade,
            tariff=revenue / np.where(trade > 0, trade, 1.0),
            value_added_share=np.ones((n, k)),
            input_share=np.zeros((n, k, k)),
            trade_elasticity=elasticity,
        )
        return tt.solve(base, deficits="balanced").require().to_baseline()


def _onto(names: Array, groups: dict[str, tuple[str, ...]], rest: str | None = None) -> Array:
    """Which group each name is in, (name, group), zeros and ones; the others go to `rest`."""
    labels = [*groups, rest] if rest else [*groups]
    member = {name: label for label, names in groups.items() for name in names}
    found = np.zeros((len(names), len(labels)))
    for i, name in enumerate(names):
        found[i, labels.index(member.get(str(name), rest))] = 1.0
    return found
