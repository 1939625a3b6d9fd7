"""What a brief is: parties, facts, events, an agenda, offers, scenarios and talks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, get_args

from pydantic import Field, PrivateAttr

from tradetalks.brief.compiling import policy_of
from tradetalks.brief.fields import (
    Day,
    Identifier,
    Item,
    LabourSupply,
    Number,
    Scale,
    Text,
    Unit,
    Window,
    YesNo,
)
from tradetalks.brief.levers import AnyLever
from tradetalks.brief.questions import LATER, AnyQuestion
from tradetalks.errors import Problem

if TYPE_CHECKING:
    from tradetalks.baseline import Baseline
    from tradetalks.labels import Axes
    from tradetalks.policy import Policy

Status = Literal["reported", "planned", "confirmed", "done"]
Deficits = Literal["fixed", "share", "balanced"]
Revenue = Literal["lump_sum", "income_tax"]
DEFICITS: tuple[str, ...] = get_args(Deficits)


class Closure(TypedDict):
    """What adjusts, as `solve` takes it: imbalances, labour supply, use of revenue, scale."""

    deficits: Deficits
    labour_supply: float
    revenue: Revenue
    scale_elasticity: float | dict[str, float]


@dataclass(frozen=True)
class NotEvaluated:
    """A part of a brief that is declared and checked, but not solved by this version."""

    place: str
    kind: str
    title: str
    reason: str


class Party(Item):
    """A country at the table, and what it is reported to want."""

    country: Text
    name: Text
    wants: tuple[Text, ...] = ()
    source: Text | None = None


class Fact(Item):
    """A reported figure; `measure` is the expression that works it out from the baseline.

    bound: whether the figure was reported as such, or as "above" or "below" it.
    by_construction: the baseline was built from this figure, so that agreement proves little.
    """

    id: Identifier
    statement: Text
    value: Number
    unit: Unit
    period: Text
    source: Text
    bound: Literal["about", "above", "below"] = "about"
    measure: Text | None = None
    by_construction: YesNo = False
    note: Text | None = None


class Event(Item):
    """Something that happened or may happen, on a `date` or within a `window`."""

    id: Identifier
    title: Text
    date: Day | None = None
    window: Window | None = None
    status: Status
    source: Text


class Issue(Item):
    """A matter on the agenda; its owner is the party whose levers settle it."""

    id: Identifier
    title: Text
    owner: Text
    statement: Text
    source: Text
    levers: tuple[AnyLever, ...] = Field(default=(), alias="lever")


class Offer(Item):
    """What one party could put on the table."""

    id: Identifier
    title: Text
    by: Text
    source: Text
    levers: tuple[AnyLever, ...] = Field(alias="lever")


class Scenario(Item):
    """Lever settings that together make one counterfactual world.

    subject: what it is about; the report makes a section of each, in order of appearance.
    """

    id: Identifier
    title: Text
    source: Text
    subject: Text | None = None
    description: Text | None = None
    levers: tuple[AnyLever, ...] = Field(alias="lever")

    def policy(self, axes: Axes) -> Policy:
        """The scenario on the labels of a baseline, as a Policy under the scenario's title."""
        return policy_of(self.levers, axes).labelled(self.title)


class Calibration(Item):
    """Facts that the baseline is moved onto before anything is solved."""

    facts: tuple[Identifier, ...]


class Talks(Item):
    """How the parties bargain over the agenda, and what happens if they do not agree."""

    parties: tuple[Text, ...]
    issues: tuple[Identifier, ...]
    disagreement: Literal["status_quo", "trade_war"]
    power: tuple[Number, ...] | None = None


class Brief(Item):
    """A case: who talks about what, what is reported, and the worlds to compare."""

    title: Text
    summary: Text
    baseline: Text = "world-2022"
    deficits: Deficits = "fixed"
    labour_supply: LabourSupply = 0.0
    revenue: Revenue = "lump_sum"
    scale_elasticity: Scale = 0.0
    calibrate: Calibration | None = None
    elasticities: Text | None = None
    parties: tuple[Party, ...] = Field(alias="party")
    facts: tuple[Fact, ...] = Field(default=(), alias="fact")
    events: tuple[Event, ...] = Field(default=(), alias="event")
    agenda: tuple[Issue, ...] = ()
    offers: tuple[Offer, ...] = Field(default=(), alias="offer")
    scenarios: tuple[Scenario, ...] = Field(alias="scenario")
    questions: tuple[AnyQuestion, ...] = Field(default=(), alias="question")
    talks: Talks | None = None

    _path: Path = PrivateAttr(default=Path())
    _fingerprint: str = PrivateAttr(default="")

    @property
    def path(self) -> Path:
        """The file the brief was read from."""
        return self._path

    @property
    def fingerprint(self) -> str:
        """sha256 of the file."""
        return self._fingerprint

    @property
    def closure(self) -> Closure:
        """What adjusts, as keywords of `solve`."""
        return {
            "deficits": self.deficits,
            "labour_supply": self.labour_supply,
            "revenue": self.revenue,
            "scale_elasticity": self.scale_elasticity,
        }

    @property
    def not_evaluated(self) -> tuple[NotEvaluated, ...]:
        """Everything declared that this version does not solve, with the reason."""
        return tuple(_not_evaluated(self))

    def scenario(self, name: str) -> Scenario:
        """A scenario by its id."""
        return next(s for s in self.scenarios if s.id == name)

    def check_against(self, base: Baseline) -> tuple[Problem, ...]:
        """What does not fit a baseline: names, and scenarios that it cannot carry."""
        from tradetalks.brief.read import baseline_problems

        return baseline_problems(self, base)


def _not_evaluated(brief: Brief) -> Iterator[NotEvaluated]:
    for question in brief.questions:
        if question.not_evaluated:
            yield NotEvaluated(
                f"question[{question.id}]", question.kind, question.title, question.not_evaluated
            )
    if brief.talks:
        yield NotEvaluated(
            "talks", "talks", "the talks themselves, over the agenda and offers", LATER["bargain"]
        )
