"""A brief held against a baseline: a closure and policies that its data cannot carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tradetalks.brief.answers import target_of
from tradetalks.brief.compiling import at, policy_of, ranged
from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding
from tradetalks.brief.questions import BriefQuestion, OutcomeQuestion, SeekQuestion
from tradetalks.errors import InputError

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief.schema import Brief


def policy_findings(brief: Brief, base: Baseline) -> Iterator[Finding]:
    """What meets the baseline's numbers and does not fit them: scale, and scenario by scenario."""
    from tradetalks.solve import Rules
    from tradetalks.solve.arrays import settings_of

    try:
        Rules.read(base, **brief.closure)
    except InputError as error:
        yield from _findings(("scale_elasticity",), error)
    for i, scenario in enumerate(brief.scenarios):
        try:
            settings_of(base, scenario.policy(base.axes))
        except InputError as error:
            yield from _findings(("scenario", i), error)
    for i, question in enumerate(brief.questions):
        for check in (_outcome, _range):
            try:
                check(question, base)
            except InputError as error:
                yield from _findings(("question", i), error)


def _outcome(question: BriefQuestion, base: Baseline) -> None:
    """Raises InputError unless there is such an outcome, and such a target for it."""
    if isinstance(question, OutcomeQuestion):
        from tradetalks.talks.goals import level_of
        from tradetalks.talks.quantity import quantity

        what = quantity(base, question.outcome, question.country, question.place)
        if isinstance(question, SeekQuestion):
            level_of(target_of(question.target), what, 0.0)


def _range(question: BriefQuestion, base: Baseline) -> None:
    """Raises InputError unless the baseline carries the lever at both ends of its range."""
    if isinstance(question, SeekQuestion):
        from tradetalks.solve.arrays import settings_of

        (lever,) = question.levers
        key, ends = ranged(lever) or ("", ())
        for end in ends:
            settings_of(base, policy_of([at(lever, key, end)], base.axes))


def _findings(loc: Loc, error: InputError) -> Iterator[Finding]:
    for p in error.problems:
        yield Finding(loc, f"{p.place}: {p.what}", p.allowed, p.nearest, p.remedy)
