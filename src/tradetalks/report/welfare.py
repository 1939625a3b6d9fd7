"""Where a party's real income comes from and goes to: waterfalls, by partner and by sector."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tradetalks.report.table import Table

if TYPE_CHECKING:
    import xarray as xr

    from tradetalks.report.stack import Run

#: Log points of real income that a waterfall may leave unexplained before that is allotted.
ACCURACY = 1e-6
DIMS = {"welfare_by_partner": "partner", "welfare_by_sector": "sector"}
WELFARE = ("welfare", *DIMS)
NOTE = (
    "Parts of the exact change of real income, integrated along a way from the baseline to the "
    "scenario; unlike the first-order accounts they hold however large the policy is. What the "
    "integration leaves unexplained (at most {:.1g} per cent of income here) is spread over the "
    "parts in proportion to their size, so that they add up to the equivalent variation."
)
FEW = " Worked out for the first scenario of each subject; `--accounts` does so for all."
SUMMED = "What has no {dim}, such as transfers, is in the waterfall alone. USD million a year."


def welfare_tables(runs: Sequence[Run], parties: Collection[str]) -> Iterator[Table]:
    """The parties' waterfalls, then the same by partner and by sector."""
    known = [run for run in runs if run.welfare is not None]
    bars = [bar for run in known for party in parties for bar in _bars(run, party)]
    keys = ["scenario", "scenario_title", "country"]
    columns = [*keys, "part", "meaning", "usd_million", "per_cent", "start", "end"]
    missing = [float(abs(run.welfare["unexplained"]).max()) for run in known if run.welfare]
    note = NOTE.format(max(missing, default=0.0)) + FEW * (len(known) < len(runs))
    yield Table(
        "welfare", "Where real income comes from", pd.DataFrame(bars, columns=columns), note
    )
    for name, dim in DIMS.items():
        frames = [_split(run, run.welfare, parties, dim) for run in known if run.welfare]
        frame = (
            pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=[*keys, dim])
        )
        numbers = frame.columns.drop([*keys, dim])
        frame = frame.drop(columns=[n for n in numbers if not frame[n].any()])
        yield Table(name, f"The parts by {dim}", frame, SUMMED.format(dim=dim))


def _bars(run: Run, party: str) -> Iterator[dict[str, Any]]:
    """The bars of one party's waterfall, and the total."""
    from tradetalks.outcomes import waterfall

    assert run.welfare is not None
    frame = waterfall(run.welfare, party)
    about = {"scenario": run.id, "scenario_title": run.title, "country": party}
    for row in frame.to_dict("records"):
        named = str(row["part"]).replace("_", " ").capitalize()
        yield about | {str(k): v for k, v in row.items()} | {"part": named}
    worth, change = float(frame["usd_million"].sum()), float(frame["per_cent"].sum())
    yield about | {
        "part": "Real income", "meaning": "all of it: the equivalent variation",
        "usd_million": worth, "per_cent": change, "start": 0.0, "end": worth,
    }  # fmt: skip


def _split(run: Run, account: xr.Dataset, parties: Collection[str], dim: str) -> pd.DataFrame:
    """Every part that has the dimension, summed over all others, USD million."""
    from tradetalks.outcomes import PARTS, allotted

    own = allotted(account).sel(country=list(parties))
    total = own["log_real_income"].values / 100
    worth = np.where(total, np.expm1(total) / np.where(total, total, 1.0), 1.0)
    money = own["income_base"].values * worth / 100
    parts = {}
    for name in PARTS:
        if dim in own[name].dims:
            others = [d for d in own[name].dims if d not in ("country", dim)]
            parts[name] = own[name].variable.sum(others).values * money[:, None]
    frame = pd.DataFrame({name: part.ravel() for name, part in parts.items()})
    where = pd.MultiIndex.from_product([own["country"].values, own[dim].values])
    frame.insert(0, dim, where.get_level_values(1))
    frame.insert(0, "country", where.get_level_values(0))
    frame.insert(0, "scenario_title", run.title)
    frame.insert(0, "scenario", run.id)
    return frame
