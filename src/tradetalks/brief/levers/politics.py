"""Levers of a brief that take sides: sanctions, secondary tariffs, waivers, blocs."""

from __future__ import annotations

from typing import ClassVar, Literal

from tradetalks.brief.fields import CostFactor, Inside, Part, Rate, Selector, Text, Weight
from tradetalks.brief.levers.rates import BriefLever
from tradetalks.policy.levers.politics import Measure, Waivable


class SanctionLever(BriefLever):
    """A coalition's measure against the target.

    measure: `embargo` closes trade both ways, `export_control` what the coalition sells,
    `import_ban` what it buys; `trade_cost` multiplies the cost of both ways by `factor`.
    """

    ranges: ClassVar[tuple[str, ...]] = ("factor",)
    setters: ClassVar[tuple[str, ...]] = ("by",)
    kind: Literal["sanction"]
    by: Selector
    target: Selector
    measure: Measure
    sectors: Selector
    factor: CostFactor | None = None


class SecondaryTariffLever(BriefLever):
    """A duty on `sectors` of whoever buys much of `because_of` from the target.

    threshold: of the exporter's imports of `because_of` more than this part must come from the
    target; exporter: only these may be caught.
    """

    amounts: ClassVar[tuple[str, ...]] = ("add",)
    ranges: ClassVar[tuple[str, ...]] = amounts
    setters: ClassVar[tuple[str, ...]] = ("importer",)
    kind: Literal["secondary_tariff"]
    importer: Selector
    target: Selector
    because_of: Selector
    sectors: Selector
    exporter: Selector = "all"
    threshold: Part = 0.05
    add: Rate | None = None


class WaiverLever(BriefLever):
    """Lets `to` off what `by` has imposed against `target` by a lever written before."""

    setters: ClassVar[tuple[str, ...]] = ("by",)
    kind: Literal["waiver"]
    by: Selector
    to: Selector
    target: Selector
    measure: Waivable = "all"


class BlocLever(BriefLever):
    """Countries that trade on better terms inside, and may charge one tariff outside.

    inside: `free`, or a number that tariffs between members are multiplied by. outside:
    `unchanged`, or `common`: the mean of the members' tariffs, weighted by trade.
    welfare_weight: what each gives the others' gain when it decides.
    """

    ranges: ClassVar[tuple[str, ...]] = ("inside",)
    setters: ClassVar[tuple[str, ...]] = ("members",)
    kind: Literal["bloc"]
    members: Selector
    sectors: Selector
    inside: Inside = "free"
    outside: Literal["unchanged", "common"] = "unchanged"
    welfare_weight: Weight = 0.0
    label: Text | None = None
