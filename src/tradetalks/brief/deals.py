"""`tradetalks.bargain`: the deal on an agenda, or on that of a brief."""

from __future__ import annotations

from functools import singledispatch
from pathlib import Path
from typing import Any

from tradetalks.baseline import Baseline
from tradetalks.brief.answers.asked import Asked, Progress
from tradetalks.brief.bargaining import deal_of
from tradetalks.brief.read import load_brief
from tradetalks.brief.schema import Brief
from tradetalks.errors import BriefError, InputError, Problem
from tradetalks.talks.deal.agenda import Agenda
from tradetalks.talks.deal.bargain import Deal
from tradetalks.talks.deal.bargain import bargain as bargain_over


@singledispatch
def bargain(over: Baseline | Agenda, *args: Any, **options: Any) -> Deal:
    """The package that all parties would sign, see `Deal`.

    `bargain(base, brief)`: over the table `[talks]` of a brief (a `Brief`, a file or a shipped
    brief by name) on a baseline, under the brief's closure but for what is given as a keyword
    (deficits, labour_supply, revenue, scale_elasticity, tol). The trade war, where the parties
    disagree into it, is worked out first. `bargain(agenda)`: over an `Agenda`.
    `progress(what, done, total)` is called as the search goes on; an interrupt (Ctrl-C) ends it
    with the best package so far.

    Raises BriefError and the other InputErrors with everything that does not fit, and
    NotConvergedError where the status quo or disagreement has no equilibrium.
    """
    what = f"{over!r:.60} is neither a baseline nor an agenda"
    raise InputError(Problem("bargain", what, "bargain(base, brief) or bargain(agenda)"))


@bargain.register
def _(over: Agenda, *, progress: Progress | None = None) -> Deal:
    return bargain_over(over, progress=progress)


@bargain.register
def _(
    over: Baseline,
    brief: Brief | str | Path,
    *,
    progress: Progress | None = None,
    tol: float = 1e-10,
    **closure: Any,
) -> Deal:
    read = brief if isinstance(brief, Brief) else load_brief(brief)
    if problems := read.check_against(over):
        raise BriefError(problems)
    rules: Any = {**read.closure, **closure}
    return deal_of(Asked(read, over, over, rules, tol, progress))
