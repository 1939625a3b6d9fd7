"""Answers on single outcomes: how far a lever has to move, and which lines matter most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tradetalks.brief.answers.asked import Answer, Asked, answered, figure
from tradetalks.brief.compiling import at, policy_of, ranged
from tradetalks.brief.phrases import Phrases
from tradetalks.brief.questions import RankQuestion, SeekQuestion
from tradetalks.symbols import MONEY

if TYPE_CHECKING:
    from tradetalks.talks import ShareOfBaseline
    from tradetalks.uncertainty.bands import Band

SHARES = {"half": 0.5, "zero": 0.0, "double": 2.0}
#: Levers whose number is USD million.
PAID = ("purchase", "transfer")
#: Numbers of a range at which a search looks first; more would find more answers, later.
SCAN = 3


@answered.register
def _(question: SeekQuestion, asked: Asked) -> Answer:
    from tradetalks.solve import outcomes_before
    from tradetalks.talks import seek
    from tradetalks.talks.wants.quantity import quantity
    from tradetalks.uncertainty.headline import Named
    from tradetalks.uncertainty.searches import sought_band

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
        policy=asked.in_force(question.scenario),
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
    bands: list[tuple[Named, Band]] = []
    if asked.level is not None and (band := sought_band(found, what, asked.level)):
        bands.append((Named(f"sought: {key}", question.country, _partner(question)), band))
        ends = " to ".join(_number(x, key, lever.kind) for x in (band.low, band.high))
        sentence += f" The {100 * asked.level:g} per cent band: {ends}."
    table = found.path.assign(lever=key, unit=found.unit, target=found.target)
    return Answer(question, sentence, found.reached, table, found=found, bands=tuple(bands))


def _partner(question: SeekQuestion) -> str:
    partner = question.place.get("partner", "")
    return partner if isinstance(partner, str) else ", ".join(partner)


def _number(x: float, key: str, kind: str) -> str:
    """A lever's number as people write it."""
    if kind in PAID:
        return figure(x, MONEY)
    if key == "add":
        return f"{100 * x:+,.1f} points"
    if key == "rate":
        return f"{100 * x:,.1f} per cent"
    return f"{x:,.4g}"


@answered.register
def _(question: RankQuestion, asked: Asked) -> Answer:
    from tradetalks.talks import rank

    found = rank(
        asked.base,
        asked.in_force(question.scenario),
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


def target_of(target: str | float) -> float | ShareOfBaseline:
    """half, zero, double and 0.5x as shares of the baseline; a number as it is."""
    from tradetalks.talks import share_of_baseline

    if not isinstance(target, str):
        return target
    share = SHARES.get(target)
    return share_of_baseline(float(target.removesuffix("x")) if share is None else share)
