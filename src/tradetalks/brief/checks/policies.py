"""A brief held against a baseline: a closure and policies that its data cannot carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tradetalks.brief.answers import target_of
from tradetalks.brief.bargaining import agenda_on, lever_of, range_of, terms_of
from tradetalks.brief.compiling import at, policy_of, ranged
from tradetalks.brief.compiling.degree import in_part
from tradetalks.brief.places import Loc
from tradetalks.brief.problems import Finding
from tradetalks.brief.questions import (
    BriefQuestion,
    FrontierQuestion,
    OutcomeQuestion,
    SeekQuestion,
)
from tradetalks.errors import InputError

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.brief.schema import Brief

#: What makes one country of a group at the table.
ONE = "`--resolution full` makes it one, and merges nothing else"


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
    yield from _talks(brief, base)
    for i, question in enumerate(brief.questions):
        for check in (_outcome, _range):
            try:
                check(question, base)
            except InputError as error:
                yield from _findings(("question", i), error)


def _talks(brief: Brief, base: Baseline) -> Iterator[Finding]:
    """Objectives that the baseline cannot measure, and issues it cannot carry to their ends."""
    from tradetalks.talks import Objective

    for i, party in enumerate(brief.parties):
        if len(base.axes.country_index(party.country)) > 1:
            what = f"{party.country!r} is several countries of the baseline {base.name}"
            yield Finding(("party", i, "country"), what, "one country", remedy=ONE)
            continue
        try:
            Objective.of(base, party.country, terms_of(brief, party.country))
        except InputError as error:
            yield from _findings(("party", i), error)
    if any(isinstance(question, FrontierQuestion) for question in brief.questions):
        yield from _offers(brief, base)
    if brief.talks is None:
        return
    found = [*_issues(brief, base, brief.talks.issues)]
    yield from found
    try:
        if not found:
            agenda_on(base, brief, brief.talks.issues, brief.talks.power, **brief.closure)
    except InputError as error:
        yield from _findings(("talks",), error)


def _issues(brief: Brief, base: Baseline, settled: Sequence[str]) -> Iterator[Finding]:
    """Issues that no number settles, or whose ends make no policy."""
    from tradetalks.solve.arrays import settings_of

    for i, issue in enumerate(brief.agenda):
        if issue.id not in settled:
            continue
        for k, lever in enumerate(issue.levers):
            if ranged(lever) is None and in_part(lever, 1.0) is None:
                yield Finding(
                    ("agenda", i, "lever", k),
                    "is done whole or not at all, and a bargain moves along ranges",
                    "a lever with an amount",
                    remedy="for a waiver, bargain over the tariff itself: its range down to 0",
                )
                break
        else:
            try:
                for end in range_of(issue):
                    settings_of(base, lever_of(issue.levers, base.axes)(end))
            except InputError as error:
                yield from _findings(("agenda", i), error)


def _offers(brief: Brief, base: Baseline) -> Iterator[Finding]:
    """Offers that make no world on their own, with whatever is in force during the talks."""
    from tradetalks.solve.arrays import settings_of

    name = brief.talks.scenario if brief.talks else None
    given = brief.scenario(name).levers if name else ()
    for i, offer in enumerate(brief.offers):
        try:
            settings_of(base, policy_of((*given, *offer.levers), base.axes))
        except InputError as error:
            yield from _findings(("offer", i), error)


def _outcome(question: BriefQuestion, base: Baseline) -> None:
    """Raises InputError unless there is such an outcome, and such a target for it."""
    if isinstance(question, OutcomeQuestion):
        from tradetalks.talks.single.goals import level_of
        from tradetalks.talks.wants.quantity import quantity

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
