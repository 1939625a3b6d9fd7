"""How levers on single flows and sectors are written; each function is a method of `Policy`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tradetalks.labels import Selector
from tradetalks.policy.levers import (
    ArrayLever,
    Embargo,
    Productivity,
    RateChange,
    RateLever,
    Schedule,
    TradeCost,
)
from tradetalks.policy.schedules import PublishedSchedule
from tradetalks.policy.writing.reading import How, Reading

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tradetalks.policy.policy import Policy


def tariff(
    policy: Policy,
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
    return _rate_change(policy, "tariff", importer, exporter, sectors, given)


def export_tax(
    policy: Policy,
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
    return _rate_change(policy, "export_tax", importer, exporter, sectors, given)


def tariff_schedule(
    policy: Policy,
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
    return policy.with_levers(lever)


def trade_cost(
    policy: Policy,
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
    return policy.with_levers(lever)


def embargo(
    policy: Policy,
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
    return policy.with_levers(there, back) if closed else policy.with_levers(there)


def productivity(
    policy: Policy, country: Selector, *, factor: float, sectors: Selector = "all"
) -> Policy:
    """Total factor productivity, multiplied by `factor` > 0."""
    read = Reading("productivity")
    lever = Productivity(
        read.selector("country", country),
        read.selector("sectors", sectors),
        read.number("factor", factor, positive=True),
    )
    read.done()
    return policy.with_levers(lever)


def tariff_array(policy: Policy, tariff_new: ArrayLike) -> Policy:
    """Every tariff at once: (exporter, importer, sector), fractions, home cells ignored.

    A labelled array (xarray) is matched to the baseline by its axes' names and labels.
    """
    return _array(policy, "tariff", tariff_new)


def export_tax_array(policy: Policy, export_tax_new: ArrayLike) -> Policy:
    """Every export tax at once: (exporter, importer, sector), fractions."""
    return _array(policy, "export_tax", export_tax_new)


def trade_cost_array(policy: Policy, trade_cost_hat: ArrayLike) -> Policy:
    """Trade costs, new over old, on every flow: (exporter, importer, sector)."""
    return _array(policy, "trade_cost", trade_cost_hat)


def _rate_change(
    policy: Policy,
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
    return policy.with_levers(lever)


def _array(policy: Policy, kind: ArrayLever, values: ArrayLike) -> Policy:
    read = Reading(f"{kind}_array")
    lever = read.array(kind, values)
    read.done()
    return policy.with_levers(lever)
