"""Biproportional fitting and odds scaling: the two ways this build moves one table onto another."""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def biproportional(
    seed: Array, rows: Array, columns: Array, tol: float = 1e-13, limit: int = 20_000
) -> Array:
    """The table nearest to ``seed`` (n, m) in relative entropy with the given totals.

    ``rows`` (n,) and ``columns`` (m,) must have one sum; zeros of the seed stay zero. Known as RAS
    or iterative proportional fitting (Deming and Stephan 1940; Bacharach 1970). Raises
    ArithmeticError when the totals cannot be met on the seed's non-zero cells.
    """
    table = seed.astype(float).copy()
    columns = columns * rows.sum() / columns.sum()
    scale = max(rows.max(), columns.max())
    for _ in range(limit):
        table *= _ratio(rows, table.sum(1))[:, None]
        table *= _ratio(columns, table.sum(0))
        if np.abs(table.sum(1) - rows).max() <= tol * scale:
            return table
    error = np.abs(table.sum(1) - rows).max() / scale
    raise ArithmeticError(f"the totals cannot be met: {error:.1e} off after {limit} rounds")


def block_proportional(
    seed: Array, row_group: Array, column_group: Array, blocks: Array, columns: Array,
    rounds: int = 200,
) -> Array:  # fmt: skip
    """Fit ``seed`` (n, m) to totals of row group x column group blocks and of single columns.

    ``row_group`` (n, a) and ``column_group`` (m, b) are incidence matrices; rows in no group and
    columns in no group keep the seed's shares of their column. Ends on the column totals.
    """
    table = seed.astype(float).copy()
    free = (row_group.sum(1) == 0)[:, None] | (column_group.sum(1) == 0)[None, :]
    for _ in range(rounds):
        ratio = _ratio(blocks, row_group.T @ table @ column_group)
        factor = row_group @ ratio @ column_group.T
        table *= np.where(free, 1.0, factor)
        table *= _ratio(columns, table.sum(0))
    return table


def _ratio(target: Array, actual: Array) -> Array:
    return np.divide(target, actual, out=np.ones_like(target, dtype=float), where=actual > 0)


def shift_odds(share: Array, weight: Array, target: float) -> Array:
    """Scale the odds of ``share`` (n,) by one factor until its weighted mean is ``target``.

    Keeps every share strictly between zero and one, which scaling the shares would not.
    """
    if weight.sum() <= 0:
        return share
    low, high = -20.0, 20.0
    odds = np.log(share / (1 - share))
    for _ in range(200):
        middle = (low + high) / 2
        moved = 1 / (1 + np.exp(-(odds + middle)))
        if (moved * weight).sum() / weight.sum() < target:
            low = middle
        else:
            high = middle
    return np.asarray(moved)
