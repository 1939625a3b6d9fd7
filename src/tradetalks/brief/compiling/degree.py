"""A lever of fixed size, done to a degree: not at all (0), in part, or whole (1)."""

from __future__ import annotations

from functools import singledispatch

from tradetalks.brief.levers import (
    BlocLever,
    BriefLever,
    ExportTaxLever,
    MigrationLever,
    PurchaseLever,
    SanctionLever,
    SecondaryTariffLever,
    TariffLever,
    TradeCostLever,
    TransferLever,
)


@singledispatch
def in_part(lever: BriefLever, degree: float) -> BriefLever | None:
    """The lever at `degree`, proportional to it; None where it is done whole or not at all.

    An embargo or a waiver is so, and whatever sets a rate, a total or a published list whatever
    is in force.
    """
    return None


@in_part.register
def _(lever: TariffLever, degree: float) -> BriefLever | None:
    return _rate(lever, degree)


@in_part.register
def _(lever: ExportTaxLever, degree: float) -> BriefLever | None:
    return _rate(lever, degree)


@in_part.register
def _(lever: SecondaryTariffLever, degree: float) -> BriefLever | None:
    return _sized(lever, "add", degree)


@in_part.register
def _(lever: PurchaseLever, degree: float) -> BriefLever | None:
    return _sized(lever, "add", degree)


@in_part.register
def _(lever: TransferLever, degree: float) -> BriefLever | None:
    return _sized(lever, "amount", degree)


@in_part.register
def _(lever: MigrationLever, degree: float) -> BriefLever | None:
    return _sized(lever, "movers", degree)


@in_part.register
def _(lever: TradeCostLever, degree: float) -> BriefLever | None:
    return _times(lever, "factor", degree)


@in_part.register
def _(lever: SanctionLever, degree: float) -> BriefLever | None:
    return _times(lever, "factor", degree)


@in_part.register
def _(lever: BlocLever, degree: float) -> BriefLever | None:
    if lever.outside == "common":
        return None
    inside = 0.0 if lever.inside == "free" else lever.inside
    return _times(lever.model_copy(update={"inside": inside}), "inside", degree)


def _rate(lever: TariffLever | ExportTaxLever, degree: float) -> BriefLever | None:
    key = "add" if lever.factor is None else "factor"
    return (_sized if key == "add" else _times)(lever, key, degree)


def _sized(lever: BriefLever, key: str, degree: float) -> BriefLever | None:
    """An amount that changes nothing at 0."""
    whole = getattr(lever, key)
    return None if whole is None else lever.model_copy(update={key: degree * whole})


def _times(lever: BriefLever, key: str, degree: float) -> BriefLever | None:
    """A factor that changes nothing at 1."""
    whole = getattr(lever, key)
    return None if whole is None else lever.model_copy(update={key: 1 + degree * (whole - 1)})
