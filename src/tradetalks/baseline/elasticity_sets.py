"""Published sets of trade elasticities, by the sources' own categories and by ISIC code.

The figures, with standard errors where published, are in `data/elasticities`:
values by category, and a concordance of the categories to ISIC Rev. 4.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from tradetalks.errors import BaselineError, Problem, nearest
from tradetalks.labels.isic import Classes, classes

if TYPE_CHECKING:
    import pandas as pd

#: The set used when none is named; docs/decisions/0002-elasticities.md says why.
DEFAULT_ELASTICITIES = "fontagne_2022"

_SERVICES = classes("D_U") or frozenset()
_ASSUMED_SERVICES = "services value of the set"
_ASSUMED_GOODS = "value of the set for goods not covered"


@dataclass(frozen=True)
class Category:
    """One estimate: the source's own category, what it covers, theta and its error."""

    name: str
    isic: tuple[str, ...]
    theta: float
    standard_error: float
    note: str

    @property
    def classes(self) -> Classes:
        """ISIC classes it covers; none when the category is not used."""
        return frozenset[int]().union(*(classes(code) or frozenset() for code in self.isic))


@dataclass(frozen=True)
class ElasticitySet:
    """A published set of trade elasticities; `services` and `elsewhere` fill the gaps."""

    name: str
    title: str
    citation: str
    services: float
    services_note: str
    elsewhere: float
    note: str
    categories: tuple[Category, ...]

    def at(self, parts: Mapping[str, float]) -> tuple[float, float, str]:
        """Theta, its standard error and the categories behind it, for one sector.

        `parts` gives the sector's ISIC codes and their weights. Within a code every
        division counts alike, and within a division every category that covers it,
        by what it covers. Estimates of different categories are taken as independent;
        the error is not a number where one is not published.
        """
        weights: dict[Category | str, float] = {}
        total = sum(parts.values())
        for code, share in parts.items():
            for found, weight in self._weights(classes(code) or frozenset()).items():
                weights[found] = weights.get(found, 0.0) + weight * share / total
        theta = sum(self._theta(c) * w for c, w in weights.items())
        error = sum((_error(c) * w) ** 2 for c, w in weights.items()) ** 0.5
        names = [c if isinstance(c, str) else c.name for c in weights]
        return theta, error, "; ".join(names)

    def to_frame(self) -> pd.DataFrame:
        """One row for each category: what it covers, theta, standard error, note."""
        import pandas as pd

        rows = [{**vars(c), "isic": " ".join(c.isic)} for c in self.categories]
        return pd.DataFrame(rows).rename(columns={"name": "category"})

    def _weights(self, wanted: Classes) -> dict[Category | str, float]:
        """Weights of the categories in one ISIC code, summing to one."""
        by_division: list[dict[Category, int]] = []
        for division in {n // 100 for n in wanted}:
            inside = frozenset(n for n in wanted if n // 100 == division)
            shared = {c: len(c.classes & inside) for c in self.categories}
            if covered := {c: n for c, n in shared.items() if n}:
                by_division.append(covered)
        if not by_division:
            return {_ASSUMED_SERVICES if wanted <= _SERVICES else _ASSUMED_GOODS: 1.0}
        found: dict[Category | str, float] = {}
        for covered in by_division:
            for category, n in covered.items():
                weight = n / sum(covered.values()) / len(by_division)
                found[category] = found.get(category, 0.0) + weight
        return found

    def _theta(self, category: Category | str) -> float:
        if isinstance(category, Category):
            return category.theta
        return self.services if category == _ASSUMED_SERVICES else self.elsewhere


def elasticity_sets() -> list[str]:
    """Names of the elasticity sets that come with the package, the default first."""
    return sorted(all_sets(), key=lambda n: (n != DEFAULT_ELASTICITIES, n))


def elasticity_set(name: str = DEFAULT_ELASTICITIES) -> ElasticitySet:
    """A set by name; raises BaselineError naming the nearest when there is none."""
    known = all_sets()
    if not isinstance(name, str) or name not in known:
        what = f"unknown elasticity set {name!r}"
        allowed = ", ".join(elasticity_sets())
        raise BaselineError(Problem("elasticities", what, allowed, nearest(str(name), known)))
    return known[name]


def _error(category: Category | str) -> float:
    return category.standard_error if isinstance(category, Category) else float("nan")


@cache
def all_sets() -> dict[str, ElasticitySet]:
    folder = resources.files("tradetalks.baseline") / "data" / "elasticities"
    about = tomllib.loads((folder / "sets.toml").read_text("utf-8"))
    values = _rows((folder / "values.csv").read_text("utf-8"))
    covers = {
        (r["set"], r["category"]): r for r in _rows((folder / "concordance.csv").read_text("utf-8"))
    }
    categories: dict[str, list[Category]] = {name: [] for name in about}
    for row in values:
        cover = covers[row["set"], row["category"]]
        categories[row["set"]].append(
            Category(
                row["category"],
                tuple(cover["isic"].split()),
                float(row["theta"]),
                float(row["standard_error"] or "nan"),
                cover["note"],
            )
        )
    return {n: ElasticitySet(n, **a, categories=tuple(categories[n])) for n, a in about.items()}


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))
