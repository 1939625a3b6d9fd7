"""Questions asked of many solved worlds: which lever, how much of it, and who carries the cost."""

from tradetalks.talks.burden import Burden, share_burden
from tradetalks.talks.calibrate import Calibrated, calibrate
from tradetalks.talks.goals import ShareOfBaseline, share_of_baseline
from tradetalks.talks.nash import War, trade_war
from tradetalks.talks.objective import Objective
from tradetalks.talks.optimal import Optimal, optimal_policy
from tradetalks.talks.rank import rank
from tradetalks.talks.seek import Sought, seek
from tradetalks.talks.terms import Term

__all__ = [
    "Burden",
    "Calibrated",
    "Objective",
    "Optimal",
    "ShareOfBaseline",
    "Sought",
    "Term",
    "War",
    "calibrate",
    "optimal_policy",
    "rank",
    "seek",
    "share_burden",
    "share_of_baseline",
    "trade_war",
]
