"""The worlds the benchmarks run on: real ones where there are, else made up at the size asked."""

from __future__ import annotations

import tradetalks as tt
from replication.caliendo_parro_2015.data import load
from worlds import make_world

#: Every size that is measured: name, and countries and sectors of the made-up ones.
MADE_UP = {"31 x 40": (31, 40), "81 x 33": (81, 33), "160 x 65": (160, 65), "194 x 1": (194, 1)}
REAL = ("Caliendo-Parro 1993", "world-2022")


def world(name: str) -> tt.Baseline:
    """A baseline by name. Made-up ones are `tests/worlds.py`'s: every cell positive, lognormal
    trade shares with a home share of about three quarters, tariffs to 30 % and export taxes to
    10 %, dense inputs, elasticities of 2 to 8, deficits to 10 % of income."""
    if name == "Caliendo-Parro 1993":
        # Their data do not clear goods markets: the solved base year does.
        return tt.solve(load().base, deficits="fixed").require().to_baseline()
    if name in MADE_UP:
        countries, sectors = MADE_UP[name]
        return tt.Baseline.from_arrays(**make_world(1, countries, sectors))
    return tt.load_baseline(name)
