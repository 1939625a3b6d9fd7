"""Briefs: who talks about what, what is reported, and which worlds to compare."""

from tradetalks.brief.facts import facts_against_baseline
from tradetalks.brief.levers import LEVERS
from tradetalks.brief.read import briefs, find_brief, load_brief
from tradetalks.brief.schema import Brief, Event, Fact, Issue, NotEvaluated, Offer, Party, Scenario

__all__ = [
    "LEVERS",
    "Brief",
    "Event",
    "Fact",
    "Issue",
    "NotEvaluated",
    "Offer",
    "Party",
    "Scenario",
    "briefs",
    "facts_against_baseline",
    "find_brief",
    "load_brief",
]
