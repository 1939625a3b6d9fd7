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
    Power,
    Scale,
    Selector,
    Text,
    Unit,
    Window,
    YesNo,
)
from tradetalks.brief.levers import AnyLever
from tradetalks.brief.questions import AnyQuestion
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
    """A part of a brief that is declared and checked, but that no question asks about."""

    place: str
    kind: str
    title: str
    reason: str


class ObjectiveTerm(Item):
    """A part of what a government maximises: `weight` times the change of an outcome.

    weight: USD billion for each USD billion of the outcome (for `migrants`, for each million
    persons). country: whose outcome, the party's own if left out; partner, sectors, skill: place
    it further.
    """

    outcome: Text
    weight: Number = 1.0
    country: Text | None = None
    partner: Selector | None = None
    sectors: Selector | None = None
    skill: Text | None = None
    source: Text


class Party(Item):
    """A country at the table, what it is reported to want, and what its government maximises.

    objectives: terms that add up; real income alone if left out.
    """

    country: Text
    name: Text
    wants: tuple[Text, ...] = ()
    source: Text | None = None
    objectives: tuple[ObjectiveTerm, ...] = Field(default=(), alias="objective")


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
    """How the parties bargain over the agenda, and what happens if they do not agree.

    disagreement: `status_quo`, `trade_war` (that of the parties, as the brief's question of that
    kind has it) or the id of a scenario. power: of each party, equal if left out. scenario: whose
    levers are in force whatever is agreed, none if left out.
    """

    parties: tuple[Text, ...]
    issues: tuple[Identifier, ...]
    disagreement: Text
    power: tuple[Power, ...] | None = None
    scenario: Identifier | None = None


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
        """Everything declared that nothing asks about, with the reason."""
        return tuple(_not_evaluated(self))

    def scenario(self, name: str) -> Scenario:
        """A scenario by its id."""
        return next(s for s in self.scenarios if s.id == name)

    def party(self, country: str) -> Party | None:
        """The party of that country, if it is at the table."""
        return next((p for p in self.parties if p.country == country), None)

    def issue(self, name: str) -> Issue:
        """A matter on the agenda by its id."""
        return next(i for i in self.agenda if i.id == name)

    def check_against(self, base: Baseline) -> tuple[Problem, ...]:
        """What does not fit a baseline: names, and scenarios that it cannot carry."""
        from tradetalks.brief.read import baseline_problems

        return baseline_problems(self, base)


def _not_evaluated(brief: Brief) -> Iterator[NotEvaluated]:
    settled = brief.talks.issues if brief.talks else ()
    why = "not among the issues of [talks]" if brief.talks else "there is no table [talks]"
    for issue in brief.agenda:
        if issue.id not in settled:
            yield NotEvaluated(f"agenda[{issue.id}]", "issue", issue.title, why)
    if not any(question.kind == "frontier" for question in brief.questions):
        why = "no question of kind frontier asks where it lies"
        for offer in brief.offers:
            yield NotEvaluated(f"offer[{offer.id}]", "offer", offer.title, why)
