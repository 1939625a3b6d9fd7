"""Sets of trade elasticities, published or estimated, by their own categories and by ISIC code.

The published figures, with standard errors where there are any, are in `data/elasticities`:
values by category, and a concordance of the categories to ISIC Rev. 4. Sets of one's own are
files (`elasticity_files`).
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.baseline.identities import Array
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
    """A set of trade elasticities; `services` and `elsewhere` fill the gaps.

    covariance: of theta between categories, in their order; without one they are independent.
    """

    name: str
    title: str
    citation: str
    services: float
    services_note: str
    elsewhere: float
    note: str
    categories: tuple[Category, ...]
    covariance: tuple[tuple[float, ...], ...] | None = None

    def weights(self, parts: Mapping[str, float]) -> dict[Category | str, float]:
        """The categories behind one sector, and how much each counts; they sum to one.

        `parts` gives the sector's ISIC codes (or names of categories) and their weights. Within a
        code every division counts alike, and within a division every category that covers it, by
        what it covers. What no category covers is assumed, and told apart by a text.
        """
        weights: dict[Category | str, float] = {}
        own = {c.name: c for c in self.categories}
        total = sum(parts.values())
        for code, share in parts.items():
            named = {own[code]: 1.0} if code in own else None
            for found, weight in (named or self._weights(classes(code) or frozenset())).items():
                weights[found] = weights.get(found, 0.0) + weight * share / total
        return weights

    def theta(self, weights: Mapping[Category | str, float]) -> float:
        """The elasticity of a sector that is made of these categories."""
        return sum(self._theta(c) * w for c, w in weights.items())

    def spread(self, weights: Sequence[Mapping[Category | str, float]]) -> Array:
        """Covariance of theta between sectors made of these categories, (sector, sector).

        Not a number for a sector in which something has no standard error or is assumed.
        """
        error = np.array([c.standard_error for c in self.categories])
        known = np.diag(error**2) if self.covariance is None else np.array(self.covariance)
        shares = np.array([[w.get(c, 0.0) for c in self.categories] for w in weights])
        found: Array = shares @ np.nan_to_num(known) @ shares.T
        unknown = np.array([any(np.isnan(_error(c)) for c in w) for w in weights])
        found[unknown] = found[:, unknown] = np.nan
        return found

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


def elasticity_set(name: str | PathLike[str] = DEFAULT_ELASTICITIES) -> ElasticitySet:
    """A set by name or from its file; raises BaselineError where there is none."""
    known = all_sets()
    if isinstance(name, str) and name in known:
        return known[name]
    if isinstance(name, str | PathLike) and is_set_file(name):
        from tradetalks.baseline.elasticity_files import read_set

        return read_set(Path(name))
    what = f"unknown elasticity set {str(name)!r}"
    allowed = f"{', '.join(elasticity_sets())}, or a file such as my_set.toml"
    raise BaselineError(Problem("elasticities", what, allowed, nearest(str(name), known)))


def is_set_file(name: str | PathLike[str]) -> bool:
    """Whether this is a file rather than a name; one that ends so is, though it may be missing."""
    path = Path(name)
    return path.suffix == ".toml" or path.is_file()


def beside(name: str, folder: Path) -> str:
    """A set's file as found from another file's folder; names stay names."""
    if name in all_sets() or not is_set_file(folder / name):
        return name
    return str(folder / name)


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
