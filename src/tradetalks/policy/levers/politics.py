"""Levers that take sides: sanctions, tariffs on those who trade with a target, waivers, blocs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from tradetalks.policy.levers.wording import words

if TYPE_CHECKING:
    from tradetalks.labels import Selector

Measure = Literal["embargo", "export_control", "import_ban", "trade_cost"]
#: What a waiver can lift.
Waivable = Literal[
    "all", "embargo", "export_control", "import_ban", "trade_cost", "secondary_tariff"
]


@dataclass(frozen=True)
class Sanction:
    """A coalition closes trade with a target, or makes it costlier by `factor`.

    Chowdhry, Hinz, Kamin and Wanner (2024).
    """

    by: Selector
    target: Selector
    measure: Measure
    sectors: Selector
    factor: float | None = None

    def __str__(self) -> str:
        name = "trade cost" if self.measure == "trade_cost" else self.measure.replace("_", " ")
        size = f": times {self.factor:g}" if self.factor is not None else ""
        return f"{name} by {words(self.by)} against {words(self.target)}, {words(self.sectors)}" + (
            size
        )


@dataclass(frozen=True)
class SecondaryTariff:
    """A duty of `add` on whoever keeps buying from a target.

    Caught is an exporter whose imports of `because_of` come from the target by more than
    `threshold` of their value.
    """

    measure: ClassVar[str] = "secondary_tariff"
    importer: Selector
    target: Selector
    add: float
    because_of: Selector
    sectors: Selector
    exporter: Selector
    threshold: float

    def __str__(self) -> str:
        whom = "whoever buys" if self.exporter == "all" else f"{words(self.exporter)} for buying"
        what = "" if self.because_of == "all" else f"{words(self.because_of)} "
        return (
            f"{words(self.importer)} tariff on {whom} {what}from {words(self.target)}, "
            f"{words(self.sectors)}: {100 * self.add:+g} points"
        )


@dataclass(frozen=True)
class Waiver:
    """Lets `to` off the earlier measures of `by` against `target`."""

    by: Selector
    to: Selector
    target: Selector
    measure: Waivable = "all"

    def __str__(self) -> str:
        what = "every measure" if self.measure == "all" else f"the {self.measure.replace('_', ' ')}"
        return f"{words(self.by)} spares {words(self.to)} {what} against {words(self.target)}"


@dataclass(frozen=True)
class Bloc:
    """Members who trade on better terms inside, and may charge one tariff outside.

    inside: what tariffs between members are multiplied by. common: whether each charges
    outsiders the members' mean. welfare_weight: what a member gives to the others' welfare.
    """

    members: Selector
    inside: float
    common: bool
    sectors: Selector
    welfare_weight: float = 0.0
    label: str = ""

    def __str__(self) -> str:
        named = words(self.members)
        who = f"{self.label} ({named})" if self.label and self.label != named else named
        if self.inside == 0:
            terms = "free of tariffs inside"
        elif self.inside == 1:
            terms = "tariffs inside as they are"
        else:
            terms = f"tariffs inside times {self.inside:g}"
        outside = ", a common tariff outside" if self.common else ""
        return f"bloc of {who}, {words(self.sectors)}: {terms}{outside}"
