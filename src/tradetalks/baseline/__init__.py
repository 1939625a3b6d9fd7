"""Baselines: made from arrays or files, checked, balanced, aggregated, given elasticities."""

from __future__ import annotations

from tradetalks.baseline.core import Baseline
from tradetalks.baseline.elasticities import (
    DEFAULT_ELASTICITIES,
    ElasticitySet,
    compare_elasticities,
    elasticity_set,
    elasticity_sets,
)
from tradetalks.baseline.files import baselines, load_baseline

__all__ = [
    "DEFAULT_ELASTICITIES",
    "Baseline",
    "ElasticitySet",
    "baselines",
    "compare_elasticities",
    "elasticity_set",
    "elasticity_sets",
    "load_baseline",
]
