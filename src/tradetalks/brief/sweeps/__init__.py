"""Sweeps: many scenarios from one file, solved and kept."""

from tradetalks.brief.sweeps.read import load_sweep
from tradetalks.brief.sweeps.run import iterate_sweep, sweep

__all__ = ["iterate_sweep", "load_sweep", "sweep"]
