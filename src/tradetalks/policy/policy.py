"""`Policy`: a set of lever settings, built by chaining and never changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from tradetalks.errors import PolicyError, Problem
from tradetalks.policy.levers import (
    ArrayLever,
    Embargo,
    Lever,
    Productivity,
    Rate,
    RateChange,
    Schedule,
    Selector,
    TradeCost,
    WholeArray,
    frozen_selector,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Policy:
    """Lever settings in the order written; the empty policy is the baseline.

    Levers add up: a second tariff of +10 points on the same flow makes +20. The home
    market is never touched. Selectors are labels, groups or ISIC codes of the baseline.

    Examples:
        >>> policy = Policy().tariff("USA", "IND", add=0.25, sectors="goods")
        >>> print(policy.describe()[0])
        USA tariff on IND, goods: +25 points
    """

    levers: tuple[Lever, ...] = ()
    label: str = ""

    def tariff(
        self,
        importer: Selector,
        exporter: Selector,
        *,
        add: float | None = None,
        rate: float | None = None,
        factor: float | None = None,
        sectors: Selector = "all",
    ) -> Policy:
        """The importer's ad valorem duty: `add` points, a new `rate`, or `factor` times the old.

        Rates are fractions (0.25 is 25 per cent). Raises PolicyError unless exactly one is given.
        """
        change = _change("tariff", add, rate, factor)
        return self._rate_change("tariff", importer, exporter, sectors, change)

    def export_tax(
        self,
        exporter: Selector,
        importer: Selector,
        *,
        add: float | None = None,
        rate: float | None = None,
        factor: float | None = None,
        sectors: Selector = "all",
    ) -> Policy:
        """The exporter's ad valorem tax on producers' receipts; negative is a subsidy."""
        change = _change("export_tax", add, rate, factor)
        return self._rate_change("export_tax", importer, exporter, sectors, change)

    def tariff_schedule(
        self,
        importer: Selector,
        rates: Mapping[str, float],
        *,
        how: Literal["add", "rate"] = "add",
        sectors: Selector = "all",
    ) -> Policy:
        """A tariff with its own rate (fraction) for each exporter, such as a published list.

        Exporters that the baseline does not have are passed over.
        """
        for exporter, rate in rates.items():
            _number(f"tariff_schedule rates[{exporter}]", rate)
        if how not in ("add", "rate"):
            raise PolicyError(Problem("tariff_schedule how", f"{how!r} is not a way", "add, rate"))
        return self._with(
            Schedule(frozen_selector(importer), tuple(rates.items()), frozen_selector(sectors), how)
        )

    def trade_cost(
        self,
        importer: Selector,
        exporter: Selector,
        *,
        factor: float,
        sectors: Selector = "all",
    ) -> Policy:
        """Iceberg cost of delivering from exporter to importer, multiplied by `factor` > 0."""
        _number("trade_cost factor", factor, positive=True)
        return self._with(
            TradeCost(
                frozen_selector(importer),
                frozen_selector(exporter),
                frozen_selector(sectors),
                float(factor),
            )
        )

    def embargo(
        self,
        importer: Selector,
        exporter: Selector,
        *,
        sectors: Selector = "all",
        both: bool = False,
    ) -> Policy:
        """Close the flow from exporter to importer exactly; `both` closes the way back too."""
        there = Embargo(
            frozen_selector(importer), frozen_selector(exporter), frozen_selector(sectors)
        )
        back = replace(there, importer=there.exporter, exporter=there.importer)
        return self._with(there, back) if both else self._with(there)

    def productivity(
        self, country: Selector, *, factor: float, sectors: Selector = "all"
    ) -> Policy:
        """Total factor productivity, multiplied by `factor` > 0."""
        _number("productivity factor", factor, positive=True)
        return self._with(
            Productivity(frozen_selector(country), frozen_selector(sectors), float(factor))
        )

    def tariff_array(self, tariff_new: ArrayLike) -> Policy:
        """Every tariff at once: (exporter, importer, sector), fractions, home cells ignored."""
        return self._array("tariff", tariff_new)

    def export_tax_array(self, export_tax_new: ArrayLike) -> Policy:
        """Every export tax at once: (exporter, importer, sector), fractions."""
        return self._array("export_tax", export_tax_new)

    def trade_cost_array(self, trade_cost_hat: ArrayLike) -> Policy:
        """Trade costs, new over old, on every flow: (exporter, importer, sector)."""
        return self._array("trade_cost", trade_cost_hat)

    def labelled(self, label: str) -> Policy:
        """The same policy under a name for tables and charts."""
        return replace(self, label=label)

    def describe(self) -> list[str]:
        """One sentence for each lever."""
        return [str(lever) for lever in self.levers]

    def __add__(self, other: Policy) -> Policy:
        return Policy(self.levers + other.levers, self.label or other.label)

    def _with(self, *levers: Lever) -> Policy:
        return replace(self, levers=self.levers + levers)

    def _rate_change(
        self, kind: Any, importer: Selector, exporter: Selector, sectors: Selector, change: Rate
    ) -> Policy:
        return self._with(
            RateChange(
                kind,
                frozen_selector(importer),
                frozen_selector(exporter),
                frozen_selector(sectors),
                change,
            )
        )

    def _array(self, kind: ArrayLever, values: ArrayLike) -> Policy:
        return self._with(WholeArray(kind, np.array(values, dtype=np.float64)))


def _change(lever: str, add: float | None, rate: float | None, factor: float | None) -> Rate:
    given: dict[Any, float] = {
        how: value
        for how, value in (("add", add), ("rate", rate), ("factor", factor))
        if value is not None
    }
    if len(given) != 1:
        raise PolicyError(
            Problem(
                lever,
                f"{len(given)} of add, rate and factor were given",
                "exactly one",
                remedy="add=0.25 adds 25 points, rate=0.25 sets 25 per cent, factor=0 abolishes",
            )
        )
    ((how, value),) = given.items()
    _number(f"{lever} {how}", value)
    return Rate(how, float(value))


def _number(place: str, value: float, *, positive: bool = False) -> None:
    if not np.isfinite(value) or (positive and value <= 0):
        allowed = "a number above zero" if positive else "a finite number"
        raise PolicyError(Problem(place, f"{value!r} cannot be used", allowed))
