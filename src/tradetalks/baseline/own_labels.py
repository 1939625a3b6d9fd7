"""Arrays that bring labels of their own, put in the order of a baseline's labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tradetalks.errors import InputError, Problem
from tradetalks.labels.named import axes_of, matched, reordered
from tradetalks.symbols import BASELINE

#: Arrays whose last axis is the factor; it may be left out where there is one factor.
BY_FACTOR = tuple(n for n, s in BASELINE.items() if s.dims[-1] == "factor")


def in_order(
    arrays: Mapping[str, Any], axes: Mapping[str, Sequence[str]], problems: list[Problem]
) -> dict[str, Any]:
    """The same arrays, labelled ones (xarray, pandas) as plain ones in the order of `axes`.

    What does not match is added to `problems`, and stands as zeros.
    """
    found = dict(arrays)
    for name, value in arrays.items():
        own = axes_of(value) if name in BASELINE else ()
        if not own:
            continue
        dims = BASELINE[name].dims
        wanted = {d: axes[d] for d in dims}
        if name in BY_FACTOR and len(own) == len(dims) - 1 and len(axes["factor"]) == 1:
            del wanted["factor"]
        try:
            values, labels = matched(np.asarray(value), own, tuple(wanted), name)
            found[name] = reordered(values, labels, wanted, name)
        except InputError as error:
            problems += error.problems
            found[name] = np.zeros([len(axes[d]) for d in dims])
    return found


def factor_labels(factor_share: Any) -> tuple[str, ...] | int:
    """Factors as a labelled array of factor shares names them, or else how many there are."""
    dims = BASELINE["factor_share"].dims
    own = axes_of(factor_share)
    names = [axis.name or dims[i] for i, axis in enumerate(own[: len(dims)])] or list(dims)
    at = names.index("factor") if "factor" in names else dims.index("factor")
    labels = own[at].labels if at < len(own) else None
    try:
        return labels or (np.shape(factor_share)[at : at + 1] or (1,))[0]
    except ValueError:  # ragged; said where the array is read
        return 1
