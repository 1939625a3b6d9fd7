"""The questions of a brief, answered on its world.

What an `Answer` holds, by kind of question:

========================  =====================================================================
kind                      table; details; found
========================  =====================================================================
seek                      every number tried; none; `talks.Sought`
rank                      the lines that matter most; none; the same frame
calibrate                 the facts before and after; the costs that moved; `OnFacts`
========================  =====================================================================
"""

from __future__ import annotations

from tradetalks.brief.answers import facts, searches
from tradetalks.brief.answers.asked import Answer, Asked, answered, figure
from tradetalks.brief.answers.once import Once
from tradetalks.brief.answers.searches import target_of
from tradetalks.brief.questions import BriefQuestion
from tradetalks.errors import NotConvergedError

__all__ = ["Answer", "Asked", "Once", "answer", "facts", "figure", "searches", "target_of"]


def answer(question: BriefQuestion, asked: Asked) -> Answer:
    """The answer; a search that finds no equilibrium at all says so in its sentence.

    Raises InputError where the question does not fit the world.
    """
    try:
        return answered(question, asked)
    except NotConvergedError as error:
        import pandas as pd

        return Answer(question, f"No answer was found: {error}.", False, pd.DataFrame())
