"""The questions of a brief, answered on its world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from tradetalks.brief.compiling import at, policy_of, ranged
from tradetalks.brief.phrases import Phrases
from tradetalks.brief.questions import (
    BriefQuestion,
    CalibrateQuestion,
    OutcomeQuestion,
    RankQuestion,
    SeekQuestion,
)
from tradetalks.brief.targets import on_facts
from tradetalks.errors import NotConvergedError
from tradetalks.symbols import MONEY

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.baseline import Baseline
    from tradetalks.brief.schema import Brief, Closure
    from tradetalks.policy import Policy
    from tradetalks.talks import ShareOfBaseline

SHARES = {"half": 0.5, "zero": 0.0, "double": 2.0}
#: Numbers of a range at which a search looks first; more would find more answers, later.
SCAN = 3

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Asked:
    """What questions are asked of: the brief, its world, and that world before calibration."""

    brief: Brief
    base: Baseline
    observed: Baseline
    closure: Closure
    tol: float = 1e-10
    progress: Progress | None = None


@dataclass(frozen=True)
class Answer:
    """What a question came to.

    sentence: in plain English. reached: false where the target is out of reach or nothing
    converged. table: the figures, tidy: every number tried (seek), the lines (rank), the facts
    (calibrate). details: a second table where there is one. found: what the search returned.
    """

    question: BriefQuestion
    sentence: str
    reached: bool
    table: pd.DataFrame
    details: pd.DataFrame | None = None
    found: Any = None

    @property
    def id(self) -> str:
        """The question's short name."""
        return self.question.id


def answer(question: BriefQuestion, asked: Asked) -> Answer:
    """The answer; a search that finds no equilibrium at all says so in its sentence.

    Raises InputError where the question does not fit the world.
    """
    try:
        return _answer(question, asked)
    except NotConvergedError as error:
        import pandas as pd

        return Answer(question, f"No answer was found: {error}.", False, pd.DataFrame())


@singledispatch
def _answer(question: BriefQuestion, asked: Asked) -> Answer:
    raise TypeError(f"{type(question).__name__} is not answered by this version")


@_answer.register
def _(question: SeekQuestion, asked: Asked) -> Answer:
    from tradetalks.solve import outcomes_before
    from tradetalks.talks import seek
    from tradetalks.talks.quantity import quantity

    axes = asked.base.axes
    (lever,) = question.levers
    moved = ranged(lever)
    assert moved is not None  # `read` has seen to it
    key, within = moved
    found = seek(
        asked.base,
        lambda x: policy_of([at(lever, key, x)], axes),
        outcome=question.outcome,
        country=question.country,
        target=target_of(question.target),
        within=within,
        policy=_in_force(question, asked),
        **asked.closure,
        tol=asked.tol,
        scan=SCAN,
        progress=asked.progress,
        **question.place,
    )
    what = quantity(asked.base, question.outcome, question.country, question.place)
    before = figure(what.value(outcomes_before(asked.base)), found.unit)
    goal, there = figure(found.target, found.unit), figure(found.attained, found.unit)
    phrases = Phrases.of(asked.base)
    told = policy_of([at(lever, key, float(f"{found.value:.4g}"))], axes).describe()[0]
    words = phrases.lever(told)
    sentence = f"The {phrases.outcome(question)} is {before} in the baseline"
    if found.reached:
        sentence += f"; it becomes {there} with this: {words}."
    else:
        sentence += f"; {goal} cannot be reached. It comes nearest, {there}, with this: {words}."
    table = found.path.assign(lever=key, unit=found.unit, target=found.target)
    return Answer(question, sentence, found.reached, table, found=found)


@_answer.register
def _(question: RankQuestion, asked: Asked) -> Answer:
    from tradetalks.talks import rank

    found = rank(
        asked.base,
        _in_force(question, asked),
        outcome=question.outcome,
        country=question.country,
        levers=question.among,
        by=question.by,
        top=None if question.lines else question.top,
        setter=question.setter,
        **asked.closure,
        tol=asked.tol,
        **question.place,
    )
    if question.lines:
        axes = asked.base.axes
        counted = {axes.sectors[j] for j in axes.sector_index(question.lines)}
        attrs, found = found.attrs, found[found["sector"].isin(counted)].head(question.top)
        found = found.reset_index(drop=True)
        found.attrs = attrs
    if found.empty:
        return Answer(question, "There is no such line.", False, found)
    first, phrases = found.iloc[0], Phrases.of(asked.base)
    line = phrases.line({str(name): label for name, label in first.items()})
    unit = MONEY if found.attrs["units"].startswith(MONEY) else "per cent"
    sentence = (
        f"What matters most for the {phrases.outcome(question)}, of these lines: the "
        f"{line}. One point more moves it by "
        f"{figure(float(first['effect']), unit)} a year."
    )
    return Answer(question, sentence, True, found, found=found)


@_answer.register
def _(question: CalibrateQuestion, asked: Asked) -> Answer:
    found = on_facts(asked.brief, question.facts, asked.observed, asked.progress)
    moved = found.costs["cost_change"].abs()
    weights = found.costs["trade_before"]
    mean = float((moved * weights).sum() / weights.sum())
    figures = "; ".join(
        f"{row['statement'].rstrip('.')}: {row['before']:,.1f} becomes {row['after']:,.1f} "
        f"{row['unit']}"
        for row in found.facts.to_dict("records")
    )
    sentence = (
        f"{figures}. It takes trade costs that move by {mean:.1f} per cent on average on "
        f"{len(found.costs)} flows, by {moved.max():.1f} at most."
    )
    return Answer(question, sentence, True, found.facts, found.costs, found)


def target_of(target: str | float) -> float | ShareOfBaseline:
    """half, zero, double and 0.5x as shares of the baseline; a number as it is."""
    from tradetalks.talks import share_of_baseline

    if not isinstance(target, str):
        return target
    share = SHARES.get(target)
    return share_of_baseline(float(target.removesuffix("x")) if share is None else share)


def _in_force(question: OutcomeQuestion, asked: Asked) -> Policy | None:
    """The scenario a question is asked under, if it names one."""
    if question.scenario is None:
        return None
    return asked.brief.scenario(question.scenario).policy(asked.base.axes)


def figure(value: float, unit: str) -> str:
    """USD million as billion or million; other units as they are."""
    if unit != MONEY:
        return f"{value:,.4g} {unit}".replace(" %", " per cent").strip()
    if abs(value) < 0.05:
        return "zero"
    return f"USD {value / 1e3:,.1f} billion" if abs(value) >= 1e3 else f"USD {value:,.1f} million"
