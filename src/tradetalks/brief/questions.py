"""What a brief asks beyond its scenarios: searches over levers, and the baseline on the facts."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from tradetalks.brief.fields import Count, Identifier, Item, Selector, Target, Text
from tradetalks.brief.levers import AnyLever

Label = Literal["exporter", "importer", "sector"]
LATER = {
    "optimal_policy": "optimal policies are not part of this version",
    "trade_war": "trade wars are not part of this version",
    "bargain": "bargaining is not part of this version",
    "frontier": "the frontier of efficient deals is not part of this version",
    "attribution": "the worth of each issue and of linking them is not part of this version",
}


class BriefQuestion(Item):
    """What every question has. not_evaluated: why this version does not answer it, or empty."""

    kind: str
    id: Identifier
    title: Text
    source: Text

    @property
    def not_evaluated(self) -> str:
        return ""


class OutcomeQuestion(BriefQuestion):
    """A question on one outcome of one country, placed by partner, sectors or factor if it has any.

    scenario: whose levers are in force besides.
    """

    outcome: Text
    country: Text
    partner: Selector | None = None
    sectors: Selector | None = None
    sector: Text | None = None
    factor: Text | None = None
    scenario: Identifier | None = None

    @property
    def place(self) -> dict[str, Any]:
        """What places the outcome besides its country, as keywords of `seek` and `rank`."""
        named = {key: getattr(self, key) for key in ("partner", "sectors", "sector", "factor")}
        return {key: value for key, value in named.items() if value is not None}


class SeekQuestion(OutcomeQuestion):
    """Which value of one lever brings the outcome to the target? The lever gives a range.

    target: `half`, `zero`, `double` or `0.5x` (of the baseline), or a number: USD million, or per
    cent for an outcome that is a change.
    """

    kind: Literal["seek"]
    target: Target
    levers: tuple[AnyLever, ...] = Field(alias="lever")


class RankQuestion(OutcomeQuestion):
    """Which levers move the outcome most, by the exact derivative?

    among: the levers that are ranked; by: the labels that tell one line from another; setter:
    whose levers count, everyone's if left out; lines: the sectors whose lines count, all if left
    out; top: how many lines are shown.
    """

    kind: Literal["rank"]
    among: tuple[Literal["tariff", "export_tax", "trade_cost"], ...] = ("tariff",)
    by: tuple[Label, ...] = get_args(Label)
    setter: Selector | None = None
    lines: Selector | None = None
    top: Count = 10


class CalibrateQuestion(BriefQuestion):
    """How much do trade costs have to move for the baseline to agree with these facts?"""

    kind: Literal["calibrate"]
    facts: tuple[Identifier, ...]


class LaterQuestion(BriefQuestion):
    """A question that is declared, and answered by a later version."""

    kind: Literal["optimal_policy", "trade_war", "bargain", "frontier", "attribution"]
    outcome: Text | None = None
    country: Text | None = None
    levers: tuple[AnyLever, ...] = Field(default=(), alias="lever")

    @property
    def not_evaluated(self) -> str:
        return LATER[self.kind]


Question = SeekQuestion | RankQuestion | CalibrateQuestion | LaterQuestion
AnyQuestion = Annotated[Question, Field(discriminator="kind")]


def _kinds(model: Any) -> tuple[str, ...]:
    return get_args(model.model_fields["kind"].annotation)


QUESTIONS: dict[str, type[BriefQuestion]] = {
    kind: model for model in get_args(Question) for kind in _kinds(model)
}
