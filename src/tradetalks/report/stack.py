"""Every scenario's outcomes in one dataset, the single source of every table and file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from tradetalks.errors import InputError
from tradetalks.symbols import MONEY

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.baseline import Baseline
    from tradetalks.brief import Scenario
    from tradetalks.solve import Equilibrium


@dataclass(frozen=True)
class Run:
    """One scenario of a brief, the world it leads to, and the accounts of that world.

    accounts: first-order ones. by_lever: those of its kinds of lever, by the table they go to.
    welfare: the exact account of real income, where it was asked for.
    """

    scenario: Scenario
    equilibrium: Equilibrium
    accounts: xr.Dataset | None = None
    by_lever: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    welfare: xr.Dataset | None = None

    @property
    def id(self) -> str:
        """The scenario's short name."""
        return str(self.scenario.id)

    @property
    def title(self) -> str:
        """The scenario's title."""
        return str(self.scenario.title)


def stack(base: Baseline, runs: Sequence[Run]) -> xr.Dataset:
    """Outcomes with a leading dim `scenario`; those of a run that did not converge are NaN.

    Variables keep their attributes (units, long_name, equation). Coordinates name
    countries, partners and sectors and carry each scenario's title and state.
    Raises NotConvergedError when not even the baseline itself can be solved.
    """
    like = _layout(base, runs)
    variables = {
        str(name): (
            ("scenario", *variable.dims),
            np.stack([_values(run, variable) for run in runs]),
            variable.attrs,
        )
        for name, variable in like.data_vars.items()
    }
    countries, sectors = list(base.countries), list(base.sectors)
    coords = {str(name): (c.dims, c.values, c.attrs) for name, c in like.coords.items()}
    coords |= {
        "scenario": ("scenario", [run.id for run in runs], {"long_name": "scenario"}),
        "scenario_title": ("scenario", [run.title for run in runs], {}),
        "converged": ("scenario", [bool(run.equilibrium.converged) for run in runs], {}),
        "residual": ("scenario", [float(run.equilibrium.residual) for run in runs], {}),
        "country": ("country", countries, {"long_name": "country, ISO 3166-1 alpha-3"}),
        "country_name": ("country", names(base, "country"), {}),
        "partner": ("partner", countries, {"long_name": "trading partner"}),
        "sector": ("sector", sectors, {"long_name": "sector"}),
        "sector_title": ("sector", names(base, "sector"), {}),
    }
    return xr.Dataset(variables | _goods(runs), coords=coords)


def _goods(runs: Sequence[Run]) -> dict[str, Any]:
    """Trade in goods alone (scenario, exporter, importer), where the data tell goods apart."""
    found = [_goods_of(run) for run in runs]
    shapes = {pair[0].shape for pair in found if pair is not None}
    if len(shapes) != 1:
        return {}
    blank = np.full(shapes.pop(), np.nan)
    dims = ("scenario", "exporter", "importer")
    names = {"goods_trade": "trade in goods", "goods_trade_base": "trade in goods, baseline"}
    pairs = [(blank, blank) if pair is None else pair for pair in found]
    return {
        name: (dims, np.stack(values), {"units": MONEY, "long_name": meaning})
        for (name, meaning), values in zip(names.items(), zip(*pairs, strict=True), strict=True)
    }


def _goods_of(run: Run) -> tuple[np.ndarray, np.ndarray] | None:
    eq = run.equilibrium
    if not eq.converged or (sectors := goods(eq.base)) is None:
        return None
    new, old = (trade.values[:, :, sectors].sum(axis=2) for trade in (eq.trade, eq.base["trade"]))
    return new, old


def goods(base: Baseline) -> np.ndarray | None:
    """Positions of the goods among the sectors; None where the data do not tell them apart."""
    try:
        found = base.axes.sector_index("goods")
    except InputError:
        return None
    return found if 0 < len(found) < len(base.sectors) else None


def _layout(base: Baseline, runs: Sequence[Run]) -> xr.Dataset:
    """Any outcomes of this baseline: names, dims and attributes are the same for all."""
    for run in runs:
        if run.equilibrium.converged:
            return run.equilibrium.outcomes
    from tradetalks.solve import solve

    return solve(base).outcomes


def _values(run: Run, like: xr.DataArray) -> np.ndarray:
    if run.equilibrium.converged:
        return np.asarray(run.equilibrium.outcomes.variables[like.name].values)
    return np.full(like.shape, np.nan)


def names(base: Baseline, dim: str) -> list[str]:
    """What people call each country or sector; the label itself where the data give no name."""
    labels = list(base.countries if dim == "country" else base.sectors)
    coordinate = {"country": "country_name", "sector": "sector_title"}[dim]
    if coordinate not in base.dataset.coords:
        return labels
    given = base.dataset.coords[coordinate].values
    return [str(n) or label for n, label in zip(given, labels, strict=True)]


def borrowed_structure(base: Baseline) -> dict[str, str]:
    """Countries without a production structure of their own -> whose stands in for it."""
    coords = base.dataset.coords
    if "structure_source" not in coords:
        return {}
    sources = zip(base.countries, map(str, coords["structure_source"].values), strict=True)
    return {c: s for c, s in sources if s in ("region", "rest of world") and c != "ROW"}
