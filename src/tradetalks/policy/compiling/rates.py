"""Rates, costs, closed borders and productivity to arrays."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from tradetalks.errors import PolicyError, Problem
from tradetalks.labels.named import reordered
from tradetalks.policy.compiling.listed import rates_on
from tradetalks.policy.compiling.meeting import Meeting, applied, cell_name
from tradetalks.policy.levers import (
    Productivity,
    Rate,
    RateChange,
    Schedule,
    TradeCost,
    WholeArray,
)
from tradetalks.policy.settings import Array, Settings
from tradetalks.symbols import BILATERAL


@applied.register
def _(lever: RateChange, settings: Settings, meeting: Meeting) -> Settings:
    mask = meeting.flows(lever.exporter, lever.importer, lever.sectors)
    old = getattr(settings, lever.kind)
    return _with(settings, lever.kind, np.where(mask, _moved(old, lever.change), old))


@applied.register
def _(lever: Schedule, settings: Settings, meeting: Meeting) -> Settings:
    rates = rates_on(lever.rates, meeting.axes, meeting.place)
    mask = meeting.flows(tuple(rates), lever.importer, lever.sectors)
    listed = np.array([rates.get(c, 0.0) for c in meeting.axes.countries])[:, None, None]
    old = settings.tariff if lever.how == "add" else 0.0
    return replace(settings, tariff=np.where(mask, old + listed, settings.tariff))


@applied.register
def _(lever: TradeCost, settings: Settings, meeting: Meeting) -> Settings:
    mask = meeting.flows(lever.exporter, lever.importer, lever.sectors)
    old = settings.trade_cost
    return replace(settings, trade_cost=np.where(mask, old * lever.factor, old))


@applied.register
def _(lever: Productivity, settings: Settings, meeting: Meeting) -> Settings:
    (countries,), (sectors,) = meeting.indices((lever.country,), (lever.sectors,))
    productivity = settings.productivity.copy()
    productivity[np.ix_(countries, sectors)] *= lever.factor
    return replace(settings, productivity=productivity)


@applied.register
def _(lever: WholeArray, settings: Settings, meeting: Meeting) -> Settings:
    axes, place = meeting.axes, meeting.place
    old: Array = getattr(settings, lever.kind)
    new = lever.values
    if lever.labels:
        labels = (axes.countries, axes.countries, axes.sectors)
        new = reordered(new, lever.labels, dict(zip(BILATERAL, labels, strict=True)), place)
    if new.shape != old.shape:
        raise PolicyError(
            Problem(
                place,
                f"the array has shape {new.shape}",
                f"(exporter, importer, sector) = {old.shape}",
            )
        )
    home = np.eye(len(axes.countries), dtype=bool)[:, :, None]
    bad = ~home & (~np.isfinite(new) | ((lever.kind == "trade_cost") & (new <= 0)))
    if bad.any():
        cell = cell_name(axes, tuple(np.argwhere(bad)[0]))
        worst = new[tuple(np.argwhere(bad)[0])]
        raise PolicyError(
            Problem(
                f"{place} at {cell}",
                f"{worst:g} cannot be used ({int(bad.sum())} such cells)",
                "finite numbers" + (" above zero" if lever.kind == "trade_cost" else ""),
            )
        )
    return _with(settings, lever.kind, np.where(home, old, new))


def _with(settings: Settings, name: str, values: Array) -> Settings:
    changed: dict[str, Any] = {name: values}
    return replace(settings, **changed)


def _moved(old: Array, change: Rate) -> Array:
    if change.how == "add":
        return old + change.value
    if change.how == "factor":
        return old * change.value
    return np.full_like(old, change.value)
