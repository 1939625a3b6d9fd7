"""Averages of rates on the axes of a world, and what stands where a file says nothing."""

from __future__ import annotations

from collections.abc import Sequence, Set

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.baseline.identities import Array
from tradetalks.baseline.sources.columns import positions
from tradetalks.errors import BaselineError, Problem
from tradetalks.labels.groups import COUNTRY_GROUPS
from tradetalks.labels.isic import Classes, classes

#: How what the file does not say is filled: the mean of the importer's other partners, or zero.
MISSING = ("importer-mean", "zero", "refuse")
#: Regimes in the order in which one gives way to the next; bound rates are charged on nobody.
REGIMES = {"AHS": 0, "APPLIED": 0, "PRF": 1, "PREFERENTIAL": 1, "PREFERENCE": 1, "MFN": 2}
BOUND = ("BND", "BOUND")


def means(
    rows: pd.DataFrame,
    countries: Sequence[str],
    sectors: Sequence[str],
    weigh: str,
    whole: Set[str],
) -> Array:
    """Average rate (exporter, importer, sector); not a number where nothing is said.

    A rate for one exporter replaces that for all on the same product; of several regimes the
    first of applied, preferential and most-favoured-nation counts. A rate for all is none among
    members of the European Union. `whole` are aggregates, which have several rates by nature.
    """
    if "regime" in rows:
        order = rows["regime"].astype(str).str.upper().map(REGIMES)
        keys = ["importer", "exporter", "product", "sector"]
        rows = rows.assign(order=order).sort_values("order", kind="stable")
        parts = rows["importer"].isin(whole) | rows["exporter"].isin(whole)
        rows = pd.concat([rows[~parts].drop_duplicates(keys), rows[parts]])
    value = rows["value"] if weigh == "trade" else 1.0
    rows = rows.assign(
        simple=rows["share"],
        weight=rows["share"] * value,
        m=positions(rows["importer"], countries),
        s=positions(rows["sector"].astype("category"), sectors),
    )
    everyone = rows[rows["exporter"] == "ALL"]
    one = rows[rows["exporter"] != "ALL"]
    one = one.assign(o=positions(one["exporter"], countries))
    keys = ["importer", "product", "sector"]
    beaten = one[["o", *keys]].drop_duplicates().merge(everyone, on=keys)
    inside = among_the_union(countries)
    beaten = beaten[~inside[beaten["o"].to_numpy(np.intp), beaten["m"].to_numpy(np.intp)]]
    shape = (len(countries), len(countries), len(sectors))
    answers = []
    for weight in ("weight", "simple"):
        top, bottom = np.zeros(shape), np.zeros(shape)
        for part, sign in ((one, 1.0), (beaten, -1.0)):
            at = tuple(part[axis].to_numpy(np.intp) for axis in ("o", "m", "s"))
            np.add.at(top, at, sign * (part[weight] * part["rate"]).to_numpy())
            np.add.at(bottom, at, sign * part[weight].to_numpy())
        common = np.zeros((2, *shape[1:]))
        at_all = tuple(everyone[axis].to_numpy(np.intp) for axis in ("m", "s"))
        np.add.at(common[0], at_all, (everyone[weight] * everyone["rate"]).to_numpy())
        np.add.at(common[1], at_all, everyone[weight].to_numpy())
        top, bottom = (
            a + b * ~inside[:, :, None] for a, b in ((top, common[0]), (bottom, common[1]))
        )
        answers.append(np.where(bottom > 1e-9, top / np.maximum(bottom, 1e-9), np.nan))
    weighted, simple = answers
    return np.maximum(np.where(np.isnan(weighted), simple, weighted), 0.0)


def among_the_union(countries: Sequence[str]) -> NDArray[np.bool_]:
    """Whether exporter and importer are both members of the European Union."""
    union = np.array([c in COUNTRY_GROUPS["EU"] for c in countries])
    return np.asarray(union[:, None] & union[None, :])


def filled(
    place: str, known: Array, countries: Sequence[str], sectors: Sequence[str], missing: str
) -> tuple[Array, list[str]]:
    """Every cell has a rate: at home none, within the European Union none, else by the rule."""
    rates = known.copy()
    home = np.arange(len(countries))
    union = among_the_union(countries).any(axis=1)
    inside = among_the_union(countries) & np.isnan(rates).all(axis=2)
    rates[inside] = 0.0
    rates[home, home] = 0.0
    goods = np.array([_is_good(s) for s in sectors])
    rates[..., ~goods] = np.where(np.isnan(rates[..., ~goods]), 0.0, rates[..., ~goods])
    gap = np.isnan(rates)
    told = [f"no duty is charged among {int(union.sum())} members of the European Union"] * bool(
        (inside & ~np.eye(len(countries), dtype=bool)).any()
    )
    if not gap.any():
        return rates, told
    if missing == "refuse":
        raise BaselineError(_gaps(place, gap, countries, sectors))
    if missing == "zero":
        return np.nan_to_num(rates), [*told, f"missing rates set to zero: {gap.sum():,} cells"]
    abroad = np.where(np.eye(len(countries), dtype=bool)[:, :, None], np.nan, known)
    count = (~np.isnan(abroad)).sum(axis=0)
    mean = np.nansum(abroad, axis=0) / np.maximum(count, 1)
    overall = np.nansum(abroad[..., goods], axis=(0, 2)) / np.maximum(count[:, goods].sum(1), 1)
    mean = np.where(count > 0, mean, overall[:, None])
    told.append(f"missing rates set to the importer's mean: {gap.sum():,} cells")
    quiet = [c for c, n in zip(countries, count[:, goods].sum(axis=1), strict=True) if n == 0]
    if quiet:
        told.append(f"importers the file says nothing of, set to zero: {', '.join(quiet)}")
    return np.where(gap, mean[None], rates), told


def _gaps(
    place: str, gap: NDArray[np.bool_], countries: Sequence[str], sectors: Sequence[str]
) -> list[Problem]:
    """One problem for each importer with gaps, with the first of them."""
    problems = []
    for m in np.flatnonzero(gap.any(axis=(0, 2))).tolist():
        o, s = np.argwhere(gap[:, m])[0]
        count = int(gap[:, m].sum())
        what = f"says nothing of {countries[m]} on {countries[o]} for {sectors[s]}, one of {count}"
        remedy = "add them, or say --tariff-missing importer-mean or zero"
        problems.append(Problem(place, what, remedy=remedy))
    return problems


def _is_good(sector: str) -> bool:
    """Whether duty is charged on a sector at all: agriculture, mining and manufactures."""
    covered: Classes = classes(sector) or frozenset()
    tangible = (classes("A") or frozenset()) | (classes("B_C") or frozenset())
    return bool(covered) and covered <= tangible
