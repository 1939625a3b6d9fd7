"""Tariffs from tidy files: by importer, exporter and product, to the axes of a world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from tradetalks.baseline.identities import Array
from tradetalks.baseline.sources.places import placed
from tradetalks.baseline.sources.products import CLASSIFICATIONS, classification, sectors_of
from tradetalks.baseline.sources.rates import BOUND, REGIMES, filled, means
from tradetalks.baseline.sources.tidy import Tidy, tidy
from tradetalks.errors import BaselineError, Problem
from tradetalks.labels.groups import COUNTRY_GROUPS
from tradetalks.labels.isic import classes

WEIGHTS = ("simple", "trade")
RATE_UNITS = ("percent", "fraction")
#: A rate above this is no tariff that stands.
HIGHEST = 30.0


@dataclass(frozen=True)
class TariffRules:
    """What to do where a file leaves a choice; the unit is detected where none is said.

    year: of the tariffs, where it is not the table's. products: what codes of digits are, of
    `products.CLASSIFICATIONS`, where the name of their column does not say it.
    """

    unit: str | None = None
    weights: str | None = None
    missing: str = "importer-mean"
    year: int | None = None
    products: str | None = None


@dataclass(frozen=True)
class Tariffs:
    """rates (exporter, importer, sector), fractions; `told` says what was read and by what rule."""

    rates: Array
    told: tuple[str, ...]


def read_tariffs(
    path: Path,
    countries: Sequence[str],
    sectors: Sequence[str],
    year: int | None = None,
    rules: TariffRules = TariffRules(),
    inside: Mapping[str, str] = MappingProxyType({}),
) -> Tariffs:
    """Tariffs on the axes of a world, from a tidy file. Raises BaselineError.

    The file has importer, product and rate, and may have exporter, regime, imports (to weigh by)
    and year. Without an exporter a rate is the most-favoured-nation one. A preference beats it.
    inside: country -> the aggregate of the world it is part of.
    """
    file = look_through(path, year)
    rows, told = _rows(file, countries, inside)
    whole = {"ROW", *inside.values()}
    factor, said = _unit(file, rows, rules.unit)
    rows["rate"] *= factor
    covers = {s: found for s in sectors if (found := classes(s)) is not None}
    codes = rows["product"].unique()
    digits = classification(file.called["product"], codes, file.place, rules.products)
    shares, problems = sectors_of(codes, sectors, covers, file.place, digits)
    problems += [*_rate_problems(file, rows), *_regime_problems(file, rows)]
    problems += _duplicates(file, rows, whole)
    if problems:
        raise BaselineError(problems)
    weigh = rules.weights or ("trade" if "value" in rows else "simple")
    if weigh == "trade" and "value" not in rows:
        what = "has no column of imports to weigh by"
        raise BaselineError(Problem(file.place, what, remedy="say --tariff-weights simple"))
    shares = shares.astype({"product": rows["product"].dtype})
    known = means(rows.merge(shares, on="product"), countries, sectors, weigh, whole)
    rates, more = filled(file.place, known, countries, sectors, rules.missing)
    average = "weighed by imports" if weigh == "trade" else "simple averages over products"
    by = CLASSIFICATIONS[digits]
    first = f"tariffs from {file.place}: {len(rows):,} rows by {by}, {said}, {average}; SHA-256 "
    return Tariffs(rates, (first + file.sha256, *told, *more))


def look_through(path: Path, year: int | None) -> Tidy:
    """The rows of one year; raises BaselineError for what is wrong whatever the world is.

    A blank weight is no mistake: products that nobody imports have none.
    """
    return tidy(path, ("importer", "product", "rate"), ("rate", "value"), year, blanks=("value",))


def _rows(
    file: Tidy, countries: Sequence[str], inside: Mapping[str, str]
) -> tuple[pd.DataFrame, list[str]]:
    """The rows under our labels, one a member where they name the European Union."""
    if "exporter" not in file.rows:
        file = replace(file, rows=file.rows.assign(exporter=""))
    rows, told = placed(file, countries, ("importer", "exporter"), ("exporter",), inside)
    if "value" in rows and (blank := int(rows["value"].isna().sum())):
        told.append(f"rows whose imports are blank, counted as zero: {blank:,}")
        rows["value"] = rows["value"].fillna(0.0)
    if "regime" in rows:
        bound = rows["regime"].astype(str).str.upper().isin(BOUND)
        told += [f"bound rates left out: {int(bound.sum()):,} rows"] * bool(bound.any())
        rows = rows[~bound]
    if "EU" in countries:  # one country of an aggregated world
        return rows, told
    union = [c for c in COUNTRY_GROUPS["EU"] if c in countries]
    for name in ("importer", "exporter"):
        whole = rows[name] == "EU"
        if whole.any():
            members = rows[whole].drop(columns=name).merge(pd.DataFrame({name: union}), how="cross")
            rows = pd.concat([rows[~whole].astype({name: str}), members]).astype({name: "category"})
    return rows, told


def _unit(file: Tidy, rows: pd.DataFrame, said: str | None) -> tuple[float, str]:
    """What turns the file's rates into fractions, and how that is known."""
    rate = rows["rate"]
    own = file.called["rate"].lower().replace(" ", "")
    told = f"rates from {rate.min():g} to {rate.max():g}"
    if said is not None:
        return (0.01 if said == "percent" else 1.0), f"{told} read as {said}, as said"
    if "percent" in own or "pct" in own or "%" in own or own == "simpleaverage":
        return 0.01, f"{told} read as per cent, by the name of the column"
    if own == "adv":  # MAcMap's
        return 1.0, f"{told} read as fractions, by the name of the column"
    positive = rate[rate > 0]
    middle = float(positive.median()) if len(positive) else 0.0
    if middle >= 1.0:
        return 0.01, f"{told} read as per cent (half of those above zero exceed {middle:.3g})"
    if middle <= 0.5 and (rate.max() <= 5.0):
        return 1.0, f"{told} read as fractions (half of those above zero are below {middle:.3g})"
    what = f"{told}, half of those above zero below {middle:g}: per cent or fractions?"
    remedy = "say --tariff-unit percent or --tariff-unit fraction"
    raise BaselineError(Problem(f"{file.place}, {file.called['rate']}", what, "", "", remedy))


