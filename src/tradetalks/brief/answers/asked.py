"""What questions are asked of, and what they come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import singledispatch
from typing import TYPE_CHECKING, Any, TypeAlias

from tradetalks.brief.answers.once import Once
from tradetalks.brief.questions import BriefQuestion
from tradetalks.labels.english import listed
from tradetalks.symbols import MONEY

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.baseline import Baseline
    from tradetalks.brief.phrases import Phrases
    from tradetalks.brief.schema import Brief, Closure
    from tradetalks.policy import Policy
    from tradetalks.solve import Equilibrium
    from tradetalks.uncertainty.bands import Band
    from tradetalks.uncertainty.headline import Named

Progress = Callable[[str, int, int], None]
#: Which figures of an answer have a band, and the band.
Bands: TypeAlias = "tuple[tuple[Named, Band], ...]"


@dataclass(frozen=True)
class Asked:
    """What questions are asked of: the brief, its world, and that world before calibration.

    level: the part of the distribution that the bands of answers hold; None for no bands.
    shared: what several questions need, such as the trade war that they disagree into; those
    asked of the same `Asked`, or of one made from it by `replace`, share it.
    """

    brief: Brief
    base: Baseline
    observed: Baseline
    closure: Closure
    tol: float = 1e-10
    progress: Progress | None = None
    level: float | None = None
    shared: Once = field(default_factory=Once, repr=False, compare=False)

    def in_force(self, scenario: str | None) -> Policy | None:
        """The levers of a scenario, if one is named."""
        return self.brief.scenario(scenario).policy(self.base.axes) if scenario else None

    def world(self, scenario: str) -> Equilibrium:
        """The world of a scenario, solved once for whoever looks at it."""
        from tradetalks.solve import solve

        policy = self.brief.scenario(scenario).policy(self.base.axes)
        key = ("world", scenario, id(self.base))
        return self.shared(key, lambda: solve(self.base, policy, **self.closure, tol=self.tol))


@dataclass(frozen=True)
class Answer:
    """What a question came to.

    sentence: in plain English. reached: false where the target is out of reach, no package is
    better than disagreement, or nothing converged. table, details: the figures, tidy; what they
    hold for each kind of question is in the docstring of `tradetalks.brief.answers`.
    found: what the search returned. objectives: for questions on the talks, what each government
    values there and by how much: country, term, weight, change, worth.
    """

    question: BriefQuestion
    sentence: str
    reached: bool
    table: pd.DataFrame
    details: pd.DataFrame | None = None
    found: Any = None
    objectives: pd.DataFrame | None = None
    bands: Bands = ()

    @property
    def id(self) -> str:
        """The question's short name."""
        return self.question.id


@singledispatch
def answered(question: BriefQuestion, asked: Asked) -> Answer:
    """The answer to one kind of question; modules beside this one register theirs."""
    raise TypeError(f"{type(question).__name__} is not answered by this version")


def figure(value: float, unit: str) -> str:
    """USD million as billion or million; other units as they are."""
    if unit != MONEY:
        return f"{value:,.4g} {unit}".replace(" %", " per cent").strip()
    if abs(value) < 0.05:
        return "zero"
    return f"USD {value / 1e3:,.1f} billion" if abs(value) >= 1e3 else f"USD {value:,.1f} million"


def surely(bands: Bands, phrases: Phrases, level: float) -> str:
    """' The 90 per cent band: ...': how sure gains are, to stand behind a sentence."""
    if not bands:
        return ""
    each = [
        f"{phrases.country(named.country)} {figure(b.low, b.unit)} to {figure(b.high, b.unit)}"
        for named, b in bands
    ]
    said = listed(each)
    return f" The {100 * level:g} per cent band: {said}."


def gained(billion: float) -> str:
    """USD billion a year as 'gains USD 3.1 billion', 'loses USD 120.4 million'."""
    amount = figure(1e3 * abs(billion), MONEY)
    if amount == "zero":
        return "neither gains nor loses"
    return f"{'gains' if billion > 0 else 'loses'} {amount}"
