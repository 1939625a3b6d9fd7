"""Bilateral trade from tidy files, on the axes of a world."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tradetalks.baseline.identities import Array
from tradetalks.baseline.sources.columns import Positions, alike, positions, repeated, spread
from tradetalks.baseline.sources.own_codes import Shares
from tradetalks.baseline.sources.places import placed
from tradetalks.baseline.sources.products import classification, sectors_of
from tradetalks.baseline.sources.reported import sold
from tradetalks.baseline.sources.tidy import Tidy, tidy
from tradetalks.errors import BaselineError, Problem
from tradetalks.labels.isic import Classes

#: What the values of well-known files count, by the publisher's own name of the column.
_KNOWN_UNITS = {
    "v": "thousands",
    "primaryValue": "units",
    "Trade Value in 1000 USD": "thousands",
    "Trade Value (US$)": "units",
}
#: Fewer flows than this do not tell a direction, nor a difference in correlation below that.
FEW, APART = 100, 0.1
#: Multiples of USD million.
UNITS = {"units": 1e-6, "thousands": 1e-3, "millions": 1.0, "billions": 1e3}


@dataclass(frozen=True)
class Bilateral:
    """trade (exporter, importer, sector), USD million; home sales as the file has them.

    sectors, importers, exporters: which of them have any row. home: where the file has sales of a
    country to itself (country, sector); what stands on the diagonal elsewhere is trade among the
    members of an aggregate.
    """

    trade: Array
    sectors: NDArray[np.bool_]
    importers: NDArray[np.bool_]
    exporters: NDArray[np.bool_]
    home: NDArray[np.bool_]
    lines: tuple[str, ...]


def read_trade(
    path: Path,
    countries: Sequence[str],
    covers: Mapping[str, Classes],
    year: int | None = None,
    unit: str | None = None,
    inside: Mapping[str, str] = MappingProxyType({}),
    classified: str | None = None,
    own: Shares | None = None,
) -> Bilateral:
    """Trade on the axes of a world, from exporter, importer, product and value.

    covers: ISIC classes of each sector of the world. inside: country -> the aggregate it is part
    of. classified: what product codes of digits are (`products.CLASSIFICATIONS`), where the name
    of their column does not say it. own: a concordance of them. Raises BaselineError.
    """
    sectors = list(covers)
    file = tidy(path, ("exporter", "importer", "product", "value"), ("value",), year)
    file, left = sold(file)
    rows, lines = placed(file, countries, ("exporter", "importer"), inside=inside)
    rows, more = _leave_out_parts(rows, countries)
    factor, said = _unit(file, unit)
    row, s, value = _by_sector(
        file, rows, sectors, covers, ("exporter", "importer", "product"), classified, own
    )
    o, d = (positions(rows[name], countries)[row] for name in ("exporter", "importer"))
    shape = (len(countries), len(countries), len(sectors))
    at = np.ravel_multi_index((o, d, s), shape)
    trade = _summed(at, factor * value, shape)
    # Trade among the members of an aggregate is no sale at home, though it ends on the diagonal.
    raw = file.rows.loc[rows["line"]]
    here = alike(raw["exporter"], raw["importer"])[row]
    home = np.zeros((len(countries), len(sectors)), dtype=bool)
    home[o[here], s[here]] = True
    lost = 1 - float(value.sum()) / max(rows["value"].sum(), 1e-300)
    first = f"trade from {file.place}: {len(rows):,} rows, {said}; SHA-256 {file.sha256}"
    outside = f"products outside every sector left out: {max(lost, 0):.2%} of the value"
    return Bilateral(
        trade,
        np.isin(np.arange(len(sectors)), s),
        np.isin(np.arange(len(countries)), d),
        np.isin(np.arange(len(countries)), o),
        home,
        (first, *left, *lines, *more, *([outside] if lost > 1e-6 else [])),
    )


def read_output(
    path: Path,
    countries: Sequence[str],
    covers: Mapping[str, Classes],
    year: int | None = None,
    unit: str | None = None,
    inside: Mapping[str, str] = MappingProxyType({}),
    classified: str | None = None,
    own: Shares | None = None,
) -> tuple[Array, str]:
    """Output (country, sector), USD million, not a number where a tidy file says nothing."""
    sectors = list(covers)
    file = tidy(path, ("exporter", "product", "value"), ("value",), year)
    rows, _ = placed(file, countries, ("exporter",), inside=inside)
    factor, said = _unit(file, unit)
    row, s, value = _by_sector(
        file, rows, sectors, covers, ("exporter", "product"), classified, own
    )
    shape = (len(countries), len(sectors))
    at = np.ravel_multi_index((positions(rows["exporter"], countries)[row], s), shape)
    made = np.full(shape, np.nan)
    made.ravel()[at] = 0.0
    made += _summed(at, factor * value, shape)
    line = f"output from {file.place}: {len(rows):,} rows, {said}; SHA-256 {file.sha256}"
    return made, line


def _summed(at: Positions, value: Array, shape: tuple[int, ...]) -> Array:
    return np.bincount(at, value, math.prod(shape)).reshape(shape).astype(np.float64, copy=False)


def _by_sector(
    file: Tidy,
    rows: pd.DataFrame,
    sectors: Sequence[str],
    covers: Mapping[str, Classes],
    keys: Sequence[str],
    classified: str | None,
    own: Shares | None,
) -> tuple[Positions, Positions, Array]:
    """Rows, sectors and values, one entry for each sector that a row's product falls in.

    Raises BaselineError for unknown products, for values below zero, and where `keys` stand twice.
    """
    products = rows["product"].cat.remove_unused_categories()
    known = products.cat.categories
    digits = ""
    if own is None:
        digits = classification(file.called["product"], known, file.place, classified)
    shares, problems = sectors_of(known, sectors, covers, file.place, digits, own)
    problems += _value_problems(file, rows) + _repeated(file, keys)
    problems += _whole_beside_part(file.place, known) if digits == "hs" else []
    if problems:
        raise BaselineError(problems)
    row, s, share = spread(products, shares, sectors)
    return row, s, rows["value"].to_numpy(float)[row] * share


def _leave_out_parts(
    rows: pd.DataFrame, countries: Sequence[str]
) -> tuple[pd.DataFrame, list[str]]:
    """Without rows that name a total: the world, or the European Union beside its members."""
    totals = [label for label in ("ALL", "EU") if label not in countries]
    total = rows["exporter"].isin(totals) | rows["importer"].isin(totals)
    if not total.any():
        return rows, []
    return rows[~total], [f"rows of the world or the European Union left out: {total.sum():,}"]


def _unit(file: Tidy, said: str | None) -> tuple[float, str]:
    """USD million for one unit of the values. Raises BaselineError where nothing tells it."""
    own = file.called["value"]
    if said is None and own not in _KNOWN_UNITS:
        remedy = "say --unit units, thousands, millions or billions (of US dollars)"
        what = "what does one count?"
        raise BaselineError(Problem(f"{file.place}, {own}", what, "", "", remedy))
    name = said or _KNOWN_UNITS[own]
    return UNITS[name], f"values in {name} of US dollars" + ("" if said else ", as published")


def _value_problems(file: Tidy, rows: pd.DataFrame) -> list[Problem]:
    bad = rows[rows["value"] < 0]
    return [
        Problem(file.line(int(row["line"])), f"a value of {row['value']:g}", "zero or more")
        for row in bad.head(8).to_dict("records")
    ]


def _whole_beside_part(place: str, products: Iterable[str]) -> list[Problem]:
    """Chapters beside their own products, which would count twice."""
    held = set(products)
    wholes = {p: p[:n] for p in sorted(held) for n in (2, 4) if n < len(p) and p[:n] in held}
    remedy = "keep the rows of one level"
    return [
        Problem(place, f"{whole} stands beside {part}, which is in it", "", "", remedy)
        for part, whole in [*wholes.items()][:1]
    ]


def _repeated(file: Tidy, keys: Sequence[str]) -> list[Problem]:
    """Rows that say one thing twice."""
    again = file.rows[repeated(file.rows, keys)]
    return [
        Problem(
            file.line(int(line)), f"{' '.join(row[k] for k in keys)} stands there twice", "once"
        )
        for line, row in zip(again.index[:8], again.to_dict("records"), strict=False)
    ]


def refuse_wrong_scale(found: Bilateral, like: Array, place: str) -> None:
    """Raises BaselineError where trade is far from what another world has in the same cells."""
    abroad = ~np.eye(len(found.trade), dtype=bool)[:, :, None] & (found.trade > 0) & (like > 0)
    ours, theirs = float(found.trade[abroad].sum()), float(like[abroad].sum())
    if theirs == 0 or 1 / 20 <= ours / theirs <= 20:
        return
    what = f"trade is USD {ours:,.0f} million where the structure's world has {theirs:,.0f}"
    remedy = "is --unit right, and is it the year?"
    raise BaselineError(Problem(place, what, "within a factor of 20", "", remedy))


def refuse_exchanged(found: Bilateral, like: Array, place: str) -> None:
    """Raises BaselineError where trade is another world's with sellers and buyers exchanged.

    Flows are persistent: in logs, those of the OECD in 2018 and 2022 have a correlation of 0.94,
    and of 0.64 when one of the two is turned.
    """
    abroad = ~np.eye(len(found.trade), dtype=bool)[:, :, None]
    turned = like.transpose(1, 0, 2)
    both = abroad & (found.trade > 0) & (like > 0) & (turned > 0)
    if both.sum() < FEW:
        return
    ours = np.log(found.trade[both])
    as_is, exchanged = (np.corrcoef(ours, np.log(x[both]))[0, 1] for x in (like, turned))
    if exchanged > as_is + APART:
        what = (
            f"trade looks like the structure's with sellers and buyers exchanged ({exchanged:.2f}, "
        )
        what += f"as it is {as_is:.2f}, by correlation of logs over {both.sum():,} flows)"
        remedy = "exchange the names of the columns exporter and importer"
        raise BaselineError(Problem(place, what, "", "", remedy))


def homes(
    found: Bilateral, trade: Array, output: Array | None, like: Array
) -> tuple[Array, Mapping[str, NDArray[np.bool_]]]:
    """Home sales (country, sector), USD million, and the rule that gave each.

    trade: the file's, completed by the structure's world, whose exports count here. As the file has
    them; else output less exports, at least a hundredth of output; else those of
    the structure's world, moved as the country's exports in that sector are.
    """
    n = len(trade)
    abroad = trade.copy()
    abroad[np.arange(n), np.arange(n)] = 0.0
    sold, before = abroad.sum(axis=1), like.sum(axis=1)
    own = np.einsum("iij->ij", like)
    before = before - own
    ratio = np.divide(sold, before, out=np.ones_like(sold), where=before > 0)
    whole = np.divide(sold.sum(1), before.sum(1), out=np.ones(n), where=before.sum(1) > 0)
    ratio = np.where((before > 0) & (sold > 0), ratio, whole[:, None])
    moved = own * ratio
    given = np.einsum("iij->ij", found.trade)
    made = np.full_like(own, np.nan) if output is None else output
    left = made - sold
    floor = 0.01 * made
    by_output = ~np.isnan(made) & ~found.home
    home = np.where(found.home, given, np.where(by_output, np.maximum(left, floor), moved))
    return home, {
        "home-given": found.home,
        "home-from-output": by_output & (left >= floor),
        "home-at-least": by_output & (left < floor),
        "home-as-exports-moved": ~found.home & ~by_output,
    }
