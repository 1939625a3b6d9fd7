"""What is wrong with a baseline: everything at once, with place, value and remedy.

Faults of the values must be mended at the source; breaches of the accounting
identities are what `Baseline.balance` repairs; doubts that are no faults are
warnings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tradetalks.baseline.breaches import identity_problems
from tradetalks.baseline.elasticities import FLOOR, LOW
from tradetalks.baseline.faults import value_problems
from tradetalks.baseline.finder import Finder
from tradetalks.errors import BaselineError, Problem
from tradetalks.symbols import BASELINE

if TYPE_CHECKING:
    import pandas as pd

    from tradetalks.baseline.core import Baseline


@dataclass(frozen=True)
class CheckReport:
    """What `Baseline.check` found; `problems` must be mended, `warnings` looked at."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.problems

    def raise_if_any(self) -> None:
        """Raise BaselineError with every problem, if there is one."""
        if self.problems:
            raise BaselineError(self.problems)

    def to_frame(self) -> pd.DataFrame:
        """One row for each finding."""
        import pandas as pd

        found = [("problem", p) for p in self.problems] + [("warning", w) for w in self.warnings]
        rows = [{"kind": kind, **vars(p)} for kind, p in found]
        return pd.DataFrame(rows, columns=["kind", "place", "what", "allowed", "nearest", "remedy"])

    def __str__(self) -> str:
        lines = [str(p) for p in self.problems] + [f"warning: {w}" for w in self.warnings]
        return "\n".join(lines) or "no problem found"


def check(base: Baseline, limit: int | None = 20) -> CheckReport:
    """Problems and warnings of a baseline, at most `limit` entries of each kind."""
    with np.errstate(all="ignore"):  # what is not finite is listed, not warned of
        find = Finder(base, limit)
        return CheckReport(
            (*value_problems(base, limit), *identity_problems(base, limit)),
            tuple(_border_taxes_at_home(find) + _low_elasticities(find)),
        )


def _border_taxes_at_home(find: Finder) -> list[Problem]:
    """Doubtful, except in an aggregate, whose home sales include trade among its members."""
    parts = find.base.axes.country_parts
    home = np.diag([c not in parts for c in find.base.countries])[:, :, None]
    return [
        problem
        for name in ("tariff", "export_tax")
        for problem in find.cells(
            name,
            BASELINE[name].dims,
            home & (find[name] != 0),
            find[name],
            "is {:g} on home sales",
            "zero: home sales cross no border",
        )
    ]


def _low_elasticities(find: Finder) -> list[Problem]:
    theta = find["trade_elasticity"]
    return find.cells(
        "trade_elasticity",
        ("sector",),
        (theta > 0) & (theta < FLOOR),
        theta,
        "is {:g}",
        f"{FLOOR:g} or more",
        LOW,
    )
