"""The questions of a brief, answered on its world.

What an `Answer` holds, by kind of question:

==============  ====================================================================================
kind            table; details; found
==============  ====================================================================================
seek            every number tried; none; `talks.Sought`
rank            the lines that matter most; none; the same frame
calibrate       the facts before and after; the costs that moved; `OnFacts`
optimal_policy  one row a rate (`Optimal.rates`); the starts (`Optimal.starts`); `talks.Optimal`
trade_war       one row a rate (`War.rates`); one row a player: player, gain (USD billion over
                peace), real_income_change (per cent), regret (USD million), per_income, start,
                evaluations; `talks.War`
bargain         one row an issue (`Deal.issues`); one row a country: country, party (bool), gain
                (USD billion over disagreement; equivalent variation for third countries),
                real_income_change (per cent: of parties from the baseline, of others over
                disagreement); `talks.Deal`
frontier        one row a point (`Frontier.table`: point, gain by party, number by issue); what lies
                where beside it: kind ("disagreement", "status quo", "deal", "offer", "offers" for
                all of them together, "scenario"), id, title, gain by party, distance (USD billion
                that both could gain more) and further_PARTY (what one could gain more at no loss
                to the other); `talks.Frontier`
attribution     issue, owner, party, worth (`Attribution.shapley`); party, joint, separate, linkage
                (`Attribution.linkage`); `talks.Attribution`
==============  ====================================================================================

The sentence says the answer in plain English, with names of countries. `objectives` holds what the
governments value under the best policy, in the war and in the deal, and by how much.
"""

from __future__ import annotations

from tradetalks.brief.answers import attribution, deal, facts, frontier, rates, searches
from tradetalks.brief.answers.asked import Answer, Asked, answered, figure, gained
from tradetalks.brief.answers.once import Once
from tradetalks.brief.answers.searches import target_of
from tradetalks.brief.questions import BriefQuestion
from tradetalks.errors import NotConvergedError

__all__ = [
    "Answer",
    "Asked",
    "Once",
    "answer",
    "attribution",
    "deal",
    "facts",
    "figure",
    "frontier",
    "gained",
    "rates",
    "searches",
    "target_of",
]


def answer(question: BriefQuestion, asked: Asked) -> Answer:
    """The answer; a search that finds no equilibrium at all says so in its sentence.

    Raises InputError where the question does not fit the world.
    """
    try:
        return answered(question, asked)
    except NotConvergedError as error:
        import pandas as pd

        return Answer(question, f"No answer was found: {error}.", False, pd.DataFrame())
