"""tradetalks works out what a deal between nations is worth, before the call is made.

The public names are loaded on first use, so that `tradetalks --help` stays quick.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_HOME = {
    "Baseline": "tradetalks.baseline",
    "baselines": "tradetalks.baseline",
    "elasticity_sets": "tradetalks.baseline",
    "Estimates": "tradetalks.baseline.estimation",
    "estimate_elasticities": "tradetalks.baseline.estimation",
    "load_baseline": "tradetalks.baseline",
    "import_table": "tradetalks.baseline.importing",
    "Imported": "tradetalks.baseline.importing",
    "import_trade": "tradetalks.baseline.importing_trade",
    "Policy": "tradetalks.policy",
    "Equilibrium": "tradetalks.solve",
    "derivative": "tradetalks.solve",
    "gradient": "tradetalks.solve",
    "solve": "tradetalks.solve",
    "solve_many": "tradetalks.solve",
    "Agenda": "tradetalks.talks",
    "Attribution": "tradetalks.talks",
    "Deal": "tradetalks.talks",
    "Frontier": "tradetalks.talks",
    "Issue": "tradetalks.talks",
    "Verdict": "tradetalks.talks",
    "attribution": "tradetalks.talks",
    "frontier": "tradetalks.talks",
    "judge": "tradetalks.talks",
    "Burden": "tradetalks.talks",
    "Calibrated": "tradetalks.talks",
    "Cooperation": "tradetalks.talks",
    "Objective": "tradetalks.talks",
    "Optimal": "tradetalks.talks",
    "Sought": "tradetalks.talks",
    "Term": "tradetalks.talks",
    "War": "tradetalks.talks",
    "calibrate": "tradetalks.talks",
    "cooperate": "tradetalks.talks",
    "optimal_policy": "tradetalks.talks",
    "rank": "tradetalks.talks",
    "reciprocal_cuts": "tradetalks.talks",
    "seek": "tradetalks.talks",
    "share_burden": "tradetalks.talks",
    "share_of_baseline": "tradetalks.talks",
    "trade_war": "tradetalks.talks",
    "bargain": "tradetalks.brief.deals",
    "load_brief": "tradetalks.brief",
    "aggregate_for": "tradetalks.brief.resolution",
    "iterate_sweep": "tradetalks.brief.sweeps",
    "sweep": "tradetalks.brief.sweeps",
    "SweepResults": "tradetalks.uncertainty.sweep.results",
    "SweepStoppedError": "tradetalks.uncertainty.sweep.store",
    "Band": "tradetalks.uncertainty",
    "Doubt": "tradetalks.uncertainty",
    "Draws": "tradetalks.uncertainty",
    "bands": "tradetalks.uncertainty",
    "doubt_of": "tradetalks.uncertainty",
    "draws": "tradetalks.uncertainty",
    "run": "tradetalks.report",
    "resolution_loss": "tradetalks.report.ladder",
    "Problem": "tradetalks.errors",
    "TradetalksError": "tradetalks.errors",
    "InputError": "tradetalks.errors",
    "BaselineError": "tradetalks.errors",
    "PolicyError": "tradetalks.errors",
    "BriefError": "tradetalks.errors",
    "NotConvergedError": "tradetalks.errors",
}

__all__ = ["__version__", *_HOME]

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline, baselines, elasticity_sets, load_baseline
    from tradetalks.baseline.estimation import Estimates, estimate_elasticities
    from tradetalks.baseline.importing import Imported, import_table
    from tradetalks.baseline.importing_trade import import_trade
    from tradetalks.brief import load_brief
    from tradetalks.brief.deals import bargain
    from tradetalks.brief.resolution import aggregate_for
    from tradetalks.brief.sweeps import iterate_sweep, sweep
    from tradetalks.errors import (
        BaselineError,
        BriefError,
        InputError,
        NotConvergedError,
        PolicyError,
        Problem,
        TradetalksError,
    )
    from tradetalks.policy import Policy
    from tradetalks.report import run
    from tradetalks.report.ladder import resolution_loss
    from tradetalks.solve import Equilibrium, derivative, gradient, solve, solve_many
    from tradetalks.talks import (
        Agenda,
        Attribution,
        Burden,
        Calibrated,
        Cooperation,
        Deal,
        Frontier,
        Issue,
        Objective,
        Optimal,
        Sought,
        Term,
        Verdict,
        War,
        attribution,
        calibrate,
        cooperate,
        frontier,
        judge,
        optimal_policy,
        rank,
        reciprocal_cuts,
        seek,
        share_burden,
        share_of_baseline,
        trade_war,
    )
    from tradetalks.uncertainty import Band, Doubt, Draws, bands, doubt_of, draws
    from tradetalks.uncertainty.sweep.results import SweepResults
    from tradetalks.uncertainty.sweep.store import SweepStoppedError


class _Package(ModuleType):
    """Keeps `tradetalks.solve` the function: importing the layer of that name would replace it."""

    @property
    def solve(self) -> Any:
        return importlib.import_module("tradetalks.solve.solver").solve

    @solve.setter
    def solve(self, layer: ModuleType) -> None:
        """Python hands the layer over here once it is imported; it stays in sys.modules."""


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module 'tradetalks' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
