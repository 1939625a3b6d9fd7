"""Baselines: made from arrays or files, checked, balanced, aggregated, given elasticities."""

from __future__ import annotations

from tradetalks.baseline.core import Baseline
from tradetalks.baseline.elasticities import compare_elasticities
from tradetalks.baseline.elasticity_sets import (
    DEFAULT_ELASTICITIES,
    ElasticitySet,
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
