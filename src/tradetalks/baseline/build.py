"""From plain arrays and labels to the labelled dataset of a baseline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import xarray as xr

from tradetalks.baseline.about import About, about_problems
from tradetalks.baseline.identities import Array, derive
from tradetalks.baseline.own_labels import BY_FACTOR, factor_labels, in_order
from tradetalks.errors import BaselineError, Problem, nearest
from tradetalks.labels.named import real_numbers
from tradetalks.symbols import BASELINE, DATA, DERIVED

#: Axes that carry the countries: those every baseline has, and those of people and remittances.
LIKE_COUNTRY = ("country", "exporter", "importer")
OF_PEOPLE = ("payer", "receiver", "origin", "residence")
#: Axes that carry the sectors once more; the second only where elasticities are estimates.
LIKE_SECTOR = ("input", "other_sector")


def assemble(
    countries: Iterable[str],
    sectors: Iterable[str],
    factors: Iterable[str] | None,
    arrays: Mapping[str, Any],
    about: About,
) -> xr.Dataset:
    """The dataset of a baseline; raises BaselineError with all that does not fit.

    `arrays` maps variable names to anything numpy reads; labelled ones are matched by
    the names and labels of their axes; absent derived arrays follow from the identities.
    Values are judged by `check`, not here.
    """
    problems: list[Problem] = []
    place = _labels("country", countries, problems)
    kinds = _labels("sector", sectors, problems)
    found = _factor_names(arrays.get("factor_share")) if factors is None else factors
    named = _labels("factor", found, problems)
    axis = dict.fromkeys((*LIKE_COUNTRY, *OF_PEOPLE), place)
    axis |= dict.fromkeys(("sector", *LIKE_SECTOR), kinds) | {"factor": named}
    sizes = {dim: len(labels) for dim, labels in axis.items()}
    full = _defaults(in_order(arrays, axis, problems), sizes)
    read = {n: _array(n, a, sizes, problems) for n, a in full.items() if a is not None}
    problems += _unknown_names(arrays) + _missing(arrays)
    problems += about_problems(about, {"country": place, "sector": kinds})
    if problems:
        raise BaselineError(problems)
    data = {n: read[n] for n in DATA}
    given = {n: read[n] for n in DERIVED if n in read}
    extra = {n: a for n, a in read.items() if n not in data and n not in given}
    variables = {
        n: xr.Variable(BASELINE[n].dims, _frozen(a), _attrs(n, n in given, about))
        for n, a in (data | derive(data, given) | extra).items()
    }
    used = {dim for v in variables.values() for dim in v.dims}
    coords = {dim: list(labels) for dim, labels in axis.items() if dim in used}
    return xr.Dataset(variables, coords=coords, attrs=about.attrs())


def _attrs(name: str, given: bool, about: About) -> dict[str, Any]:
    found: dict[str, Any] = dict(BASELINE[name].attrs()) | about.of_variable(name)
    if name in DERIVED and not given:
        return found | {"source": "derived from the accounting identities"}
    return found | ({"given": 1} if given else {})


def _defaults(arrays: Mapping[str, Any], sizes: Mapping[str, int]) -> dict[str, Any]:
    """Optional arrays at their defaults, and short forms at full length."""
    full = {n: a for n, a in arrays.items() if n in BASELINE}
    if full.get("export_tax") is None and full.get("trade") is not None:
        full["export_tax"] = np.zeros([sizes[d] for d in BASELINE["export_tax"].dims])
    if full.get("factor_share") is None:
        full["factor_share"] = np.ones((sizes["country"], sizes["factor"], sizes["sector"]))
    theta = full.get("trade_elasticity")
    if theta is not None and _dimensions(theta) == 0:
        full["trade_elasticity"] = [theta] * sizes["sector"]
    for name in BY_FACTOR if sizes["factor"] == 1 else ():
        value = full.get(name)
        if value is not None and _dimensions(value) == len(BASELINE[name].dims) - 1:
            full[name] = np.asarray(value)[..., None]
    return full


def _dimensions(value: Any) -> int | None:
    try:
        return np.ndim(value)
    except ValueError:  # ragged; said where the array is read
        return None


def _factor_names(factor_share: Any) -> tuple[str, ...]:
    width = 1 if factor_share is None else factor_labels(factor_share)
    if isinstance(width, tuple):
        return width
    known = {1: ("labour",), 3: ("skilled", "unskilled", "capital")}
    return known.get(width, tuple(f"factor_{i + 1}" for i in range(width)))


def _labels(kind: str, labels: Iterable[str], problems: list[Problem]) -> tuple[str, ...]:
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        problems.append(
            Problem(kind, f"{labels!r} is not a list of labels", remedy=f"write [{labels!r}]")
        )
        return (str(labels),)
    found = [str(x) if isinstance(x, str) else x for x in labels]
    if not found:
        problems.append(Problem(kind, "there is no label", allowed="at least one"))
    for i, label in enumerate(found):
        if not isinstance(label, str) or not label.strip():
            problems.append(
                Problem(f"{kind}[{i}]", f"{label!r} is not a label", allowed="non-empty text")
            )
        elif found.index(label) < i:
            problems.append(
                Problem(
                    f"{kind}[{i}]",
                    f"label {label!r} is a duplicate of {kind}[{found.index(label)}]",
                    allowed="each label once",
                    remedy="rename one, or add the two together",
                )
            )
    return tuple(str(x) for x in found)


def _array(name: str, value: Any, sizes: Mapping[str, int], problems: list[Problem]) -> Array:
    dims = BASELINE[name].dims
    shape = tuple(sizes[d] for d in dims)
    wanted = f"({', '.join(f'{d} {sizes[d]}' for d in dims)})"
    try:
        found = real_numbers(value)
    except (TypeError, ValueError):
        problems.append(Problem(name, "is not an array of real numbers", allowed=wanted))
        return np.empty(shape)
    if found.shape != shape:
        moved = len(shape) > 1 and sorted(found.shape) == sorted(shape)
        remedy = f"transpose it to the order ({', '.join(dims)})" if moved else ""
        problems.append(Problem(name, f"has shape {found.shape}", allowed=wanted, remedy=remedy))
    return found


def _unknown_names(arrays: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(n, "is no variable of a baseline", nearest=nearest(n, BASELINE))
        for n in arrays
        if n not in BASELINE
    ]


def _missing(arrays: Mapping[str, Any]) -> list[Problem]:
    optional = {"export_tax", "factor_share"}
    return [
        Problem(n, "is missing", allowed=f"{s.long_name} ({', '.join(s.dims)}), {s.units}")
        for n, s in DATA.items()
        if n not in optional and arrays.get(n) is None
    ]


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array
