"""The flows between countries that a scenario changes most: where trade is diverted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tradetalks.report.table import Table

if TYPE_CHECKING:
    import xarray as xr

MOST = 60
NOTE = (
    "Goods and services together, USD million, values before import duty; the flows that change "
    "most in each scenario, the largest change first, home sales left out."
)


def flows(results: xr.Dataset, most: int = MOST) -> Table:
    """The `most` largest changes of bilateral trade in every scenario that converged."""
    after = results["bilateral_trade"].transpose("scenario", "exporter", "importer").values
    before = results["bilateral_trade_base"].transpose("scenario", "exporter", "importer").values
    called = dict(zip(results["country"].values, results["country_name"].values, strict=True))
    exporters, importers = results["exporter"].values, results["importer"].values
    frames = []
    for k, scenario in enumerate(results["scenario"].values):
        change = after[k] - before[k]
        np.fill_diagonal(change, 0.0)
        if not np.isfinite(change).all():
            continue
        largest = np.argsort(-np.abs(change), axis=None, kind="stable")[:most]
        o, d = np.unravel_index(largest[change.ravel()[largest] != 0], change.shape)
        frames.append(
            pd.DataFrame(
                {
                    "scenario": scenario,
                    "scenario_title": results["scenario_title"].values[k],
                    "exporter": exporters[o],
                    "exporter_name": [called[c] for c in exporters[o]],
                    "importer": importers[d],
                    "importer_name": [called[c] for c in importers[d]],
                    "flow_base": before[k][o, d],
                    "flow": after[k][o, d],
                    "flow_difference": change[o, d],
                }
            )
        )
    return Table("flows", "The flows that change most", _joined(frames), NOTE)


def _joined(frames: list[pd.DataFrame]) -> pd.DataFrame:
    columns = [
        "scenario", "scenario_title", "exporter", "exporter_name", "importer", "importer_name",
        "flow_base", "flow", "flow_difference",
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
