"""Questions on single outcomes and on the facts: how far a lever moves, and which one matters."""

from __future__ import annotations

from typing import Any, Literal, get_args

from pydantic import Field

from tradetalks.brief.fields import Count, Identifier, Selector, Target, Text
from tradetalks.brief.levers import AnyLever
from tradetalks.brief.questions.asking import BriefQuestion

Label = Literal["exporter", "importer", "sector"]


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
