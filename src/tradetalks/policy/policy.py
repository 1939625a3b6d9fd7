"""`Policy`: a set of lever settings, built by chaining and never changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NoReturn

from tradetalks.errors import PolicyError, Problem
from tradetalks.labels import Selector
from tradetalks.policy.levers import (
    ArrayLever,
    Embargo,
    Lever,
    Productivity,
    RateChange,
    RateLever,
    Schedule,
    TradeCost,
)
from tradetalks.policy.reading import How, Reading
from tradetalks.policy.schedules import PublishedSchedule

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

#: Levers of later versions.
LATER = frozenset({"bloc", "migration", "purchase", "sanction"})


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

    def __post_init__(self) -> None:
        listed = isinstance(self.levers, tuple)
        if not listed or not all(isinstance(lever, Lever) for lever in self.levers):
            remedy = "start from Policy() and call its methods"
            raise PolicyError(
                Problem("policy levers", f"{self.levers!r} are not levers", remedy=remedy)
            )

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
        given = {"add": add, "rate": rate, "factor": factor}
        return self._rate_change("tariff", importer, exporter, sectors, given)

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
        given = {"add": add, "rate": rate, "factor": factor}
        return self._rate_change("export_tax", importer, exporter, sectors, given)

    def tariff_schedule(
        self,
        importer: Selector,
        rates: Mapping[str, float],
        *,
        how: How = "add",
        sectors: Selector = "all",
    ) -> Policy:
        """A tariff with its own rate (fraction) for each exporter, such as a published list.

        A group's rate holds for its members that have none of their own. Countries that the
        baseline does not have are passed over; a code that no country has is an error.
        """
        read = Reading("tariff_schedule")
        lever = Schedule(
            read.selector("importer", importer),
            read.rates(rates),
            read.selector("sectors", sectors),
            read.how(how),
            rates.name if isinstance(rates, PublishedSchedule) else "",
        )
        read.done()
        return self._with(lever)

    def trade_cost(
        self,
        importer: Selector,
        exporter: Selector,
        *,
        factor: float,
        sectors: Selector = "all",
    ) -> Policy:
        """Iceberg cost of delivering from exporter to importer, multiplied by `factor` > 0."""
        read = Reading("trade_cost")
        lever = TradeCost(
            read.selector("importer", importer),
            read.selector("exporter", exporter),
            read.selector("sectors", sectors),
            read.number("factor", factor, positive=True),
        )
        read.done()
        return self._with(lever)

    def embargo(
        self,
        importer: Selector,
        exporter: Selector,
        *,
        sectors: Selector = "all",
        both: bool = False,
    ) -> Policy:
        """Close the flow from exporter to importer exactly; `both` closes the way back too."""
        read = Reading("embargo")
        there = Embargo(
            read.selector("importer", importer),
            read.selector("exporter", exporter),
            read.selector("sectors", sectors),
        )
        closed = read.flag("both", both)
        read.done()
        back = replace(there, importer=there.exporter, exporter=there.importer)
        return self._with(there, back) if closed else self._with(there)

    def productivity(
        self, country: Selector, *, factor: float, sectors: Selector = "all"
    ) -> Policy:
        """Total factor productivity, multiplied by `factor` > 0."""
        read = Reading("productivity")
        lever = Productivity(
            read.selector("country", country),
            read.selector("sectors", sectors),
            read.number("factor", factor, positive=True),
        )
        read.done()
        return self._with(lever)

    def tariff_array(self, tariff_new: ArrayLike) -> Policy:
        """Every tariff at once: (exporter, importer, sector), fractions, home cells ignored.

        A labelled array (xarray) is matched to the baseline by its axes' names and labels.
        """
        return self._array("tariff", tariff_new)

    def export_tax_array(self, export_tax_new: ArrayLike) -> Policy:
        """Every export tax at once: (exporter, importer, sector), fractions."""
        return self._array("export_tax", export_tax_new)

    def trade_cost_array(self, trade_cost_hat: ArrayLike) -> Policy:
        """Trade costs, new over old, on every flow: (exporter, importer, sector)."""
        return self._array("trade_cost", trade_cost_hat)

    def labelled(self, label: str) -> Policy:
        """The same policy under a name for tables and charts."""
        read = Reading("policy")
        text = read.text("label", label)
        read.done()
        return replace(self, label=text)

    def describe(self) -> list[str]:
        """One sentence for each lever."""
        return [str(lever) for lever in self.levers]

    def __add__(self, other: Policy) -> Policy:
        if not isinstance(other, Policy):
            what = f"{type(other).__name__} cannot be added to a policy"
            raise PolicyError(Problem("policy", what, "another Policy"))
        return Policy(self.levers + other.levers, self.label or other.label)

    if not TYPE_CHECKING:  # a type checker must still see which names there are

        def __getattr__(self, name: str) -> NoReturn:
            what = "comes with a later version; see the changelog"
            raise AttributeError(
                f"Policy.{name} {what}" if name in LATER else f"Policy has no lever {name!r}",
                name=name,
                obj=self,
            )

    def _with(self, *levers: Lever) -> Policy:
        return replace(self, levers=self.levers + levers)

    def _rate_change(
        self,
        kind: RateLever,
        importer: Selector,
        exporter: Selector,
        sectors: Selector,
        given: Mapping[str, Any],
    ) -> Policy:
        read = Reading(kind)
        lever = RateChange(
            kind,
            read.selector("importer", importer),
            read.selector("exporter", exporter),
            read.selector("sectors", sectors),
            read.change(**given),
        )
        read.done()
        return self._with(lever)

    def _array(self, kind: ArrayLever, values: ArrayLike) -> Policy:
        read = Reading(f"{kind}_array")
        lever = read.array(kind, values)
        read.done()
        return self._with(lever)