def _rate_problems(file: Tidy, rows: pd.DataFrame) -> list[Problem]:
    bad = rows[(rows["rate"] < 0) | (rows["rate"] > HIGHEST)]
    return [
        Problem(
            file.line(int(row["line"])),
            f"a tariff of {row['rate']:.6g} (as a fraction)",
            f"from 0 to {HIGHEST:g}",
            remedy="" if row["rate"] < 0 else "are the rates per cent? say --tariff-unit percent",
        )
        for row in bad.head(8).to_dict("records")
    ]


def _regime_problems(file: Tidy, rows: pd.DataFrame) -> list[Problem]:
    if "regime" not in rows:
        return []
    regimes = rows["regime"].astype(str)
    unknown = rows[~regimes.str.upper().isin(REGIMES)].drop_duplicates("regime")
    return [
        Problem(
            f"{file.line(int(row['line']))}, {file.called['regime']}",
            f"unknown regime {row['regime']!r}",
            "AHS, PRF, MFN, BND",
            remedy="if the column says something else, name it otherwise",
        )
        for row in unknown.head(8).to_dict("records")
    ]


def _duplicates(file: Tidy, rows: pd.DataFrame, whole: Set[str]) -> list[Problem]:
    """Rows that give one thing two rates; an aggregate is an average and has many."""
    keys = ["importer", "exporter", "product", *(["regime"] if "regime" in rows else [])]
    plain = rows[~rows["importer"].isin(whole) & ~rows["exporter"].isin(whole)]
    again = plain[plain.duplicated(keys)]
    return [
        Problem(
            file.line(int(row["line"])),
            f"a second rate of {row['importer']} on {row['exporter']} for {row['product']}",
            "one each",
            remedy="keep one; two years or two regimes need a column that tells them apart",
        )
        for row in again.head(8).to_dict("records")
    ]
