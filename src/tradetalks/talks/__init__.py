"""Questions asked of many solved worlds: which lever, how much of it, and who carries the cost."""

from tradetalks.talks.best.optimal import Optimal, optimal_policy
from tradetalks.talks.deal.agenda import Agenda, Issue
from tradetalks.talks.deal.attribution import Attribution, attribution
from tradetalks.talks.deal.bargain import Deal, bargain
from tradetalks.talks.deal.frontier import Frontier, frontier
from tradetalks.talks.deal.offer import Verdict, judge
from tradetalks.talks.single.burden import Burden, share_burden
from tradetalks.talks.single.calibrate import Calibrated, calibrate
from tradetalks.talks.single.goals import ShareOfBaseline, share_of_baseline
from tradetalks.talks.single.rank import rank
from tradetalks.talks.single.seek import Sought, seek
from tradetalks.talks.together.cooperation import Cooperation, cooperate
from tradetalks.talks.together.reciprocal import reciprocal_cuts
from tradetalks.talks.wants.objective import Objective
from tradetalks.talks.wants.terms import Term
from tradetalks.talks.war.nash import War, trade_war

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
