"""Trade elasticities by published source, mapped to a baseline's sectors.

`theta` is the elasticity in `share ~ cost^-theta` (eq. 4), never its inverse.
The figures, with standard errors where published, are in `data/elasticities`:
values by the source's own categories, and a concordance of those to ISIC Rev. 4.
"""

from __future__ import annotations

import csv
import tomllib
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.baseline.identities import Array
from tradetalks.errors import BaselineError, Problem, nearest
from tradetalks.labels.isic import Classes, classes

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.baseline.core import Baseline

#: The set used when none is named; docs/decisions/0002-elasticities.md says why.
DEFAULT_ELASTICITIES = "fontagne_2022"

#: Below this an elasticity draws a warning: optimal tariffs are at least 1/theta, so they
#: exceed 100 per cent, and estimates this low are hardly distinguishable from zero.
FLOOR = 1.0
LOW = "tariffs there hardly shift trade, and optimal ones exceed 100 per cent"

#: If none exceeds this, the values look like 1/theta and are refused.
INVERTED = 0.5

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
    return sorted(_load(), key=lambda n: (n != DEFAULT_ELASTICITIES, n))


def elasticity_set(name: str = DEFAULT_ELASTICITIES) -> ElasticitySet:
    """A set by name; raises BaselineError naming the nearest when there is none."""
    known = _load()
    if name not in known:
        what = f"unknown elasticity set {name!r}"
        allowed = ", ".join(elasticity_sets())
        raise BaselineError(Problem("elasticities", what, allowed, nearest(str(name), known)))
    return known[name]


def with_elasticities(base: Baseline, elasticities: Any, isic: Mapping[str, str]) -> Baseline:
    """The same world under another set (by name), or under given values.

    Values are one number or one per sector, (sector,). For sectors whose names are
    not ISIC codes, `isic` says which code each stands for; an aggregated sector is
    weighed by the cross-border trade of its parts. A set's standard errors become
    `trade_elasticity_se`. Raises BaselineError on an unknown name, a sector without
    an ISIC code, and values that are not positive or look like inverses.
    """
    from tradetalks.baseline.build import About

    about = About.of(base.dataset)
    if not isinstance(elasticities, str):
        source, note, name = "given as values", "trade elasticities replaced by given values", ""
        theta, error, labels = elasticities, None, None
    else:
        chosen = elasticity_set(elasticities)
        source, name = chosen.citation, chosen.name
        note = f"trade elasticities from {name}"
        theta, errors, labels = _mapped(chosen, base.sectors, about.sector_parts, isic)
        error = errors if np.isfinite(errors).any() else None
    changed = {"trade_elasticity": theta, "trade_elasticity_se": error}
    sources = {**about.source, **dict.fromkeys(changed, source)}
    years = {k: v for k, v in about.year.items() if k not in changed}
    new = base.rebuilt(
        replace(about.noting(note), elasticities=name, source=sources, year=years), changed
    )
    refuse_bad_values(new["trade_elasticity"].values, new.sectors)
    warn_below_floor(new["trade_elasticity"].values, new.sectors)
    dataset = new.dataset.drop_vars("elasticity_source", errors="ignore")
    plain = type(base)(dataset)
    return plain.annotate(elasticity_source=("sector", labels)) if labels else plain


def compare_elasticities(base: Baseline, isic: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Theta of every set, one column each, for the sectors of a baseline."""
    import pandas as pd

    from tradetalks.baseline.build import About

    parts = About.of(base.dataset).sector_parts
    columns = {n: _mapped(s, base.sectors, parts, isic or {})[0] for n, s in _load().items()}
    return pd.DataFrame(columns, index=pd.Index(base.sectors, name="sector"))


def refuse_bad_values(theta: Array, sectors: Sequence[str]) -> None:
    """Raise BaselineError when elasticities are not positive numbers or look inverted."""
    problems = [
        Problem(f"trade_elasticity[{s}]", f"is {x:g}", "above zero: share ~ cost^-theta")
        for s, x in zip(sectors, theta, strict=True)
        if not (np.isfinite(x) and x > 0)
    ]
    if looks_inverted(theta):
        problems.append(inverted_problem(theta))
    if problems:
        raise BaselineError(problems)


def looks_inverted(theta: Array) -> bool:
    """Whether every value is so small that these are likely 1/theta."""
    return bool(theta.size and 0 < np.max(theta) <= INVERTED)


def inverted_problem(theta: Array) -> Problem:
    """What to say of elasticities that look like inverses."""
    return Problem(
        "trade_elasticity",
        f"none is above {np.max(theta):g}: these look like 1/theta",
        "theta in share ~ cost^-theta, mostly between 2 and 12",
        "",
        "pass 1 / values if they are inverses; nothing is inverted silently",
    )


def warn_below_floor(theta: Array, sectors: Sequence[str], stacklevel: int = 3) -> None:
    """Warn, naming the sectors, of elasticities below FLOOR."""
    low = [f"{s} ({x:g})" for s, x in zip(sectors, theta, strict=True) if 0 < x < FLOOR]
    if low:
        text = f"trade elasticities below {FLOOR:g}: {', '.join(low)}; {LOW}"
        warnings.warn(text, UserWarning, stacklevel=stacklevel + 1)


def _mapped(
    chosen: ElasticitySet,
    sectors: Sequence[str],
    parts: Mapping[str, Mapping[str, float]],
    isic: Mapping[str, str],
) -> tuple[Array, Array, list[str]]:
    """Theta, standard error and categories of a set, by sector."""
    codes = {s: {isic[s]: 1.0} if s in isic else dict(parts.get(s, {s: 1.0})) for s in sectors}
    problems = [
        Problem(
            f"sector {sector}",
            f"{code!r} is no ISIC code, so {chosen.name} cannot be mapped to it",
            "ISIC Rev. 4 codes such as C26, C10T12 or G_I",
            "",
            f"say which it is: with_elasticities({chosen.name!r}, isic={{{sector!r}: ...}})",
        )
        for sector, made_of in codes.items()
        for code in made_of
        if classes(code) is None
    ]
    problems += [
        Problem(f"isic[{s}]", f"unknown sector {s!r}", nearest=nearest(s, sectors))
        for s in isic
        if s not in sectors
    ]
    if problems:
        raise BaselineError(problems)
    found = [chosen.at(codes[s]) for s in sectors]
    return (
        np.array([f[0] for f in found]),
        np.array([f[1] for f in found]),
        [f[2] for f in found],
    )


def _error(category: Category | str) -> float:
    return category.standard_error if isinstance(category, Category) else float("nan")


@cache
def _load() -> dict[str, ElasticitySet]:
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
