"""Trade elasticities from a table of trade and tariffs, with the covariance of their errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tradetalks.baseline.estimation.effects import NONE, PAIR, crossed, usual
from tradetalks.baseline.estimation.estimates import Estimates, TradeValues
from tradetalks.baseline.estimation.fit import Fit, failed
from tradetalks.baseline.estimation.flows import ALL, Flows, read_flows, without_home
from tradetalks.baseline.estimation.grouped import grouped, isic_of
from tradetalks.baseline.estimation.ppml import ppml
from tradetalks.baseline.estimation.recipe import (
    By,
    Method,
    Recipe,
    TariffUnit,
    choice_problems,
    column_of,
    listed,
    misfits,
)
from tradetalks.baseline.estimation.triple import triple_differences
from tradetalks.errors import InputError, Problem

Progress = Callable[[str, int, int], None]
HOME = "home"


def estimate_elasticities(
    data: Any,
    *,
    method: Method = "ppml",
    by: By = "sector",
    effects: Sequence[str] | None = None,
    cluster: str = PAIR,
    controls: Sequence[str] = (),
    trade_values: TradeValues = "before-duty",
    tariff_in: TariffUnit = "fraction",
    home_sales: bool = False,
    columns: Mapping[str, str] | None = None,
    groups: Mapping[str, Any] | None = None,
    pooled: bool = False,
    progress: Progress | None = None,
) -> Estimates:
    """Trade elasticities, theta in `share ~ cost^-theta` (eq. 4), from trade and tariffs.

    data: a CSV file or a DataFrame with exporter, importer, trade and tariff, and perhaps sector,
    year and controls (`columns` maps these names to others), or a Baseline. method: `ppml`
    (fixed effects) or `triple` (triple differences). by: an elasticity for each sector, or
    `none`: one for all. effects: such as importer-year, exporter-year, pair (for triples: country,
    or none); as the data allow if left out. cluster: whose errors go together; `none`: they are
    robust to heteroskedasticity alone. controls: columns, or log(column). trade_values: whether
    trade is valued before import duty, so that the coefficient is -(1 + theta), or with it:
    -theta. home_sales: keep them, with an effect of the border. groups: tables countries, sectors
    (members added together) and isic. pooled: also the one elasticity of all sectors, for those
    without a usable one of their own.

    Raises InputError with everything that does not fit. A sector whose elasticity cannot be
    estimated has a named reason, never a number.
    """
    columns, groups = columns or {}, groups or {}
    chosen, also = listed(effects), listed(controls)
    problems = [*choice_problems(method, by, trade_values, tariff_in, columns, groups)]
    flows: Flows | None = None
    isic: dict[str, list[str]] = {}
    if not problems:
        try:
            flows, isic = _read(data, by, also, tariff_in, columns, groups)
        except InputError as error:
            problems += error.problems
    has = ("sector", "year") if flows is None else flows.has
    problems += misfits(method, chosen, cluster, also, has)
    if flows is not None and not problems:
        flows, problems = _with_controls(flows, also, home_sales=home_sales)
    if problems or flows is None:
        raise InputError(problems)
    if method == "ppml":
        chosen = usual(flows) if effects is None else chosen
        also = (*also, HOME) if home_sales else also
    recipe = Recipe(method, chosen, cluster, also, trade_values)
    parts = {ALL: flows.frame}
    if by == "sector":
        parts = {s: flows.frame[flows.frame["sector"] == s] for s in flows.sectors}
    told = progress or (lambda what, done, total: None)
    fits = []
    for k, (sector, part) in enumerate(parts.items()):
        told(f"estimate {sector}", k, len(parts))
        fits.append(_fit(part, recipe))
    whole = None
    if pooled and len(parts) > 1:
        told("estimate all sectors together", len(parts), len(parts))
        whole = _fit(flows.frame, recipe)
    return Estimates(tuple(parts), tuple(fits), whole, isic, trade_values, recipe.about(flows))


def _fit(frame: pd.DataFrame, recipe: Recipe) -> Fit:
    """One elasticity; of several sectors together, every effect and control is by sector."""
    if recipe.method == "triple":
        by_country, by_pair = bool(recipe.effects), recipe.cluster == PAIR
        return triple_differences(frame, by_country=by_country, by_pair=by_pair)
    if not len(frame):
        return failed("there is no line of data")
    several = frame["sector"].nunique() > 1
    inside = "-sector" if several else ""
    regressors = {"tariff": np.log1p(frame["tariff"].to_numpy())}
    for name in recipe.controls:
        regressors |= _by_sector(frame, name) if several else {name: frame[name].to_numpy()}
    return ppml(
        frame["trade"].to_numpy(),
        regressors,
        [crossed(frame, effect + inside) for effect in recipe.effects],
        None if recipe.cluster == NONE else crossed(frame, recipe.cluster),
        crossed(frame, "exporter-importer-sector-year"),
    )


def _by_sector(frame: pd.DataFrame, name: str) -> dict[str, Any]:
    here = {s: frame["sector"] == s for s in frame["sector"].unique()}
    return {f"{name} in {s}": frame[name].where(at, 0.0).to_numpy() for s, at in here.items()}


def _read(
    data: Any,
    by: By,
    controls: Sequence[Any],
    tariff_in: TariffUnit,
    columns: Mapping[str, str],
    groups: Mapping[str, Any],
) -> tuple[Flows, dict[str, list[str]]]:
    """The flows, their groups added together, and the ISIC codes of what is estimated."""
    plain = [column_of(c) for c in controls]
    flows = read_flows(data, columns, plain, per_cent=tariff_in == "percent")
    flows = grouped(flows, {k: v for k, v in groups.items() if k != "isic"}, plain)
    told_apart = by != "none" and "sector" in flows.has
    sectors = (ALL,) if by == "none" else flows.sectors
    return flows, isic_of(sectors, groups.get("isic", {}), told_apart=told_apart)


def _with_controls(
    flows: Flows, controls: Sequence[str], *, home_sales: bool
) -> tuple[Flows, list[Problem]]:
    """The flows to estimate from, with controls in logs where asked."""
    frame, problems = flows.frame.copy(), []
    for name in controls:
        plain = frame[column_of(name)]
        if name == column_of(name):
            continue
        if (plain <= 0).any():
            what = f"{int((plain <= 0).sum())} lines have no logarithm"
            problems.append(Problem(name, what, "above zero"))
        else:
            frame[name] = np.log(plain)
    frame[HOME] = (frame["exporter"] == frame["importer"]).astype(float)
    found = replace(flows, frame=frame)
    return (found if home_sales else without_home(found)), problems
