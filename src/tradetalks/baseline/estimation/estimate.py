"""Trade elasticities from a table of trade and tariffs, with the covariance of their errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from tradetalks.baseline.estimation.effects import NONE, PAIR, crossed, name_problems, usual
from tradetalks.baseline.estimation.estimates import Estimates, TradeValues, theta_of
from tradetalks.baseline.estimation.fit import Fit, failed
from tradetalks.baseline.estimation.flows import ALL, Flows, read_flows, without_home
from tradetalks.baseline.estimation.grouped import grouped, isic_of
from tradetalks.baseline.estimation.ppml import ppml
from tradetalks.baseline.estimation.triple import triple_differences
from tradetalks.errors import InputError, Problem, nearest

Method = Literal["ppml", "triple"]
By = Literal["sector", "none"]
TariffUnit = Literal["fraction", "percent"]
Progress = Callable[[str, int, int], None]

#: The one effect that triple differences leave room for.
COUNTRY = "country"
HOME = "home"


@dataclass(frozen=True)
class Recipe:
    """How elasticities are estimated; see `estimate_elasticities`."""

    method: Method
    effects: tuple[str, ...]
    cluster: str
    controls: tuple[str, ...]
    trade_values: TradeValues

    @property
    def formula(self) -> str:
        """The equation in words."""
        if self.method == "triple":
            also = " + an effect of each country" if self.effects else ""
            return (
                "log(F_ij F_jn F_ni / (F_ji F_nj F_in)) = "
                f"b log of the same ratio of (1 + tariff){also}"
            )
        terms = ["b log(1 + tariff)", *self.controls, *(f"effects of {e}" for e in self.effects)]
        return f"trade = exp({' + '.join(terms)}) + error"


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
    `none`: one for all.
    effects: such as importer-year, exporter-year, pair (for triples: country, or none); as the
    data allow if left out. cluster: whose errors go together; `none`: they are robust to
    heteroskedasticity alone. controls: columns, or log(column). trade_values: whether trade is
    valued before import duty, so that the coefficient is -(1 + theta), or with it: -theta.
    home_sales: keep them, with an effect of the border. groups: tables countries, sectors
    (members added together) and isic. pooled: also the one elasticity of all sectors, for those
    without a usable one of their own.

    Raises InputError with everything that does not fit. A sector whose elasticity cannot be
    estimated has a named reason, never a number.
    """
    flows, isic, recipe = _asked(
        data,
        method=method,
        by=by,
        effects=effects,
        cluster=cluster,
        controls=controls,
        trade_values=trade_values,
        tariff_in=tariff_in,
        home_sales=home_sales,
        columns=columns or {},
        groups=groups or {},
    )
    told = progress or (lambda what, done, total: None)
    parts = {ALL: flows.frame}
    if by == "sector":
        parts = {s: flows.frame[flows.frame["sector"] == s] for s in flows.sectors}
    fits = []
    for k, (sector, part) in enumerate(parts.items()):
        told(f"estimate {sector}", k, len(parts))
        fits.append(_fit(part, recipe))
    whole = None
    if pooled and len(parts) > 1:
        told("estimate all sectors together", len(parts), len(parts))
        whole = _fit(flows.frame, recipe)
    return Estimates(tuple(parts), tuple(fits), whole, isic, trade_values, _about(flows, recipe))


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
    whose = None if recipe.cluster == NONE else crossed(frame, recipe.cluster)
    return ppml(
        frame["trade"].to_numpy(),
        regressors,
        [crossed(frame, effect + inside) for effect in recipe.effects],
        whose,
        crossed(frame, "exporter-importer-sector-year"),
    )


def _by_sector(frame: pd.DataFrame, name: str) -> dict[str, Any]:
    here = {s: frame["sector"] == s for s in frame["sector"].unique()}
    return {f"{name} in {s}": frame[name].where(at, 0.0).to_numpy() for s, at in here.items()}


