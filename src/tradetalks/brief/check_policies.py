"""A brief held against a baseline: a closure and policies that its data cannot carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding
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


def _findings(loc: Loc, error: InputError) -> Iterator[Finding]:
    for p in error.problems:
        yield Finding(loc, f"{p.place}: {p.what}", p.allowed, p.nearest, p.remedy)
