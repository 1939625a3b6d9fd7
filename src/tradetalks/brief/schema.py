"""What a brief is: parties, facts, events, an agenda, offers, scenarios and talks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from pydantic import Field, PrivateAttr

from tradetalks.brief.compile import policy_of
from tradetalks.brief.fields import Day, Identifier, Item, Number, Text, Unit, Window, YesNo
from tradetalks.brief.levers import AnyLever
from tradetalks.errors import BriefError, Problem

if TYPE_CHECKING:
    from tradetalks.labels import Axes
    from tradetalks.policy import Policy

Status = Literal["reported", "planned", "confirmed", "done"]
Deficits = Literal["fixed", "share", "balanced"]
DEFICITS: tuple[str, ...] = get_args(Deficits)
QUESTIONS = {
    "seek": "goal seek is not part of this version",
    "optimal_policy": "optimal policies are not part of this version",
    "trade_war": "trade wars are not part of this version",
    "bargain": "bargaining is not part of this version",
    "frontier": "the frontier of efficient deals is not part of this version",
    "attribution": "the worth of each issue and of linking them is not part of this version",
    "calibrate": "moving the baseline onto reported facts is not part of this version",
}


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
    """Lever settings that together make one counterfactual world."""

    id: Identifier
    title: Text
    source: Text
    description: Text | None = None
    levers: tuple[AnyLever, ...] = Field(alias="lever")

    @property
    def not_evaluated(self) -> tuple[AnyLever, ...]:
        """Declared levers that this version does not solve."""
        return tuple(lever for lever in self.levers if lever.not_evaluated)

    @property
    def evaluated(self) -> bool:
        """Whether every lever can be solved; half a scenario would be another scenario."""
        return not self.not_evaluated

    def policy(self, axes: Axes) -> Policy:
        """The scenario on the labels of a baseline, as a Policy under the scenario's title.

        Raises BriefError when it holds levers that this version does not solve.
        """
        if not self.evaluated:
            raise BriefError(
                Problem(
                    f"scenario[{self.id}]", f"holds a {lever.kind} lever: {lever.not_evaluated}"
                )
                for lever in self.not_evaluated
            )
        return policy_of(self.levers, axes).labelled(self.title)


class Question(Item):
    """A search over levers: which tariff, which deal, whose gain."""

    id: Identifier
    title: Text
    kind: Literal[
        "seek", "optimal_policy", "trade_war", "bargain", "frontier", "attribution", "calibrate"
    ]
    source: Text
    outcome: Text | None = None
    country: Text | None = None
    target: Text | None = None
    facts: tuple[Identifier, ...] = ()
    levers: tuple[AnyLever, ...] = Field(default=(), alias="lever")


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
    elasticities: Text | None = None
    parties: tuple[Party, ...] = Field(alias="party")
    facts: tuple[Fact, ...] = Field(default=(), alias="fact")
    events: tuple[Event, ...] = Field(default=(), alias="event")
    agenda: tuple[Issue, ...] = ()
    offers: tuple[Offer, ...] = Field(default=(), alias="offer")
    scenarios: tuple[Scenario, ...] = Field(alias="scenario")
    questions: tuple[Question, ...] = Field(default=(), alias="question")
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
    def closure(self) -> Deficits:
        """What happens to trade imbalances (the key `deficits`)."""
        return self.deficits

    @property
    def not_evaluated(self) -> tuple[NotEvaluated, ...]:
        """Everything declared that this version does not solve, with the reason."""
        return tuple(_not_evaluated(self))

    def check_against(self, axes: Axes) -> tuple[Problem, ...]:
        """Names in the brief that a baseline with these axes does not have."""
        from tradetalks.brief.read import label_problems

        return label_problems(self, axes)


def _not_evaluated(brief: Brief) -> Iterator[NotEvaluated]:
    for table, items in (
        ("scenario", brief.scenarios),
        ("agenda", brief.agenda),
        ("offer", brief.offers),
    ):
        for item in items:
            for lever in item.levers:
                if lever.not_evaluated:
                    yield NotEvaluated(
                        f"{table}[{item.id}]", lever.kind, item.title, lever.not_evaluated
                    )
    for question in brief.questions:
        yield NotEvaluated(
            f"question[{question.id}]", question.kind, question.title, QUESTIONS[question.kind]
        )
    if brief.talks:
        yield NotEvaluated("talks", "talks", "the talks themselves", QUESTIONS["bargain"])