def _asked(
    data: Any,
    *,
    method: Any,
    by: Any,
    effects: Any,
    cluster: Any,
    controls: Sequence[str],
    trade_values: Any,
    tariff_in: Any,
    home_sales: bool,
    columns: Mapping[str, str],
    groups: Mapping[str, Any],
) -> tuple[Flows, dict[str, list[str]], Recipe]:
    """The data and the recipe; raises InputError with everything wrong with either."""
    problems = [
        *_choice("method", method, get_args(Method)),
        *_choice("by", by, get_args(By)),
        *_choice("trade values", trade_values, get_args(TradeValues)),
        *_choice("tariff in", tariff_in, get_args(TariffUnit)),
    ]
    plain = [c.removeprefix("log(").removesuffix(")") for c in controls]
    flows, isic = None, {}
    try:
        flows = read_flows(data, columns, plain, per_cent=tariff_in == "percent")
        flows = grouped(flows, {k: v for k, v in groups.items() if k != "isic"}, plain)
        told_apart = by != "none" and "sector" in flows.has
        sectors = (ALL,) if by == "none" else flows.sectors
        isic = isic_of(sectors, groups.get("isic", {}), told_apart=told_apart)
    except InputError as error:
        problems += error.problems
    has = ("sector", "year") if flows is None else flows.has
    if method == "triple":
        chosen = tuple(effects or ())
        for name, given, allowed in (
            *(("effects", e, COUNTRY) for e in chosen if e != COUNTRY),
            *(("controls", c, "none: what is alike both ways cancels") for c in controls),
            *((("cluster", cluster, f"{PAIR}, {NONE}"),) if cluster not in (PAIR, NONE) else ()),
        ):
            what = f"{given!r} does not go with triple differences"
            problems.append(Problem(name, what, allowed))
    else:
        chosen = tuple(dict.fromkeys(effects)) if effects is not None else ()
        problems += name_problems("effects", chosen, has)
        problems += name_problems("cluster", [] if cluster == NONE else [cluster], has)
        if effects is None and flows is not None:
            chosen = usual(flows)
    if flows is not None and not problems:
        flows, problems = _with_controls(flows, controls, home_sales=home_sales)
    if problems or flows is None:
        raise InputError(problems)
    kept = (*controls, HOME) if home_sales and method == "ppml" else tuple(controls)
    return flows, isic, Recipe(method, chosen, cluster, kept, trade_values)


def _with_controls(
    flows: Flows, controls: Sequence[str], *, home_sales: bool
) -> tuple[Flows, list[Problem]]:
    """The flows to estimate from, with controls in logs where asked."""
    frame, problems = flows.frame.copy(), []
    for name in controls:
        if name.startswith("log("):
            plain = frame[name.removeprefix("log(").removesuffix(")")]
            if (plain <= 0).any():
                what = f"{int((plain <= 0).sum())} lines have no logarithm"
                problems.append(Problem(name, what, "above zero"))
                continue
            frame[name] = np.log(plain)
    frame[HOME] = (frame["exporter"] == frame["importer"]).astype(float)
    found = replace(flows, frame=frame)
    return (found if home_sales else without_home(found)), problems


def _choice(place: str, given: Any, allowed: Sequence[str]) -> Iterator[Problem]:
    if given not in allowed:
        close = nearest(str(given), allowed)
        yield Problem(place, f"{given!r} is unknown", ", ".join(allowed), close)


def _about(flows: Flows, recipe: Recipe) -> dict[str, Any]:
    """What the estimates say of themselves, as plain data."""
    return {
        "method": recipe.method,
        "formula": recipe.formula,
        "theta_is": theta_of(recipe.trade_values),
        "trade_values": recipe.trade_values,
        "effects": list(recipe.effects),
        "controls": list(recipe.controls),
        "cluster": recipe.cluster,
        "data": flows.source,
        "data_sha256": flows.sha256,
        "lines": flows.rows,
        "home_sales_left_out": flows.home,
    }
