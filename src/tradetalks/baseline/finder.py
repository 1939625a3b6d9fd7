"""Problems from masks over a baseline's arrays: which cell, what value, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tradetalks.baseline import identities
from tradetalks.baseline.identities import Array
from tradetalks.errors import Problem
from tradetalks.symbols import BASELINE

if TYPE_CHECKING:
    from tradetalks.baseline.core import Baseline

#: Variables that are shares, between zero and one.
SHARES = ("value_added_share", "input_share", "factor_share", "trade_share", "final_share")


class Finder:
    """A baseline's plain arrays, and problems made from masks over them."""

    def __init__(self, base: Baseline, limit: int | None) -> None:
        self.base, self.limit = base, limit
        self.arrays = {n: base[n].values for n in BASELINE if n in base.dataset}
        with np.errstate(all="ignore"):
            self.output = identities.output(self.arrays["trade"], self.arrays["export_tax"])

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]

    def cells(
        self,
        name: str,
        dims: Iterable[str],
        bad: NDArray[np.bool_],
        value: Array,
        what: str,
        allowed: str = "",
        remedy: str = "",
    ) -> list[Problem]:
        """One problem for each cell where `bad`, the largest values first."""
        found = np.argwhere(bad)
        order = np.argsort(-np.nan_to_num(np.abs(value[bad]), posinf=np.inf), kind="stable")
        labels = [self.base.dataset.indexes[d] for d in dims]
        problems = []
        for at in found[order][: self.limit]:
            place = ", ".join(str(names[i]) for names, i in zip(labels, at, strict=True))
            text = what.format(value[tuple(at)])
            problems.append(Problem(f"{name}[{place}]", text, allowed, "", remedy))
        if len(found) > len(problems):
            more = len(found) - len(problems)
            problems.append(Problem(name, f"and {more} more entries of this kind", allowed))
        return problems
