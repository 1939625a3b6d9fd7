"""Levers on single flows and sectors: rates, costs, closed borders, productivity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from tradetalks.policy.levers.wording import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tradetalks.labels import Selector
    from tradetalks.labels.named import Labels

RateLever = Literal["tariff", "export_tax"]
ArrayLever = Literal["tariff", "export_tax", "trade_cost"]


@dataclass(frozen=True)
class Rate:
    """How a rate moves: `add` points, set to `rate`, or multiply by `factor` (fractions)."""

    how: Literal["add", "rate", "factor"]
    value: float

    def __str__(self) -> str:
        return {
            "add": f"{100 * self.value:+g} points",
            "rate": f"to {100 * self.value:g} %",
            "factor": f"times {self.value:g}",
        }[self.how]


@dataclass(frozen=True)
class RateChange:
    """A tariff set by the importer, or an export tax set by the exporter."""

    kind: RateLever
    importer: Selector
    exporter: Selector
    sectors: Selector
    change: Rate

    def __str__(self) -> str:
        setter, other = (
            (self.importer, self.exporter)
            if self.kind == "tariff"
            else (self.exporter, self.importer)
        )
        name = self.kind.replace("_", " ")
        side = "on" if self.kind == "tariff" else "on sales to"
        return f"{words(setter)} {name} {side} {words(other)}, {words(self.sectors)}: {self.change}"


@dataclass(frozen=True)
class Schedule:
    """A tariff with its own rate for each exporter, such as a published list."""

    importer: Selector
    rates: tuple[tuple[str, float], ...]
    sectors: Selector
    how: Literal["add", "rate"]
    name: str = ""

    def __str__(self) -> str:
        verb = "adds" if self.how == "add" else "sets"
        what = f"the list {self.name}" if self.name else "a schedule of tariffs"
        rates = [100 * rate for _, rate in self.rates] or [0.0]
        span = " to ".join(dict.fromkeys(f"{end:g}" for end in (min(rates), max(rates))))
        unit = "points" if self.how == "add" else "%"
        count = f"{len(self.rates)} exporter{'' if len(self.rates) == 1 else 's'}"
        return (
            f"{words(self.importer)} {verb} {what}, {words(self.sectors)}: {span} {unit} on {count}"
        )


@dataclass(frozen=True)
class TradeCost:
    """Iceberg trade costs from exporter to importer, multiplied by `factor`."""

    importer: Selector
    exporter: Selector
    sectors: Selector
    factor: float

    def __str__(self) -> str:
        return (
            f"trade cost {words(self.exporter)} to {words(self.importer)}, "
            f"{words(self.sectors)}: times {self.factor:g}"
        )


@dataclass(frozen=True)
class Embargo:
    """No trade at all from exporter to importer: the share is exactly zero."""

    measure: ClassVar[str] = "embargo"
    importer: Selector
    exporter: Selector
    sectors: Selector

    def __str__(self) -> str:
        return f"embargo {words(self.exporter)} to {words(self.importer)}, {words(self.sectors)}"


@dataclass(frozen=True)
class Productivity:
    """Total factor productivity of a country's sectors, multiplied by `factor`."""

    country: Selector
    sectors: Selector
    factor: float

    def __str__(self) -> str:
        return f"productivity {words(self.country)}, {words(self.sectors)}: times {self.factor:g}"


@dataclass(frozen=True, eq=False)
class WholeArray:
    """A lever given as one array over (exporter, importer, sector).

    labels: those of each axis, where the array brought its own; they wait for the baseline.
    """

    kind: ArrayLever
    values: NDArray[np.float64]
    labels: tuple[Labels | None, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind.replace('_', ' ')} given for every flow"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, WholeArray)
            and (self.kind, self.labels) == (other.kind, other.labels)
            and self.values.shape == other.values.shape
            and bool((self.values == other.values).all())
        )

    def __hash__(self) -> int:
        return hash((self.kind, self.labels, self.values.tobytes()))
