"""The levers of a scenario, as a Policy on the labels of one baseline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import singledispatch
from typing import TYPE_CHECKING, Any, cast

from tradetalks.brief.compiling.exempt import charged_sectors
from tradetalks.brief.compiling.lists import by_exporter, by_importer
from tradetalks.brief.levers import (
    BlocLever,
    BriefLever,
    EmbargoLever,
    ExportTaxLever,
    MigrationLever,
    PurchaseLever,
    SanctionLever,
    SecondaryTariffLever,
    TariffLever,
    TradeCostLever,
    TransferLever,
    WaiverLever,
)
from tradetalks.labels import Axes
from tradetalks.policy.levers import RateChange
from tradetalks.policy.policy import Policy

if TYPE_CHECKING:
    from tradetalks.brief.fields import Span


def policy_of(levers: Iterable[BriefLever], axes: Axes) -> Policy:
    """A Policy of `levers`, in the order written."""
    policy = Policy()
    for lever in levers:
        policy = _with(lever, policy, axes)
    return policy


def ranged(lever: BriefLever) -> tuple[str, tuple[float, float]] | None:
    """The key of a lever that is a range, and its ends; None where no key is."""
    for key in lever.ranges:
        value: Any = getattr(lever, key)
        if isinstance(value, tuple):
            return key, value
    return None


def at(lever: BriefLever, key: str, value: float) -> BriefLever:
    """The lever with one amount put in place of a range."""
    return lever.model_copy(update={key: value})


@singledispatch
def _with(lever: BriefLever, policy: Policy, axes: Axes) -> Policy:
    raise TypeError(f"{type(lever).__name__} is no lever of a brief")


@_with.register
def _(lever: TariffLever, policy: Policy, axes: Axes) -> Policy:
    sectors = charged_sectors(lever, axes)
    if lever.schedule is not None:
        charged = by_importer if lever.rate_of == "importer" else by_exporter
        return policy + Policy(tuple(charged(lever, axes, sectors)))
    moved = policy.tariff(
        lever.importer,
        lever.exporter,
        add=_one(lever.add),
        rate=_one(lever.rate),
        factor=_one(lever.factor),
        sectors=lever.sectors,
    )
    last = cast(RateChange, moved.levers[-1])
    return policy + Policy((replace(last, sectors=sectors),))


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


@_with.register
def _(lever: PurchaseLever, policy: Policy, axes: Axes) -> Policy:
    return policy.purchase(
        lever.buyer,
        lever.seller,
        sectors=lever.sectors,
        add=_one(lever.add),
        at_least=_one(lever.at_least),
        paid_by=lever.paid_by,
        both=lever.both,
    )


@_with.register
def _(lever: TransferLever, policy: Policy, axes: Axes) -> Policy:
    return policy.transfer(lever.payer, lever.receiver, amount=cast(float, _one(lever.amount)))


@_with.register
def _(lever: MigrationLever, policy: Policy, axes: Axes) -> Policy:
    return policy.migration(
        lever.origin,
        lever.residence,
        movers=cast(float, _one(lever.movers)),
        skill=lever.skill,
        efficiency=lever.efficiency,
        remittance_share=lever.remittance_share,
    )


@_with.register
def _(lever: SanctionLever, policy: Policy, axes: Axes) -> Policy:
    return policy.sanction(
        lever.by,
        lever.target,
        measure=lever.measure,
        sectors=lever.sectors,
        factor=_one(lever.factor),
    )


@_with.register
def _(lever: SecondaryTariffLever, policy: Policy, axes: Axes) -> Policy:
    return policy.secondary_tariff(
        lever.importer,
        lever.target,
        add=cast(float, _one(lever.add)),
        because_of=lever.because_of,
        sectors=lever.sectors,
        exporter=lever.exporter,
        threshold=lever.threshold,
    )


@_with.register
def _(lever: WaiverLever, policy: Policy, axes: Axes) -> Policy:
    return policy.waiver(lever.by, lever.to, lever.target, measure=lever.measure)


@_with.register
def _(lever: BlocLever, policy: Policy, axes: Axes) -> Policy:
    inside = "free" if lever.inside == "free" else cast(float, lever.inside)
    return policy.bloc(
        lever.members,
        inside=cast(Any, inside),
        outside="common" if lever.outside == "common" else None,
        sectors=lever.sectors,
        welfare_weight=lever.welfare_weight,
        label=lever.label or "",
    )


def _one(amount: Span | None) -> float | None:
    """The amount of a scenario's lever, which `read` has checked not to be a range."""
    return cast("float | None", amount)
