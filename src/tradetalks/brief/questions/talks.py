"""Questions on what governments would choose: alone, against each other, and together."""

from __future__ import annotations

from typing import ClassVar, Literal

from tradetalks.brief.fields import Bounds, Count, Identifier, Points, Power, Selector, Text
from tradetalks.brief.questions.asking import BriefQuestion

Own = Literal["tariff", "export_tax"]
Grain = Literal["partner", "exporter", "importer", "sector"]


class TalksQuestion(BriefQuestion):
    """A question on what governments would choose; it takes many solves."""

    of_talks: ClassVar[bool] = True


class RatesQuestion(TalksQuestion):
    """Rates that governments choose for themselves.

    among: whether tariffs, export taxes or both; by: the labels that tell one rate from another,
    one rate for everything if left out; sectors: what is charged, all goods if left out; bounds:
    the lowest and the highest rate; scenario: whose levers are in force besides; starts: from how
    many further points the search begins.
    """

    among: tuple[Own, ...] = ("tariff",)
    by: tuple[Grain, ...] = ()
    sectors: Selector | None = None
    bounds: Bounds | None = None
    scenario: Identifier | None = None
    starts: Count | None = None


class OptimalQuestion(RatesQuestion):
    """Which rates serve one country best, given everybody else's policy?

    partners: whom the rates are set on.
    """

    kind: Literal["optimal_policy"]
    country: Text
    partners: Selector = "all"


class WarQuestion(RatesQuestion):
    """Which rates do governments end at, each the best answer to the others'?

    players: those at the table if left out; against: whom they charge, each other or everyone.
    """

    kind: Literal["trade_war"]
    players: Selector | None = None
    against: Literal["players", "all"] | None = None
    method: Literal["simultaneous", "alternating"] = "simultaneous"


class AgendaQuestion(TalksQuestion):
    """A question on the agenda; what it leaves out is as `[talks]` has it."""

    issues: tuple[Identifier, ...] | None = None
    disagreement: Text | None = None
    power: tuple[Power, ...] | None = None


class BargainQuestion(AgendaQuestion):
    """Which package would both sides sign?"""

    kind: Literal["bargain"]


class FrontierQuestion(AgendaQuestion):
    """Which packages leave neither side something to gain for free? points: how many are shown."""

    kind: Literal["frontier"]
    points: Points = 21


class AttributionQuestion(AgendaQuestion):
    """What does each issue add, and what does linking the issues add?"""

    kind: Literal["attribution"]
