"""How sure the figures are: elasticities are estimates, and every outcome inherits their error."""

from tradetalks.uncertainty.bands import Band, bands
from tradetalks.uncertainty.doubt import Doubt, doubt_of
from tradetalks.uncertainty.draws import Draws, draws

__all__ = ["Band", "Doubt", "Draws", "bands", "doubt_of", "draws"]
