"""The tables of a report, cut from the stacked outcomes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tradetalks.report.table import Table
from tradetalks.report.words import MARK

if TYPE_CHECKING:
    import xarray as xr
    from numpy.typing import NDArray

KEYS = ["scenario", "scenario_title"]
FLOWS = ("bilateral_trade", "bilateral_trade_base", "goods_trade", "goods_trade_base")
_SOLD = {name: name.removeprefix("bilateral_").replace("trade", "exports") for name in FLOWS}
_BOUGHT = {name: sold.replace("exports", "imports") for name, sold in _SOLD.items()}
HOW_MANY_THIRD_COUNTRIES = 5
# USD million a year; the figures of a smaller economy say more about its data than about it.
SMALLEST_INCOME = 50e3


def _frame(
    results: xr.Dataset,
    dims: Sequence[str],
    coords: Sequence[str],
    countries: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Every outcome over `scenario` and `dims`, in the order of the registry; of some countries."""
    over = ("scenario", *dims)
    wanted = [str(n) for n, v in results.data_vars.items() if v.dims == over]
    rows = slice(None) if countries is None else _rows(results, countries)
    place = tuple(rows if dim == "country" else slice(None) for dim in over)
    values = {name: results.variables[name].values[place].ravel() for name in wanted}
    return pd.DataFrame(_labels(results, over, [*KEYS, *coords], rows) | values)


def _rows(results: xr.Dataset, countries: Sequence[str]) -> Any:
    return results.indexes["country"].get_indexer(pd.Index(list(countries)))


def _labels(
    results: xr.Dataset, over: Sequence[str], coords: Sequence[str], rows: Any
) -> dict[str, NDArray[Any]]:
    """Coordinates along one dimension each, repeated over all of them, as columns."""
    along = {dim: results.variables[dim].values for dim in over}
    along["country"] = results.variables["country"].values[rows]
    shape = [len(along[dim]) for dim in over]
    found = {}
    for name in coords:
        coord = results.variables[name]
        (dim,) = coord.dims
        values = coord.values[rows] if dim == "country" else coord.values
        found[name] = np.broadcast_to(
            values.reshape([-1 if d == dim else 1 for d in over]), shape
        ).ravel()
    return found


def by_country(results: xr.Dataset) -> Table:
    """Every country under every scenario."""
    frame = _frame(results, ["country"], ["country", "country_name", "converged"])
    for name in ("balance", "tariff_revenue"):
        place = list(frame.columns).index(f"{name}_base") + 1
        frame.insert(place, f"{name}_difference", frame[name] - frame[f"{name}_base"])
    return Table("countries", "Every country, every scenario", frame)


def factor_rewards(results: xr.Dataset) -> Table:
    """What each factor earns in every country, in money and in goods."""
    frame = _frame(results, ["country", "factor"], ["country", "country_name", "factor"])
    return Table(
        "factors",
        "Factor rewards, every country",
        frame,
        "Real: over the consumer price index. People earn wages, capital a return.",
    )


def parties(countries: Table, factors: Table, party_labels: Sequence[str]) -> Table:
    """The scenario table: each party under each scenario."""
    frame = countries.frame[countries.frame["country"].isin(party_labels)]
    wages = factors.frame.pivot(
        index=["scenario", "country"], columns="factor", values="real_wage_change"
    )
    wages = wages[list(dict.fromkeys(factors.frame["factor"]))]
    if wages.shape[1] == 1:
        wages.columns = pd.Index(["real_wage_change"])
    else:
        wages.columns = pd.Index([f"real_wage_change_{f}" for f in wages.columns])
    frame = frame.merge(wages.reset_index(), on=["scenario", "country"], how="left")
    order = {label: k for k, label in enumerate(party_labels)}
    scenarios = {s: k for k, s in enumerate(dict.fromkeys(countries.frame["scenario"]))}
    frame = frame.sort_values(
        by=["scenario", "country"],
        key=lambda c: c.map(scenarios if c.name == "scenario" else order),
        ignore_index=True,
    )
    return Table("scenarios", "The parties under every scenario", frame)


