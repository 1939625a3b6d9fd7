"""Levers to arrays: the settings of a policy on the axes of one baseline."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradetalks.errors import InputError, PolicyError, Problem
from tradetalks.labels import Axes, Selector
from tradetalks.labels.named import reordered
from tradetalks.policy.levers import (
    Embargo,
    Productivity,
    Rate,
    RateChange,
    Schedule,
    TradeCost,
    WholeArray,
)
from tradetalks.policy.listed import rates_on
from tradetalks.policy.policy import Policy
from tradetalks.policy.settings import Array, Observed, Settings, unmoved
from tradetalks.symbols import BILATERAL


def compile_policy(policy: Policy, axes: Axes, observed: Observed) -> Settings:
    """Settings under `policy`, from the baseline as observed.

    Raises PolicyError listing every lever that does not fit the axes or leaves a rate
    at or below -100 per cent.
    """
    settings = unmoved(observed)
    problems: list[Problem] = []
    for number, lever in enumerate(policy.levers, start=1):
        place = f"lever {number} ({lever})"
        try:
            settings = _apply(lever, settings, axes, place)
        except InputError as error:
            problems.extend(error.problems)
    for name in ("tariff", "export_tax"):
        problems.extend(_too_low(name, getattr(settings, name), axes))
    if problems:
        raise PolicyError(problems)
    return settings


@singledispatch
def _apply(lever: object, settings: Settings, axes: Axes, place: str) -> Settings:
    raise TypeError(f"{place}: {type(lever).__name__} is not a lever")


@_apply.register
def _(lever: RateChange, settings: Settings, axes: Axes, place: str) -> Settings:
    mask = _flows(axes, lever.exporter, lever.importer, lever.sectors, place)
    old = getattr(settings, lever.kind)
    return _with(settings, lever.kind, np.where(mask, _moved(old, lever.change), old))


@_apply.register
def _(lever: Schedule, settings: Settings, axes: Axes, place: str) -> Settings:
    rates = rates_on(lever.rates, axes, place)
    mask = _flows(axes, tuple(rates), lever.importer, lever.sectors, place)
    listed = np.array([rates.get(c, 0.0) for c in axes.countries])[:, None, None]
    old = settings.tariff if lever.how == "add" else 0.0
    return replace(settings, tariff=np.where(mask, old + listed, settings.tariff))


@_apply.register
def _(lever: TradeCost, settings: Settings, axes: Axes, place: str) -> Settings:
    mask = _flows(axes, lever.exporter, lever.importer, lever.sectors, place)
    old = settings.trade_cost
    return replace(settings, trade_cost=np.where(mask, old * lever.factor, old))


@_apply.register
def _(lever: Embargo, settings: Settings, axes: Axes, place: str) -> Settings:
    mask = _flows(axes, lever.exporter, lever.importer, lever.sectors, place)
    return replace(settings, open=np.where(mask, 0.0, settings.open))


@_apply.register
def _(lever: Productivity, settings: Settings, axes: Axes, place: str) -> Settings:
    countries, sectors = _indices(axes, place, (lever.country,), lever.sectors)
    productivity = settings.productivity.copy()
    productivity[np.ix_(countries[0], sectors)] *= lever.factor
    return replace(settings, productivity=productivity)


@_apply.register
def _(lever: WholeArray, settings: Settings, axes: Axes, place: str) -> Settings:
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
        cell = _cell_name(axes, tuple(np.argwhere(bad)[0]))
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


def _indices(
    axes: Axes, place: str, countries: tuple[Selector, ...], sectors: Selector
) -> tuple[list[NDArray[np.intp]], NDArray[np.intp]]:
    """Positions of every selector, with all unknown labels in one error."""
    problems: list[Problem] = []
    found: list[NDArray[np.intp]] = []
    for resolve, selector in [
        *((axes.country_index, c) for c in countries),
        (axes.sector_index, sectors),
    ]:
        try:
            found.append(resolve(selector, place))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise PolicyError(problems)
    return found[:-1], found[-1]


def _flows(
    axes: Axes, exporter: Selector, importer: Selector, sectors: Selector, place: str
) -> NDArray[np.bool_]:
    """Mask (exporter, importer, sector) of the cross-border flows a lever names."""
    (exporters, importers), js = _indices(axes, place, (exporter, importer), sectors)
    n = len(axes.countries)
    mask = np.zeros((n, n, len(axes.sectors)), dtype=bool)
    mask[np.ix_(exporters, importers, js)] = True
    mask[np.arange(n), np.arange(n), :] = False
    if not mask.any():
        raise PolicyError(
            Problem(place, "names no cross-border flow", remedy="a country has no tariff on itself")
        )
    return mask


def _too_low(name: str, rates: Array, axes: Axes) -> list[Problem]:
    bad = np.argwhere(rates <= -1.0)
    if not len(bad):
        return []
    cell = tuple(bad[0])
    return [
        Problem(
            f"{name}[{_cell_name(axes, cell)}]",
            f"the policy leaves a rate of {100 * rates[cell]:g} % ({len(bad)} such cells)",
            "above -100 %",
            remedy="a rate of -1 would make the good free of charge; use a smaller cut",
        )
    ]


def _cell_name(axes: Axes, cell: tuple[int, ...]) -> str:
    exporter, importer, sector = cell
    return f"{axes.countries[exporter]}, {axes.countries[importer]}, {axes.sectors[sector]}"
