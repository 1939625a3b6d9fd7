"""What a caller may set when solving, and the checks on it."""

from __future__ import annotations

from numbers import Real
from typing import Any, Literal

from tradetalks.errors import InputError, Problem

Deficits = Literal["fixed", "share", "balanced"]
Status = Literal[
    "converged", "no supplier", "deficit without trade", "one-way trade", "not converged"
]

#: Parts of the model that stand still in this version, with the only setting they take.
STILL = {"labour_supply": 0.0, "revenue": "lump_sum", "scale_elasticity": 0.0}


def check_options(tol: float, **still: Any) -> None:
    """Raise InputError listing every option that cannot be used."""
    problems = [
        Problem(
            name,
            f"{value!r} is not available yet",
            f"{STILL[name]!r}",
            remedy="labour supply, income-tax relief and scale economies come with a later version",
        )
        for name, value in still.items()
        if value != STILL[name]
    ]
    if not (isinstance(tol, Real) and 1e-13 <= float(tol) <= 1e-2):
        problems.append(
            Problem(
                "tol", f"{tol!r} cannot be used", "1e-13 to 1e-2", remedy="the default is 1e-10"
            )
        )
    if problems:
        raise InputError(problems)
