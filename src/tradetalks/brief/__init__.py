"""Briefs: who talks about what, what is reported, and which worlds to compare."""

from tradetalks.brief.answers import Answer, Asked, answer
from tradetalks.brief.facts import facts_against_baseline
from tradetalks.brief.levers import LEVERS
from tradetalks.brief.questions import (
    AttributionQuestion,
    BargainQuestion,
    CalibrateQuestion,
    FrontierQuestion,
    OptimalQuestion,
    Question,
    RankQuestion,
    SeekQuestion,
    WarQuestion,
)
from tradetalks.brief.read import briefs, find_brief, load_brief
from tradetalks.brief.schema import (
    Brief,
    Closure,
    Event,
    Fact,
    Issue,
    NotEvaluated,
    ObjectiveTerm,
    Offer,
    Party,
    Scenario,
)
from tradetalks.brief.targets import OnFacts, on_facts

__all__ = [
    "LEVERS",
    "Answer",
    "Asked",
    "AttributionQuestion",
    "BargainQuestion",
    "Brief",
    "CalibrateQuestion",
    "Closure",
    "Event",
    "Fact",
    "FrontierQuestion",
    "Issue",
    "NotEvaluated",
    "ObjectiveTerm",
    "Offer",
    "OnFacts",
    "OptimalQuestion",
    "Party",
    "Question",
    "RankQuestion",
    "Scenario",
    "SeekQuestion",
    "WarQuestion",
    "answer",
    "briefs",
    "facts_against_baseline",
    "find_brief",
    "load_brief",
    "on_facts",
]
