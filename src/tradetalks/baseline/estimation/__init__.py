"""Trade elasticities estimated from trade and tariffs: a table of flows in, a set of them out."""

from tradetalks.baseline.estimation.estimate import estimate_elasticities
from tradetalks.baseline.estimation.estimates import Estimates

__all__ = ["Estimates", "estimate_elasticities"]
