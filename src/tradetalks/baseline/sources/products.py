"""Products by the Harmonized System or ISIC, and the sectors of a world they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import pandas as pd

from tradetalks.baseline.sources.names import concordance, isic_label
from tradetalks.baseline.sources.own_codes import Shares
from tradetalks.errors import BaselineError, Problem, nearest
from tradetalks.labels.isic import SECTIONS, Classes, classes

MOST = 12
#: What codes of digits may be: the Harmonized System, or ISIC of the third or fourth revision.
CLASSIFICATIONS = {
    "hs": "the Harmonized System",
    "isic3": "ISIC Rev. 3",
    "isic4": "ISIC Rev. 4",
}


def classification(own: str, products: Iterable[str], place: str, said: str | None) -> str:
    """What codes of digits are, as said or by the column's own name: 26 is ores to the Harmonized
    System, minerals to ISIC Rev. 3 and electronics to Rev. 4.

    Raises BaselineError where neither tells it.
    """
    name = re.sub(r"[^a-z0-9]", "", own.lower())
    if said is None and re.match(r"hs|prod|cmd|commodity|k$", name):
        return "hs"
    if said is None and name.startswith("isic"):
        return "isic3" if re.match(r"isic(rev)?3", name) else "isic4"
    digits = next((p for p in products if p.isdigit()), "")
    if said is None and digits:
        remedy = (
            "say --products hs, isic3 or isic4 (of tariffs: --tariff-products); for codes of "
            "another kind give --concordance FILE"
        )
        what = f"codes such as {digits!r}: of which classification?"
        raise BaselineError(Problem(f"{place}, {own}", what, "", "", remedy))
    return said or "isic4"


def sectors_of(
    products: Iterable[str],
    sectors: Sequence[str],
    covers: Mapping[str, Classes],
    place: str,
    digits: str = "hs",
    own: Shares | None = None,
) -> tuple[pd.DataFrame, list[Problem]]:
    """Rows (product, sector, share): the sectors of a world that each product falls in.

    covers: ISIC classes of the sectors. digits: one of `CLASSIFICATIONS`. own: a concordance in the
    place of all others. The shares of a product sum to one over its headings and, within a heading,
    over the sectors it touches. Products outside every sector have no row.
    """
    problems: list[Problem] = []
    rows = []
    for product in sorted(set(products)):
        found = (
            _industries(product, sectors, digits, place, problems)
            if own is None
            else _listed(product, own, place, problems)
        )
        for isic, share in found.items():
            if isic in sectors:
                rows.append((product, isic, share))
                continue
            wanted = classes(isic) or frozenset()
            touched = [s for s in sectors if covers.get(s, frozenset()) & wanted]
            rows += [(product, s, share / len(touched)) for s in touched]
    table = pd.DataFrame(rows, columns=["product", "sector", "share"])
    more = [Problem(place, f"and {len(problems) - MOST} more codes")] if problems[MOST:] else []
    return table, problems[:MOST] + more


def _listed(product: str, own: Shares, place: str, problems: list[Problem]) -> Mapping[str, float]:
    if product not in own:
        what = f"{product!r} stands in no row of the concordance"
        problems.append(Problem(place, what, "", nearest(product, own), "add a row for it"))
    return own.get(product, {})


def _industries(
    product: str, sectors: Sequence[str], digits: str, place: str, problems: list[Problem]
) -> dict[str, float]:
    """ISIC Rev. 4 codes of one product, with shares that sum to one."""
    if product in sectors:
        return {product: 1.0}
    plain = re.fullmatch(r"\d+", product)
    if plain and digits == "hs":
        return _headings(product, place, problems)
    isic = _division(product, digits) if plain else isic_label(product)
    if not isic:
        what, allowed = f"unknown product {product!r}", "HS of 2, 4 or 6 digits, ISIC Rev. 4"
        if plain:
            allowed = f"divisions, groups or classes of ISIC Rev. {digits[-1]}, from 01 on"
        problems.append(Problem(place, what, allowed, nearest(product, sectors)))
        return {}
    return {isic: 1.0}


def _division(product: str, digits: str) -> str:
    """ISIC Rev. 4 code of a number of two to four digits; "" for one that is none."""
    if digits == "isic3":
        return _from_rev_3().get(product[:2], "") if len(product) > 1 else ""
    at = int(product[:2]) if 1 < len(product) < 5 else 0
    section = next((s for s, (low, high) in SECTIONS.items() if low <= at <= high), "")
    return section + product if section and classes(section + product) else ""


@cache
def _from_rev_3() -> Mapping[str, str]:
    """Division of ISIC Rev. 3 -> code of Rev. 4: EXIOBASE's industries are of these divisions."""
    return {row["code"]: row["label"] for row in concordance("exiobase3")}


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
