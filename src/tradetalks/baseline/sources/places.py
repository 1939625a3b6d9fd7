"""Countries of tidy files, under the labels of a world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd

from tradetalks.baseline.sources.columns import relabelled
from tradetalks.baseline.sources.names import country_code
from tradetalks.baseline.sources.tidy import Tidy
from tradetalks.errors import BaselineError, Problem, nearest

#: Partners that stand for every country.
_ALL = {"", "0", "000", "ALL", "W00", "WLD", "WORLD", "MFN", "ERGA OMNES"}
_UNION = {"EU", "EUN", "EU27", "EU28", "918", "97"}
#: Codes of the United Nations' trade statistics where they differ from ISO 3166-1.
_COMTRADE = {"842": "USA", "251": "FRA", "699": "IND", "579": "NOR", "757": "CHE", "490": "TWN",
             "S19": "TWN", "381": "ITA", "58": "BEL", "058": "BEL", "736": "SDN", "891": "SRB",
             "530": "CUW"}  # fmt: skip
#: Areas not specified: of a continent, of a union, bunkers, free zones, special categories.
_NOWHERE = {"129", "221", "290", "471", "472", "473", "492", "527", "536", "568", "577", "636",
            "637", "697", "837", "838", "839", "849", "879", "899"}  # fmt: skip
MOST = 12


def placed(
    file: Tidy,
    countries: Sequence[str],
    columns: Sequence[str],
    everyone: Sequence[str] = (),
    inside: Mapping[str, str] = MappingProxyType({}),
) -> tuple[pd.DataFrame, list[str]]:
    """The rows with `columns` as labels of the world, "ALL" or "EU", and what became of others.

    Countries that the world has no label for join its rest of world, or are left out if it has
    none. everyone: columns that may name every country. inside: country -> the aggregate it is a
    part of. A column `line` counts rows from zero.
    Raises BaselineError naming each unknown code where it first stands.
    """
    rows = file.rows.copy()
    problems, outside = [], set()
    for name in columns:
        codes = rows[name].astype("category").cat.remove_unused_categories()
        mapped: dict[str, str] = {}
        for code in codes.cat.categories:
            label = _label(code, countries)
            if label is None or (label == "ALL" and everyone and name not in everyone):
                where = f"{file.place}, line {rows.index[codes == code][0] + 2}"
                what = f"unknown {name} {code!r}"
                allowed = "ISO 3166-1 or United Nations codes, EU"
                problems.append(Problem(where, what, allowed, nearest(code, countries)))
            mapped[code] = label or ""
            if label and label in inside and label not in countries:
                mapped[code] = inside[label]
            elif label and label not in ("ALL", "EU") and label not in countries:
                outside.add(label)
                mapped[code] = "ROW" if "ROW" in countries else ""
        rows[name] = relabelled(codes, mapped)
    if problems:
        more = [Problem(file.place, f"and {len(problems) - MOST} more codes")] * (
            len(problems) > MOST
        )
        raise BaselineError(problems[:MOST] + more)
    fate = "joined ROW" if "ROW" in countries else "were left out"
    told = [f"countries of {file.place} that the world has no label for {fate}: {len(outside)}"]
    known = np.logical_and.reduce([(rows[name] != "").to_numpy() for name in columns])
    return rows[known].reset_index(names="line"), told if outside else []


def _label(code: str, countries: Sequence[str]) -> str | None:
    """Our label of a country, "ALL", "EU", or None for what is unknown."""
    text = code.strip().upper()
    if text in _ALL:
        return "ALL"
    if text in _UNION and text not in countries:
        return "EU"
    if code in countries:
        return code
    if text in _NOWHERE:
        return "ROW"
    return _COMTRADE.get(text) or country_code(text) or None
