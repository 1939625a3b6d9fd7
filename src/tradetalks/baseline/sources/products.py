"""Products by the Harmonized System or ISIC, and the sectors of a world they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import pandas as pd

from tradetalks.baseline.sources.names import concordance, isic_label
from tradetalks.errors import Problem, nearest
from tradetalks.labels.isic import Classes, classes

MOST = 12


def sectors_of(
    products: Iterable[str], sectors: Sequence[str], covers: Mapping[str, Classes], place: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Rows (product, sector, share): the sectors of a world that each product falls in.

    covers: ISIC classes of the sectors. The shares of a product sum to one over its headings and,
    within a heading, over the sectors it touches. Products outside every sector have no row.
    """
    problems: list[Problem] = []
    rows = []
    for product in sorted(set(products)):
        for isic, share in _industries(product, sectors, place, problems).items():
            if isic in sectors:
                rows.append((product, isic, share))
                continue
            wanted = classes(isic) or frozenset()
            touched = [s for s in sectors if covers.get(s, frozenset()) & wanted]
            rows += [(product, s, share / len(touched)) for s in touched]
    table = pd.DataFrame(rows, columns=["product", "sector", "share"])
    more = [Problem(place, f"and {len(problems) - MOST} more codes")] if problems[MOST:] else []
    return table, problems[:MOST] + more


def _industries(
    product: str, sectors: Sequence[str], place: str, problems: list[Problem]
) -> dict[str, float]:
    """ISIC codes of one product, with shares that sum to one."""
    if product in sectors:
        return {product: 1.0}
    if re.fullmatch(r"\d+", product):
        return _headings(product, place, problems)
    isic = isic_label(product)
    if not isic:
        what, allowed = f"unknown product {product!r}", "HS of 2, 4 or 6 digits, ISIC Rev. 4"
        problems.append(Problem(place, what, allowed, nearest(product, sectors)))
        return {}
    return {isic: 1.0}


def _headings(product: str, place: str, problems: list[Problem]) -> dict[str, float]:
    """Industries of a chapter, a heading or a product of the Harmonized System."""
    digits = len(product)
    if digits % 2:
        what = f"HS code {product!r} has {digits} digits"
        remedy = f"a spreadsheet dropped the zero: 0{product}? use the file as downloaded"
        problems.append(Problem(place, what, "2, 4 or 6 digits", "", remedy))
        return {}
    found = _under(product[:4])
    if not found:
        # 98 and 99 are national codes; 00 totals.
        if product[:2] not in ("98", "99", "00"):
            problems.append(Problem(place, f"HS code {product!r} does not exist", "01 to 97"))
        return {}
    shares: dict[str, float] = {}
    for heading in found:
        isic = _all_headings()[heading]
        shares[isic] = shares.get(isic, 0.0) + 1 / len(found)
    return shares


@cache
def _under(start: str) -> list[str]:
    """Headings that begin so."""
    return [heading for heading in _all_headings() if heading.startswith(start)]


@cache
def _all_headings() -> Mapping[str, str]:
    """Heading -> ISIC code."""
    return {
        f"{number:04d}": row["isic"]
        for row in concordance("hs_isic")
        for number in range(int(row["first"]), int(row["last"]) + 1)
    }
