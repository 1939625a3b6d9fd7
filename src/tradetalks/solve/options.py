"""What a caller may set when solving, and the checks on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, Literal, NamedTuple, get_args

import numpy as np

from tradetalks.baseline import Baseline
from tradetalks.errors import InputError, Problem, nearest
from tradetalks.labels.named import real_numbers

Deficits = Literal["fixed", "share", "balanced"]
Revenue = Literal["lump_sum", "income_tax"]
Status = Literal[
    "converged",
    "no supplier",
    "deficit without trade",
    "one-way trade",
    "nothing to buy",
    "income below zero",
    "no tax left",
    "not converged",
]


class Verdict(NamedTuple):
    """What a solve came to: its name, what happened and, after a failure, what to try, as Python
    says it. Surfaces whose settings have other names give advice of their own, by the name.
    """

    status: Status
    what: str
    remedy: str = ""

    @property
    def message(self) -> str:
        """Both in a line."""
        return "; ".join(filter(None, (self.what, self.remedy)))


ScaleElasticity = float | Mapping[str, float] | Sequence[float] | Any

#: Labour supply elasticities above this are no estimate but a mistake.
MOST_KAPPA = 10.0


@dataclass(frozen=True)
class Rules:
    """The closure: what adjusts (equations 10 and 11), and scale economies (equation 1).

    deficits: "fixed" in units of world income, in "share" to own income, or "balanced".
    labour_supply: kappa, the elasticity of work in the real after-tax wage. revenue: public
    revenue goes to households in a "lump_sum" or replaces "income_tax". scale_elasticity: psi by
    sector, empty where there are no scale economies.
    """

    deficits: Deficits = "fixed"
    labour_supply: float = 0.0
    revenue: Revenue = "lump_sum"
    scale_elasticity: tuple[float, ...] = ()

    @classmethod
    def read(
        cls,
        base: Baseline,
        deficits: Any = "fixed",
        labour_supply: Any = 0.0,
        revenue: Any = "lump_sum",
        scale_elasticity: Any = 0.0,
    ) -> Rules:
        """The rules as a caller writes them; raises InputError listing every mistake."""
        problems: list[Problem] = []
        for name, value, choices in (
            ("deficits", deficits, get_args(Deficits)),
            ("revenue", revenue, get_args(Revenue)),
        ):
            if not isinstance(value, str) or value not in choices:
                close = nearest(str(value), choices)
                what = f"{value!r} is not a closure"
                problems.append(Problem(name, what, ", ".join(choices), close))
        kappa = _kappa(labour_supply, problems)
        psi = _psi(base, scale_elasticity, problems)
        if problems:
            raise InputError(problems)
        return cls(deficits, kappa, revenue, psi)

    def describe(self) -> dict[str, Any]:
        """The rules by name, as plain values."""
        return {
            "deficits": self.deficits,
            "labour_supply": self.labour_supply,
            "revenue": self.revenue,
            "scale_elasticity": list(self.scale_elasticity) or 0.0,
        }


def check_tolerance(tol: Any) -> None:
    """Raise InputError unless `tol` can be asked for."""
    if not (isinstance(tol, Real) and 1e-13 <= float(tol) <= 1e-2):
        raise InputError(
            Problem(
                "tol", f"{tol!r} cannot be used", "1e-13 to 1e-2", remedy="the default is 1e-10"
            )
        )


def _kappa(value: Any, problems: list[Problem]) -> float:
    if isinstance(value, Real) and not isinstance(value, bool) and 0 <= float(value) <= MOST_KAPPA:
        return float(value)
    problems.append(
        Problem(
            "labour_supply",
            f"{value!r} cannot be used",
            f"an elasticity from 0 to {MOST_KAPPA:g}",
            remedy="0 keeps labour supply fixed; estimates lie near 0.3 to 0.5",
        )
    )
    return 0.0


def _psi(base: Baseline, value: Any, problems: list[Problem]) -> tuple[float, ...]:
    """psi by sector; empty if it is zero in all.

    With theta * psi at or above one, production of a good may concentrate anywhere and the
    equilibrium is not unique (Kucheryavyy, Lyn and Rodriguez-Clare 2023).
    """
    place, sectors = "scale_elasticity", base.sectors
    if isinstance(value, Mapping):
        unknown = [str(name) for name in value if name not in sectors]
        problems += [
            Problem(f"{place}[{n}]", "is no sector", "a sector", nearest(n, sectors))
            for n in unknown
        ]
        value = [value.get(name, 0.0) for name in sectors]
    try:
        read = real_numbers(value)
    except (TypeError, ValueError):
        problems.append(Problem(place, f"{value!r:.60} is not a number", "psi, or one by sector"))
        return ()
    if read.ndim > 1 or (read.ndim == 1 and read.shape != (len(sectors),)):
        problems.append(
            Problem(place, f"has shape {read.shape}", f"one number, or {len(sectors)} by sector")
        )
        return ()
    psi = np.broadcast_to(read, len(sectors))
    theta = base["trade_elasticity"].values
    for j, name in enumerate(sectors):
        if not (np.isfinite(psi[j]) and psi[j] >= 0):
            problems.append(Problem(f"{place}[{name}]", f"{psi[j]:g} cannot be used", "0 or more"))
        elif theta[j] * psi[j] >= 1:
            problems.append(
                Problem(
                    f"{place}[{name}]",
                    f"{psi[j]:g} times the trade elasticity {theta[j]:g} is "
                    f"{theta[j] * psi[j]:.2f}: the equilibrium would not be unique",
                    f"below {1 / theta[j]:.3g}",
                )
            )
    return tuple(map(float, psi)) if psi.any() else ()
