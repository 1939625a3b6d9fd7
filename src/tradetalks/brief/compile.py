"""The levers of a scenario, as a Policy on the labels of one baseline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import singledispatch
from typing import TYPE_CHECKING, cast

from tradetalks.brief.levers import (
    BriefLever,
    EmbargoLever,
    ExportTaxLever,
    TariffLever,
    TradeCostLever,
)
from tradetalks.labels import Axes
from tradetalks.policy.policy import Policy
from tradetalks.policy.schedules import Basis, schedule

if TYPE_CHECKING:
    from tradetalks.brief.fields import Span
    from tradetalks.policy import Selector


def policy_of(levers: Iterable[BriefLever], axes: Axes) -> Policy:
    """A Policy of `levers`, in the order written."""
    policy = Policy()
    for lever in levers:
        policy = _with(lever, policy, axes)
    return policy


@singledispatch
def _with(lever: BriefLever, policy: Policy, axes: Axes) -> Policy:
    raise TypeError(f"{type(lever).__name__} is not solved by this version")


@_with.register
def _(lever: TariffLever, policy: Policy, axes: Axes) -> Policy:
    if lever.schedule is None:
        return policy.tariff(
            lever.importer,
            lever.exporter,
            add=_one(lever.add),
            rate=_one(lever.rate),
            factor=_one(lever.factor),
            sectors=lever.sectors,
        )
    if lever.rate_of == "importer":
        return _charged_by_importer(lever, policy, axes)
    return _charged_by_exporter(lever, policy, axes)


@_with.register
def _(lever: ExportTaxLever, policy: Policy, axes: Axes) -> Policy:
    return policy.export_tax(
        lever.exporter,
        lever.importer,
        add=_one(lever.add),
        rate=_one(lever.rate),
        factor=_one(lever.factor),
        sectors=lever.sectors,
    )


@_with.register
def _(lever: TradeCostLever, policy: Policy, axes: Axes) -> Policy:
    factor = cast(float, _one(lever.factor))
    return policy.trade_cost(lever.importer, lever.exporter, factor=factor, sectors=lever.sectors)


@_with.register
def _(lever: EmbargoLever, policy: Policy, axes: Axes) -> Policy:
    return policy.embargo(lever.importer, lever.exporter, sectors=lever.sectors, both=lever.both)


def _charged_by_exporter(lever: TariffLever, policy: Policy, axes: Axes) -> Policy:
    """Every importer named charges each exporter what the list charges that exporter."""
    exporters = _labels(axes, lever.exporter)
    charged = schedule(cast(str, lever.schedule)).charged(exporters)
    alike: dict[frozenset[str], list[str]] = defaultdict(list)
    for importer in _labels(axes, lever.importer):
        alike[_spared(lever, axes, importer)].append(importer)
    for spared, importers in alike.items():
        rates: dict[Basis, dict[str, float]] = {"additional": {}, "all-in": {}}
        for exporter, line in charged.items():
            home = importers == [exporter]
            nothing = line.basis == "additional" and line.rate == 0
            if exporter not in spared and not home and not nothing:
                rates[line.basis][exporter] = line.rate
        if rates["additional"]:
            policy = policy.tariff_schedule(
                importers, rates["additional"], how="add", sectors=lever.sectors
            )
        if rates["all-in"]:
            policy = policy.tariff_schedule(
                importers, rates["all-in"], how="rate", sectors=lever.sectors
            )
    return policy


def _charged_by_importer(lever: TariffLever, policy: Policy, axes: Axes) -> Policy:
    """Every importer named charges the exporters what the list charges the importer itself."""
    exporters = _labels(axes, lever.exporter)
    charged = schedule(cast(str, lever.schedule)).charged(_labels(axes, lever.importer))
    alike: dict[tuple[Basis, float, frozenset[str]], list[str]] = defaultdict(list)
    for importer, line in charged.items():
        alike[line.basis, line.rate, _spared(lever, axes, importer)].append(importer)
    for (basis, rate, spared), importers in alike.items():
        targets = [e for e in exporters if e not in spared and importers != [e]]
        if not targets or (basis == "additional" and rate == 0):
            continue
        if basis == "additional":
            policy = policy.tariff(importers, targets, add=rate, sectors=lever.sectors)
        else:
            policy = policy.tariff(importers, targets, rate=rate, sectors=lever.sectors)
    return policy


def _spared(lever: TariffLever, axes: Axes, importer: str) -> frozenset[str]:
    """Exporters in the same customs union as the importer, where the lever spares them."""
    groups = (lever.spare,) if isinstance(lever.spare, str) else lever.spare or ()
    members = (frozenset(_labels(axes, group)) for group in groups)
    return frozenset().union(*(union for union in members if importer in union))


def _labels(axes: Axes, selector: Selector) -> list[str]:
    return [axes.countries[i] for i in axes.country_index(selector)]


def _one(amount: Span | None) -> float | None:
    """The amount of a scenario's lever, which `read` has checked not to be a range."""
    return cast("float | None", amount)
