"""Trade elasticities by published source, mapped to a baseline's sectors.

`theta` is the elasticity in `share ~ cost^-theta` (eq. 4), never its inverse.
Values that are not positive, or look like inverses, are refused; low ones draw a
warning. The published sets themselves are in `elasticity_sets`.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tradetalks.baseline.about import About
from tradetalks.baseline.elasticity_sets import (
    Category,
    ElasticitySet,
    all_sets,
    elasticity_set,
)
from tradetalks.baseline.identities import Array
from tradetalks.errors import BaselineError, Problem, nearest
from tradetalks.labels.isic import classes

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.baseline.core import Baseline


#: Below this an elasticity draws a warning: optimal tariffs are at least 1/theta, so they
#: exceed 100 per cent, and estimates this low are hardly distinguishable from zero.
FLOOR = 1.0
LOW = "tariffs there hardly shift trade, and optimal ones exceed 100 per cent"

_ERROR, _COVARIANCE = "trade_elasticity_se", "trade_elasticity_covariance"

#: If none exceeds this, the values look like 1/theta and are refused.
INVERTED = 0.5


def _file_of(elasticities: str | PathLike[str] | ElasticitySet) -> str:
    """Name and SHA-256 of the file a set was read from, for the history; "" for a shipped one."""
    if isinstance(elasticities, ElasticitySet) or elasticities in all_sets():
        return ""
    file = Path(elasticities)
    return f": {file.name}, SHA-256 {hashlib.sha256(file.read_bytes()).hexdigest()}"


def with_elasticities(base: Baseline, elasticities: Any, isic: Mapping[str, str]) -> Baseline:
    """The same world under another set (by name, or its file), or under given values.

    Values are one number or one per sector, (sector,). For sectors whose names are
    neither ISIC codes nor the set's own, `isic` says which code each stands for; an
    aggregated sector is weighed by the cross-border trade of its parts. A set's standard
    errors become `trade_elasticity_se`, and its covariance, if it has one,
    `trade_elasticity_covariance`. Raises BaselineError on an unknown name, a sector
    without an ISIC code, and values that are not positive or look like inverses.
    """
    about = About.of(base.dataset)
    changed: dict[str, Any] = dict.fromkeys((_ERROR, _COVARIANCE))
    if isinstance(elasticities, str | PathLike | ElasticitySet):
        chosen = (
            elasticities
            if isinstance(elasticities, ElasticitySet)
            else elasticity_set(elasticities)
        )
        source, name = chosen.citation, chosen.name
        note = f"trade elasticities from {name}{_file_of(elasticities)}"
        weights = _weights(chosen, base.sectors, about.sector_parts, isic)
        labels: list[str] | None = [_behind(w) for w in weights]
        changed["trade_elasticity"] = np.array([chosen.theta(w) for w in weights])
        spread = chosen.spread(weights)
        error = np.sqrt(np.diag(spread))
        changed[_ERROR] = error if np.isfinite(error).any() else None
        changed[_COVARIANCE] = spread if chosen.covariance is not None else None
    else:
        source, name, labels = "given as values", "", None
        note = "trade elasticities replaced by given values"
        changed["trade_elasticity"] = elasticities
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

    parts = About.of(base.dataset).sector_parts
    columns = {
        name: [chosen.theta(w) for w in _weights(chosen, base.sectors, parts, isic or {})]
        for name, chosen in all_sets().items()
    }
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
    """Warn, naming the sectors, of elasticities below FLOOR, and of those that look inverted."""
    low = [f"{s} ({x:g})" for s, x in zip(sectors, theta, strict=True) if 0 < x < FLOOR]
    if low:
        text = f"trade elasticities below {FLOOR:g}: {', '.join(low)}; {LOW}"
        if looks_inverted(theta):
            text = f"{text}. {inverted_problem(theta)}"
        warnings.warn(text, UserWarning, stacklevel=stacklevel + 1)


def _weights(
    chosen: ElasticitySet,
    sectors: Sequence[str],
    parts: Mapping[str, Mapping[str, float]],
    isic: Mapping[str, str],
) -> list[dict[Category | str, float]]:
    """The categories of a set behind each sector, and what each counts."""
    if not (isinstance(isic, Mapping) and all(isinstance(c, str) for c in isic.values())):
        raise BaselineError(Problem("isic", f"{isic!r} is not a mapping", "{sector: ISIC code}"))
    own = {c.name for c in chosen.categories}
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
        if classes(code) is None and code not in own
    ]
    problems += [
        Problem(f"isic[{s}]", f"unknown sector {s!r}", nearest=nearest(s, sectors))
        for s in isic
        if s not in sectors
    ]
    if problems:
        raise BaselineError(problems)
    return [chosen.weights(codes[s]) for s in sectors]


def _behind(weights: Mapping[Category | str, float]) -> str:
    return "; ".join(c if isinstance(c, str) else c.name for c in weights)