def of_note(income: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Economies that third countries are named from: large ones, or all where none is."""
    large = income >= SMALLEST_INCOME
    return large if large.any() else np.ones_like(large)


def third_countries(
    countries: Table,
    party_labels: Sequence[str],
    structure: Mapping[str, str],
    uncharged: Mapping[str, Collection[str]],
) -> Table:
    """Those outside the talks whose real income falls and rises most, in each scenario.

    structure: country -> whose production structure stands in for its own. uncharged:
    scenario -> economies that a published list in it charges nothing.
    """
    columns = ["real_income_change", "equivalent_variation", "exports_change"]
    outside = countries.frame[[*KEYS, "country", "country_name", "income_base", *columns]]
    outside = outside[~outside["country"].isin(party_labels)]
    large = outside[of_note(outside["income_base"].to_numpy())]
    note = f"Economies with an income of at least USD {SMALLEST_INCOME / 1e3:g} billion a year"
    if (large["income_base"] < SMALLEST_INCOME).any():
        note = "All economies"
    ends = large.dropna(subset="real_income_change").sort_values("real_income_change")
    parts = []
    for direction, sign in (("hurt", -1), ("helped", 1)):
        part = ends[sign * ends["real_income_change"] > 0][::-sign]
        rank = part.groupby("scenario").cumcount() + 1
        part = part.assign(direction=direction, rank=rank)
        parts.append(part[rank <= HOW_MANY_THIRD_COUNTRIES])
    frame = pd.concat(parts)
    order = {scenario: k for k, scenario in enumerate(large["scenario"].unique())}
    place = frame["scenario"].map(order)
    frame = frame.iloc[place.argsort(kind="stable")].reset_index(drop=True)
    spared = {(s, c) for s, countries in uncharged.items() for c in countries}
    charged = [key not in spared for key in zip(frame["scenario"], frame["country"], strict=True)]
    frame["remark"] = np.where(charged, "", "not charged by the list")
    frame["structure"] = frame["country"].map(lambda c: structure.get(c, ""))
    note += ", ranked by the per-cent change of real income."
    if (frame["structure"] != "").any():
        note += (
            f" {MARK} No input-output table of its own: its structure is that of its region or of "
            "the rest of the world, so that its result is less certain."
        )
    keys = [*KEYS, "direction", "rank", "country", "country_name", "remark", "structure"]
    title = "Third countries most hurt and helped"
    return Table("third_countries", title, frame[[*keys, *columns]], note)


def bilateral(results: xr.Dataset, party_labels: Sequence[str]) -> Table:
    """Each party's trade with every partner; the whole matrix is in results.nc."""
    flows, rows = [n for n in FLOWS if n in results], _rows(results, party_labels)
    over = ("scenario", "country", "partner")
    labels = _labels(results, over, [*KEYS, "country", "country_name", "partner"], rows)
    names = results.variables["country_name"].values
    labels["partner_name"] = np.tile(names, len(labels["partner"]) // len(names))
    # (scenario, exporter, importer)
    trade = {name: results.variables[name].values for name in flows}
    out = {_SOLD[name]: values[:, rows].ravel() for name, values in trade.items()}
    back = {
        _BOUGHT[name]: values[:, :, rows].swapaxes(1, 2).ravel() for name, values in trade.items()
    }
    frame = pd.DataFrame(labels | out | back)
    frame = frame[frame["country"] != frame["partner"]].copy()
    for side in ("exports", "imports"):
        frame[f"{side}_difference"] = frame[side] - frame[f"{side}_base"]
        frame[f"{side}_change"] = 100 * frame[f"{side}_difference"] / frame[f"{side}_base"]
    for of in ("", "goods_") if "goods_trade" in flows else ("",):
        for when in ("", "_base"):
            frame[f"{of}balance{when}"] = frame[f"{of}exports{when}"] - frame[f"{of}imports{when}"]
        frame[f"{of}balance_difference"] = frame[f"{of}balance"] - frame[f"{of}balance_base"]
    return Table(
        "bilateral",
        "The parties' trade with every partner",
        frame.reset_index(drop=True),
        "Goods and services together, and goods alone; values before import duty. A balance is "
        "exports minus imports.",
    )


def by_sector(results: xr.Dataset, party_labels: Sequence[str]) -> Table:
    """Output, value added and prices in each sector of each party."""
    frame = _frame(
        results,
        ["country", "sector"],
        ["country", "country_name", "sector", "sector_title"],
        party_labels,
    )
    for name in ("output", "value_added"):
        frame[f"{name}_difference"] = frame[name] - frame[f"{name}_base"]
    frame["output_volume_difference"] = frame["output_base"] * frame["output_volume_change"] / 100
    return Table(
        "sectors",
        "The parties' sectors",
        frame,
        "The volume of output is at baseline prices; output and value added are at the prices of "
        "each equilibrium, in units of world income; the price is that of purchases.",
    )
