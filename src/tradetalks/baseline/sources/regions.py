"""Countries that a world lacks, with the production structure of their region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from tradetalks.baseline.about import About
from tradetalks.baseline.core import Baseline
from tradetalks.baseline.identities import Array
from tradetalks.baseline.identities import output as receipts
from tradetalks.baseline.sources.names import concordance
from tradetalks.baseline.sources.titles import titles
from tradetalks.errors import BaselineError, Problem, nearest
from tradetalks.symbols import DATA


def with_countries(structure: Baseline, extra: Sequence[str]) -> Baseline:
    """The world with more countries: each is the sum of those of its region, in every array.

    Shares are averages by output, rates by trade; without a country of the region, the rest of the
    world stands in. The trade of the newcomers is not meant to be kept: it says what a country of
    the region sells at home for what it sells abroad. Workers and migrants are left out. Raises
    BaselineError for codes that are none, and for countries that the world has.
    """
    known, problems = regions(), []
    for code in extra:
        if code in structure.countries:
            problems.append(Problem("--keep", f"{code!r} is in the structure's world already"))
        elif code not in known:
            what = f"unknown country {code!r}"
            problems.append(Problem("--keep", what, "ISO 3166-1 alpha-3", nearest(code, known)))
    if problems:
        raise BaselineError(problems)
    weights = np.vstack([np.eye(len(structure.countries)), *(_donors(structure, c) for c in extra)])
    sources = [_named(structure, row) for row in weights[len(structure.countries) :]]
    about = About.of(structure.dataset).noting(
        "structure by region: "
        + "; ".join(f"{c} as {s}" for c, s in zip(extra, sources, strict=True))
    )
    arrays = _spread(structure, weights)
    countries = (*structure.countries, *extra)
    kept = {n: c for n, c in structure.annotations().items() if c.dims == ("sector",)}
    axes = (countries, structure.sectors, structure.factors)
    made = Baseline.assembled(*axes, arrays, about, kept)
    named = titles(countries, structure.sectors)
    return made.annotate(**{n: text for n, text in named.items() if n not in kept})


@cache
def regions() -> Mapping[str, str]:
    """ISO 3166-1 alpha-3 code -> region."""
    return {c: row["region"] for row in concordance("regions") for c in row["countries"].split()}


def _donors(structure: Baseline, country: str) -> Array:
    """Which countries of the world stand in for one that it lacks, as ones among zeros."""
    region = regions()[country]
    alike = np.array([float(regions().get(c) == region) for c in structure.countries])
    if not alike.any():
        alike = np.array([float(c == "ROW") for c in structure.countries])
    return alike if alike.any() else np.ones(len(structure.countries))


def _named(structure: Baseline, row: Array) -> str:
    members = [c for c, w in zip(structure.countries, row, strict=True) if w]
    return ", ".join(members[:5]) + (f" and {len(members) - 5} more" if len(members) > 5 else "")


def _spread(structure: Baseline, weights: Array) -> dict[str, Array]:
    """Observed arrays over the new countries; `weights` (new, old) says whom each is made of."""
    old = {name: structure[name].values for name in DATA}
    flow = old["trade"]
    trade = _both(flow, weights)
    home = np.einsum("co,oj->cj", weights, np.einsum("oij,oi->oj", flow, np.eye(len(flow))))
    made = weights @ receipts(flow, old["export_tax"])
    own = receipts(flow, old["export_tax"])

    def mean(share: Array) -> Array:
        """Average over members by output, plain where there is none."""
        by_output = np.einsum("co,o...j,oj->c...j", weights, share, own)
        size = np.expand_dims(made, tuple(range(1, share.ndim - 1)))
        count = weights.sum(axis=1).reshape(-1, *[1] * (share.ndim - 1))
        plain = np.einsum("co,o...j->c...j", weights, share) / count
        return np.asarray(np.where(size > 0, by_output / np.where(size > 0, size, 1.0), plain))

    def rate(name: str) -> Array:
        paid, count = _both(old[name] * flow, weights), _both(np.ones_like(flow), weights)
        plain = _both(old[name], weights) / count
        found = np.where(trade > 0, paid / np.where(trade > 0, trade, 1.0), plain)
        found[np.arange(len(found)), np.arange(len(found))] = 0.0
        return found

    new = {name: mean(old[name]) for name in ("value_added_share", "input_share", "factor_share")}
    rates = {name: rate(name) for name in ("tariff", "export_tax")}
    at = np.arange(len(trade))
    trade[at, at] = home
    return {"trade": trade, **new, **rates, "trade_elasticity": old["trade_elasticity"]}


def _both(flow: Array, weights: Array) -> Array:
    spread: Array = np.einsum("ao,bd,odj->abj", weights, weights, flow, optimize=True)
    return spread
