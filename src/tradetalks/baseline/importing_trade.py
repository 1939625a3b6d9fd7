"""Bilateral trade without tables: joined to the production structure of a world that has one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline.about import About
from tradetalks.baseline.core import Baseline
from tradetalks.baseline.identities import Array
from tradetalks.baseline.sources.bilateral import (
    Bilateral,
    homes,
    read_output,
    read_trade,
    refuse_exchanged,
    refuse_wrong_scale,
)
from tradetalks.baseline.sources.own_codes import own_codes
from tradetalks.baseline.sources.regions import with_countries
from tradetalks.baseline.sources.tariffs import TariffRules, read_tariffs
from tradetalks.errors import BaselineError, Problem
from tradetalks.labels.isic import classes
from tradetalks.symbols import DERIVED

Mask = NDArray[np.bool_]


def import_trade(
    structure: Baseline,
    path: str | PathLike[str],
    year: int | None = None,
    *,
    unit: str | None = None,
    output: str | PathLike[str] | None = None,
    tariffs: str | PathLike[str] | None = None,
    tariff_rules: TariffRules | None = None,
    keep: Sequence[str] = (),
    products: str | None = None,
    concordance: str | PathLike[str] | None = None,
) -> Baseline:
    """A balanced baseline: trade of a tidy file, cost shares and all else of `structure`.

    path: exporter, importer, product, value. unit: what a value counts (`UNITS`), where the
    file's own name of the column does not say it. output: tidy file of exporter, product, value,
    from which home sales follow. tariffs: tidy file, in place of the structure's. keep: countries
    that the structure lacks and that shall not join its rest of the world; they get the cost shares
    of their region. Otherwise the axes are the structure's. products: what product codes of digits
    are (hs, isic3, isic4), where the name of their column does not say it. concordance: a CSV file
    with the columns code and isic, for codes of any other kind. Raises BaselineError with
    everything that does not fit.
    """
    if keep:
        structure = with_countries(structure, keep)
    axes = structure.axes
    covers = axes.sector_classes
    if len(covers) < len(structure.sectors):
        lacking = [s for s in structure.sectors if s not in covers]
        what = f"sectors without an ISIC code: {', '.join(lacking)}"
        raise BaselineError(Problem(structure.name or "structure", what, "ISIC Rev. 4 codes"))
    inside = {part: whole for whole, parts in axes.country_parts.items() for part in parts}
    countries, file = structure.countries, Path(path)
    codes = None if concordance is None else own_codes(Path(concordance))
    found = read_trade(file, countries, covers, year, unit, inside, products, codes)
    like = structure["trade"].values
    if keep:
        like = _sized(found, like, countries, keep)
    refuse_wrong_scale(found, like, file.name)
    refuse_exchanged(found, like, file.name)
    made, told = None, []
    if output is not None:
        made, line = read_output(
            Path(output), countries, covers, year, unit, inside, products, codes
        )
        told.append(line)
    trade, rules = _joined(found, like, made)
    arrays: dict[str, Array | None] = {"trade": trade, **dict.fromkeys(DERIVED, None)}
    sources: dict[str, str] = {"trade": file.name}
    if tariffs is not None:
        _refuse_other_labels(structure)
        given = tariff_rules or TariffRules()
        charged = read_tariffs(
            Path(tariffs), countries, structure.sectors, given.year or year, given, inside
        )
        arrays["tariff"] = charged.rates
        sources["tariff"] = Path(tariffs).name
        told += charged.told
    about = About.of(structure.dataset)
    own = structure.name or "a baseline without a name"
    first = f"structure of {own} ({structure.fingerprint[:12]}), trade replaced"
    about = replace(
        about,
        name=f"{file.stem}-{year}" if year else file.stem,
        title=f"Trade of {file.name}, structure of {own}",
        source={**about.source, **sources},
        year={**about.year, **({"trade": year} if year else {})},
        history=(*about.history, first, *found.lines, *told, *rules),
    )
    return structure.rebuilt(about, arrays).balance()


def _refuse_other_labels(structure: Baseline) -> None:
    """Raises BaselineError where a sector's own name does not say whether it is a good."""
    other = [s for s in structure.sectors if classes(s) is None]
    if other:
        what = f"tariffs cannot be joined to sectors {', '.join(other)}"
        remedy = "use a structure whose sectors are named by ISIC codes"
        raise BaselineError(Problem(structure.name or "structure", what, "", "", remedy))


def _sized(found: Bilateral, like: Array, countries: Sequence[str], keep: Sequence[str]) -> Array:
    """The structure's trade with newcomers at their own size, taken out of the rest of the world.

    A newcomer's size is its trade in the file against that of the region that stands in for it.
    """
    like = like.copy()
    abroad = ~np.eye(len(like), dtype=bool)[:, :, None] & found.sectors
    for code in keep:
        c = countries.index(code)
        if not (found.exporters[c] or found.importers[c]):
            what = f"{code} stands in no row, so that nothing says how large it is"
            raise BaselineError(Problem("--keep", what, remedy="leave it out"))
        ours = (found.trade * abroad)[c].sum() + (found.trade * abroad)[:, c].sum()
        region = (like * abroad)[c].sum() + (like * abroad)[:, c].sum()
        size = ours / region if region > 0 else 0.0
        home = like[c, c] * size
        like[c], like[:, c] = like[c] * size, like[:, c] * size
        like[c, c] = home
    if "ROW" in countries:
        r, new = countries.index("ROW"), [countries.index(code) for code in keep]
        home = np.maximum(like[r, r] - like[new, new].sum(axis=0), 0.0)
        like[r] = np.maximum(like[r] - like[new].sum(axis=0), 0.0)
        like[:, r] = np.maximum(like[:, r] - like[:, new].sum(axis=1), 0.0)
        like[r, r] = home
    return like


def _joined(found: Bilateral, like: Array, output: Array | None) -> tuple[Array, list[str]]:
    """Trade of the file, with what it does not say from the structure's world; and by what rule."""
    n = len(like)
    diagonal = np.eye(n, dtype=bool)[:, :, None]
    told: Mask = found.exporters[:, None, None] & found.importers[None, :, None] & found.sectors
    trade = np.where(told, found.trade, like)
    home, by_rule = homes(found, trade, output, like)
    lines = [*_left(told, diagonal, like)]
    inner = (found.exporters[:, None] & found.sectors) | found.home
    if output is not None:
        inner |= ~np.isnan(output)
    trade[np.arange(n), np.arange(n)] = np.where(inner, home, np.einsum("iij->ij", like))
    world = trade.sum()
    for rule, where in by_rule.items():
        cells = where & inner
        if cells.any():
            amount = float(home[cells].sum())
            size = f"{int(cells.sum()):,} cells, USD {amount:,.0f} million"
            lines.append(f"rule {rule}: home sales ({size}, {amount / world:.1%} of output)")
    return trade, lines


def _left(told: Mask, diagonal: Mask, like: Array) -> Iterator[str]:
    """What stays as it is in the structure's world, because the file says nothing of it."""
    kept = ~told & ~diagonal & (like > 0)
    if kept.any():
        amount = float(like[kept].sum())
        size = f"{int(kept.sum()):,} cells, USD {amount:,.0f} million"
        yield f"rule as-in-structure: flows of countries or sectors the file does not name ({size})"
