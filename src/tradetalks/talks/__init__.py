"""Questions asked of many solved worlds: which lever, how much of it, and who carries the cost."""

from tradetalks.talks.agenda import Agenda, Issue
from tradetalks.talks.attribution import Attribution, attribution
from tradetalks.talks.bargain import Deal, bargain
from tradetalks.talks.burden import Burden, share_burden
from tradetalks.talks.calibrate import Calibrated, calibrate
from tradetalks.talks.cooperation import Cooperation, cooperate
from tradetalks.talks.frontier import Frontier, frontier
from tradetalks.talks.goals import ShareOfBaseline, share_of_baseline
from tradetalks.talks.nash import War, trade_war
from tradetalks.talks.objective import Objective
from tradetalks.talks.offer import Verdict, judge
from tradetalks.talks.optimal import Optimal, optimal_policy
from tradetalks.talks.rank import rank
from tradetalks.talks.reciprocal import reciprocal_cuts
from tradetalks.talks.seek import Sought, seek
from tradetalks.talks.terms import Term

__all__ = [
    "Agenda",
    "Attribution",
    "Burden",
    "Calibrated",
    "Cooperation",
    "Deal",
    "Frontier",
    "Issue",
    "Objective",
    "Optimal",
    "ShareOfBaseline",
    "Sought",
    "Term",
    "Verdict",
    "War",
    "attribution",
    "bargain",
    "calibrate",
    "cooperate",
    "frontier",
    "judge",
    "optimal_policy",
    "rank",
    "reciprocal_cuts",
    "seek",
    "share_burden",
    "share_of_baseline",
    "trade_war",
]
