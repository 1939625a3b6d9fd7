"""Tariffs from tidy files: by importer, exporter and product, to the axes of a world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tradetalks.baseline.identities import Array
from tradetalks.baseline.sources.names import country_code
from tradetalks.baseline.sources.products import sectors_of
from tradetalks.baseline.sources.rates import filled, means
from tradetalks.baseline.sources.tidy import Tidy, tidy
from tradetalks.errors import BaselineError, Problem, nearest
from tradetalks.labels.groups import COUNTRY_GROUPS
from tradetalks.labels.isic import classes

WEIGHTS = ("simple", "trade")
RATE_UNITS = ("percent", "fraction")
#: Partners that stand for every country: the most-favoured-nation rate.
_ALL = {"", "0", "000", "ALL", "WLD", "WORLD", "MFN", "ERGA OMNES"}
_UNION = {"EU", "EUN", "EU27", "EU28", "918", "97"}
#: Codes of the United Nations' trade statistics where they differ from ISO 3166-1.
_COMTRADE = {"842": "USA", "251": "FRA", "699": "IND", "579": "NOR", "757": "CHE", "490": "TWN",
             "381": "ITA"}  # fmt: skip
#: A rate above this is no tariff that stands.
HIGHEST = 30.0


@dataclass(frozen=True)
class TariffRules:
    """What to do where a file leaves a choice; the unit is detected where none is said.

    year: of the tariffs, where it is not the table's.
    """

    unit: str | None = None
    weights: str | None = None
    missing: str = "importer-mean"
    year: int | None = None


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
    member: str = "",
) -> Tariffs:
    """Tariffs on the axes of a world, from a tidy file. Raises BaselineError.

    The file has importer, product and rate, and may have exporter, regime, imports (to weigh by)
    and year. Without an exporter a rate is the most-favoured-nation one. A preference beats it.
    """
    file = tidy(path, ("importer", "product", "rate"), ("rate", "value"), year, member)
    rows, told = _rows(file, countries)
    factor, said = _unit(file, rows, rules.unit)
    rows["rate"] *= factor
    covers = {s: found for s in sectors if (found := classes(s)) is not None}
    shares, problems = sectors_of(rows["product"], sectors, covers, file.place)
    problems += _rate_problems(file, rows) + _duplicates(file, rows)
    if problems:
        raise BaselineError(problems)
    weigh = rules.weights or ("trade" if "value" in rows else "simple")
    if weigh == "trade" and "value" not in rows:
        what = "has no column of imports to weigh by"
        raise BaselineError(Problem(file.place, what, remedy="say --tariff-weights simple"))
    known = means(rows.merge(shares, on="product"), countries, sectors, weigh)
    rates, more = filled(file.place, known, countries, sectors, rules.missing)
    average = "weighed by imports" if weigh == "trade" else "simple averages over products"
    first = f"tariffs from {file.place}: {len(rows):,} rows, {said}, {average}; SHA-256 "
    return Tariffs(rates, (first + file.sha256, *told, *more))


def _rows(file: Tidy, countries: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """The rows with codes of ours; countries the world has no label for join its rest of world."""
    rows = file.rows.copy()
    if "exporter" not in rows:
        rows["exporter"] = ""
    problems, told, outside = [], [], set()
    for name in ("importer", "exporter"):
        codes = rows[name].str.strip()
        mapped: dict[str, str] = {}
        for code in codes.unique():
            label = _place(code, countries)
            if label is None or (label == "ALL" and name == "importer"):
                where = f"{file.place}, line {rows.index[codes == code][0] + 2}"
                what = f"unknown {name} {code!r}"
                allowed = "ISO 3166-1 or United Nations codes, EU"
                problems.append(Problem(where, what, allowed, nearest(code, countries)))
            mapped[code] = label or ""
            if label and label not in ("ALL", "EU") and label not in countries:
                outside.add(label)
                mapped[code] = "ROW" if "ROW" in countries else ""
        rows[name] = codes.map(mapped)
    if problems:
        raise BaselineError(problems[:12])
    if outside:
        fate = "joined ROW" if "ROW" in countries else "were left out"
        told.append(
            f"countries of the tariff file that are not in the table {fate}: {len(outside)}"
        )
    rows = rows[(rows["importer"] != "") & (rows["exporter"] != "")]
    rows["product"] = rows["product"].str.strip()
    union = [c for c in COUNTRY_GROUPS["EU"] if c in countries]
    for name in ("importer", "exporter"):
        members = rows[name].map(lambda code: union if code == "EU" else [code])
        rows = rows.assign(**{name: members}).explode(name)
    return rows.reset_index(names="line"), told


def _place(code: str, countries: Sequence[str]) -> str | None:
    """Our label of a country, "ALL", "EU", or None for what is unknown."""
    text = code.strip().upper()
    if text in _ALL:
        return "ALL"
    if text in _UNION and text not in countries:
        return "EU"
    if code in countries:
        return code
    return _COMTRADE.get(text) or country_code(text) or None


def _unit(file: Tidy, rows: pd.DataFrame, said: str | None) -> tuple[float, str]:
    """What turns the file's rates into fractions, and how that is known."""
    rate = rows["rate"]
    own = file.called["rate"].lower()
    told = f"rates from {rate.min():g} to {rate.max():g}"
    if said is not None:
        return (0.01 if said == "percent" else 1.0), f"{told} read as {said}, as said"
    if "percent" in own or "pct" in own or "%" in own or own == "simpleaverage":
        return 0.01, f"{told} read as per cent, by the name of the column"
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


def _duplicates(file: Tidy, rows: pd.DataFrame) -> list[Problem]:
    """Rows that give one thing two rates; the rest of the world is an average and has many."""
    keys = ["importer", "exporter", "product", *(["regime"] if "regime" in rows else [])]
    plain = rows[(rows["importer"] != "ROW") & (rows["exporter"] != "ROW")]
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
