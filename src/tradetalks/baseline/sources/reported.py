"""Trade as reporters tell it: the direction says who sells, and a flow may be told twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from tradetalks.baseline.sources.columns import repeated
from tradetalks.baseline.sources.tidy import Tidy
from tradetalks.errors import BaselineError, Problem

_IMPORTS = {"M", "1", "IMPORT", "IMPORTS", "GROSS IMP."}
_EXPORTS = {"X", "2", "EXPORT", "EXPORTS", "GROSS EXP."}
#: What stands where a product would, for all of them.
_TOTALS = {"TOTAL", "ALL", "AG2", "AG4", "AG6"}
_FLOW = ["exporter", "importer", "product"]


def sold(file: Tidy) -> tuple[Tidy, list[str]]:
    """The file with exporters and importers in the place of reporters and partners, and what was
    left out: totals, re-trade, and of flows that both sides told what the exporter told.

    Files that name exporters and importers come back as they are. Raises BaselineError where
    reporters stand without a direction.
    """
    rows = file.rows
    totals = rows["product"].isin([p for p in rows["product"].cat.categories if p in _TOTALS])
    told = [f"rows of all products together left out: {totals.sum():,}"] * bool(totals.any())
    rows = rows[~totals]
    if not file.called["importer"].lower().startswith("reporter"):
        return replace(file, rows=rows), told
    if "direction" not in rows:
        what = f"{file.called['importer']!r} and {file.called['exporter']!r} do not say who sells"
        remedy = "keep the column of the trade flow (M, X), or call them importer and exporter"
        raise BaselineError(Problem(f"{file.place}, line 1", what, "", "", remedy))
    way = rows["direction"].astype(str).str.upper()
    bought, given = rows[way.isin(_IMPORTS)], rows[way.isin(_EXPORTS)]
    given = given.rename(columns={"importer": "exporter", "exporter": "importer"})
    if other := len(rows) - len(bought) - len(given):
        told.append(f"re-exports, re-imports and other directions left out: {other:,} rows")
    both = pd.concat([bought, given[bought.columns]])
    both = both.astype(dict.fromkeys(_FLOW, str)).astype(dict.fromkeys(_FLOW, "category"))
    # What one side tells twice is a mistake, and named as one.
    again = repeated(both, _FLOW) & (np.arange(len(both)) >= len(bought))
    if again.any():
        told.append(f"flows told by both sides, the importer's figure taken: {again.sum():,}")
    return replace(file, rows=both[~again]), told
