"""Published tables to checked baselines: read, cleaned by named rules, given tariffs, balanced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TypeVar

import numpy as np

from tradetalks.baseline.about import About
from tradetalks.baseline.core import Baseline
from tradetalks.baseline.elasticity_sets import DEFAULT_ELASTICITIES
from tradetalks.baseline.sources.catalog import Source, source
from tradetalks.baseline.sources.rules import Applied, Flows, cost_shares, flows
from tradetalks.baseline.sources.table import Table, refuse_inconsistent
from tradetalks.baseline.sources.tariffs import TariffRules, Tariffs, look_through, read_tariffs
from tradetalks.baseline.sources.titles import titles
from tradetalks.errors import BaselineError, Problem

Read = TypeVar("Read")
#: Multiples of one unit of the currency in which figures may stand.
UNITS = {"units": 1e-6, "thousands": 1e-3, "millions": 1.0, "billions": 1e3}


@dataclass(frozen=True)
class Imported:
    """A baseline made from a published table, and every rule that was applied on the way."""

    baseline: Baseline
    rules: tuple[Applied, ...]


def import_table(
    name: str,
    path: str | PathLike[str],
    year: int,
    *,
    usd: float | None = None,
    unit: str | None = None,
    elasticities: str = DEFAULT_ELASTICITIES,
    countries: Mapping[str, str] | None = None,
    member: str = "",
    tariffs: str | PathLike[str] | None = None,
    tariff_rules: TariffRules | None = None,
) -> Imported:
    """A balanced baseline from a published inter-country table.

    name: one of `SOURCES`. usd: US dollars for one unit of the table's currency, needed unless
    that is the dollar. unit: what the figures count (`UNITS`), where it is not the publisher's.
    countries: the publisher's code of a region -> label. member: the file in an archive.
    tariffs: a tidy file of them (`sources.tariffs`); without one they are zero.
    Raises BaselineError with everything that does not fit.
    """
    origin, file = source(name), Path(path)
    rules_of_tariffs = tariff_rules or TariffRules()
    million = origin.million if unit is None else UNITS[unit]
    problems: list[Problem] = []
    rate = _tried(problems, lambda: _rate(origin, usd))
    # A rate that is missing does not keep the file from being looked through.
    factor = million * (1.0 if rate is None else rate)
    read = _tried(problems, lambda: origin.read(file, year, countries or {}, member, factor))
    if tariffs is not None:
        _tried(problems, lambda: look_through(Path(tariffs), rules_of_tariffs.year or year))
    if problems or read is None:
        raise BaselineError(problems)
    table, digest = read
    refuse_inconsistent(table, unit or f"{origin.currency} {_unit_name(origin.million)}")
    made, rules = flows(table)
    given = _tariffs(made, tariffs, year, rules_of_tariffs)
    tariff = given.rates
    shares, inputs, more = cost_shares(made, tariff)
    rules = (*rules, *more)
    lines = (*_lineage(origin, table, file, digest, factor, rules), *given.told)
    about = About(
        name=f"{name}-{year}",
        title=f"{origin.title}, {year}",
        source=dict.fromkeys(("trade", "value_added_share", "input_share"), origin.citation)
        | {"tariff": Path(tariffs).name if tariffs else "none given: zero"},
        year=dict.fromkeys(("trade", "value_added_share", "input_share", "tariff"), year),
        history=lines,
    )
    arrays = {
        "trade": made.trade,
        "tariff": tariff,
        "value_added_share": shares,
        "input_share": inputs,
        "trade_elasticity": 4.0,
    }
    base = Baseline.assembled(made.countries, made.sectors, None, arrays, about, {})
    made_whole = base.with_elasticities(elasticities).balance()
    return Imported(made_whole.annotate(**titles(base.countries, base.sectors)), rules)


def _tariffs(
    made: Flows, path: str | PathLike[str] | None, year: int, rules: TariffRules
) -> Tariffs:
    if path is None:
        return Tariffs(np.zeros_like(made.trade), ("no tariffs given: zero",))
    return read_tariffs(Path(path), made.countries, made.sectors, rules.year or year, rules)


def _tried(problems: list[Problem], read: Callable[[], Read]) -> Read | None:
    """What is read; None, and the problems kept, where it does not fit."""
    try:
        return read()
    except BaselineError as error:
        problems += error.problems
        return None


def _rate(origin: Source, usd: float | None) -> float:
    """US dollars for one unit of the currency. Raises BaselineError when none is given."""
    if origin.currency == "USD":
        if usd not in (None, 1.0):
            what = f"{usd:g} is given, but {origin.name} is in USD already"
            raise BaselineError(Problem("--usd", what, remedy="leave it out"))
        return 1.0
    if usd is None or not 0 < usd < 1e4:
        what = f"{origin.name} is in {origin.currency}: US dollars for one {origin.currency}?"
        remedy = "the year's average rate, for example 1.0530 for 2022"
        raise BaselineError(Problem("--usd", what, "a number above zero", "", remedy))
    return usd


def _unit_name(million: float) -> str:
    return next(name for name, factor in UNITS.items() if factor == million)


def _lineage(
    origin: Source,
    table: Table,
    file: Path,
    digest: str,
    factor: float,
    rules: tuple[Applied, ...],
) -> tuple[str, ...]:
    size = f"{len(table.countries)} countries x {len(table.sectors)} sectors"
    return (
        f"read {table.place} as {origin.name}, {table.year}: {size}, "
        f"one unit of the file is USD {factor:g} million; SHA-256 {digest}",
        f"terms of {origin.name}: {origin.terms}",
        *table.told,
        *(f"rule {rule}" for rule in rules),
    )
