"""Columns of codes by position, for files of trade have ten million rows."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.baseline.identities import Array

Positions = NDArray[np.intp]
#: Bytes that a row of a tidy file takes at most on its way to an array, as measured.
PER_ROW = 250


def most_rows() -> float:
    """Rows that the machine's memory can take in; no limit where it does not tell its size."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / PER_ROW
    except (AttributeError, ValueError, OSError):
        return float("inf")


def relabelled(column: pd.Series, labels: Mapping[str, str]) -> pd.Series:
    """Categories under other labels, of which several may be one."""
    kinds = list(dict.fromkeys(labels[code] for code in column.cat.categories))
    at = {label: i for i, label in enumerate(kinds)}
    codes = _looked_up(column, {code: at[label] for code, label in labels.items()})
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(kinds)), index=column.index)


def positions(column: pd.Series, order: Sequence[str]) -> Positions:
    """Where the label of each row stands in `order`; -1 for one that does not."""
    return _looked_up(column, {label: i for i, label in enumerate(order)})


def _looked_up(column: pd.Series, at: Mapping[str, int]) -> Positions:
    found = np.array([at.get(code, -1) for code in column.cat.categories], dtype=np.intp)
    return np.asarray(found[column.cat.codes])


def alike(first: pd.Series, second: pd.Series) -> NDArray[np.bool_]:
    """Rows in which two columns hold the same code."""
    return np.asarray(positions(first, list(second.cat.categories)) == second.cat.codes)


def repeated(rows: pd.DataFrame, keys: Sequence[str]) -> NDArray[np.bool_]:
    """Rows whose codes under `keys` stood in a row before."""
    whole = np.zeros(len(rows), dtype=np.int64)
    for key in keys:
        whole = whole * len(rows[key].cat.categories) + rows[key].cat.codes.to_numpy(np.int64)
    return pd.Series(whole).duplicated().to_numpy()


def spread(
    products: pd.Series, shares: pd.DataFrame, sectors: Sequence[str]
) -> tuple[Positions, Positions, Array]:
    """Rows, sectors and shares, one entry for each sector that the product of a row falls in.

    shares: product, sector, share; a product that is in none of its rows has no entry.
    """
    kinds = {label: i for i, label in enumerate(sectors)}
    code = shares["product"].map({p: i for i, p in enumerate(products.cat.categories)})
    order = np.argsort(code.to_numpy(np.intp), kind="stable")
    count = np.bincount(code, minlength=len(products.cat.categories))
    begin = np.cumsum(count) - count
    codes = products.cat.codes.to_numpy(np.intp)
    rows = np.repeat(np.arange(len(codes)), count[codes])
    nth = np.arange(len(rows)) - np.repeat(np.cumsum(count[codes]) - count[codes], count[codes])
    at = order[begin[codes][rows] + nth]
    sector = shares["sector"].map(kinds).to_numpy(np.intp)[at]
    return rows, sector, shares["share"].to_numpy(float)[at]
